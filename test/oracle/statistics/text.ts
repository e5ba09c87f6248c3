import { hoursText } from '../subjects/text.ts'
import { beginOf, slotMs } from '../values/calendar.ts'
import type { StatisticContract, StatisticScene } from './contract.ts'

const tenths = (value: number): string => `${Math.floor(value / 10)}.${value % 10}`
const minutes = (slots: number): string => `${slots * 10}m`

function whenText({ when, of }: StatisticContract): string {
  if (when.kind === 'allFail' || when.kind === 'anyFail') return when.kind
  if (when.kind === 'share') return `"${when.operator} ${when.percent}%"`
  const limit = of === 'looks' ? `${when.limit}ms` : tenths(when.limit)
  return `"${when.isNamed ? `${when.statistic} ` : ''}${when.operator} ${limit}"`
}

function measureText(contract: StatisticContract): string {
  const { kind, when, within, failures, minSamples, thin, empty, grain, consecutive } = contract
  const samples = minSamples === null ? '' : `minSamples: ${minSamples}, `
  const rule = `grain: ${minutes(grain)}, bad: { when: ${whenText(contract)}, ${samples}thin: ${thin}, empty: ${empty} }`
  // Where the rule names a statistic, the measure's own says nothing.
  const own = when.kind === 'statistic' && !when.isNamed ? when.statistic : 'max'
  if (kind === 'gauge') return `{ gauge: { of: a, statistic: ${own}, ${rule} } }`
  if (kind !== 'latency') return `{ ${kind}: { of: a, ${rule}, outage: { consecutive: ${consecutive} } } }`
  const asked = within === null ? own : `share, within: ${within}ms`
  return `{ latency: { of: a, statistic: ${asked}, failures: ${failures}, ${rule} } }`
}

function targetText({ kind, target }: StatisticContract): string {
  if (kind === 'outages') return `<= ${target}`
  return kind === 'downtime' || kind === 'longestOutage' ? `<= ${minutes(target)}` : `>= ${tenths(target)}%`
}

export function statisticAgreement({ contract }: StatisticScene): string {
  const { place, of, holds, hours, effect } = contract
  const gives = of === 'looks' ? 'state' : 'gauge'
  return `agreement: statistics
title: A generated contract
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: ${place.first} }
timeZone: "${place.zone}"
sources:
  a: { push: ${gives}, every: 10m, holdsFor: ${minutes(holds)} }
commitments:
  c:
    measure: ${measureText(contract)}
    target: "${targetText(contract)}"
    period: day
    exclude: [m]
${hours === null ? '' : `    hours: ${hoursText(hours)}\n`}exclusions:
  m: { effect: ${effect} }
`
}

const isoOf =
  ({ contract }: StatisticScene) =>
  (slot: number) =>
    Temporal.Instant.fromEpochMilliseconds(beginOf(contract.place) + slot * slotMs).toString()
export const statisticAsOf = (scene: StatisticScene, slot: number): string => isoOf(scene)(slot)

export function statisticEvidence(scene: StatisticScene): object[] {
  const iso = isoOf(scene)
  const source = 'a'
  return [
    ...scene.spans.map(({ from, to, outcome }) => ({ source, from: iso(from), to: iso(to), outcome })),
    ...scene.looks.map(({ at, outcome, value }) => {
      if (scene.contract.of === 'numbers')
        return { source, at: iso(at), ...(outcome === 'unknown' ? { outcome } : { value: tenths(value) }) }
      return { source, at: iso(at), outcome, ...(outcome === 'good' ? { latencyUs: value * 1000 } : {}) }
    }),
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
