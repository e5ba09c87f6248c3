import type { StatementWords } from './words.ts'

/**
 * A span `[from, to)` as people say it, from instants written in the agreement's zone. Whole days name the first and
 * the last one, both of them in it: `1–31 March 2026`, never the day on which it has already ended. Else the clock is said:
 * `5 March 2026, 03:00–04:00`.
 */
export function shownSpan({ from, to }: { from: string; to: string }, words: StatementWords): string {
  // An offset in the text is passed over: what remains is what a clock there showed.
  const [begin, end] = [Temporal.PlainDateTime.from(from), Temporal.PlainDateTime.from(to)]
  const [first, next] = [begin.toPlainDate(), end.toPlainDate()]
  const isWholeDays = atMidnight(begin) && atMidnight(end) && Temporal.PlainDate.compare(first, next) < 0
  if (isWholeDays) return shownDays(first, next.subtract({ days: 1 }), words)
  const [since, until] = [clockOf(begin), clockOf(end)]
  return first.equals(next)
    ? `${words.day(first)}, ${since}–${until}`
    : `${words.day(first)}, ${since} – ${words.day(next)}, ${until}`
}

/** From the one day to the other, both included: what they share is said once. */
export function shownDays(
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
  words: StatementWords,
): string {
  if (first.equals(last)) return words.day(first)
  const isOneMonth = first.year === last.year && first.month === last.month
  return isOneMonth ? words.days(first, last) : `${words.day(first)} – ${words.day(last)}`
}

const atMidnight = (at: Temporal.PlainDateTime): boolean =>
  at.toPlainTime().equals(Temporal.PlainTime.from('00:00'))

const clockOf = (at: Temporal.PlainDateTime): string =>
  at.toPlainTime().toString({ smallestUnit: at.second === 0 && at.millisecond === 0 ? 'minute' : 'second' })
