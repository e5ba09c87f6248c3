import type { CreditFigures } from '../../evaluation/verdict.ts'
import type { Party } from '../../evidence/event.ts'
import { localFigure } from '../../statements/numbers.ts'
import { dayOrClock } from '../figures.ts'
import type { Block, LetterContext } from '../letter.ts'
import type { Words } from '../words/words.ts'

interface CreditContext {
  readonly context: LetterContext
  readonly timeZone: string
}

/** The credit of a period and what is to be done about it; nothing where the commitment has none. */
export function creditBlocks(
  credit: CreditFigures | null,
  by: Party,
  { context, timeZone }: CreditContext,
): Block[] {
  if (credit === null) return []
  const { words, names } = context
  const holder: Party = by === 'provider' ? 'customer' : 'provider'
  const until = credit.claimUntil === null ? null : dayOrClock(credit.claimUntil, timeZone, words)
  const party = `${words.party[holder]} (${names[holder]})`
  const isDue = credit.state !== 'none' && credit.state !== 'silent'
  const rows: [string, string][] = [[words.labels.creditState, words.credit.states[credit.state]]]
  if (isDue) rows.unshift([words.labels.credit, creditText(credit, words)])
  return [
    { kind: 'figures', rows },
    { kind: 'todo', text: whatToDo(credit, party, until, words) },
    ...(isDue && credit.amount !== null ? [{ kind: 'text' as const, text: words.credit.byItself }] : []),
  ]
}

/** `10 % = 1,200.00 USD`, `2 days = 12.90 EUR`, `2 points`. */
function creditText(credit: CreditFigures, words: Words): string {
  const share = credit.percent === null ? null : `${localFigure(credit.percent, words)} %`
  const units =
    credit.units === null || credit.unit === null
      ? null
      : `${localFigure(credit.units, words)} ${words.credit.units[credit.unit]}`
  const amount =
    credit.amount === null
      ? amountMissing(credit, words)
      : `${localFigure(credit.amount, words)} ${credit.currency}`
  return [share, units, amount].filter((part) => part !== null).join(' = ')
}

const amountMissing = (credit: CreditFigures, words: Words): string | null =>
  credit.unit !== null && credit.unit !== 'day' ? null : words.credit.unknownAmount

function whatToDo({ state }: CreditFigures, party: string, until: string | null, words: Words): string {
  switch (state) {
    case 'claimable':
      return words.credit.claim(party, until)
    case 'pending':
      return until === null
        ? words.credit.pending
        : `${words.credit.pending} ${words.credit.claim(party, until)}`
    case 'expired':
      return words.credit.expired(until)
    case 'none':
    case 'silent':
    case 'automatic':
    case 'suspended':
    case 'claimed':
    case 'settled':
    case 'earnedBack':
      return words.credit[state]
  }
}
