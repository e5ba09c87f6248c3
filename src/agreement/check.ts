import {
  add,
  compare,
  type Fraction,
  fraction,
  isZero,
  multiply,
  one,
  subtract,
  toDecimal,
  zero,
} from './fraction.ts'
import type { Issue } from './issues.ts'
import { type Condition, satisfies } from './quantity.ts'
import { sourcesIn } from './references.ts'
import type { AgreementTerms } from './schema/agreement.ts'
import type { CommitmentTerms } from './schema/commitments.ts'
import type { Band, CreditTerms } from './schema/credits.ts'
import { isOfEvents } from './schema/measures.ts'

/** What is allowed but probably not meant: bands that leave holes or overlap, and definitions that nothing uses. */
export function doubts(terms: AgreementTerms): Issue[] {
  const commitments = Object.entries(terms.commitments)
  return [
    ...commitments.flatMap(([name, commitment]) => bandDoubts(name, commitment)),
    ...unusedSources(terms),
    ...unusedExclusions(terms),
  ]
}

function unusedSources(terms: AgreementTerms): Issue[] {
  const used = new Set(
    Object.values(terms.commitments).flatMap(({ measure }) =>
      isOfEvents(measure) ? [] : sourcesIn(measure.terms.of),
    ),
  )
  return Object.entries(terms.sources).flatMap(([name, { look }]): Issue[] => {
    const isForEvents = look.kind === 'push' && look.terms === 'event'
    if (used.has(name) || isForEvents || look.kind === 'shared') return []
    return [{ path: ['sources', name], message: 'no commitment measures this source' }]
  })
}

function unusedExclusions(terms: AgreementTerms): Issue[] {
  const used = new Set(Object.values(terms.commitments).flatMap(({ exclude }) => exclude ?? []))
  return Object.keys(terms.exclusions).flatMap((name): Issue[] =>
    used.has(name)
      ? []
      : [{ path: ['exclusions', name], message: 'no commitment excludes it, so it excuses nothing' }],
  )
}

function bandDoubts(name: string, commitment: CommitmentTerms): Issue[] {
  return (commitment.credit ?? []).flatMap((credit) => {
    const message = bandDoubt(commitment, credit)
    return message === null ? [] : [{ path: ['commitments', name, 'credit'], message }]
  })
}

/** The first value at which the bands leave the credit silent, as a sentence. */
function bandDoubt({ measure, target }: CommitmentTerms, { bands, on, overlap }: CreditTerms): string | null {
  if (target.kind !== 'condition' || bands === undefined || on !== 'measure') return null
  const conditions = [target.condition, ...bands.flatMap(({ when }) => when)]
  const { unit } = target.condition.quantity
  if (conditions.some(({ quantity }) => quantity.unit !== unit)) return null
  const isCount = measure.kind === 'outages' || measure.kind === 'occurrences'
  for (const value of samples(conditions, { isCount, isShare: unit === '%' && measure.kind !== 'gauge' })) {
    const found = bands.filter(({ when }) => when.every((condition) => satisfies(value, condition)))
    const doubt = doubtAt(found, {
      isMet: satisfies(value, target.condition),
      isDecided: overlap !== undefined,
    })
    if (doubt !== null) return `a measure of ${shown(value, unit)} ${doubt}: the credit is then silent`
  }
  return null
}

function doubtAt(
  found: readonly Band[],
  { isMet, isDecided }: { isMet: boolean; isDecided: boolean },
): string | null {
  const gifts = new Set(found.map(({ give }) => give.text))
  if (gifts.size > 1 && !isDecided)
    return `lies in two bands that give differently (${[...gifts].join(' and ')})`
  if (!isMet && found.length === 0) return 'misses the target, but lies in no band'
  if (isMet && found.some(({ give }) => !isZero(give.amount)))
    return 'meets the target, but a band gives something'
  return null
}

interface Axis {
  readonly isCount: boolean
  readonly isShare: boolean
}

/** Values that tell every stretch between the conditions' limits: the limits, and one between each two. */
function samples(conditions: readonly Condition[], { isCount, isShare }: Axis): Fraction[] {
  const limits = conditions.map(({ quantity }) => quantity.value)
  if (isCount) {
    const whole = limits.map(({ n, d }) => fraction(n / d))
    return sorted([zero, ...whole.flatMap((each) => [subtract(each, one), each, add(each, one)])], null)
  }
  const ends = sorted([zero, ...limits, ...(isShare ? [one] : [])], isShare ? one : null)
  const between = ends.slice(1).map((end, i) => multiply(add(end, ends[i] ?? zero), fraction(1, 2)))
  const beyond = isShare ? [] : [add(ends.at(-1) ?? zero, one)]
  return sorted([...ends, ...between, ...beyond], isShare ? one : null)
}

const sorted = (values: readonly Fraction[], most: Fraction | null): Fraction[] =>
  values
    .filter((value) => value.n >= 0n && (most === null || compare(value, most) <= 0))
    .sort(compare)
    .filter((value, i, all) => i === 0 || compare(value, all[i - 1] ?? zero) !== 0)

function shown(value: Fraction, unit: '%' | 's' | ''): string {
  return unit === '%' ? `${toDecimal(multiply(value, fraction(100)))}%` : `${toDecimal(value)}${unit}`
}
