import type { App } from './web.ts'

/**
 * One line in the log for each request that would change something, also for those refused, and an id on every
 * answer. The address's query is never logged: somebody may have put a token there.
 */
export function useAudit(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id).header('cache-control', 'no-store')
  })
  app.addHook('onResponse', async (request, reply) => {
    const line = {
      action: request.routeOptions.config?.action ?? null,
      method: request.method,
      route: request.routeOptions.url ?? null,
      params: request.params,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
      token: request.caller?.tokenId ?? null,
      role: request.caller?.role ?? null,
      address: request.ip,
    }
    if (request.method === 'GET' || request.method === 'HEAD') request.log.debug(line, 'request')
    else request.log.info({ audit: true, ...line }, 'change requested')
  })
}
