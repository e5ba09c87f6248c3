import { beginOf, type Hours, type PeriodName, slotMs } from './calendar.ts'
import type { GrainRule, ValueContract, ValueMeasure, ValueScene } from './contract.ts'
import { isShare } from './oracle.ts'

const minutes = (slots: number): string => `${slots * 10}m`
const tenths = (value: number): string => `${Math.floor(value / 10)}.${value % 10}`

function bad({ when, minSamples, thin, empty }: GrainRule): string {
  const text = typeof when === 'string' ? when : `"${when.operator} ${when.percent}%"`
  return `{ when: ${text}, ${minSamples === undefined ? '' : `minSamples: ${minSamples}, `}thin: ${thin}, empty: ${empty} }`
}

function measureText(measure: ValueMeasure): string {
  switch (measure.kind) {
    case 'successRatio':
      return `{ successRatio: { of: ${measure.of === 'state' ? 'p' : 'r'} } }`
    case 'meanSuccessRatio':
      return `{ meanSuccessRatio: { of: r, grain: ${minutes(measure.grain)}, empty: ${measure.empty} } }`
    case 'score': {
      const [forBad, forFast, forRest] = measure.give.map(tenths)
      return `{ score: { of: p, points: [{ when: bad, give: ${forBad} }, { when: "<= ${measure.withinMs}ms", give: ${forFast} }, { give: ${forRest} }] } }`
    }
    case 'latency': {
      const within = measure.statistic === 'share' ? `, within: ${measure.withinMs}ms` : ''
      return `{ latency: { of: p, statistic: ${measure.statistic}${within}, failures: ${measure.failures} } }`
    }
    case 'gauge':
      return `{ gauge: { of: g, statistic: ${measure.statistic} } }`
    case 'gaugeGrains':
      return `{ gauge: { of: g, statistic: ${measure.statistic}, grain: ${minutes(measure.grain)}, bad: { when: "> ${tenths(measure.limit)}", empty: ${measure.empty} } } }`
    case 'uptime': {
      const { rule, consecutive, atLeast } = measure
      return `{ uptime: { of: ${measure.of === 'state' ? 'p' : 'r'}, grain: ${minutes(rule.grain)}, bad: ${bad(rule)}, outage: { consecutive: ${consecutive}${atLeast === 0 ? '' : `, atLeast: ${minutes(atLeast)}`} } } }`
    }
    case 'occurrences':
      return `{ occurrences: { of: ticket.opened${measure.severity === null ? '' : `, where: { severity: ${measure.severity} }`} } }`
  }
}

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const hoursText = ({ days, from, to }: Hours): string =>
  `{ days: "${days.map((day) => dayNames[day - 1]).join(',')}", hours: "${clock(from)}-${clock(to)}" }`
const months = ['january', 'february']

export function periodText(period: PeriodName): string {
  if (typeof period === 'string') return period
  return 'billing' in period
    ? `{ billing: ${period.billing}, anchor: ${period.anchor} }`
    : `{ fiscal: ${period.fiscal}, startsIn: ${months[period.startsIn - 1]} }`
}

function unitOf(measure: ValueMeasure): string {
  if (isShare(measure)) return '%'
  return measure.kind === 'latency' ? 'ms' : ''
}

function commitmentText(contract: ValueContract): string[] {
  const { measure, target, rounding } = contract
  const unit = unitOf(measure)
  const step = unit === 'ms' ? `${rounding?.tenths}00ms` : `${tenths(rounding?.tenths ?? 0)}${unit}`
  return [
    `measure: ${measureText(measure)}`,
    `target: "${target.operator} ${tenths(target.tenths)}${unit}"`,
    `period: ${periodText(contract.period)}`,
    'exclude: [m]',
    `whenUnknown: ${contract.whenUnknown}`,
    ...(contract.hours === null ? [] : [`hours: ${hoursText(contract.hours)}`]),
    ...(rounding === null ? [] : [`rounding: { to: ${step}, mode: ${rounding.mode} }`]),
    ...(contract.averaged ? ['averagedWith: 1'] : []),
    ...(contract.minCoverage === null ? [] : [`minCoverage: ${contract.minCoverage}%`]),
  ]
}

export const valueAgreement = ({ contract }: ValueScene): string => `agreement: values
title: A generated contract
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: ${contract.place.first} }
timeZone: "${contract.place.zone}"
settle: 10m
sources:
  p: { push: state, every: 10m, holdsFor: 10m }
  r: { push: ratio }
  g: { push: gauge }
  e: { push: event }
commitments:
  c:
${commitmentText(contract)
  .map((line) => `    ${line}`)
  .join('\n')}
exclusions:
  m: { effect: ${contract.effect} }
`

/** The evidence that the measure reads. */
export function valueEvidence({ contract, world }: ValueScene): object[] {
  const begin = beginOf(contract.place)
  const iso = (slot: number) => Temporal.Instant.fromEpochMilliseconds(begin + slot * slotMs).toString()
  const { measure } = contract
  const isRatio = measure.kind === 'meanSuccessRatio' || ('of' in measure && measure.of === 'ratio')
  const exclusions = world.exclusions.map(({ from, to }, i) => ({
    exclusion: 'm',
    id: `x${i}`,
    from: iso(from),
    to: iso(to),
    announcedAt: iso(0),
    by: 'provider',
  }))
  if (isRatio)
    return [
      ...exclusions,
      ...world.lines.map(({ from, to, bad: failed, total }) => ({
        source: 'r',
        from: iso(from),
        to: iso(to),
        ...(total === null ? { outcome: 'unknown' } : { bad: String(failed), total: String(total) }),
      })),
    ]
  if (measure.kind === 'occurrences')
    return world.events.map(({ at, severity }, i) => ({
      event: 'ticket.opened',
      id: `e${i}`,
      subject: `T${i}`,
      at: iso(at),
      data: { severity },
    }))
  const looks = world.looks.map(({ at, outcome, latency, value }) => {
    if (measure.kind.startsWith('gauge'))
      return {
        source: 'g',
        at: iso(at),
        ...(outcome === 'unknown' ? { outcome } : { value: tenths(value) }),
      }
    return { source: 'p', at: iso(at), outcome, ...(outcome === 'good' ? { latencyUs: latency * 1000 } : {}) }
  })
  return [...exclusions, ...looks]
}
