import { createSecureContext } from 'node:tls'
import type { SourceTerms } from '../agreement/sourceTerms.ts'
import { systemClock } from './clock.ts'
import { deadlineAfter } from './deadline.ts'
import { slotsOf } from './grid.ts'
import { evenRuns, type HistorySlot } from './history.ts'
import type { Observation } from './observation.ts'
import { readHistory } from './prometheus.ts'
import { systemResolver } from './resolver.ts'

export interface ReadBack {
  readonly source: SourceTerms
  /** UTC milliseconds, [from, to). */
  readonly span: { readonly from: number; readonly to: number }
  /** Told of each stretch that could not be read in the end. */
  readonly onGap: (gap: { readonly from: number; readonly to: number; readonly why: string }) => void
  /** Waits before the n-th repetition; absent: longer each time. */
  readonly pause?: (attempt: number) => Promise<void>
}

/** Far below the 11,000 points that a Prometheus answers at most, so that one failure loses little. */
const mostInRun = 2_000
const mostSlots = 3_000_000
const attempts = 4

/** More slots than anybody would wait for. */
export class TooLong extends Error {}

/**
 * Reads a source's history out of its Prometheus, a bounded stretch at a time, each asked for several times. What could
 * not be read in the end is unknown, slot by slot: never good.
 */
export async function* readBack({
  source,
  span,
  onGap,
  pause = growing,
}: ReadBack): AsyncGenerator<Observation> {
  const path = {
    clock: systemClock,
    resolver: systemResolver(() => systemClock.monotonic()),
    // Whoever calls the command names the address: there is nobody to be guarded from.
    allowedNetworks: ['0.0.0.0/0', '::/0'],
    secureContext: createSecureContext(),
  }
  for (const run of evenRuns(slotsIn(source, span), mostInRun)) {
    const found = await readRun(source, run, { path, pause })
    if (Array.isArray(found)) yield* found
    else {
      const [first, last] = [run[0] as HistorySlot, run.at(-1) as HistorySlot]
      onGap({ from: first.at, to: last.to, why: found as string })
      for (const slot of run) yield unread(source, slot)
    }
  }
}

const growing = (attempt: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 500 * 2 ** attempt)
  })

function slotsIn(source: SourceTerms, span: ReadBack['span']): HistorySlot[] {
  const slots = slotsOf(source)
  const found: HistorySlot[] = []
  if (slots === null) return found
  for (let at = slots.nextAt(span.from - 1); ; ) {
    const to = slots.nextAt(at)
    if (to > span.to) return found
    found.push({ at, to })
    if (found.length > mostSlots)
      throw new TooLong(`${source.name} has more than ${mostSlots} slots there; ask for less at once`)
    at = to
  }
}

type Path = Parameters<typeof readHistory>[2]['path']

/** The observations of a run, or why there are none. */
async function readRun(
  source: SourceTerms,
  run: readonly HistorySlot[],
  { path, pause }: { path: Path; pause: (attempt: number) => Promise<void> },
): Promise<readonly Observation[] | string> {
  const timeoutMs = source.look.kind === 'prometheus' ? source.look.terms.timeoutMs : 10_000
  for (let attempt = 1; ; attempt++) {
    const deadline = deadlineAfter(systemClock, Math.max(timeoutMs, 30_000))
    try {
      return await readHistory(source, run, { path, deadline })
    } catch (error) {
      if (attempt >= attempts) return (error as Error).message
      await pause(attempt)
    } finally {
      deadline.release()
    }
  }
}

function unread(source: SourceTerms, { at, to }: HistorySlot): Observation {
  const blind = { source: source.identity, at, outcome: 'unknown', reason: 'read' } as const
  const isRatio = source.look.kind === 'prometheus' && source.look.terms.queries.kind === 'ratio'
  return isRatio ? { kind: 'ratio', ...blind, to } : { kind: 'gauge', ...blind }
}
