import { z } from 'zod'
import { calendarReference } from './calendars.ts'
import { choice, length, line, oneOf, parsed, strict, words } from './scalars.ts'

const anchors = [
  'periodEnd',
  'incident',
  'last incident',
  'end of incident',
  'certain',
  'ticket.resolved',
  'meeting.held',
  'invoice.issued',
] as const

/** The end of the n-th month, quarter or period after an anchor. */
export interface ClaimEnd {
  readonly nth: number
  readonly unit: 'month' | 'quarter' | 'year' | 'period'
  readonly anchor: 'incident' | 'periodEnd'
}

const claimEnd = parsed<ClaimEnd>('a deadline such as "end of 2nd month after incident"', (text) => {
  const match =
    /^end of (?:the )?(\d{1,2})(?:st|nd|rd|th) (month|quarter|year|period)(?: after (incident|periodEnd|period))?$/.exec(
      text,
    )
  if (!match) return null
  return {
    nth: Number(match[1]),
    unit: match[2] as ClaimEnd['unit'],
    anchor: match[3] === 'incident' ? 'incident' : 'periodEnd',
  }
})

/** What the letter of a claim says beside the figures: its subject, and the facts that the contract asks for. */
const letter = {
  subject: line('the subject of a letter').max(200).optional(),
  asks: z.array(words('a fact that the contract asks for').max(300)).max(30).optional(),
}

const step = oneOf([
  strict({
    event: words('an event type').default('claim.filed'),
    until: claimEnd,
    ...letter,
  }).transform((terms) => ({ kind: 'until' as const, ...terms })),
  strict({
    event: words('an event type').default('claim.filed'),
    ...letter,
    within: length,
    after: choice(...anchors),
    calendar: calendarReference.optional(),
  }).transform((terms) => ({ kind: 'within' as const, ...terms })),
])

/** How a credit is obtained: by itself, or by steps that each have a deadline. */
export const claim = oneOf([
  choice('automatic').transform(() => ({ kind: 'automatic' as const })),
  z
    .array(step)
    .min(1)
    .transform((steps) => ({ kind: 'steps' as const, steps })),
  step.transform((one) => ({ kind: 'steps' as const, steps: [one] })),
])
export type ClaimTerms = z.output<typeof claim>
