import {
  add,
  divide,
  type Fraction,
  fraction,
  isZero,
  multiply,
  one,
  parseDecimal,
  subtract,
  sum,
} from '../agreement/fraction.ts'
import type { AgreementTerms } from '../agreement/schema/agreement.ts'
import type { Event } from '../evidence/event.ts'

type RelativeTerms = NonNullable<NonNullable<AgreementTerms['value']>['relative']>

/** How one attribute is seen beside the alternative's: means of the scores, and what it adds to the ratio. */
export interface AttributeScore {
  readonly name: string
  readonly weight: Fraction
  readonly ours: Fraction | null
  readonly alternative: Fraction | null
  /** Answers that give both scores or one of them. */
  readonly n: number
  readonly ratio: Fraction | null
  readonly contribution: Fraction | null
}

export type RelativeReason = 'noSurvey' | 'noPrice' | 'noAlternativePrice'

/** The customer value ratio against the alternative: parity is 1, above it we are worth more. */
export interface Relative {
  readonly attributes: readonly AttributeScore[]
  readonly quality: Fraction | null
  /** The alternative's price ÷ ours: above 1 is better for us. */
  readonly priceRatio: Fraction | null
  readonly priceWeight: Fraction
  readonly ratio: Fraction | null
  /** Why there is no ratio, and the attributes that nobody scored. */
  readonly reason: RelativeReason | null
  readonly unscored: readonly string[]
}

export interface Prices {
  readonly ours: Fraction
  readonly alternative: Fraction | null
}

/**
 * Relative quality × (1 − price weight) + price ratio × price weight, after B. T. Gale, "Managing Customer Value"
 * (1994). An attribute without scores leaves the ratio open: its weight is not handed to the others.
 */
export function relativeOf(terms: RelativeTerms, events: readonly Event[], prices: Prices): Relative {
  const qualityWeight = subtract(one, terms.priceWeight)
  const attributes = terms.attributes.map((attribute) => scoreOf(attribute, events, qualityWeight))
  const unscored = attributes.filter((each) => each.ratio === null).map((each) => each.name)
  const quality =
    unscored.length > 0 ? null : sum(attributes.map((each) => multiply(each.weight, each.ratio ?? one)))
  const priceRatio =
    prices.alternative === null || isZero(prices.ours) ? null : divide(prices.alternative, prices.ours)
  const ratio =
    quality === null || priceRatio === null
      ? null
      : add(multiply(quality, qualityWeight), multiply(priceRatio, terms.priceWeight))
  const reason = reasonOf(quality, prices, ratio)
  return { attributes, quality, priceRatio, priceWeight: terms.priceWeight, ratio, reason, unscored }
}

function reasonOf(quality: Fraction | null, prices: Prices, ratio: Fraction | null): RelativeReason | null {
  if (ratio !== null) return null
  if (quality === null) return 'noSurvey'
  return prices.alternative === null ? 'noAlternativePrice' : 'noPrice'
}

function scoreOf(
  { name, weight }: RelativeTerms['attributes'][number],
  events: readonly Event[],
  qualityWeight: Fraction,
): AttributeScore {
  const answers = events.filter((event) => event.type === 'survey.answered' && event.data.attribute === name)
  const [ours, alternative] = [meanOf(answers, 'ours'), meanOf(answers, 'alternative')]
  const ratio =
    ours === null || alternative === null || isZero(alternative) ? null : divide(ours, alternative)
  return {
    name,
    weight,
    ours,
    alternative,
    n: answers.length,
    ratio,
    contribution: ratio && multiply(multiply(ratio, weight), qualityWeight),
  }
}

/** The mean of the scores that answers give under a key; null where none does. */
export function meanOf(answers: readonly Event[], key: 'ours' | 'alternative'): Fraction | null {
  const scores = answers.flatMap((event) => {
    const text = event.data[key]
    const score = typeof text === 'string' ? parseDecimal(text) : null
    return score === null ? [] : [score]
  })
  return scores.length === 0 ? null : divide(sum(scores), fraction(scores.length))
}

export interface MapPoint {
  /** Our price ÷ the alternative's. */
  readonly relativePrice: Fraction
  readonly relativeQuality: Fraction
}

/** Where we and the alternative stand, and the line of fair value: every point above it is worth more than its price. */
export interface ValueMap {
  readonly ours: MapPoint
  readonly alternative: MapPoint
  readonly fairValue: readonly MapPoint[]
}

const mapSteps = 12

/** Fair value is where the ratio is 1: quality = (1 − w ÷ relative price) ÷ (1 − w). Null where quality or price is open. */
export function valueMapOf({ quality, priceRatio, priceWeight }: Relative): ValueMap | null {
  const qualityWeight = subtract(one, priceWeight)
  if (quality === null || priceRatio === null || isZero(priceRatio) || isZero(qualityWeight)) return null
  const ours = { relativePrice: divide(one, priceRatio), relativeQuality: quality }
  const [half, far] = [fraction(1, 2), add(greater(ours.relativePrice, one), fraction(1, 2))]
  const from = multiply(smaller(ours.relativePrice, one), half)
  const step = divide(subtract(far, from), fraction(mapSteps))
  const fairValue = Array.from({ length: mapSteps + 1 }, (_, i) => {
    const relativePrice = add(from, multiply(step, fraction(i)))
    const relativeQuality = divide(subtract(one, divide(priceWeight, relativePrice)), qualityWeight)
    return { relativePrice, relativeQuality }
  })
  return { ours, alternative: { relativePrice: one, relativeQuality: one }, fairValue }
}

const smaller = (a: Fraction, b: Fraction): Fraction => (a.n * b.d < b.n * a.d ? a : b)
const greater = (a: Fraction, b: Fraction): Fraction => (a.n * b.d > b.n * a.d ? a : b)
