import { beginOf, slotMs } from '../values/calendar.ts'
import type { Back, TrailingMeasure, TrailingScene } from './contract.ts'
import { asOfSlot } from './oracle.ts'

const share = (thousandths: number): string => `${Math.floor(thousandths / 10)}.${thousandths % 10}%`
const minutes = (slots: number): string => `${slots * 10}m`

function measureText(measure: TrailingMeasure): readonly [measure: string, target: string] {
  switch (measure.kind) {
    case 'uptime':
      return ['{ uptime: { of: s } }', `>= ${share(measure.thousandths)}`]
    case 'downtime':
    case 'longestOutage':
      return [`{ ${measure.kind}: { of: s } }`, `<= ${minutes(measure.slots)}`]
    case 'outages':
      return ['{ outages: { of: s } }', `<= ${measure.count}`]
    case 'successRatio':
      return ['{ successRatio: { of: r } }', `>= ${share(measure.thousandths)}`]
    case 'occurrences':
      return ['{ occurrences: { of: ticket.opened } }', `${measure.operator} ${measure.count}`]
    case 'elapsed':
      return [
        `{ elapsed: { from: ticket.opened, to: ticket.responded, within: ${minutes(measure.slots)} } }`,
        `>= ${share(measure.thousandths)}`,
      ]
  }
}

function backText(back: Back): string {
  if ('slots' in back) return minutes(back.slots)
  return 'days' in back ? `${back.days}d` : `${back.months} months`
}

export function trailingAgreement({ contract }: TrailingScene): string {
  const { place, back, measure, effect, times } = contract
  const [of, target] = measureText(measure)
  return `agreement: trailing
title: A generated contract
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: ${place.first} }
timeZone: "${place.zone}"
currency: EUR
sources:
  s: { declared: {} }
  r: { push: ratio }
  e: { push: event }
commitments:
  c:
    measure: ${of}
    target: "${target}"
    period: { trailing: ${backText(back)} }
    credit: { give: 50.00 EUR }
${effect === null ? '' : `    exclude: [m]\nexclusions:\n  m: { effect: ${effect} }\n`}${times === null ? '' : `termination:\n  t: { right: customer, when: { missed: c, times: ${times} } }\n`}`
}

const isoOf =
  ({ contract }: TrailingScene) =>
  (slot: number) =>
    Temporal.Instant.fromEpochMilliseconds(beginOf(contract.place) + slot * slotMs).toString()
export const trailingAsOf = (scene: TrailingScene): string => isoOf(scene)(asOfSlot(scene))

/** All that is told: of what the measure does not look at, nothing may come. */
export function trailingEvidence(scene: TrailingScene): object[] {
  const iso = isoOf(scene)
  const { spans, lines, events, exclusions, claims } = scene
  return [
    ...spans.map(({ from, to, outcome }) => ({ source: 's', from: iso(from), to: iso(to), outcome })),
    ...lines.map(({ from, to, bad, total }) => ({
      source: 'r',
      from: iso(from),
      to: iso(to),
      bad: String(bad),
      total: String(total),
    })),
    ...events.flatMap(({ at, answered }, i) => [
      { event: 'ticket.opened', id: `o${i}`, subject: `T${i}`, at: iso(at) },
      ...(answered === null
        ? []
        : [{ event: 'ticket.responded', id: `r${i}`, subject: `T${i}`, at: iso(answered) }]),
    ]),
    ...(scene.contract.effect === null ? [] : exclusions).map(({ from, to }, i) => ({
      exclusion: 'm',
      id: `x${i}`,
      from: iso(from),
      to: iso(to),
      announcedAt: iso(0),
      by: 'provider',
    })),
    ...claims.map((at, i) => ({ event: 'claim.filed', id: `c${i}`, at: iso(at), data: { about: 'c' } })),
  ]
}
