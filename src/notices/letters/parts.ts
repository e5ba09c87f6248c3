import type { MeasureFigures, OutageFigures } from '../../evaluation/verdict.ts'
import { localFigure } from '../../statements/numbers.ts'
import { clockSpan, duration, isUtc } from '../figures.ts'
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

type ZonedSpan = { readonly from: string; readonly to: string; readonly timeZone: string }

export const periodRows = (period: ZonedSpan, { labels }: Words): Row[] =>
  clockRows(period, { local: labels.period, utc: `${labels.period}, UTC` })

/** A span on both clocks, or once where the agreement's is UTC. */
export const spanRows = (span: ZonedSpan, { labels }: Words): Row[] =>
  clockRows(span, isUtc(span.timeZone) ? { local: labels.utc, utc: '' } : labels)

function clockRows(span: ZonedSpan, labels: { readonly local: string; readonly utc: string }): Row[] {
  const { local, utc } = clockSpan(span, span.timeZone)
  if (isUtc(span.timeZone)) return [[labels.local, utc]]
  return [
    [labels.local, `${local}, ${span.timeZone}`],
    [labels.utc, utc],
  ]
}

/** The same as cells of a table, with the heads of their columns. */
export function clockCells(span: { from: string; to: string }, timeZone: string): readonly string[] {
  const { local, utc } = clockSpan(span, timeZone)
  return isUtc(timeZone) ? [utc] : [local, utc]
}

export const clockHeads = (timeZone: string, { labels }: Words): readonly string[] =>
  isUtc(timeZone) ? [labels.utc] : [labels.local, labels.utc]

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
  const rows = spans.map((span) => [...clockCells(span, timeZone), duration(span.seconds, words)])
  return tableOf(words, { title, head: [...clockHeads(timeZone, words), labels.length], rows, omitted })
}
