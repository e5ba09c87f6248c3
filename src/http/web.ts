import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { type Action, sees } from './access.ts'
import type { Badges } from './badges.ts'
import { allow, requireKnown } from './guard.ts'
import type { Idempotency } from './idempotency.ts'
import { notFound } from './problem.ts'
import type { AgreementSummary, Caller, Service } from './service.ts'

/** What routes are given. */
export interface Web {
  readonly service: Service
  readonly version: string
  readonly idempotency: Idempotency
  readonly badges: Badges
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** The caller behind a route that needs one. */
export function callerBehind(request: FastifyRequest, action: Action): Caller {
  return allow(request, action, null)
}

/** The agreement named in a path, query or body, if the caller may do this to it; a 404 Problem where not. */
export function agreementFor(
  web: Web,
  request: FastifyRequest,
  asked: { readonly action: Action; readonly agreement: string },
): AgreementSummary {
  allow(request, asked.action, asked.agreement)
  requireKnown(web.service, asked.agreement)
  const found = web.service.agreements().find(({ agreement }) => agreement === asked.agreement)
  if (found === undefined) throw notFound()
  return found
}

/** The agreements that a caller sees, perhaps only one of them. */
export function visible(
  web: Web,
  request: FastifyRequest,
  action: Action,
  only?: string,
): readonly AgreementSummary[] {
  if (only !== undefined) return [agreementFor(web, request, { action, agreement: only })]
  const caller = callerBehind(request, action)
  return web.service.agreements().filter(({ agreement }) => sees(caller, agreement))
}

type WithoutAbsent<T> = T extends object
  ? { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
      [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
    }
  : never

/** What was asked for; keys that were not given are not there at all. */
export const withoutAbsent = <T extends object>(all: T): WithoutAbsent<T> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as WithoutAbsent<T>
