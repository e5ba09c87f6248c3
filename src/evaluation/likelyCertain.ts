import { divide, type Fraction, fraction, roundToWhole } from '../agreement/fraction.ts'
import type { MeasureContext } from './context.ts'
import { verdictOf } from './judge.ts'
import { availability, type CountedOutage, type Measured, weightOf } from './measured.ts'

/** The least whole number in [low, high] for which a test holds that holds at `high` and stays true once true. */
export function halve(low: number, high: number, holds: (at: number) => boolean): number {
  let [from, to] = [low, high]
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (holds(middle)) to = middle
    else from = middle + 1
  }
  return to
}

/**
 * The instant at which the outages of a measure, counted one after the other, become too much; null where there are
 * none. It is where to look first and decides nothing: exclusions, unknown time and grains may move the true one.
 */
export function likelyCertain(measured: Measured, context: MeasureContext): number | null {
  const outages = measured.outages.toSorted((a, b) => a.outage.shapedAt - b.outage.shapedAt)
  const [kind, totalMs] = [context.commitment.measure.kind, measured.time?.totalMs ?? 0]
  if (outages.length === 0 || totalMs === 0) return null
  const misses = (amount: number): boolean => {
    const value = valueAt(kind, amount, totalMs)
    return verdictOf({ ...measured, value, best: value, worst: value }, context.commitment) === 'breached'
  }
  const amounts = amountsOf(kind, outages)
  const i = halve(0, outages.length - 1, (index) => misses(amounts[index + 1] as number))
  const { outage, inside } = outages[i] as CountedOutage
  const begin = Math.max(outage.shapedAt, inside[0]?.from ?? outage.from)
  const end = Math.max(begin, inside.at(-1)?.to ?? outage.to)
  if (kind === 'outages') return begin + 1
  const before = kind === 'longestOutage' ? 0 : (amounts[i] as number)
  return atGrainEnd(
    halve(begin, end, (at) => misses(before + amountBefore(outages[i] as CountedOutage, at))),
    context,
  )
}

/** What adds up: the number of outages, the longest of them in ms, or what they weigh together; from none to all. */
function amountsOf(kind: string, outages: readonly CountedOutage[]): Float64Array {
  const amounts = new Float64Array(outages.length + 1)
  for (let i = 0; i < outages.length; i++) {
    const [before, own] = [amounts[i] as number, outages[i] as CountedOutage]
    if (kind === 'outages') amounts[i + 1] = i + 1
    else if (kind === 'longestOutage') amounts[i + 1] = Math.max(before, weightMs(own))
    else amounts[i + 1] = before + weightMs(own)
  }
  return amounts
}

const weightMs = (each: CountedOutage): number =>
  each.affectedMs === null ? each.countedMs : Number(roundToWhole(weightOf(each), 'floor'))

/** What of an outage lies before an instant, in ms, weighed as its whole. */
function amountBefore(each: CountedOutage, at: number): number {
  let ms = 0
  for (const { from, to } of each.inside) ms += Math.max(0, Math.min(to, at) - from)
  return each.affectedMs === null ? ms : Math.floor((ms * weightMs(each)) / each.countedMs)
}

function valueAt(kind: string, amount: number, totalMs: number): Fraction {
  if (kind === 'outages') return fraction(amount)
  const bad = fraction(amount)
  return kind === 'uptime' ? availability(bad, totalMs) : divide(bad, fraction(1000))
}

/** A grain is known at its end. */
function atGrainEnd(at: number, { commitment: { measure }, period }: MeasureContext): number {
  const grain = 'grain' in measure.terms ? measure.terms.grain : undefined
  if (typeof grain !== 'number') return at
  return Math.min(period.to, period.from + Math.ceil((at - period.from) / grain) * grain)
}
