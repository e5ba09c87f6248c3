import { hoursText } from '../subjects/text.ts'
import { beginOf, slotMs } from '../values/calendar.ts'
import { type Cap, feeCents, type Give, type IncidentScene, type Schedule, type Trigger } from './contract.ts'
import { asOfSlot } from './oracle.ts'

const tenths = (value: number): string => `${Math.floor(value / 10)}.${value % 10}%`
const sum = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
const minutes = (slots: number): string => `${slots * 10}m`

function giveText(give: Give): string {
  if (give.unit === 'percent') return tenths(give.tenths)
  if (give.unit === 'money') return `${sum(give.cents)} EUR`
  return give.unit === 'multiple' ? `${give.count}x` : `${give.count} ${give.unit}`
}

function scheduleText(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'once':
      return `give: ${giveText(schedule.give)}${schedule.multiplier === null ? '' : `, repeat: { multiplier: ${schedule.multiplier} }`}`
    case 'pool':
      return `pool: { atRisk: ${tenths(schedule.atRisk)}, category: 100%, item: ${tenths(schedule.item)} }`
    case 'steps':
      return `give: ${tenths(schedule.tenths)}, forEach: { ${schedule.step}: ${minutes(schedule.slots)}, of: ${schedule.of} }`
    case 'bands': {
      const bands = schedule.tenths.map((give, i) => {
        const [above, until] = [schedule.until[i - 1], schedule.until[i]]
        const when = [
          ...(above === undefined ? [] : [`> ${minutes(above)}`]),
          ...(until === undefined ? [] : [`<= ${minutes(until)}`]),
        ]
        return `{ when: "${when.join(', ')}", give: ${tenths(give)} }`
      })
      return `on: duration, bands: [${bands.join(', ')}]`
    }
  }
}

function shapeText({ shape }: IncidentScene): string {
  return [
    ...(shape.atLeast === null ? [] : [`atLeast: ${minutes(shape.atLeast)}`]),
    ...(shape.longerThan === null ? [] : [`longerThan: ${minutes(shape.longerThan)}`]),
    `count: ${shape.isExcess ? 'excess' : 'whole'}`,
    `startsAt: ${shape.startsAt}`,
    `of: ${shape.of}`,
  ].join(', ')
}

function triggerText(trigger: Trigger): string {
  if (trigger.kind === 'missed')
    return `missed: c, times: ${trigger.times}, ${trigger.outOf === null ? 'consecutive: true' : `outOf: ${trigger.outOf}`}`
  const within = typeof trigger.within === 'string' ? trigger.within : `${trigger.within.days}d`
  return trigger.kind === 'outages'
    ? `outages: c, longerThan: ${minutes(trigger.slots)}, times: ${trigger.times}, within: ${within}`
    : `total: c, exceeds: ${minutes(trigger.slots)}, within: ${within}`
}

const capText = (cap: Cap): string =>
  'cents' in cap
    ? `"${sum(cap.cents)} EUR per ${cap.per}"`
    : `"${tenths(cap.tenths)} of fees.f per ${cap.per}"`

export function incidentAgreement(scene: IncidentScene): string {
  const { place, measure, target, effect, hours, schedule, claim, join, caps, trigger } = scene
  const claimText = claim === null ? '' : `, claim: { within: ${claim.days}d, after: ${claim.after} }`
  return `agreement: incidents
title: A generated contract
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: ${place.first} }
timeZone: "${place.zone}"
currency: EUR
fees:
  f: { amount: ${sum(feeCents)}, per: month }
sources:
  s: { declared: {} }
  e: { push: event }
commitments:
  c:
    measure: { ${measure}: { of: s, outage: { ${shapeText(scene)} } } }
    target: "<= ${minutes(target)}"
    period: incident
    exclude: [m]
${hours === null ? '' : `    hours: ${hoursText(hours)}\n`}    credit: { ${scheduleText(schedule)}, of: fees.f${claimText} }
exclusions:
  m: { effect: ${effect} }
credits:
  join: ${join}
  pointValue: 1%
  pointsOf: fees.f
${caps.length === 0 ? '' : `  cap: [${caps.map(capText).join(', ')}]\n`}termination:
  t: { right: customer, when: { ${triggerText(trigger)} } }
`
}

const isoOf =
  ({ place }: IncidentScene) =>
  (slot: number) =>
    Temporal.Instant.fromEpochMilliseconds(beginOf(place) + slot * slotMs).toString()
export const incidentAsOf = (scene: IncidentScene): string => isoOf(scene)(asOfSlot(scene))

export function incidentEvidence(scene: IncidentScene): object[] {
  const iso = isoOf(scene)
  return [
    ...scene.bad.map(({ from, to }) => ({ source: 's', from: iso(from), to: iso(to), outcome: 'bad' })),
    ...scene.tickets.flatMap(({ opened, resolved }, i) => [
      { event: 'ticket.opened', id: `o${i}`, subject: `T${i}`, at: iso(opened) },
      ...(resolved === null
        ? []
        : [{ event: 'ticket.resolved', id: `r${i}`, subject: `T${i}`, at: iso(resolved) }]),
    ]),
    ...scene.exclusions.map(({ from, to }, i) => ({
      exclusion: 'm',
      id: `x${i}`,
      from: iso(from),
      to: iso(to),
      announcedAt: iso(-1),
      by: 'provider',
    })),
  ]
}
