import {
  compare,
  fraction,
  multiply,
  one,
  parseDecimal,
  roundToWhole,
  subtract,
  toDecimal,
} from '../../agreement/fraction.ts'
import type { Facts } from '../../ledger/facts.ts'
import { localFigure, targetFigure } from '../../statements/numbers.ts'
import { duration, headed, periodName, shownMeasure } from '../figures.ts'
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
    subject: subjectAbout(
      word,
      [headed(facts.title), shown],
      periodName(facts, facts.timeZone, words),
      context,
    ),
    headline: risk.headline[facts.state](headed(facts.title)),
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
          [labels.budget, facts.budgetRemaining === null ? null : budgetText(facts.budgetRemaining, words)],
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

/** How much of what the target leaves is used, in whole per cent; from double on, how many times over. Rounded up, so that nobody sees more left than there is. */
function budgetText(left: string, { risk, ...words }: Words): string {
  const share = parseDecimal(left)
  if (share === null) return localFigure(left, words)
  const used = subtract(one, share)
  if (compare(used, fraction(2)) < 0)
    return risk.used(localFigure(roundToWhole(multiply(used, fraction(100)), 'ceil').toString(), words))
  return risk.usedTimes(localFigure(toDecimal(used, 1, 'ceil'), words))
}

/** An estimate is not worth its fractions of a second. */
const wholeDuration = (seconds: string, words: Words): string => duration(seconds.replace(/\..*$/, ''), words)
