import type { DisputedFigure, DisputedFigures } from '../../evaluation/disputes.ts'
import type { DisputedPeriods } from '../../ledger/procedureFacts.ts'
import { localMoney, periodName, shownMeasure } from '../figures.ts'
import { type Block, tableOf } from '../letter.ts'
import type { Words } from '../words/words.ts'

/** Each disputed period with its three figures and the money between the claims; nothing where none is known. */
export function disputedTable(
  disputed: DisputedPeriods | undefined,
  timeZone: string,
  words: Words,
): Block[] {
  if (disputed === undefined) return []
  const { disputed: own } = words.procedure
  return tableOf(words, {
    title: own.title,
    head: [words.labels.commitment, words.labels.measured, own.provider, own.customer, own.between],
    rows: disputed.periods.map((each) => rowOf(each, timeZone, words)),
    omitted: disputed.omitted,
  })
}

function rowOf(figures: DisputedFigures, timeZone: string, words: Words): string[] {
  const { commitment, of, measured, provider, customer, between, currency } = figures
  const name = of === undefined ? commitment : `${commitment} (${of})`
  return [
    `${name}, ${periodName(figures, timeZone, words)}`,
    ...[measured, provider, customer].map((each) => readingText(each, words)),
    currency === null
      ? '–'
      : between === null
        ? words.credit.unknownAmount
        : localMoney(between, currency, words),
  ]
}

/** `91.66 %, breached, credit 1,550.00 EUR`. */
function readingText({ shown, verdict, credit }: DisputedFigure, words: Words): string {
  const money =
    credit?.amount && credit.currency
      ? [`${words.procedure.disputed.credit} ${localMoney(credit.amount, credit.currency, words)}`]
      : []
  return [shownMeasure(shown, words), words.period.verdictNames[verdict], ...money].join(', ')
}
