import { z } from 'zod'
import { type Fraction, fraction } from '../fraction.ts'
import { parseLength } from '../length.ts'
import { type Condition, parseCondition } from '../quantity.ts'
import { calendarReference, timeOfDay } from './calendars.ts'
import {
  choice,
  count,
  decimal,
  durationMs,
  keyed,
  length,
  line,
  name,
  oneOrMany,
  parsed,
  strict,
  words,
} from './scalars.ts'

/** One source, or several combined on the time line. */
export type Subject =
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'all' | 'any' | 'pool' | 'each'; readonly of: readonly Subject[] }
  | { readonly kind: 'atLeast'; readonly least: number; readonly of: readonly Subject[] }
  | { readonly kind: 'control'; readonly control: Subject; readonly of: Subject }

const list = z.lazy(() => z.array(subject).min(1, { error: 'name at least one source' }))
const source = name.transform((text): Subject => ({ kind: 'source', source: text }))

export const subject: z.ZodType<Subject> = z.lazy(() =>
  z.union([
    source,
    strict({ all: list }).transform(({ all }): Subject => ({ kind: 'all', of: all })),
    strict({ any: list }).transform(({ any }): Subject => ({ kind: 'any', of: any })),
    strict({ pool: list }).transform(({ pool }): Subject => ({ kind: 'pool', of: pool })),
    strict({ each: list }).transform(({ each }): Subject => ({ kind: 'each', of: each })),
    strict({ atLeast: count('a number of sources'), of: list })
      .refine((quorum) => quorum.atLeast <= quorum.of.length, {
        error: 'asks for more sources than it names',
      })
      .transform((quorum): Subject => ({ kind: 'atLeast', least: quorum.atLeast, of: quorum.of })),
    strict({ control: subject, of: subject }).transform(
      (pair): Subject => ({ kind: 'control', control: pair.control, of: pair.of }),
    ),
  ]),
)

/** What a statistic is: `p95` is `{ kind: 'percentile', share: 19/20 }`. */
export type Statistic =
  | { readonly kind: 'percentile'; readonly share: Fraction; readonly text: string }
  | { readonly kind: 'mean' | 'min' | 'max' | 'last' | 'sum' | 'share' }

const statisticOf = (allowed: readonly string[]) =>
  parsed<Statistic>(`a statistic such as p95, ${allowed.join(', ')}`, (text) => {
    if (allowed.includes(text)) return { kind: text } as Statistic
    const match = /^p(\d{1,2}(?:\.\d{1,4})?)$/.exec(text)
    const percent = match && decimal.safeParse(match[1])
    if (!percent?.success || percent.data.n === 0n) return null
    return { kind: 'percentile', share: fraction(percent.data.n, percent.data.d * 100n), text }
  })

/** When a grain, or one observation, is bad. */
export type BadWhen =
  | { readonly kind: 'allFail' }
  | { readonly kind: 'anyFail' }
  | { readonly kind: 'value'; readonly condition: Condition }
  | { readonly kind: 'statistic'; readonly statistic: Statistic; readonly condition: Condition }

const badWhen = parsed<BadWhen>('allFail, anyFail, "> 5%" or "p99 > 10ms"', (text) => {
  if (text === 'allFail' || text === 'anyFail') return { kind: text }
  const plain = parseCondition(text)
  if (plain) return { kind: 'value', condition: plain }
  const match = /^(p\d+(?:\.\d+)?|mean|min|max|last|sum)\s+(.+)$/.exec(text)
  const condition = match && parseCondition(match[2] ?? '')
  const statistic = match && statisticOf(['mean', 'min', 'max', 'last', 'sum']).safeParse(match[1])
  return condition && statistic?.success ? { kind: 'statistic', statistic: statistic.data, condition } : null
})

const bad = strict({
  when: badWhen,
  minSamples: count('a number of samples').optional(),
  thin: choice('good', 'bad', 'skip').default('good'),
  empty: choice('good', 'bad', 'skip', 'unknown').default('unknown'),
})
export type Bad = z.output<typeof bad>

const outage = strict({
  consecutive: count('a number of observations').optional(),
  atLeast: durationMs.optional(),
  longerThan: durationMs.optional(),
  count: choice('whole', 'excess').default('whole'),
  startsAt: words('firstFailure, confirmation or an event type')
    .regex(/^(?:firstFailure|confirmation|[a-z][A-Za-z0-9]*\.[A-Za-z0-9.]+)$/, {
      error: 'is not firstFailure, confirmation or an event type such as ticket.opened',
    })
    .default('firstFailure'),
  partialGrain: choice('exact', 'drop', 'floor', 'touch').default('exact'),
  of: choice('whole', 'unexcused', 'inPeriod').default('whole'),
}).superRefine((shape, context) => {
  if (shape.atLeast !== undefined && shape.longerThan !== undefined) {
    context.addIssue({
      code: 'custom',
      path: ['longerThan'],
      message: 'give `atLeast` or `longerThan`, not both',
    })
  }
})
/** How runs of bad time become outages. */
export type OutageShape = z.output<typeof outage>

