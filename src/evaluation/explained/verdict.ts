import { subtract, zero } from '../../agreement/fraction.ts'
import type { Operator } from '../../agreement/quantity.ts'
import { satisfies } from '../../agreement/quantity.ts'
import { clocksRunning } from '../clocks.ts'
import { conditionOf, rounded } from '../judge.ts'
import type { Judgement } from '../judgePeriod.ts'
import type { Measured } from '../measured.ts'
import { exactly, figure, nearly, secondsOf } from './arithmetic.ts'
import { instant, type Section } from './words.ts'

/** The mean with earlier periods, and what the measure is under every filling of unknown time. */
export function boundLines(judgement: Judgement): string[] {
  const { own, measured, question } = judgement
  const before = question.before.filter((each) => each.value !== null && !each.nothing)
  const averaged =
    before.length > 0 && own.value !== null && measured.value !== null
      ? [
          `with ${before.length} period${before.length > 1 ? 's' : ''} before: (${[own, ...before].map((each) => exactly(each.value ?? zero, own.unit)).join(' + ')}) ÷ ${before.length + 1} = ${figure(measured.value, own.unit)}`,
        ]
      : []
  const { best, worst, unit } = measured
  const bounds =
    best !== null && worst !== null && (best.n !== worst.n || best.d !== worst.d)
      ? [
          `if all unknown time was good or as good as it can be: ${figure(best, unit)}`,
          `if it was bad or as bad as it can be: ${figure(worst, unit)}`,
        ]
      : []
  const value = measured.value
  const last =
    value === null
      ? [measured.beyond ? 'value: beyond every number' : 'value: none']
      : [`value: ${figure(value, unit)}`]
  return [...averaged, ...last, ...bounds]
}

const modes = {
  halfUp: 'half up',
  halfEven: 'half to even',
  floor: 'down',
  ceil: 'up',
} as const

export function roundingSection({ measured, question }: Judgement): Section | null {
  const { rounding } = question.commitment
  if (rounding === undefined) return null
  const result = rounded(measured.value, rounding)
  if (measured.value === null || result === null) return null
  return {
    title: 'rounding, once and before comparing',
    lines: [
      `to ${exactly(rounding.to.value, rounding.to.unit)}, ${modes[rounding.mode]}: ${figure(measured.value, measured.unit)} becomes ${exactly(result, measured.unit)}`,
    ],
  }
}

const keepWords: Readonly<Record<Operator, readonly [kept: string, missed: string]>> = {
  '>=': ['is at least', 'is below'],
  '>': ['is above', 'is not above'],
  '<=': ['is at most', 'is above'],
  '<': ['is below', 'is not below'],
  '=': ['is exactly', 'is not'],
}

/** The comparison in words, and what decides where evidence is missing. */
export function verdictSection(judgement: Judgement): Section {
  const { measured, verdict, result } = judgement
  const deemed = result.deemed
    ? [
        `deemed missed, since ${result.deemed.by} was missed${result.deemed.as === null ? '' : `; the credit is that of ${result.deemed.as}`}`,
      ]
    : []
  const since =
    judgement.certainSince === null
      ? []
      : [
          `certain since ${instant(judgement, judgement.certainSince)}: from then on nothing could keep the target`,
        ]
  return {
    title: 'verdict',
    lines: [
      ...comparison(judgement),
      ...coverageLine(measured, judgement),
      ...deemed,
      ...since,
      ...openLines(judgement),
      `verdict: ${verdict}`,
    ],
  }
}

/** Why it cannot be said whether the target was kept, and what would decide it. */
function openLines(judgement: Judgement): string[] {
  const { measured, question, context, verdict } = judgement
  if (verdict !== 'undetermined') return []
  const running = clocksRunning(question.commitment, context)
  if (running !== null) {
    const until =
      running.until === null
        ? 'a clock stands still'
        : `the last clock runs until ${instant(judgement, running.until)}`
    return [`open, since it is not over: ${running.count} still to be answered in time; ${until}`]
  }
  const { minCoverage } = question.commitment
  const isThin =
    minCoverage !== undefined &&
    (measured.coverage === null || subtract(measured.coverage, minCoverage).n < 0n)
  if (isThin) return ['open, since too little is known: less than the contract asks for']
  if (measured.value === null && !measured.beyond) return ['open, since nothing of the period is known']
  const unknown = measured.time?.unknownMs ?? 0
  const missing = unknown > 0 ? `${secondsOf(unknown)} of eligible time` : 'what was not seen'
  return [
    `open, since nobody knows what happened in ${missing}: good, it keeps the target; bad, it misses it`,
  ]
}

function comparison({ question, measured, verdict }: Judgement): string[] {
  const { commitment } = question
  const condition = conditionOf(commitment.target)
  if (condition === null) return ['the contract states no target: silent']
  if (measured.nothing)
    return [`target ${condition.text}: there is nothing to judge (no eligible time, or too few events)`]
  const limit = condition.quantity
  const sentence = (value: Measured['value']): string => {
    const compared = rounded(value, commitment.rounding)
    if (compared === null) return 'a value beyond every number is above every limit'
    const [kept, missed] = keepWords[condition.operator]
    const unit = measured.unit === '' ? limit.unit : measured.unit
    return `${exactly(compared, unit)}${nearly(compared, unit)} ${satisfies(compared, condition) ? kept : missed} ${exactly(limit.value, limit.unit)}`
  }
  const head = `target ${condition.text}`
  if (measured.value === null && !measured.beyond)
    return [`${head}: nothing was measured; missing evidence counts as ${commitment.whenUnknown}`]
  const { best, worst } = measured
  if (best === null || worst === null || (best.n === worst.n && best.d === worst.d))
    return [`${head}: ${sentence(measured.value)}`]
  const bears =
    verdict === 'undetermined' || commitment.whenUnknown === 'undetermined'
      ? 'the evidence that is missing stays open'
      : `evidence that is missing counts as ${commitment.whenUnknown}`
  return [`${head}: at best ${sentence(best)}, at worst ${sentence(worst)}; ${bears}`]
}

function coverageLine(measured: Measured, { question }: Judgement): string[] {
  const { minCoverage } = question.commitment
  if (minCoverage === undefined) return []
  if (measured.coverage === null) return ['nothing is known of the period']
  const isEnough = subtract(measured.coverage, minCoverage).n >= 0n
  return [
    `known of what is eligible: ${figure(measured.coverage, '%')}, ${isEnough ? 'at least' : 'less than'} the ${exactly(minCoverage, '%')} that the contract asks for`,
  ]
}
