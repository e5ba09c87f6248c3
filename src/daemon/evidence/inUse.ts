import { termOf } from '../../agreement/agreement.ts'
import { type Period, periodAt, periodBefore } from '../../agreement/period.ts'
import type { SourceTerms } from '../../agreement/sourceTerms.ts'
import { periodContextOf } from '../../evaluation/periodQuestion.ts'
import { currentOf, inForceAt, sourcesNow, type Watched } from '../watched.ts'

/** As long as closings wait for evidence that is behind. */
const readableMs = 86_400_000

/** Every source that any agreement uses now, once by its identity. */
export function sourcesInUse(
  watched: ReadonlyMap<string, Watched>,
  now: number,
): ReadonlyMap<string, SourceTerms> {
  return new Map(
    [...watched.values()].flatMap((each) =>
      [...sourcesNow(each, now).values()]
        .filter((source) => now < measuredUntil(each, source))
        .map((source) => [source.identity, source] as const),
    ),
  )
}

/** Looks end with the agreement; a history of before can still be read a while. */
function measuredUntil(watched: Watched, { look }: SourceTerms): number {
  const until = termOf(currentOf(watched)).until ?? Number.POSITIVE_INFINITY
  return look.kind === 'prometheus' ? until + readableMs : until
}

/** How far back a source's line is needed: the running periods of every commitment, and the one before. */
export function neededFrom(watched: Watched, now: number): number {
  const { agreement, version } = inForceAt(watched, now)
  const context = periodContextOf(agreement)
  const begins = Object.values(version.terms.commitments).flatMap(({ period }): number[] => {
    const running: Period | null = periodAt(period, now, context)
    if (running === null) return []
    return [running.from, periodBefore(period, running, context)?.from ?? running.from]
  })
  return Math.min(now, ...begins)
}