const stateKeys = {
  of: subject,
  grain: durationMs.optional(),
  bad: bad.optional(),
  outage: outage.prefault({}),
  unit: choice('time', 'affected').default('time'),
}
const uptime = strict(stateKeys)
const outages = strict({ ...stateKeys, longerThan: durationMs.optional() })

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
  grain: durationMs.optional(),
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
  grain: durationMs.optional(),
  bad: bad.optional(),
})

/** The time that an event has: a length, a length for each unit of an attribute, or a table by an attribute. */
export type Within =
  | { readonly kind: 'length'; readonly length: z.output<typeof length> }
  | { readonly kind: 'each'; readonly each: z.output<typeof length>; readonly per: string }
  | {
      readonly kind: 'table'
      readonly by: string
      readonly lengths: Readonly<Record<string, z.output<typeof length>>>
    }

/** A question that no system reports: the end of the commitment's own period, such as of a month to be reported on. */
export const periodEnded = 'period.ended'

const attribute = words('an attribute of the event').max(100)
const within: z.ZodType<Within> = z.union([
  length.transform((one): Within => ({ kind: 'length', length: one })),
  strict({ each: length, per: attribute }).transform((terms): Within => ({ kind: 'each', ...terms })),
  z.looseObject({ by: attribute }).transform((table, context): Within => {
    const rows = Object.entries(table).filter(([key]) => key !== 'by')
    const lengths = rows.map(
      ([key, text]) => [key, typeof text === 'string' ? parseLength(text) : null] as const,
    )
    for (const [key, read] of lengths) {
      if (read === null)
        context.addIssue({ code: 'custom', path: [key], message: 'is not a length of time such as 30m' })
    }
    if (rows.length === 0)
      context.addIssue({ code: 'custom', message: 'the table has no rows such as P1: 30m' })
    return {
      kind: 'table',
      by: table.by,
      lengths: Object.fromEntries(lengths) as Record<string, z.output<typeof length>>,
    }
  }),
])

const eventType = words('an event type').regex(/^[a-z][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+$/, {
  error: 'is not an event type such as ticket.opened',
})
const where = z
  .record(attribute, z.union([oneOrMany(words()), z.boolean().transform((flag) => [flag])]))
  .optional()

const elapsed = strict({
  from: eventType,
  to: eventType,
  where,
  within,
  count: choice('all', 'answered').default('all'),
  calendar: calendarReference.optional(),
  pause: z.tuple([eventType, eventType]).optional(),
  cutoff: timeOfDay.optional(),
  atLeastEvents: count('a number of events').default(1),
})
/** Whether what is excluded was announced in time: `of` is a kind of exclusion. */
const notice = strict({
  of: name,
  atLeast: length,
  calendar: calendarReference.optional(),
  atLeastEvents: count('a number of announcements').default(1),
})
const occurrences = strict({ of: eventType, where, atLeastEvents: count('a number of events', 0).optional() })

/** The events that are counted may be narrowed by `where`; with fewer the period is not judged. */
const answers = { where, atLeastEvents: count('a number of events').default(1) }
const satisfaction = strict({ of: choice('csat', 'nps'), ...answers })
const usageRate = strict({
  of: line('what is used, such as api-calls').max(100),
  agreed: decimal,
  per: choice('hour', 'day', 'week', 'month', 'quarter', 'year'),
  ...answers,
}).refine((terms) => terms.agreed.n > 0n, { error: 'is not above zero', path: ['agreed'] })

/** One measure: the key says which. */
export const measure = keyed(
  {
    uptime,
    downtime: uptime,
    longestOutage: uptime,
    outages,
    successRatio: strict({ of: subject, atLeastEvents: count('a number of events').optional() }),
    meanSuccessRatio: strict({
      of: subject,
      grain: durationMs,
      empty: choice('good', 'bad', 'skip', 'unknown').default('unknown'),
    }),
    score: strict({ of: subject, points: z.array(scoreStep).min(1) }),
    latency,
    gauge,
    elapsed,
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
)
export type Measure = z.output<typeof measure>

const eventKinds = ['elapsed', 'occurrences', 'notice', 'satisfaction', 'usageRate', 'retentionRate'] as const
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

const stateKinds = ['uptime', 'downtime', 'longestOutage', 'outages'] as const
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
export type StateTerms = z.output<typeof uptime> & { readonly longerThan?: number | undefined }
