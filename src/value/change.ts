import { multiply, one, zero } from '../agreement/fraction.ts'
import { toMinor } from '../evaluation/fees.ts'
import type { BenefitLine, Line, MonthValue } from './monthValue.ts'

/** What moved the customer value from one period to the next, in the order in which the formula lists it. */
export interface ChangePart {
  readonly driver: 'worth' | 'attainment' | 'cost' | 'price' | 'credits'
  /** The benefit, cost or fee; the commitment for an attainment. */
  readonly name: string
  readonly minor: bigint
}

/**
 * The change of the customer value, one driver changed at a time: for each benefit its worth and then its attainment,
 * costs, price, credits. Each part is the difference of two rounded figures, so that the parts add up to the change
 * exactly. Null where either value is not known, or they are in two currencies.
 */
export function changeBetween(before: MonthValue, after: MonthValue): readonly ChangePart[] | null {
  if (before.customerValue === null || after.customerValue === null) return null
  if (before.currency !== after.currency) return null
  return [
    ...namesOf(before.benefits, after.benefits).flatMap((name) =>
      benefitParts(
        before.benefits.find((each) => each.name === name),
        after.benefits.find((each) => each.name === name),
        after,
      ),
    ),
    ...lineParts('cost', before.costs, after.costs),
    ...lineParts('price', before.price, after.price),
    {
      driver: 'credits' as const,
      name: 'credits',
      minor: after.credits.settled - before.credits.settled,
    },
  ].filter((part) => part.minor !== 0n)
}

const namesOf = (...lists: readonly (readonly { readonly name: string }[])[]): string[] => [
  ...new Set(lists.flat().map(({ name }) => name)),
]

function benefitParts(
  before: BenefitLine | undefined,
  after: BenefitLine | undefined,
  { currency, mode }: MonthValue,
): ChangePart[] {
  // A benefit that begins comes with its attainment; one that ends takes its own along.
  const attained = before?.attainment.share ?? after?.attainment.share ?? one
  const between = toMinor(multiply(after?.worth ?? zero, attained), currency, mode)
  const name = after?.name ?? before?.name ?? ''
  return [
    { driver: 'worth', name, minor: between - (before?.counted ?? 0n) },
    {
      driver: 'attainment',
      name: after?.scaledBy ?? before?.scaledBy ?? name,
      minor: (after?.counted ?? 0n) - between,
    },
  ]
}

const lineParts = (
  driver: 'cost' | 'price',
  before: readonly Line[],
  after: readonly Line[],
): ChangePart[] => {
  const minor = (lines: readonly Line[], name: string): bigint =>
    lines.filter((line) => line.name === name).reduce((sum, line) => sum + line.minor, 0n)
  return namesOf(before, after).map((name) => ({
    driver,
    name,
    minor: minor(before, name) - minor(after, name),
  }))
}

/** What breaches took from a period's promised value, by commitment, the greatest first. */
export function losses({
  benefits,
}: MonthValue): readonly { readonly commitment: string; readonly minor: bigint }[] {
  const lost = new Map<string, bigint>()
  for (const { scaledBy, promised, counted } of benefits) {
    if (scaledBy === null || counted === null || counted >= promised) continue
    lost.set(scaledBy, (lost.get(scaledBy) ?? 0n) + promised - counted)
  }
  return [...lost]
    .map(([commitment, minor]) => ({ commitment, minor }))
    .sort((a, b) => (a.minor > b.minor ? -1 : a.minor < b.minor ? 1 : 0))
}
