import { type Judgement, judgeMeasured } from '../judgePeriod.ts'
import { measuring } from '../measure.ts'
import { contextOf } from '../periodQuestion.ts'
import type { Pieces } from '../pieces.ts'
import { readingsOf } from '../readings.ts'
import type { FinishedVerdict } from '../verdict.ts'
import { variantsOf } from './switches.ts'
import type { Section } from './words.ts'

/** Another reading of the text, and what it would make of the period. */
export interface OtherReading {
  readonly name: string
  /** The agreement keeps it itself under `readings`. */
  readonly isKept: boolean
  readonly verdict: FinishedVerdict
  readonly value: string
  readonly credit: string
}

const creditText = ({ result }: Pick<Judgement, 'result'>): string => {
  const { credit } = result
  if (credit === null) return 'no credit'
  if (credit.state === 'silent') return 'credit silent'
  const units = [
    credit.percent === null ? '' : `${credit.percent} %`,
    credit.units === null ? '' : `${credit.units} ${credit.unit}`,
  ]
  const amount =
    credit.amount === null
      ? credit.state === 'pending'
        ? 'amount pending'
        : ''
      : `${credit.amount} ${credit.currency}`
  return ['credit', ...units, amount].filter(Boolean).join(' ')
}

const valueText = ({ result }: Pick<Judgement, 'result'>): string =>
  result.measure.value === null
    ? 'no value'
    : `${result.measure.rounded ?? result.measure.value}${result.measure.unit === '' ? '' : ` ${result.measure.unit}`}`

/**
 * Every setting of a switch whose verdict or credit is another than the contract's, one at a time. A reading that cannot
 * be evaluated is left out.
 */
export function* otherReadings(judgement: Judgement): Pieces<OtherReading[]> {
  const written = creditText(judgement)
  const found = new Map<string, OtherReading>()
  for (const { name, question, isMeasured } of variantsOf(judgement)) {
    const own = isMeasured ? yield* measuring(contextOf(question)) : judgement.own
    // When it became certain decides neither the verdict nor the amount.
    const other = judgeMeasured(question, { own, certainSince: judgement.certainSince })
    const credit = creditText(other)
    const isSame = other.verdict === judgement.verdict && credit === written
    if (!isSame && !found.has(name))
      found.set(name, { name, isKept: false, verdict: other.verdict, value: valueText(other), credit })
    yield
  }
  return [...found.values()]
}

/** The readings that the agreement keeps, and those that were found decisive. */
export function readingSection(judgement: Judgement, found: readonly OtherReading[]): Section | null {
  const kept = Object.entries(readingsOf(judgement) ?? {}).map(([name, each]) => {
    const differs =
      each.verdict !== judgement.verdict || each.amount !== (judgement.result.credit?.amount ?? null)
    const outcome = `${each.verdict}, ${each.amount === null ? 'no amount' : each.amount}`
    return `kept in the agreement: ${name}: ${outcome}${differs ? '' : ', the same'}`
  })
  const own = `as written: ${valueText(judgement)}, ${judgement.verdict}, ${creditText(judgement)}`
  const decisive = found.map((each) => `${each.name}: ${each.value}, ${each.verdict}, ${each.credit}`)
  const lines = [...kept, ...decisive]
  return {
    title: 'other readings of the text whose result differs',
    lines:
      lines.length === 0 ? ['none: no switch is decisive here'] : [own, ...lines.map((line) => `  ${line}`)],
  }
}
