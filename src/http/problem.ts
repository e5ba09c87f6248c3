import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { didYouMean } from '../agreement/suggest.ts'
import { StoreError } from '../store.ts'
import { invalidIn } from './invalid.ts'
import { ServiceProblem } from './service.ts'

/** A refusal that a route gives: its status and one sentence, with what else the answer names (RFC 9457 extensions). */
export class Problem extends Error {
  readonly status: number
  readonly extensions: Readonly<Record<string, unknown>>
  constructor(status: number, detail: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(detail)
    this.status = status
    this.extensions = extensions
  }
}

/** The same body for what is not there and what the caller may not see. */
export const notFound = () => new Problem(404, 'There is nothing here that this token may see.')

interface Answer {
  readonly status: number
  readonly detail: string
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** Every error becomes `application/problem+json`; what is not meant for the caller stays in the log. */
export function useProblems(app: FastifyInstance): void {
  app.setErrorHandler(sendError)
}

export function sendError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = answerTo(error, request)
  // A refusal that a route gives on purpose, such as "not ready", is no failure of ours.
  if (answer.status >= 500 && !(error instanceof Problem)) request.log.error({ err: error }, 'request failed')
  return sendProblem(request, reply, answer)
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, detail, extensions } = answer
  // An error is never "not modified".
  delete request.headers['if-none-match']
  if (status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', '5')
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, ...extensions })
}

function answerTo(error: FastifyError, request: FastifyRequest): Answer {
  if (error instanceof Problem)
    return { status: error.status, detail: error.message, extensions: error.extensions }
  if (error instanceof ServiceProblem) return { status: error.status, detail: error.message }
  if (error instanceof StoreError) return { status: 503, detail: 'The record cannot be read or written now.' }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const { detail, ...extensions } = invalidIn(error, request)
    return { status: 400, detail, extensions }
  }
  const status = error.statusCode ?? 500
  if (status < 400 || status >= 500) return { status: 500, detail: 'The server failed; its log says why.' }
  return { status, detail: details[error.code] ?? plain(status) }
}

/** Sentences for the framework's own refusals. */
const details: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'This content type is not taken here.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is too large.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as its Content-Length says.',
  FST_ERR_BAD_URL: 'The address is malformed.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty.',
}

function plain(status: number): string {
  return `${STATUS_CODES[status] ?? 'Bad Request'}.`
}

/** A kind of exclusion that the agreement does not have, with those that it has. */
export const noSuchKind = (asked: string, kinds: readonly { readonly name: string }[]): string =>
  `The agreement knows no exclusion "${asked}"${didYouMean(
    asked,
    kinds.map(({ name }) => name),
  )}.`
