import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Secret } from '../settings.ts'
import { type Action, isAction, may, type RouteAction, whoMay } from './access.ts'
import { notFound, Problem } from './problem.ts'
import type { Caller, Service } from './service.ts'
import { bearerOf, callerOf, equalSecrets } from './tokens.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route does; one without it does not start. */
    action?: RouteAction
    /** Media types of bodies that the route takes; JSON where absent. */
    consumes?: readonly string[]
  }
  interface FastifyRequest {
    caller: Caller | null
  }
}

export interface GuardParts {
  readonly service: Pick<Service, 'store' | 'now' | 'agreements'>
  readonly metricsToken: Secret | null
  /** Counts a failed authentication; answers whether there were too many from there. */
  readonly tooManyFailures: (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>
}

/** Nothing reaches a handler but through here: who asks, whether they may, and whether the body is of a kind taken. */
export function useGuard(app: FastifyInstance, parts: GuardParts): void {
  const routes: RouteOptions[] = []
  app.decorateRequest('caller', null)
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  app.addHook('onReady', async () => {
    const undeclared = routes.filter((route) => !isAction(route.config?.action))
    if (undeclared.length === 0) return
    throw new Error(
      `routes without an action: ${undeclared.map(({ method, url }) => `${method} ${url}`).join(', ')}`,
    )
  })
  app.addHook('onRequest', async (request, reply) => {
    refuseDoubledHeaders(request)
    // Only what is read can be "not modified".
    if (request.method !== 'GET' && request.method !== 'HEAD') delete request.headers['if-none-match']
    if (request.is404) return
    const action = request.routeOptions.config.action
    if (action === undefined) throw notFound()
    if (action !== 'public') await admit(request, reply, action, parts)
    refuseOtherBodies(request)
  })
}

async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  action: Exclude<RouteAction, 'public'>,
  parts: GuardParts,
): Promise<void> {
  if (action === 'metrics') {
    if (!mayScrape(request, parts.metricsToken)) await refuseToken(request, reply, parts)
    return
  }
  const token = bearerOf(request.headers.authorization)
  request.caller = token === null ? null : await callerOf(token, parts.service.store, parts.service.now())
  if (request.caller === null) await refuseToken(request, reply, parts)
  const agreement = agreementOfPath(request)
  allow(request, action, agreement)
  if (agreement !== null) requireKnown(parts.service, agreement)
}

/** Throws unless the caller may do this to the agreement. */
export function allow(request: FastifyRequest, action: Action, agreement: string | null): Caller {
  const decision = may(request.caller, action, agreement)
  if (decision === 'hidden') throw notFound()
  if (decision === 'forbidden')
    throw new Problem(
      403,
      `The role of this token (${request.caller?.role}) may not do that; it takes a token of ${whoMay(action)}.`,
    )
  if (decision === 'unauthenticated' || request.caller === null) throw unauthenticated()
  return request.caller
}

export function requireKnown(service: Pick<Service, 'agreements'>, agreement: string): void {
  if (!service.agreements().some((known) => known.agreement === agreement)) throw notFound()
}

function agreementOfPath(request: FastifyRequest): string | null {
  const { agreement } = (request.params ?? {}) as { readonly agreement?: string }
  return agreement ?? null
}

function mayScrape(request: FastifyRequest, token: Secret | null): boolean {
  if (token === null) return true
  const given = bearerOf(request.headers.authorization)
  return given !== null && equalSecrets(given, token.reveal())
}

function unauthenticated(): Problem {
  return new Problem(
    401,
    'A valid token is needed, in a header Authorization: Bearer TOKEN; `upheld token create` makes one.',
  )
}

async function refuseToken(request: FastifyRequest, reply: FastifyReply, parts: GuardParts): Promise<never> {
  if (await parts.tooManyFailures(request, reply))
    throw new Problem(429, 'Too many requests without a valid token.')
  reply.header('www-authenticate', 'Bearer realm="upheld"')
  throw unauthenticated()
}

/** Node keeps the first of two such headers in silence; a proxy in front may have believed the other. */
function refuseDoubledHeaders(request: FastifyRequest): void {
  const seen = new Set<string>()
  const names = request.raw.rawHeaders
  for (let i = 0; i < names.length; i += 2) {
    const name = (names[i] ?? '').toLowerCase()
    if (!['authorization', 'content-type', 'content-length', 'host', 'idempotency-key'].includes(name))
      continue
    if (seen.has(name)) throw new Problem(400, `The header ${name} came twice.`)
    seen.add(name)
  }
}

const withoutBody = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/** Before any parser runs: one spelling of one of the route's media types, in UTF-8, not compressed. */
function refuseOtherBodies(request: FastifyRequest): void {
  const { headers } = request
  if (withoutBody.has(request.method)) return
  if (headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0') {
    delete headers['content-type']
    return
  }
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    throw new Problem(415, 'Compressed bodies are not taken.')
  const type = /^([a-z0-9+./-]+)(?: ?; ?charset="?utf-8"?)?$/i
    .exec(headers['content-type'] ?? '')?.[1]
    ?.toLowerCase()
  const taken = request.routeOptions.config.consumes ?? ['application/json']
  if (type === undefined || !taken.includes(type))
    throw new Problem(415, `The content type must be ${taken.join(' or ')}.`)
}
