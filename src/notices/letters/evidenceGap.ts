import type { Facts } from '../../ledger/facts.ts'
import { localFigure } from '../../statements/numbers.ts'
import { clockSpan, duration } from '../figures.ts'
import { type Letter, type LetterContext, tableOf } from '../letter.ts'
import { spanRows, subjectAbout } from './parts.ts'

/** Time in which a source could not be measured. */
export function evidenceGapLetter(facts: Facts['evidenceGap'], context: LetterContext): Letter {
  const { words } = context
  const { labels } = words
  const missing = duration(facts.seconds, words)
  const { local } = clockSpan(facts, facts.timeZone)
  const reasons = Object.entries(facts.reasons).map(([reason, count]) => [
    reason,
    localFigure(String(count), words),
  ])
  return {
    subject: subjectAbout(words.subjects.evidenceGap, [facts.source, missing], local, context),
    headline: words.gap.headline,
    tone: 'unsure',
    blocks: [
      { kind: 'text', text: words.gap.meaning },
      {
        kind: 'figures',
        rows: [
          [labels.source, facts.source],
          [labels.missing, missing],
          ...spanRows(facts, words),
          [labels.commitments, facts.commitments.join(', ')],
        ],
      },
      ...tableOf(words, { title: words.gap.reasons, head: [labels.reason, labels.number], rows: reasons }),
    ],
  }
}
