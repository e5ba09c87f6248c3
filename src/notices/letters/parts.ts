import type { MeasureFigures, OutageFigures } from '../../evaluation/verdict.ts'
import { localFigure } from '../../statements/numbers.ts'
import { clockSpan, duration } from '../figures.ts'
import { type Block, type LetterContext, type Row, tableOf } from '../letter.ts'
import { unlinked } from '../plain.ts'
import type { Words } from '../words/words.ts'

/**
 * `Breach: Monthly uptime 99.12 % < 99.9 % — Checkout API for Globex, March 2026`; parts that are null are left out,
 * and each part is bounded, so that no long name pushes the figures out.
 */
export function subjectAbout(
  word: string,
  parts: readonly (string | null)[],
  when: string | null,
  context: LetterContext,
): string {
  const { words, names, entry } = context
  const corrected = entry.supersedes === null ? word : `${words.subjects.correction}: ${word}`
  const about = parts.flatMap((part) => (part === null ? [] : [unlinked(part, 60)])).join(' ')
  const where = words.agreementFor(unlinked(names.agreement, 60), unlinked(names.customer, 40))
  return `${[corrected, about].filter((part) => part !== '').join(': ')} — ${where}${when === null ? '' : `, ${when}`}`
}

/** A measure's decimal with its unit: `99.12 %`, `312.4 s`. */
export const measureText = (value: string, unit: MeasureFigures['unit'], words: Words): string =>
  `${localFigure(value, words)} ${unit}`.trim()

export function periodRows(period: { from: string; to: string; timeZone: string }, words: Words): Row[] {
  const { local, utc } = clockSpan(period, period.timeZone)
  return [
    [words.labels.period, `${local}, ${period.timeZone}`],
    [`${words.labels.period}, UTC`, utc],
  ]
}

interface Spans {
  readonly spans: readonly OutageFigures[]
  readonly omitted: number
}

/** Stretches of time, local and UTC, with what of each counts. */
export function spanTable(
  title: string,
  { spans, omitted }: Spans,
  { words, timeZone }: { words: Words; timeZone: string },
): Block[] {
  const { labels } = words
  const rows = spans.map((span) => {
    const { local, utc } = clockSpan(span, timeZone)
    return [local, utc, duration(span.seconds, words)]
  })
  return tableOf(words, { title, head: [labels.local, labels.utc, labels.length], rows, omitted })
}
