import { beginOf, slotMs } from '../values/calendar.ts'
import type { ClockScene, Within } from './contract.ts'

const lengthOf = (within: Within): string =>
  'slots' in within
    ? `${within.slots * 10}m`
    : 'days' in within
      ? `${within.days}d`
      : `${within.businessDays} business days`
const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:00`
const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

export function clockAgreement({ contract }: ClockScene): string {
  const { hours, cutoff, count, atLeastEvents, severity, isPausable, target } = contract
  const days = (hours?.days ?? [1, 2, 3, 4, 5]).map((day) => names[day - 1]).join(',')
  const members = [
    'from: ticket.opened',
    'to: ticket.resolved',
    `within: ${lengthOf(contract.within)}`,
    `count: ${count}`,
    `atLeastEvents: ${atLeastEvents}`,
    ...(severity === null ? [] : [`where: { severity: ${severity} }`]),
    ...(hours === null ? [] : ['calendar: desk']),
    ...(isPausable ? ['pause: [ticket.paused, ticket.resumed]'] : []),
    ...(cutoff === null ? [] : [`cutoff: "${clock(cutoff)}"`]),
  ]
  return `agreement: clocks
title: A generated contract
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: ${contract.place.first} }
timeZone: "${contract.place.zone}"
calendars:
  desk: { days: "${days}"${hours === null ? '' : `, hours: "${clock(hours.from)}-${clock(hours.to)}"`} }
sources:
  e: { push: event }
commitments:
  c:
    measure: { elapsed: { ${members.join(', ')} } }
    target: ${target === 'all' ? 'all' : `">= ${target}%"`}
    period: month
`
}

const isoOf =
  ({ contract }: ClockScene) =>
  (slot: number) =>
    Temporal.Instant.fromEpochMilliseconds(beginOf(contract.place) + slot * slotMs).toString()
export const clockAsOf = (scene: ClockScene): string => isoOf(scene)(scene.asOf)

export function clockEvidence(scene: ClockScene): object[] {
  const iso = isoOf(scene)
  return scene.tickets.flatMap(({ opened, severity, answered, pauses }, i) => {
    const event = (type: string, slot: number, n = 0) => ({
      event: type,
      id: `${type} ${i} ${n}`,
      subject: `T${i}`,
      at: iso(slot),
      ...(type === 'ticket.opened' ? { data: { severity } } : {}),
    })
    return [
      event('ticket.opened', opened),
      ...(answered === null ? [] : [event('ticket.resolved', answered)]),
      ...pauses.flatMap(({ from, to }, n) => [
        event('ticket.paused', from, n),
        event('ticket.resumed', to, n),
      ]),
    ]
  })
}
