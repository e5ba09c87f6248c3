import { startOfDate } from '../agreement/agreement.ts'
import { add, compare, zero } from '../agreement/fraction.ts'
import type { Event } from '../evidence/event.ts'
import { invoiceAmount } from './feeLines.ts'

/**
 * The last instant at which an invoice is paid in time by the due date that it states itself: the end of that day in
 * the agreement's zone, or the instant. Null where it states none that can be read.
 */
export function statedDue({ type, data: { due } }: Event, timeZone: string): number | null {
  if (type !== 'invoice.issued' || typeof due !== 'string') return null
  try {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(due)) return Temporal.Instant.from(due).epochMilliseconds
    return startOfDate(Temporal.PlainDate.from(due).add({ days: 1 }).toString(), timeZone) - 1
  } catch {
    return null
  }
}

/**
 * What answers a question: the first of the answers that come after it. An invoice with an amount is paid by the payment
 * with which what was paid reaches it; a payment that names no amount pays all of it.
 */
export function answerTo(question: Event, answers: readonly Event[]): Event | null {
  // No event answers itself: where both are of one type, the next one does.
  const after = answers.filter(({ at, id }) => at >= question.at && id !== question.id)
  const owed = question.type === 'invoice.issued' ? invoiceAmount(question) : null
  let paid = zero
  for (const answer of after) {
    const part = answer.type === 'invoice.paid' ? invoiceAmount(answer) : null
    if (owed === null || part === null) return answer
    paid = add(paid, part)
    if (compare(paid, owed) >= 0) return answer
  }
  return null
}
