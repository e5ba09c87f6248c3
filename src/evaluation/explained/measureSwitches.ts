import type { Condition, Operator } from '../../agreement/quantity.ts'
import type { Bad, OutageShape } from '../../agreement/schema/badTime.ts'
import type { Measure } from '../../agreement/schema/measures.ts'
import { sourcesIn } from '../../agreement/subject.ts'
import type { PeriodQuestion } from '../periodQuestion.ts'

/** Other settings of a switch, each with what it is called. */
export type Turning<T> = readonly (readonly [name: string, terms: T])[]

export const others = <T>(all: readonly T[], own: T | undefined): T[] => all.filter((each) => each !== own)

const opposite: Readonly<Record<Operator, Operator | null>> = {
  '>=': '>',
  '>': '>=',
  '<=': '<',
  '<': '<=',
  '=': null,
}

/** The same limit, met or missed at equality; null for an equality. */
export function turnedCondition(condition: Condition): Condition | null {
  const operator = opposite[condition.operator]
  if (operator === null) return null
  return { ...condition, operator, text: condition.text.replace(/^(?:>=|<=|≥|≤|>|<)/, operator) }
}

/** Other readings of what is measured: bad grains, outages, and what a measure of its kind may leave open. */
export function measureVariants(measure: Measure, { view, period }: PeriodQuestion): Turning<unknown> {
  const { kind, terms } = measure
  const hasTickets = view.events.some(({ type }) => type === 'ticket.opened')
  const isWeighed =
    'unit' in terms &&
    sourcesIn(terms.of).some((name) => view.series(name, period).texts.affected !== undefined)
  const withTerms = (all: Turning<object>) =>
    all.map(([name, changes]) => [name, { kind, terms: { ...terms, ...changes } }] as const)
  const bad =
    'bad' in terms && terms.bad
      ? badVariants(terms.bad).map(([name, each]) => [name, { bad: each }] as const)
      : []
  const outage =
    'outage' in terms
      ? outageVariants(terms.outage, { hasGrains: terms.grain !== undefined, hasTickets }).map(
          ([name, each]) => [name, { outage: each }] as const,
        )
      : []
  return [...withTerms([...bad, ...outage, ...ownVariants(measure, isWeighed)]), ...meanVariants(measure)]
}

function ownVariants({ kind, terms }: Measure, isWeighed: boolean): Turning<object> {
  switch (kind) {
    case 'latency':
      return [
        terms.failures === 'count'
          ? ['failures have no time and are skipped', { failures: 'skip' }]
          : ['failures count as above every limit', { failures: 'count' }],
      ]
    case 'elapsed':
    case 'timeTaken':
      return [
        terms.count === 'all'
          ? ['unanswered events are left out', { count: 'answered' }]
          : ['unanswered events count as late', { count: 'all' }],
        ...(terms.calendar === undefined
          ? []
          : [['the clock runs around the clock', { calendar: undefined }] as const]),
        ...(terms.pause === undefined
          ? []
          : [['pauses do not stop the clock', { pause: undefined }] as const]),
        ...(terms.cutoff === undefined ? [] : [['no cut-off', { cutoff: undefined }] as const]),
      ]
    case 'meanSuccessRatio':
      return others(['good', 'bad', 'skip', 'unknown'], terms.empty).map(
        (empty) => [`an empty grain is ${empty}`, { empty }] as const,
      )
    case 'uptime':
    case 'downtime':
    case 'longestOutage':
    case 'outages':
    case 'repairTime':
    case 'timeBetweenFailures':
      if (!isWeighed) return []
      return [
        terms.unit === 'time'
          ? ['weighed by the share affected', { unit: 'affected' }]
          : ['a bad moment counts whole, whoever was affected', { unit: 'time' }],
      ]
    case 'successRatio':
    case 'score':
    case 'gauge':
    case 'occurrences':
    case 'satisfaction':
    case 'usageRate':
    case 'retentionRate':
    case 'valueRetained':
    case 'customerValue':
    case 'valueRatio':
    case 'notice':
      return []
  }
}

/** The mean of the grains' ratios against the ratio of the whole. */
function meanVariants(measure: Measure): Turning<unknown> {
  if (measure.kind !== 'meanSuccessRatio') return []
  return [
    [
      'bad and total of the whole period are divided once',
      { kind: 'successRatio', terms: { of: measure.terms.of } },
    ],
  ]
}

function badVariants(rule: Bad): Turning<Bad> {
  const { when } = rule
  const condition =
    when.kind === 'value' || when.kind === 'statistic' ? turnedCondition(when.condition) : null
  return [
    ...(condition && (when.kind === 'value' || when.kind === 'statistic')
      ? [[`a grain is bad when ${condition.text}`, { ...rule, when: { ...when, condition } }] as const]
      : []),
    ...others(['good', 'bad', 'skip', 'unknown'] as const, rule.empty).map(
      (empty) => [`an empty grain is ${empty}`, { ...rule, empty }] as const,
    ),
    ...(rule.minSamples === undefined
      ? []
      : others(['good', 'bad', 'skip'] as const, rule.thin).map(
          (thin) => [`a thin grain is ${thin}`, { ...rule, thin }] as const,
        )),
  ]
}

function outageVariants(
  shape: OutageShape,
  { hasGrains, hasTickets }: { hasGrains: boolean; hasTickets: boolean },
): Turning<OutageShape> {
  const { atLeast, longerThan, consecutive } = shape
  const length = atLeast ?? longerThan
  const { atLeast: _, longerThan: __, ...anyLength } = shape
  const { consecutive: ___, ...anyCount } = shape
  const turned: (readonly [string, OutageShape])[] = []
  if (consecutive !== undefined && consecutive > 1) turned.push(['a single failure is an outage', anyCount])
  if (length !== undefined) {
    turned.push(['no least length of an outage', anyLength])
    turned.push(
      atLeast === undefined
        ? ['an outage of exactly the length qualifies', { ...anyLength, atLeast: length }]
        : ['an outage must be longer than the length', { ...anyLength, longerThan: length }],
    )
    turned.push(
      shape.count === 'whole'
        ? ['only the time beyond the least length counts', { ...shape, count: 'excess' }]
        : ['the outage counts whole', { ...shape, count: 'whole' }],
    )
    for (const of of others(['whole', 'unexcused', 'inPeriod'] as const, shape.of))
      turned.push([`the length is tested ${ofWords[of]}`, { ...shape, of }])
  }
  if ((consecutive ?? 1) > 1 || shape.startsAt !== 'firstFailure')
    for (const startsAt of others(['firstFailure', 'confirmation'], shape.startsAt))
      turned.push([`the clock starts at ${startsAt}`, { ...shape, startsAt }])
  turned.push(
    ...(shape.startsAt === 'ticket.opened' || !hasTickets
      ? []
      : [['the clock starts at ticket.opened', { ...shape, startsAt: 'ticket.opened' }] as const]),
  )
  if (!hasGrains)
    for (const partialGrain of others(['exact', 'drop', 'floor', 'touch'] as const, shape.partialGrain))
      turned.push([`partial minutes: ${partialGrain}`, { ...shape, partialGrain }])
  return turned
}

const ofWords = {
  whole: 'on the whole outage, before the period\u2019s edge and exclusions cut it',
  unexcused: 'on what exclusions leave of the outage',
  inPeriod: 'on what of the outage lies in the period',
} as const
