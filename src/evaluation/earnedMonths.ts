import type { Period } from '../agreement/period.ts'
import type { EarnedBack } from './earnBack.ts'
import { joinWindow } from './joinWindow.ts'
import type { Judgement } from './judgePeriod.ts'

/** A window of joined credits. */
export interface Month {
  readonly window: Period
  readonly judgements: readonly Judgement[]
}

export const windowKey = ({ from, to }: Period): string => `${from} ${to}`

/** What of earlier credits is taken back in a month, in minor units. */
export interface TakenBack {
  readonly lines: readonly { readonly earned: EarnedBack; readonly minor: bigint }[]
  /** What of the month's own credits goes towards it, never more than they are. */
  readonly offset: bigint
  /** What is left, and carried over to the months that follow. */
  readonly left: bigint
}

/**
 * What is taken back in each month: a credit that was earned back counts in the month of the last period that made up
 * for it, with what its own month would have come to less without it, after joins and caps. No month falls below zero;
 * what is left is carried over.
 *
 * @param months In order of time, with what each comes to by itself.
 * @param dueOf What a month comes to with some of its judgements.
 */
export function takenBack(
  months: readonly (Month & { readonly minor: bigint })[],
  earned: readonly EarnedBack[],
  dueOf: (month: Month) => bigint,
): Map<string, TakenBack> {
  const byKey = new Map(months.map((month) => [windowKey(month.window), month]))
  const gone = new Set<Judgement>()
  const lose = (each: EarnedBack): bigint => {
    const month = byKey.get(windowKey(joinWindow(each.missed.question)))
    if (!month) return 0n
    const left = month.judgements.filter((judgement) => !gone.has(judgement))
    gone.add(each.missed)
    const less = dueOf({ ...month, judgements: left.filter((judgement) => judgement !== each.missed) })
    const minor = dueOf({ ...month, judgements: left }) - less
    return minor > 0n ? minor : 0n
  }
  let owed = 0n
  const found = new Map<string, TakenBack>()
  for (const { window, minor } of months) {
    const lines = earned
      .filter((each) => windowKey(windowOf(each)) === windowKey(window))
      .map((each) => ({ earned: each, minor: lose(each) }))
    owed += lines.reduce((sum, line) => sum + line.minor, 0n)
    const offset = owed < minor ? owed : minor
    owed -= offset
    if (lines.length > 0 || offset > 0n) found.set(windowKey(window), { lines, offset, left: owed })
  }
  return found
}

/** The month in which a credit counts as given back: that of the last period that made up for it. */
export const windowOf = ({ by, missed }: EarnedBack): Period => joinWindow((by.at(-1) ?? missed).question)
