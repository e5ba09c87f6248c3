import { setTimeout as pause } from 'node:timers/promises'
import { taken } from '../http/schemas/ledger.ts'
import type { Taken } from '../http/service.ts'
import type { Secret } from '../settings.ts'
import { CommandFailure } from './command.ts'

/** A running daemon to which lines are sent. */
export interface Target {
  /** Such as `https://sla.example/`. */
  readonly url: URL
  readonly token: Secret
  readonly agreement: string
  /** How long one batch is tried, in milliseconds. */
  readonly patienceMs: number
  /** Told why a batch is sent once more, and after how long. */
  readonly onRetry: (why: string, waitMs: number) => void
}

const requestMs = 60_000
const longestWaitMs = 30_000
const mostAnswerBytes = 5 * 1024 * 1024

type Answer =
  | { readonly kind: 'taken'; readonly taken: Taken }
  /** Nothing is wrong with the lines: the same may be sent once more, after `waitMs` where the daemon said so. */
  | { readonly kind: 'again'; readonly why: string; readonly waitMs: number | null }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'refused'; readonly why: string }

/**
 * Sends lines, and sends them once more as long as the daemon does not answer or asks to wait; sending them twice does no
 * harm. Throws a CommandFailure where they are not taken in the end.
 */
export async function sendLines(target: Target, lines: readonly string[]): Promise<Taken> {
  const until = performance.now() + target.patienceMs
  for (let attempt = 0; ; attempt++) {
    const answer = await ask(target, lines)
    if (answer.kind === 'taken') return answer.taken
    if (answer.kind === 'tooLarge' && lines.length > 1) return sendHalves(target, lines)
    if (answer.kind !== 'again')
      throw new CommandFailure(
        answer.kind === 'refused'
          ? answer.why
          : `a line of ${lines[0]?.length} characters is too large for it`,
      )
    const waitMs = answer.waitMs ?? Math.min(longestWaitMs, 500 * 2 ** Math.min(attempt, 10))
    if (performance.now() + waitMs > until) throw new CommandFailure(`${answer.why}; given up`)
    target.onRetry(answer.why, waitMs)
    await pause(waitMs)
  }
}

/** A proxy between may take less at once than the daemon does. */
async function sendHalves(target: Target, lines: readonly string[]): Promise<Taken> {
  const middle = lines.length >> 1
  const first = await sendLines(target, lines.slice(0, middle))
  const second = await sendLines(target, lines.slice(middle))
  return {
    accepted: first.accepted + second.accepted,
    duplicates: first.duplicates + second.duplicates,
    refused: [...first.refused, ...second.refused.map((each) => ({ ...each, index: each.index + middle }))],
  }
}

async function ask(target: Target, lines: readonly string[]): Promise<Answer> {
  const url = new URL('api/v1/evidence', target.url)
  url.searchParams.set('agreement', target.agreement)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${target.token.reveal()}`,
        'content-type': 'application/x-ndjson',
      },
      body: lines.join('\n'),
      // The token is for the address that was named, and for no other.
      redirect: 'manual',
      signal: AbortSignal.timeout(requestMs),
    })
    return await answerOf(response)
  } catch (error) {
    return { kind: 'again', why: faultOf(error), waitMs: null }
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const { status } = response
  const body = await bodyOf(response)
  if ([429, 502, 503, 504].includes(status))
    return { kind: 'again', why: `it answers ${status}`, waitMs: waitOf(response) }
  if (status === 413) return { kind: 'tooLarge' }
  if (status >= 300 && status < 400)
    return { kind: 'refused', why: `it sends on to ${response.headers.get('location')}; name that address` }
  const read = [200, 207, 422].includes(status) ? taken.safeParse(body) : null
  if (read?.success) return { kind: 'taken', taken: read.data }
  const detail = (body as { detail?: unknown } | null)?.detail
  return { kind: 'refused', why: `it answers ${status}${typeof detail === 'string' ? `: ${detail}` : ''}` }
}

async function bodyOf(response: Response): Promise<unknown> {
  const length = Number(response.headers.get('content-length') ?? 0)
  if (length > mostAnswerBytes) throw new Error(`an answer of ${length} bytes`)
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function waitOf(response: Response): number | null {
  const text = response.headers.get('retry-after') ?? ''
  return /^\d{1,4}$/.test(text) ? Number(text) * 1000 : null
}

function faultOf(error: unknown): string {
  const { name, message, cause } = error as Error
  if (name === 'TimeoutError') return `no answer within ${requestMs / 1000} s`
  return cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code || message : message
}
