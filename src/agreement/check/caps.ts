import { compare, fraction, multiply, toDecimal } from '../fraction.ts'
import type { AgreementTerms } from '../schema/agreement.ts'
import type { Cap, CapWindow } from '../schema/caps.ts'
import type { CommitmentTerms } from '../schema/commitments.ts'
import { type Gift, isChoice } from '../schema/gifts.ts'
import { type Proof, warn } from './finding.ts'
import { addUp, type Most, monthsOf, mostOf, periodsIn } from './worth.ts'

/** Caps that all credits together can never reach. */
export const capProof: Proof = ({ terms }) =>
  (terms.credits.cap ?? []).flatMap((cap, i) => {
    const path = ['credits', 'cap', i]
    if (!Object.values(terms.commitments).some(({ credit }) => credit !== undefined))
      return [warn(path, 'no commitment gives a credit, so there is nothing to cap')]
    const most = mostUnder(cap, terms)
    if (most === null || !isBelow(most, cap.limit)) return []
    return [
      warn(
        path,
        `can never bind: the credits ${windowNames[cap.per]} come to ${shown(most, terms)} at most, and the cap is "${cap.text}"`,
      ),
    ]
  })

const windowNames: Readonly<Record<CapWindow, string>> = {
  incident: 'of an incident',
  period: 'of a period',
  month: 'of a month',
  quarter: 'of a quarter',
  year: 'of a year',
  'contract year': 'of a contract year',
  '12 months': 'of 12 months',
}

/** Of the greater or lesser of several it cannot be told before the fees are known. */
const isBelow = ({ amount }: Most, limit: Gift): boolean =>
  !isChoice(limit) && compare(amount, limit.amount) < 0

const shown = ({ fee, amount }: Most, { currency }: AgreementTerms): string =>
  fee === null
    ? `${toDecimal(amount)} ${currency ?? ''}`.trim()
    : `${toDecimal(multiply(amount, fraction(100)))}% of fees.${fee}`

const windowMonths: Readonly<Record<'month' | 'quarter' | 'year' | 'contract year' | '12 months', number>> = {
  month: 1,
  quarter: 3,
  year: 12,
  'contract year': 12,
  '12 months': 12,
}
const feeMonths: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 }

/**
 * The most that can come under a cap, as a share of the cap's own fee or as money. Null where it has no end, or where
 * invoices could change one of the two without the other.
 */
export function mostUnder(cap: Cap, terms: AgreementTerms): Most | null {
  const { limit } = cap
  if (isChoice(limit) || limit.unit === 'day') return null
  if (limit.of && (limit.of.kind !== 'fee' || limit.of.window.kind !== 'period')) return null
  const fee = limit.of?.kind === 'fee' ? limit.of.fee : null
  const paying = Object.values(terms.commitments).filter(({ credit }) => credit !== undefined)
  const all = paying.map((commitment) => mostInWindow(commitment, cap.per, terms))
  if (all.some((each) => each === null || (each.amount.n > 0n && each.fee !== fee))) return null
  const isEach = cap.per === 'incident' || cap.per === 'period'
  const most = all as Most[]
  if (!isEach && terms.credits.join !== 'max') return addUp(most)
  return most.reduce((best, each) => (compare(each.amount, best.amount) > 0 ? each : best), addUp([]))
}

/** What one commitment can give inside a cap's window, as a share of the fee over that window. */
function mostInWindow(commitment: CommitmentTerms, per: CapWindow, terms: AgreementTerms): Most | null {
  const most = mostOf(commitment, terms)
  if (most === null || per === 'incident' || per === 'period') return most
  const window = windowMonths[per]
  const own = monthsOf(commitment.period)
  const count = periodsIn(window, commitment.period)
  if (own === null || count === null) return null
  if (most.fee === null) return { fee: null, amount: multiply(most.amount, fraction(count)) }
  if (own > window) return null
  // Each period's share is of its own fee, or of the fee's whole unit where the period is shorter.
  const unit = feeMonths[terms.fees[most.fee]?.per ?? ''] ?? 0
  const [base, whole] = [Math.max(own, unit), Math.max(window, unit)]
  if (base === 0 || (own < unit && window > unit)) return null
  return { fee: most.fee, amount: multiply(most.amount, fraction(count * base, whole)) }
}

/** Whether no cap of the credits can ever be reached, so that nothing can wait for it. */
export function isNoCapReached(terms: AgreementTerms): boolean {
  const windows = (terms.credits.cap ?? []).filter(({ per }) => per !== 'incident' && per !== 'period')
  return windows.every((cap) => {
    const most = mostUnder(cap, terms)
    return most !== null && isBelow(most, cap.limit)
  })
}
