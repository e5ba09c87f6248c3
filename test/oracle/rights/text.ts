import { beginOf, slotMs } from '../values/calendar.ts'
import { first, type Part, type RightScene, type When, type Within } from './contract.ts'
import { asOfSlot, placeOf } from './oracle.ts'

function withinText(within: Within): string {
  if (typeof within === 'string') return within
  return 'days' in within ? `${within.days}d` : `${within.months} months`
}
const partText = (part: Part): string =>
  part.kind === 'missedEvents'
    ? `{ missedEvents: c, times: ${part.times}, within: ${withinText(part.within)} }`
    : `{ overdue: p, by: ${part.days}d }`
function whenText(when: When): string {
  if ('any' in when) return `{ any: [${when.any.map(partText).join(', ')}] }`
  return 'all' in when ? `{ all: [${when.all.map(partText).join(', ')}] }` : partText(when)
}

export const rightAgreement = (scene: RightScene): string => `agreement: rights
title: A generated contract
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: ${first} }
timeZone: "${scene.zone}"
currency: EUR
fees:
  f: { amount: 1000.00, per: month }
sources:
  e: { push: event }
commitments:
  c:
    measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: { by: severity, P1: ${scene.answerWithin.P1 * 10}m, P2: ${scene.answerWithin.P2 * 10}m } } }
    target: all
    period: month
  p:
    by: customer
    measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: ${scene.payWithin}d } }
    target: all
    period: month
termination:
  t:
    right: provider
    when: ${whenText(scene.when)}
${scene.cure === null ? '' : `    cure: ${scene.cure}d\n`}${scene.exercise === null ? '' : `    exercise: ${scene.exercise}d\n`}`

const isoOf = (scene: RightScene, slot: number): string =>
  Temporal.Instant.fromEpochMilliseconds(beginOf(placeOf(scene)) + slot * slotMs).toString()
export const rightAsOf = (scene: RightScene): string => isoOf(scene, asOfSlot(scene))

export function rightEvidence(scene: RightScene): object[] {
  const event = (type: string, subject: string, slot: number, data?: object) => ({
    event: type,
    id: `${type} ${subject}`,
    subject,
    at: isoOf(scene, slot),
    ...(data ? { data } : {}),
  })
  const date = (day: number) => Temporal.PlainDate.from(first).add({ days: day }).toString()
  return [
    ...scene.tickets.flatMap(({ severity, opened, answered }, i) => [
      event('ticket.opened', `T${i}`, opened, { severity }),
      ...(answered === null ? [] : [event('ticket.responded', `T${i}`, answered)]),
    ]),
    ...scene.invoices.flatMap(({ issued, paid, dueDay }, i) => [
      event('invoice.issued', `I${i}`, issued, dueDay === null ? {} : { due: date(dueDay) }),
      ...(paid === null ? [] : [event('invoice.paid', `I${i}`, paid)]),
    ]),
    ...scene.notices.map((slot, i) => event('notice.given', `N${i}`, slot, { about: 't' })),
  ]
}
