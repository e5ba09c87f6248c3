import { isoInstant, type Version } from '../agreement/agreement.ts'
import { type Fraction, fraction, multiply, one, zero } from '../agreement/fraction.ts'
import type { Period, PeriodContext } from '../agreement/period.ts'
import type { ValueMeasure } from '../agreement/schema/measures.ts'
import type { Span } from '../agreement/spans.ts'
import { bracketed, figure } from '../evaluation/explained/arithmetic.ts'
import { minorDigits, minorText, toMinor } from '../evaluation/fees.ts'
import type { Valued, ValuedBy } from '../evaluation/valued.ts'
import type { PeriodResult } from '../evaluation/verdict.ts'
import type { Event, FeeLine } from '../evidence/event.ts'
import { type Attainment, attainmentOver, type Bound, boundOf, type Judged, judgedOf } from './attainment.ts'
import { type BenefitLine, type MonthValue, minorOf, monthValue, type ValueEvidence } from './monthValue.ts'
import { type Relative, relativeOf } from './relative.ts'
import { monthsIn } from './stateValue.ts'

/** What value is measured by where it is promised: finished periods, and what is told beside. */
export interface PromisedValueEvidence {
  readonly versionAt: (at: number) => Version
  readonly calendar: PeriodContext
  readonly periods: readonly PeriodResult[]
  readonly events: readonly Event[]
  readonly fees: readonly FeeLine[]
}

interface Known extends PromisedValueEvidence {
  readonly judged: ReadonlyMap<string, readonly Judged[]>
}

/**
 * Value as a promise of its own. It is computed from the verdicts of the other commitments, benefits and prices alone:
 * credits are left out, since they make good for what was lost, and its own credit among them.
 */
export function valuedBy(evidence: PromisedValueEvidence): ValuedBy {
  const known: Known = {
    ...evidence,
    judged: Map.groupBy(evidence.periods.map(judgedOf), ({ result }) => result.commitment),
  }
  return (asked, span, asOf) => {
    const months = monthsIn(span, known.calendar)
      .filter((month) => month.to <= span.to)
      .flatMap((month) => monthValue(evidenceOf(known, asOf), month) ?? [])
    if (asked.kind === 'valueRatio') return ratioOf(known, asked, { months, span, asOf })
    return asked.kind === 'valueRetained' ? retainedIn(known, months) : receivedIn(known, months)
  }
}

/** Without credits, and without what is itself measured by value. */
function evidenceOf(known: Known, asOf: number): ValueEvidence {
  return { ...known, credits: [], asOf }
}

const unknown = (known: Known, months: readonly MonthValue[]): Valued => ({
  ...{ value: null, best: null, worst: null, nothing: months.length === 0 },
  lines: () => moneyLines(months, known.calendar.timeZone),
})

/** Value without credits ÷ promised value, over whole months. */
function retainedIn(known: Known, months: readonly MonthValue[]): Valued {
  const promised = months.reduce((sum, month) => sum + month.promisedValue, 0n)
  if (!isOfOneCurrency(months)) return unknown(known, months)
  if (promised <= 0n) return { ...unknown(known, months), nothing: true }
  const share = (minor: bigint | null): Fraction | null => (minor === null ? null : fraction(minor, promised))
  const received = receivedMinor(months)
  return {
    value: share(received),
    best: share(boundMinor(known, months, 'best')),
    worst: share(boundMinor(known, months, 'worst')),
    nothing: false,
    lines: () => [
      ...moneyLines(months, known.calendar.timeZone),
      ...(received === null ? [] : [divisionLine(received, promised, months)]),
    ],
  }
}

const divisionLine = (received: bigint, promised: bigint, [first]: readonly MonthValue[]): string => {
  const money = (minor: bigint): string => minorText(minor, first?.currency ?? '')
  return `received ÷ promised: ${money(received)} ÷ ${money(promised)}`
}

/** Value without credits, in the agreement's currency. */
function receivedIn(known: Known, months: readonly MonthValue[]): Valued {
  const [first] = months
  if (!first || !isOfOneCurrency(months)) return unknown(known, months)
  const unit = 10n ** BigInt(minorDigits(first.currency))
  const amount = (minor: bigint | null): Fraction | null => (minor === null ? null : fraction(minor, unit))
  return {
    value: amount(receivedMinor(months)),
    best: amount(boundMinor(known, months, 'best')),
    worst: amount(boundMinor(known, months, 'worst')),
    nothing: false,
    lines: () => moneyLines(months, known.calendar.timeZone),
  }
}

const isOfOneCurrency = (months: readonly MonthValue[]): boolean =>
  new Set(months.map(({ currency }) => currency)).size < 2

/** Without credits the customer value is the promised one less what breaches took; null where a verdict is missing. */
const receivedMinor = (months: readonly MonthValue[]): bigint | null =>
  months.reduce<bigint | null>(
    (sum, { promisedValue, costOfBreaches }) =>
      sum === null || costOfBreaches === null ? null : sum + promisedValue - costOfBreaches,
    0n,
  )

