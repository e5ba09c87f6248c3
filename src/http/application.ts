import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import compress from '@fastify/compress'
import etag from '@fastify/etag'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Settings } from '../settings.ts'
import { useAudit } from './audit.ts'
import { jsonBody } from './body.ts'
import { useGuard } from './guard.ts'
import { defaultLimits, type Limits, useLimits } from './limits.ts'
import { useMethods } from './methods.ts'
import { sendError, useProblems } from './problem.ts'
import type { Service } from './service.ts'
import type { App } from './web.ts'

export interface ApplicationParts {
  readonly service: Service
  readonly settings: Pick<Settings, 'web'>
  readonly log: FastifyBaseLogger
  readonly limits?: Limits
}

/** An application with all its protections and no routes. */
export async function bareApp({ service, settings, log, limits }: ApplicationParts): Promise<App> {
  const { trustedProxies, metricsToken, externalUrl } = settings.web
  const app: App = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request, reply) => sendError(error, request, reply),
    genReqId: () => crypto.randomUUID(),
    requestIdHeader: false,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit: 256 * 1024,
    // A whole request has to arrive in 30 s, its headers in 10 s; a silent connection ends after 60 s.
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 10_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16 * 1024 },
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  }).withTypeProvider<ZodTypeProvider>()
  app.server.maxConnections = 2_000
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, jsonBody)
  useProblems(app)
  useMethods(app)
  useAudit(app)
  await app.register(helmet, headersFor(externalUrl))
  let tooMany: Awaited<ReturnType<typeof useLimits>> = async () => false
  useGuard(app, { service, metricsToken, tooManyFailures: (request, reply) => tooMany(request, reply) })
  tooMany = await useLimits(app, limits ?? defaultLimits)
  await app.register(etag, { weak: true })
  // Compressed bodies are refused on the way in: a small one could grow without bound.
  await app.register(compress, { globalDecompression: false, threshold: 1_024 })
  return app
}

function headersFor(externalUrl: string) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    strictTransportSecurity: externalUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  } as const
}

const unreadable: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
}

/** What is no HTTP gets one answer and loses its connection: what follows on it cannot be told apart. */
function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = unreadable[error.code ?? ''] ?? 400
  const title = STATUS_CODES[status] ?? 'Bad Request'
  const body = JSON.stringify({ type: 'about:blank', title, status, detail: 'The request cannot be read.' })
  const head = `content-type: application/problem+json\r\ncontent-length: ${body.length}\r\nconnection: close`
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${head}\r\n\r\n${body}`, () => socket.destroy())
}
