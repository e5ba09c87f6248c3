import { versionAt } from '../../agreement/agreement.ts'
import { compare, zero } from '../../agreement/fraction.ts'
import { didYouMean } from '../../agreement/suggest.ts'
import { invoiceAmount } from '../../evaluation/feeLines.ts'
import type { Event, FeeLine } from '../../evidence/event.ts'
import type { EvidenceLine, LineProblem } from '../../evidence/lines.ts'
import { may } from '../../http/access.ts'
import type { Caller } from '../../http/service.ts'
import { currentOf, type Watched } from '../watched.ts'

/** What lies further ahead than this cannot have been seen: a wrong clock. */
export const mostAheadMs = 5 * 60_000

/** An act of a party is done when it is told: what is told of an earlier instant would undo deadlines that have passed. */
const mostActsBehindMs = 5 * 60_000

/** Events that are acts of a party about a credit: of the one to which it is owed, or of the one that owes it. */
const acts: ReadonlyMap<string, { readonly of: 'holder' | 'debtor'; readonly refusal: string }> = new Map([
  ['claim.filed', { of: 'holder', refusal: 'the other party claims this credit' }],
  ['credit.elected', { of: 'holder', refusal: 'the other party chooses between these credits' }],
  ['claim.answered', { of: 'debtor', refusal: 'the other party answers this claim' }],
])

interface Telling {
  readonly caller: Pick<Caller, 'role'>
  readonly now: number
}

/** Why a line is not the caller's to tell; fees are told by who invoices them, exclusions by who may announce them. */
export function lineTellerProblem(
  watched: Watched,
  read: EvidenceLine | LineProblem,
  caller: Caller,
): string | null {
  if (read.kind === 'fee')
    return caller.role === 'customer'
      ? 'fees are told by the provider, who invoices them'
      : feeProblem(watched, read.fee)
  if (read.kind !== 'exclusion' || may(caller, 'exclusion.announce', null) === 'allowed') return null
  return 'exclusions are announced by the provider'
}

/** A line that no clause could ever read is a slip of the pen, and one that says another amount would change nothing. */
function feeProblem({ documents, fees }: Watched, { fee, from, until, amount }: FeeLine): string | null {
  const known = documents.flatMap(({ agreement }) =>
    agreement.versions.flatMap(({ terms }) => Object.keys(terms.fees)),
  )
  if (!known.includes(fee)) return `the agreement has no fee "${fee}"${didYouMean(fee, [...new Set(known)])}`
  const told = fees.find((each) => each.fee === fee && each.from === from && each.until === until)
  return told !== undefined && told.amount !== amount
    ? `the fee of that span was told already, as ${told.amount}`
    : null
}

/** Why an event is not the caller's to tell, or says an amount that is none; the operator keeps the books of both parties. */
export function eventTellerProblem(watched: Watched, event: Event, telling: Telling): string | null {
  return (
    actProblem(watched, event, telling) ??
    noticeProblem(watched, event, telling) ??
    invoiceProblem(watched, event, telling)
  )
}

function actProblem(watched: Watched, event: Event, { caller: { role }, now }: Telling): string | null {
  const act = acts.get(event.type)
  if (!act || (role !== 'provider' && role !== 'customer')) return null
  const about = String(event.data.about ?? '').split(' of ')[0] ?? ''
  const terms = currentOf(watched).versions.map((version) => version.terms.commitments[about])
  const debtor = terms.find((each) => each !== undefined)?.by ?? 'provider'
  if ((role === debtor) !== (act.of === 'debtor')) return act.refusal
  return behindProblem(event, now)
}

const behindProblem = ({ type, at }: Event, now: number): string | null =>
  at < now - mostActsBehindMs
    ? `\`at\` lies in the past: a party's ${type} counts from when it is told`
    : null

/** The time to cure runs from the notice of a right's holder: the one who is to mend would begin it anew. */
function noticeProblem(watched: Watched, event: Event, { caller: { role }, now }: Telling): string | null {
  if (event.type !== 'notice.given' || (role !== 'provider' && role !== 'customer')) return null
  const about = String(event.data.about ?? '')
  const clauses = currentOf(watched).versions.map(({ terms }) =>
    Object.hasOwn(terms.termination, about) ? terms.termination[about] : undefined,
  )
  const right = clauses.find((each) => each !== undefined)?.right
  if (right === undefined) return null
  return role === right ? behindProblem(event, now) : 'the party that has the right gives notice of it'
}

function invoiceProblem(watched: Watched, event: Event, { caller, now }: Telling): string | null {
  if (!event.type.startsWith('invoice.')) return null
  if (event.type === 'invoice.issued' && caller.role === 'customer')
    return 'invoices are told by the provider, who issues them'
  if (event.type === 'invoice.paid' && caller.role === 'customer')
    return 'payments are told by the provider, who receives them'
  const { amount, currency } = event.data
  const { currency: own } = versionAt(currentOf(watched), now).terms
  if (typeof currency === 'string' && own !== undefined && currency !== own)
    return `\`data.currency\`: the agreement's money is ${own}, not ${currency.slice(0, 20)}`
  if (amount === undefined || amount === null) return null
  const read = typeof amount === 'string' && plainAmount.test(amount) ? invoiceAmount(event) : null
  return read === null || compare(read, zero) < 0
    ? '`data.amount` is not an amount of at least zero such as 1200.00'
    : null
}

const plainAmount = /^\d{1,30}(\.\d{1,30})?$/
