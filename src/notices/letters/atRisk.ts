import { parseDecimal, roundToWhole } from '../../agreement/fraction.ts'
import type { Facts } from '../../ledger/facts.ts'
import { localFigure, targetFigure } from '../../statements/numbers.ts'
import { duration, periodName, shownMeasure } from '../figures.ts'
import { type Letter, type LetterContext, rowsOf } from '../letter.ts'
import type { Words } from '../words/words.ts'
import { periodRows, subjectAbout } from './parts.ts'

/** A running period whose target will be missed at the recent rate, or is missed now. */
export function atRiskLetter(facts: Facts['atRisk'], context: LetterContext): Letter {
  const { words, names } = context
  const { labels, risk } = words
  const word = facts.state === 'failing' ? words.subjects.failing : words.subjects.atRisk
  const shown = shownMeasure(facts.shown, words)
  return {
    subject: subjectAbout(word, [facts.title, shown], periodName(facts, facts.timeZone, words), context),
    headline: risk.headline[facts.state](facts.title),
    tone: 'unsure',
    blocks: [
      { kind: 'text', text: `${risk.meaning[facts.state]} ${risk.noBreachYet}` },
      {
        kind: 'figures',
        rows: rowsOf([
          [labels.commitment, facts.title],
          [labels.owedBy, `${names[facts.by]} (${words.party[facts.by]})`],
          [labels.clause, facts.clause ?? null],
          [labels.judgedAlone, facts.of ?? null],
          [labels.target, targetFigure(facts.target, words)],
          [labels.measured, shown],
          [labels.badTime, facts.seconds === undefined ? null : duration(facts.seconds.bad, words)],
          [
            labels.badEvents,
            facts.counts === undefined
              ? null
              : localFigure(`${facts.counts.bad} / ${facts.counts.total}`, words),
          ],
          [
            labels.budgetLeft,
            facts.budgetRemaining === null ? null : percentOf(facts.budgetRemaining, words),
          ],
          [
            labels.certainIn,
            facts.secondsToCertainty === null ? null : wholeDuration(facts.secondsToCertainty, words),
          ],
          ...periodRows(facts, words),
        ]),
      },
    ],
  }
}

/** A decimal share of 1 in whole per cent, rounded down so that nobody sees more budget than there is. */
function percentOf(share: string, words: Words): string {
  const value = parseDecimal(share)
  if (value === null) return localFigure(share, words)
  return `${localFigure(roundToWhole({ n: value.n * 100n, d: value.d }, 'floor').toString(), words)} %`
}

/** An estimate is not worth its fractions of a second. */
const wholeDuration = (seconds: string, words: Words): string => duration(seconds.replace(/\..*$/, ''), words)
