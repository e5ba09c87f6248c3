import { parseLength } from '../../agreement/length.ts'
import { clipToTerm, wholePeriod } from '../../agreement/period.ts'
import { parseQuantity } from '../../agreement/quantity.ts'
import { type ExclusionKind, exclusionEffects } from '../../agreement/schema/clauses.ts'
import type { CommitmentTerms } from '../../agreement/schema/commitments.ts'
import { roundingModes } from '../../agreement/schema/commitments.ts'
import type { Measure } from '../../agreement/schema/measures.ts'
import type { Judgement } from '../judgePeriod.ts'
import type { Measured } from '../measured.ts'
import { type PeriodQuestion, periodContextOf } from '../periodQuestion.ts'
import { creditVariants } from './creditSwitches.ts'
import { measureVariants, others, type Turning, turnedCondition } from './measureSwitches.ts'

/** Another way to read the text: what was turned, and the question that it makes. */
export interface Variant {
  /** Such as `target: above 99.9 % instead of at least`. */
  readonly name: string
  readonly question: PeriodQuestion
  /** False where only the target, the rounding or the credit is another: the measure stays as it was. */
  readonly isMeasured: boolean
}

type Turned = readonly [name: string, commitment: CommitmentTerms]

/** Every other setting of every switch that the commitment's text uses and the evidence touches, each turned alone. */
export function variantsOf({ question, own }: Pick<Judgement, 'question' | 'own'>): Variant[] {
  const { commitment } = question
  const judged: Turned[] = [
    ...targetVariants(commitment),
    ...(isCertain(own) ? [] : unknownVariants(commitment)),
    ...roundingVariants(commitment),
    ...creditVariants(commitment).map(([name, credit]): Turned => [name, { ...commitment, credit }]),
  ]
  const measured: Turned[] = [
    ...measureVariants(commitment.measure, question).map(
      ([name, measure]): Turned => [name, { ...commitment, measure: measure as Measure }],
    ),
    ...hoursVariants(commitment),
  ]
  const asked = (turned: readonly Turned[], isMeasured: boolean): Variant[] =>
    turned.map(([name, other]) => ({ name, question: { ...question, commitment: other }, isMeasured }))
  return [
    ...asked(judged, false),
    ...asked(measured, true),
    ...exclusionVariants(question),
    ...memoryVariants(question),
    ...zoneVariants(question),
  ]
}

/** Nothing is missing: who bears missing evidence decides nothing. */
const isCertain = ({ coverage, value }: Measured): boolean =>
  value !== null && coverage !== null && coverage.n === coverage.d

function targetVariants(commitment: CommitmentTerms): Turned[] {
  const { target } = commitment
  const condition = target.kind === 'condition' ? turnedCondition(target.condition) : null
  return condition
    ? [[`target ${condition.text}`, { ...commitment, target: { kind: 'condition', condition } }]]
    : []
}

function unknownVariants(commitment: CommitmentTerms): Turned[] {
  const unknowns = others(['undetermined', 'good', 'bad'] as const, commitment.whenUnknown)
  const { minCoverage: _, ...anyCoverage } = commitment
  return [
    ...unknowns.map(
      (whenUnknown): Turned => [`missing evidence is ${whenUnknown}`, { ...commitment, whenUnknown }],
    ),
    ...(commitment.minCoverage === undefined ? [] : [['no least coverage', anyCoverage] as Turned]),
  ]
}

/** Without rounding, in other ways, or to the decimals in which the target is printed. */
function roundingVariants(commitment: CommitmentTerms): Turned[] {
  const { rounding, target } = commitment
  if (rounding !== undefined) {
    const { rounding: _, ...exact } = commitment
    return [
      ['not rounded', exact],
      ...others(roundingModes, rounding.mode).map(
        (mode): Turned => [`rounded ${mode}`, { ...commitment, rounding: { ...rounding, mode } }],
      ),
    ]
  }
  if (target.kind !== 'condition' || target.condition.quantity.unit !== '%') return []
  const places = /\.(\d+)/.exec(target.condition.text)?.[1]?.length ?? 0
  const to = parseQuantity(places === 0 ? '1%' : `0.${'0'.repeat(places - 1)}1%`)
  return to === null
    ? []
    : [
        [
          `rounded to ${places} decimals, as the target is printed`,
          { ...commitment, rounding: { to, mode: 'halfUp' } },
        ],
      ]
}

function hoursVariants(commitment: CommitmentTerms): Turned[] {
  if (commitment.hours === undefined) return []
  const { hours: _, ...always } = commitment
  return [['all hours count', always]]
}

function exclusionVariants(question: PeriodQuestion): Variant[] {
  const { version, commitment } = question
  const { exclusions } = version.terms
  return (commitment.exclude ?? []).flatMap((name) => {
    const rule = exclusions[name]
    if (!rule || !question.view.exclusions.some((each) => each.kind === name)) return []
    return ruleVariants(rule).map(
      ([words, other]): Variant => ({
        name: `${name}: ${words}`,
        isMeasured: true,
        question: {
          ...question,
          version: { ...version, terms: { ...version.terms, exclusions: { ...exclusions, [name]: other } } },
        },
      }),
    )
  })
}

function ruleVariants(rule: ExclusionKind): Turning<ExclusionKind> {
  const { budget, notice, inside } = rule
  const { budget: _, ...unbounded } = rule
  const { inside: __, ...anywhere } = rule
  return [
    ...others(exclusionEffects, rule.effect).map(
      (effect) => [`effect ${effect}`, { ...rule, effect }] as const,
    ),
    ...(budget === undefined
      ? []
      : [
          ['without its budget', unbounded] as const,
          ...(['week', 'month', 'quarter', 'year', 'period'] as const).flatMap((per) => {
            const [first] = budget
            if (first === undefined || budget.length > 1 || first.per === per) return []
            return [[`budget per ${per}`, { ...rule, budget: [{ ...first, per }] }] as const]
          }),
          [
            `budget counts ${rule.counts === 'announced' ? 'excused' : 'announced'} time`,
            { ...rule, counts: rule.counts === 'announced' ? 'excused' : 'announced' },
          ] as const,
        ]),
    ...(inside === undefined ? [] : [['outside of its window too', anywhere] as const]),
    ...(notice === undefined
      ? []
      : [['whatever the notice', { ...rule, notice: parseLength('0s') ?? notice }] as const]),
  ]
}

/** What is remembered of the periods before: averages and repeated misses. */
function memoryVariants(question: PeriodQuestion): Variant[] {
  const alone =
    question.before.length > 0
      ? [
          {
            name: 'not averaged with periods before',
            question: { ...question, before: [] },
            isMeasured: false,
          },
        ]
      : []
  const first =
    question.missesBefore > 0
      ? [
          {
            name: 'misses before are forgotten',
            question: { ...question, missesBefore: 0 },
            isMeasured: false,
          },
        ]
      : []
  return [...alone, ...first]
}

/** Days and months by UTC instead of the agreement's zone. */
function zoneVariants(question: PeriodQuestion): Variant[] {
  const { commitment, version, period, agreement } = question
  const { kind } = commitment.period
  if (version.terms.timeZone === 'UTC' || kind === 'incident' || kind === 'trailing') return []
  const middle = (period.from + period.to) / 2
  const other = clipToTerm(wholePeriod(commitment.period, middle, 'UTC'), periodContextOf(agreement).term)
  return other === null
    ? []
    : [{ name: 'the period is meant in UTC', question: { ...question, period: other }, isMeasured: true }]
}
