import { hoursText } from '../subjects/text.ts'
import { beginOf, slotMs } from '../values/calendar.ts'
import type { ShapeContract, ShapeScene } from './contract.ts'
import { endOf } from './oracle.ts'

const minutes = (slots: number): string => `${slots * 10}m`

function outageText({ consecutive, limit, startsAt, partial, of }: ShapeContract): string {
  return [
    `consecutive: ${consecutive}`,
    ...(limit === null
      ? []
      : [`${limit.is}: ${minutes(limit.slots)}`, `count: ${limit.isExcess ? 'excess' : 'whole'}`]),
    `startsAt: ${startsAt}`,
    `partialGrain: ${partial}`,
    `of: ${of}`,
  ].join(', ')
}

export function shapeAgreement({ contract }: ShapeScene): string {
  const { place, kind, grain, partial, isAffected, longerThan, silence, hours, effect, target } = contract
  const wanted =
    kind === 'uptime' ? `>= ${target / 10}%` : kind === 'outages' ? `<= ${target}` : `<= ${minutes(target)}`
  const more = [
    ...(partial === 'exact' ? [] : [`grain: ${minutes(grain)}`]),
    ...(longerThan === null ? [] : [`longerThan: ${minutes(longerThan)}`]),
    `unit: ${isAffected ? 'affected' : 'time'}`,
  ]
  return `agreement: shapes
title: A generated contract
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: ${place.first} }
timeZone: "${place.zone}"
sources:
  s: { push: state, every: 10m, holdsFor: 10m, silence: ${silence} }
  e: { push: event }
commitments:
  c:
    measure: { ${kind}: { of: s, ${more.join(', ')}, outage: { ${outageText(contract)} } } }
    target: "${wanted}"
    period: day
    exclude: [m]
${hours === null ? '' : `    hours: ${hoursText(hours)}\n`}exclusions:
  m: { effect: ${effect} }
`
}

const isoOf =
  ({ contract }: ShapeScene) =>
  (slot: number) =>
    Temporal.Instant.fromEpochMilliseconds(beginOf(contract.place) + slot * slotMs).toString()
export const shapeAsOf = (scene: ShapeScene): string => isoOf(scene)(endOf(scene))

export function shapeEvidence(scene: ShapeScene): object[] {
  const iso = isoOf(scene)
  return [
    ...scene.looks.map(({ at, state, affected }) => ({
      source: 's',
      at: iso(at),
      outcome: state,
      ...(affected === null || state !== 'bad' ? {} : { affected: (affected / 100).toString() }),
    })),
    ...scene.tickets.flatMap(({ opened, resolved }, i) => [
      { event: 'ticket.opened', id: `o${i}`, subject: `T${i}`, at: iso(opened) },
      ...(resolved === null
        ? []
        : [{ event: 'ticket.resolved', id: `r${i}`, subject: `T${i}`, at: iso(resolved) }]),
    ]),
    ...scene.exclusions.map(({ from, to, announcedAt }, i) => ({
      exclusion: 'm',
      id: `x${i}`,
      from: iso(from),
      to: iso(to),
      announcedAt: iso(announcedAt),
      by: 'provider',
    })),
  ]
}
