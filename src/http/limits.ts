import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'

export interface Limits {
  /** Requests a minute of one token at one address (of one address where there is no token). */
  readonly requestsPerMinute: number
  /** Requests without a valid token a minute of one address; those with one are not counted there. */
  readonly failuresPerMinute: number
}

export const defaultLimits: Limits = { requestsPerMinute: 600, failuresPerMinute: 60 }

/** What monitors ask all the time is not counted. */
const exempt = (request: FastifyRequest) =>
  request.url.startsWith('/-/') || request.routeOptions.config.action === 'metrics'

/** Limits requests, with RateLimit headers; answers how failed authentications are counted, in a bucket of their own. */
export async function useLimits(
  app: FastifyInstance,
  limits: Limits,
): Promise<(request: FastifyRequest, reply: FastifyReply) => Promise<boolean>> {
  await app.register(rateLimit, {
    max: limits.requestsPerMinute,
    timeWindow: 60_000,
    enableDraftSpec: true,
    cache: 10_000,
    allowList: exempt,
    keyGenerator: (request) => `${request.caller?.tokenId ?? ''} ${normalizeIP(request.ip)}`,
    errorResponseBuilder: (_request, { after }) =>
      new Problem(429, `Too many requests; try again in ${after}.`),
  })
  const failures = app.createRateLimit({
    max: limits.failuresPerMinute,
    timeWindow: 60_000,
    allowList: [],
    keyGenerator: (request: FastifyRequest) => `failed ${normalizeIP(request.ip)}`,
  })
  return async (request, reply) => {
    const state = await failures(request)
    if (state.isAllowed || !state.isExceeded) return false
    reply.header('retry-after', state.ttlInSeconds)
    return true
  }
}
