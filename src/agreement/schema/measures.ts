import { z } from 'zod'
import { parseCondition } from '../quantity.ts'
import { bad, outage, type Statistic, statisticOf } from './badTime.ts'
import { answers, elapsed, notice, occurrences, satisfaction, timeTaken, usageRate } from './eventMeasures.ts'
import { choice, count, decimal, durationMs, intervalMs, keyed, strict, words } from './scalars.ts'
import { subject } from './subject.ts'

const stateKeys = {
  of: subject,
  grain: intervalMs.optional(),
  bad: bad.optional(),
  outage: outage.prefault({}),
  unit: choice('time', 'affected').default('time'),
}
const uptime = strict(stateKeys)
const outages = strict({ ...stateKeys, longerThan: durationMs.optional() })
const repairTime = strict({ ...stateKeys, statistic: statisticOf(['mean', 'max', 'min']) })

const scoreStep = strict({ when: words('bad or a condition').optional(), give: decimal })
  .superRefine((step, context) => {
    if (step.when === undefined || step.when === 'bad' || parseCondition(step.when)) return
    context.addIssue({
      code: 'custom',
      path: ['when'],
      message: `"${step.when}" is not bad or a condition such as "<= 200ms"`,
    })
  })
  .transform((step) => ({
    when: step.when === undefined || step.when === 'bad' ? (step.when ?? null) : parseCondition(step.when),
    give: step.give,
  }))

const latency = strict({
  of: subject,
  statistic: statisticOf(['mean', 'max', 'min', 'share']),
  within: durationMs.optional(),
  grain: intervalMs.optional(),
  bad: bad.optional(),
  failures: choice('count', 'skip').default('count'),
}).superRefine((terms, context) => {
  if (terms.statistic.kind === 'share' && terms.within === undefined) {
    context.addIssue({
      code: 'custom',
      path: ['within'],
      message: 'a share needs `within`, such as within: 300ms',
    })
  }
})

const gauge = strict({
  of: subject,
  statistic: statisticOf(['mean', 'min', 'max', 'last', 'sum']),
  grain: intervalMs.optional(),
  bad: bad.optional(),
})

/** One measure: the key says which. */
export const measure = keyed(
  {
    uptime,
    downtime: uptime,
    longestOutage: uptime,
    outages,
    repairTime,
    timeBetweenFailures: uptime,
    successRatio: strict({ of: subject, atLeastEvents: count('a number of events').optional() }),
    meanSuccessRatio: strict({
      of: subject,
      grain: intervalMs,
      empty: choice('good', 'bad', 'skip', 'unknown').default('unknown'),
    }),
    score: strict({ of: subject, points: z.array(scoreStep).min(1) }),
    latency,
    gauge,
    elapsed,
    timeTaken,
    occurrences,
    notice,
    satisfaction,
    usageRate,
    retentionRate: strict(answers),
    valueRetained: strict({}),
    customerValue: strict({}),
    valueRatio: strict({ atLeastEvents: count('a number of answers').default(1) }),
  },
  'the measure',
  {
    availability: 'write `uptime`',
    mttr: 'write `repairTime: { of, statistic: mean }` for outages, `timeTaken: { from, to, statistic: mean }` for events',
    mtbf: 'write `timeBetweenFailures: { of }`',
  },
)
export type Measure = z.output<typeof measure>

const eventKinds = [
  'elapsed',
  'timeTaken',
  'occurrences',
  'notice',
  'satisfaction',
  'usageRate',
  'retentionRate',
] as const
const valueKinds = ['valueRetained', 'customerValue', 'valueRatio'] as const
/** What the agreement is worth, by the verdicts of its other commitments, its prices and its surveys. */
export type ValueMeasure = Extract<Measure, { kind: (typeof valueKinds)[number] }>
export const isOfValue = (asked: Measure): asked is ValueMeasure =>
  (valueKinds as readonly string[]).includes(asked.kind)

/** A share of what was promised, an amount in the agreement's currency, or a ratio. */
export const valueUnit = ({ kind }: ValueMeasure): '%' | '' => (kind === 'valueRetained' ? '%' : '')

/** A measure that reads no source: events, or what follows from them and from verdicts. */
export type EventMeasure = Extract<Measure, { kind: (typeof eventKinds)[number] }> | ValueMeasure
export const isOfEvents = (asked: Measure): asked is EventMeasure =>
  (eventKinds as readonly string[]).includes(asked.kind) || isOfValue(asked)

const stateKinds = [
  'uptime',
  'downtime',
  'longestOutage',
  'outages',
  'repairTime',
  'timeBetweenFailures',
] as const
/** A measure of how long or how often something was down. */
export type StateMeasure = Extract<Measure, { kind: (typeof stateKinds)[number] }>
export const isOfStates = (asked: Measure): asked is StateMeasure =>
  (stateKinds as readonly string[]).includes(asked.kind)

/** No system reports that a month is worth something: it follows from what is reported. */
const monthValued = 'month.valued'

/** The type of the events that a measure counts, the questions for `elapsed`; `notice` counts announcements instead. */
export function countedEvents(asked: EventMeasure): string {
  switch (asked.kind) {
    case 'elapsed':
    case 'timeTaken':
      return asked.terms.from
    case 'occurrences':
      return asked.terms.of
    case 'notice':
      return 'exclusion.announced'
    case 'satisfaction':
      return 'survey.answered'
    case 'usageRate':
      return 'usage.reported'
    case 'retentionRate':
      return 'customer.count'
    case 'valueRetained':
    case 'customerValue':
    case 'valueRatio':
      return monthValued
  }
}
export type StateTerms = z.output<typeof uptime> & {
  readonly longerThan?: number | undefined
  readonly statistic?: Statistic | undefined
}
