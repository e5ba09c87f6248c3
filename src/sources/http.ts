import type { HttpTerms } from '../agreement/sourceTerms.ts'
import { type Deadline, elapsedUs, type Path, type Phases } from './connect.ts'
import { type Answer, exchange, type Request } from './exchange.ts'
import { judgeAnswer, readsBody } from './expectation.ts'
import { failed, failedBy, LookFailure, reasonOf } from './failure.ts'
import type { Look } from './observation.ts'

const requestOf = (terms: HttpTerms): Request => ({
  url: new URL(terms.url),
  method: terms.method,
  headers: terms.headers,
  ...(terms.body !== undefined && { body: terms.body }),
  maxBodyBytes: terms.maxBodyBytes,
  keepBody: readsBody(terms.expect),
  verify: terms.verify,
})

const isRedirect = (answer: Answer): boolean => [301, 302, 303, 307, 308].includes(answer.status)

/** Where an answer sends us, as the next request. Rejects where that may not be followed. */
function nextRequest(request: Request, answer: Answer): Request {
  const { location } = answer.headers
  const target = typeof location === 'string' ? URL.parse(location, request.url) : null
  if (!target || (target.protocol !== 'http:' && target.protocol !== 'https:'))
    throw new LookFailure('redirect', `a redirect to ${location ?? 'nowhere'} is not followed`)
  if (request.url.protocol === 'https:' && target.protocol === 'http:')
    throw new LookFailure('redirect', 'a redirect from https to http is not followed')
  const isSameOrigin = target.origin === request.url.origin
  const keepsMethod = answer.status === 307 || answer.status === 308 || request.method !== 'POST'
  if (!isSameOrigin && request.body !== undefined && keepsMethod)
    throw new LookFailure('redirect', 'a redirect with a body to another origin is not followed')
  // What was meant for one origin (credentials, keys) is not shown to another.
  const { body, ...rest } = { ...request, url: target, headers: isSameOrigin ? request.headers : {} }
  return keepsMethod ? { ...rest, ...(body !== undefined && { body }) } : { ...rest, method: 'GET' }
}

const added = (a: Phases, b: Phases): Phases => {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])] as (keyof Phases)[]
  return Object.fromEntries(names.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]))
}

/** A hop that the configuration forbids is the target's doing: it sent us there. */
function hopFailure(error: unknown, hops: number): unknown {
  if (hops === 0 || reasonOf(error) !== 'forbidden') return error
  return new LookFailure('redirect', `redirected to where no probe may go: ${(error as Error).message}`, {
    cause: error,
  })
}

/** Follows at most `terms.redirects` redirects, each over a fresh connection that the same policy judges. */
async function follow(path: Path, terms: HttpTerms, deadline: Deadline): Promise<Answer> {
  let request = requestOf(terms)
  let phases: Phases = {}
  for (let hops = 0; ; hops++) {
    const answer = await exchange(path, request, deadline).catch((error) =>
      Promise.reject(hopFailure(error, hops)),
    )
    phases = hops === 0 ? answer.phases : added(phases, answer.phases)
    if (!isRedirect(answer) || terms.redirects === 0) return { ...answer, phases }
    if (hops === terms.redirects) throw new LookFailure('redirect', `more than ${terms.redirects} redirects`)
    request = nextRequest(request, answer)
  }
}

/**
 * Looks at an HTTP target: the latency is the whole look, from resolving the name to the body's last byte. An answer
 * that is complete at the deadline is in time.
 */
export async function lookAtHttp(terms: HttpTerms, path: Path, deadline: Deadline): Promise<Look> {
  try {
    const answer = await follow(path, terms, deadline)
    const latencyUs = elapsedUs(path.clock, deadline.startedAt)
    const { phases: phasesUs, certificateDays } = answer
    const seen = { latencyUs, phasesUs, ...(certificateDays !== undefined && { certificateDays }) }
    const finding = judgeAnswer(answer, terms.expect)
    return finding ? failed(finding.reason, finding.detail, seen) : { outcome: 'good', ...seen }
  } catch (error) {
    return failedBy(error)
  }
}
