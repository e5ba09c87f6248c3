import type { z } from 'zod'
import { type Fraction, fraction } from '../fraction.ts'
import { type Condition, parseCondition } from '../quantity.ts'
import { choice, count, decimal, durationMs, parsed, strict, words } from './scalars.ts'

/** What a statistic is: `p95` is `{ kind: 'percentile', share: 19/20 }`. */
export type Statistic =
  | { readonly kind: 'percentile'; readonly share: Fraction; readonly text: string }
  | { readonly kind: 'mean' | 'min' | 'max' | 'last' | 'sum' | 'share' }

export const statisticOf = (allowed: readonly string[]) =>
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

export const bad = strict({
  when: badWhen,
  minSamples: count('a number of samples').optional(),
  thin: choice('good', 'bad', 'skip').default('good'),
  empty: choice('good', 'bad', 'skip', 'unknown').default('unknown'),
})
export type Bad = z.output<typeof bad>

export const outage = strict({
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
