import { compare, fraction, multiply, one, sum, toDecimal } from './fraction.ts'
import type { Issue } from './issues.ts'
import type { AgreementTerms } from './schema/agreement.ts'
import type { CommitmentTerms } from './schema/commitments.ts'
import { isOfValue } from './schema/measures.ts'
import { didYouMean } from './suggest.ts'

type ValueTerms = NonNullable<AgreementTerms['value']>

/** Names in `value` that stand for nothing, names that stand twice, and weights that are not the whole. */
export function valueIssues(terms: AgreementTerms, value: ValueTerms): Issue[] {
  const unknown = (what: string, name: string, all: readonly string[]): string | null =>
    all.includes(name) ? null : `there is no ${what} "${name}"${didYouMean(name, all)}`
  const scaled = value.benefits.map(({ scaledBy }, i) => ({
    path: ['value', 'benefits', i, 'scaledBy'],
    message:
      scaledBy === undefined
        ? null
        : (unknown('commitment', scaledBy, Object.keys(terms.commitments)) ??
          circleProblem(terms, scaledBy, 'a benefit cannot be scaled by it')),
  }))
  const priced = (value.price ?? []).map((name, i) => ({
    path: ['value', 'price', i],
    message: unknown('fee', name, Object.keys(terms.fees)),
  }))
  return [
    ...scaled,
    ...priced,
    ...twice(value.benefits, ['value', 'benefits']),
    ...twice(value.costs, ['value', 'costs']),
    ...twice(value.relative?.attributes ?? [], ['value', 'relative', 'attributes']),
    { path: ['value', 'relative', 'attributes'], message: weightProblem(value.relative) },
    { path: ['value'], message: currencyProblem(terms, value) },
  ].flatMap(({ path, message }) => (message === null ? [] : [{ path, message }]))
}

/** A change is told by name: two of one name could not be told apart. */
const twice = (all: readonly { readonly name: string }[], path: readonly (string | number)[]) =>
  all.map(({ name }, i) => ({
    path: [...path, i, 'name'],
    message: all.findIndex((each) => each.name === name) === i ? null : `"${name}" stands twice`,
  }))

function weightProblem(relative: ValueTerms['relative']): string | null {
  if (relative === undefined) return null
  const total = sum(relative.attributes.map(({ weight }) => weight))
  if (compare(total, one) === 0) return null
  return `the weights add up to ${toDecimal(multiply(total, fraction(100)))}%, not to 100%`
}

function currencyProblem({ currency }: AgreementTerms, value: ValueTerms): string | null {
  const hasMoney = value.benefits.length > 0 || value.costs.length > 0 || value.alternative !== undefined
  return hasMoney && currency === undefined
    ? 'money needs a `currency` at the top, such as currency: EUR'
    : null
}

/** Value follows from the verdicts of other commitments: none of them may follow from it in turn. */
function circleProblem({ commitments }: AgreementTerms, name: string, what: string): string | null {
  const measure = commitments[name]?.measure
  return measure !== undefined && isOfValue(measure)
    ? `"${name}" measures value itself, which follows from the other commitments: ${what}`
    : null
}

/** What a promise of value needs, and what may not depend on it. */
export function valueMeasureIssues(terms: AgreementTerms): Issue[] {
  const own = Object.entries(terms.commitments).flatMap(([name, commitment]) => {
    const path = ['commitments', name]
    const { measure, deemedMissed } = commitment
    const when = deemedMissed?.when ?? ''
    return [
      { path: [...path, 'measure', measure.kind], message: groundsProblem(terms, commitment) },
      { path: [...path, 'period'], message: monthsProblem(commitment) },
      {
        path: [...path, 'deemedMissed', 'when'],
        message: circleProblem(terms, when, 'no other one can be deemed missed by it'),
      },
    ]
  })
  const required = (terms.credits.requires ?? []).map((name) => ({
    path: ['credits', 'requires'],
    message: circleProblem(terms, name, 'no credits can depend on it'),
  }))
  return [...own, ...required].flatMap(({ path, message }) => (message === null ? [] : [{ path, message }]))
}

function groundsProblem({ value }: AgreementTerms, { measure }: CommitmentTerms): string | null {
  if (!isOfValue(measure)) return null
  if (value === undefined)
    return `${measure.kind} needs \`value\` at the top, which says what the agreement is worth`
  if (measure.kind !== 'valueRatio')
    return value.benefits.length === 0 ? `${measure.kind} needs \`benefits\` under \`value\`` : null
  if (value.relative === undefined) return 'valueRatio needs `relative` under `value`'
  return value.alternative?.price === undefined
    ? "valueRatio needs the alternative's `price` under `value`"
    : null
}

/** Value is stated by calendar months. */
function monthsProblem({ measure, period }: CommitmentTerms): string | null {
  if (!isOfValue(measure)) return null
  const units: readonly string[] = ['month', 'quarter', 'year']
  const isWhole = (period.kind === 'calendar' || period.kind === 'fiscal') && units.includes(period.unit)
  return isWhole
    ? null
    : 'value is stated by calendar months: give month, quarter or year, or { fiscal: quarter, startsIn: february }'
}