/** The same if everything that is unknown of the verdicts was as good, or as bad, as it can have been. */
const boundMinor = (known: Known, months: readonly MonthValue[], bound: Bound): bigint =>
  months.reduce((sum, month) => {
    const lost = month.benefits.reduce(
      (all, benefit) => all + benefit.promised - countedAt(known, month, { benefit, bound }),
      0n,
    )
    return sum + month.promisedValue - lost
  }, 0n)

function countedAt(
  known: Known,
  { period, currency, mode }: MonthValue,
  { benefit, bound }: { readonly benefit: BenefitLine; readonly bound: Bound },
): bigint {
  const name = benefit.scaledBy
  const commitment = name === null ? undefined : known.versionAt(period.from).terms.commitments[name]
  if (name === null || commitment === undefined) return benefit.promised
  const attained: Attainment = attainmentOver(known.judged.get(name) ?? [], commitment, {
    span: period,
    of: (result) => boundOf(result, commitment, bound),
  })
  const share = attained.share ?? (bound === 'best' ? one : zero)
  return toMinor(multiply(benefit.worth, share), currency, mode)
}

/** All answers of the span with the prices of its months; the text in force at its begin says what is weighed. */
function ratioOf(
  known: Known,
  asked: Extract<ValueMeasure, { kind: 'valueRatio' }>,
  {
    months,
    span,
    asOf,
  }: { readonly months: readonly MonthValue[]; readonly span: Span; readonly asOf: number },
): Valued {
  const terms = known.versionAt(span.from).terms.value?.relative
  if (terms === undefined || months.length === 0) return unknown(known, [])
  const answers = known.events.filter(({ at }) => at >= span.from && at < span.to && at <= asOf)
  const ours = months.reduce((sum, month) => sum + minorOf(month.price), 0n)
  const theirs = months.map(({ alternative }) => alternative?.price ?? null)
  const alternative = theirs.includes(null)
    ? null
    : theirs.reduce<bigint>((sum, each) => sum + (each ?? 0n), 0n)
  const relative = relativeOf(terms, answers, {
    ours: fraction(ours),
    alternative: alternative === null ? null : fraction(alternative),
  })
  const few = relative.attributes.some(({ n }) => n < asked.terms.atLeastEvents)
  const value = few ? null : relative.ratio
  return { value, best: value, worst: value, nothing: value === null, lines: () => ratioLines(relative) }
}

const monthOf = ({ from }: Period, timeZone: string): string => isoInstant(from, timeZone).slice(0, 7)

function moneyLines(months: readonly MonthValue[], timeZone: string): string[] {
  return months.flatMap((month) => {
    const { period, benefits, currency, promisedValue, costOfBreaches } = month
    const money = (minor: bigint): string => minorText(minor, currency)
    const received = costOfBreaches === null ? 'not known' : money(promisedValue - costOfBreaches)
    return [
      ...benefits.map(benefitLine(money)),
      ...month.costs.map(({ name, minor }) => `  − ${name}: ${money(minor)}`),
      ...month.price.map(({ name, minor }) => `  − price, ${name}: ${money(minor)}`),
      `${monthOf(period, timeZone)}: promised ${money(promisedValue)} ${currency}, received without credits ${received}`,
    ]
  })
}

const benefitLine =
  (money: (minor: bigint) => string) =>
  ({ name, scaledBy, promised, attainment, counted }: BenefitLine): string => {
    if (scaledBy === null) return `  ${name}: ${money(promised)}`
    const { share } = attainment
    if (share === null || counted === null)
      return `  ${name}: ${money(promised)} × what ${scaledBy} attained: not known`
    return `  ${name}: ${money(promised)} × ${bracketed(share)} (attained by ${scaledBy}) = ${money(counted)}`
  }

const factorOf = (value: Fraction | null): string => (value === null ? 'not known' : bracketed(value))
const textOf = (value: Fraction | null): string => (value === null ? 'not known' : figure(value, ''))

function ratioLines({ attributes, quality, priceRatio, priceWeight, ratio }: Relative): string[] {
  return [
    ...attributes.map(
      ({ name, weight, ours, alternative, ratio: each, n }) =>
        `  ${name}: ${textOf(ours)} ÷ ${textOf(alternative)} = ${textOf(each)} of ${n} answers, weight ${textOf(weight)}`,
    ),
    `relative quality: ${textOf(quality)}`,
    `price ratio, the alternative's ÷ ours: ${textOf(priceRatio)}`,
    `${factorOf(quality)} × (1 − ${textOf(priceWeight)}) + ${factorOf(priceRatio)} × ${textOf(priceWeight)} = ${textOf(ratio)}`,
  ]
}

/** The commitments by which benefits of a span's months are scaled: their verdicts decide what it was worth. */
export function scalingIn(
  span: Span,
  { versionAt, calendar }: Pick<PromisedValueEvidence, 'versionAt' | 'calendar'>,
): ReadonlySet<string> {
  const months = monthsIn(span, calendar)
  return new Set(
    months.flatMap(({ from }) =>
      (versionAt(from).terms.value?.benefits ?? []).flatMap(({ scaledBy }) => scaledBy ?? []),
    ),
  )
}
