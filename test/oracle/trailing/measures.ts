import type { Stretch } from '../values/calendar.ts'
import { addedUp, type Figure, figure, isLess, minus, over } from '../values/figures.ts'
import type { TrailingScene } from './contract.ts'

/* What one span comes to, slot by slot. */
export interface Found {
  readonly value: Figure | null
  readonly verdict: 'met' | 'breached' | 'undetermined' | 'notApplicable'
  /** Milliseconds from the term's begin at which the miss is certain; null where it is none. */
  readonly certain: number | null
}

const one = figure(1)
const slotMs = 600_000
const nothing: Found = { value: null, verdict: 'notApplicable', certain: null }

/** Bad, good or unknown in each slot: bad goes before unknown, and silence is good. */
function stateAt({ spans }: TrailingScene, slot: number): 'good' | 'bad' | 'unknown' {
  const said = spans.filter(({ from, to }) => from <= slot && slot < to).map(({ outcome }) => outcome)
  return said.includes('bad') ? 'bad' : said.includes('unknown') ? 'unknown' : 'good'
}

interface Run {
  readonly from: number
  readonly slots: readonly number[]
}
/** Runs of what is bad, over the whole time; good ends one, unknown leaves it open. */
function runsOf(scene: TrailingScene, end: number, unknownAs: 'good' | 'bad' | null): Run[] {
  const runs: Run[] = []
  let open: number[] = []
  const close = () => {
    if (open.length > 0) runs.push({ from: open[0] ?? 0, slots: open })
    open = []
  }
  for (let slot = 0; slot < end; slot++) {
    const said = stateAt(scene, slot)
    const state = said === 'unknown' ? (unknownAs ?? said) : said
    if (state === 'bad') open.push(slot)
    else if (state === 'good') close()
  }
  close()
  return runs
}

/** What counts of the runs in a span; of a long line every slot belongs to the span or not. */
function downIn(scene: TrailingScene, span: Stretch, as: 'good' | 'bad' | null, knownUntil: number) {
  const { effect, measure } = scene.contract
  const isExcluded = (slot: number) =>
    effect !== null && scene.exclusions.some(({ from, to }) => from <= slot && slot < to)
  let total = 0
  for (let slot = span.from; slot < span.to; slot++) if (!(effect === 'remove' && isExcluded(slot))) total++
  const pieces = runsOf(scene, knownUntil, as).map(({ from, slots }) => ({
    from,
    length: slots.filter((slot) => span.from <= slot && slot < span.to && !isExcluded(slot)).length,
  }))
  const bad = pieces.reduce((sum, { length }) => sum + length, 0)
  if (total === 0) return null
  if (measure.kind === 'uptime') return figure(total - bad, total)
  if (measure.kind === 'downtime') return figure(bad * 600)
  if (measure.kind === 'longestOutage')
    return figure(Math.max(0, ...pieces.map(({ length }) => length)) * 600)
  return figure(pieces.filter(({ from, length }) => length > 0 && span.from <= from && from < span.to).length)
}

export function downMeasure(scene: TrailingScene, span: Stretch): Found {
  const { measure } = scene.contract
  // Nothing is unknown outside of the span but what was said to be.
  const end = Math.max(span.to, ...scene.spans.map(({ to }) => to))
  const keeps = (value: Figure): boolean => {
    if (measure.kind === 'uptime') return !isLess(value, figure(measure.thousandths, 1000))
    if (measure.kind === 'outages') return !isLess(figure(measure.count), value)
    return 'slots' in measure && !isLess(figure(measure.slots * 600), value)
  }
  const [value, best, worst] = [null, 'good' as const, 'bad' as const].map((as) =>
    downIn(scene, span, as, end),
  )
  if (!value || !best || !worst) return nothing
  if (keeps(best) !== keeps(worst)) return { value, verdict: 'undetermined', certain: null }
  if (keeps(best)) return { value, verdict: 'met', certain: null }
  // The first slot during which the miss is certain; how far into it, the measure says.
  let slot = span.from
  while (keeps(downIn(scene, span, 'good', slot + 1) ?? one)) slot++
  return { value, verdict: 'breached', certain: certainIn(scene, span, slot) }
}

/** The millisecond of a slot at which it is too much; an outage too many is one at once. */
function certainIn(scene: TrailingScene, span: Stretch, slot: number): number {
  const { measure } = scene.contract
  if (measure.kind !== 'uptime') return slot * slotMs + (measure.kind === 'outages' ? 0 : 1)
  const before = downIn(scene, span, 'good', slot) ?? one
  const all = downTotal(scene, span)
  const bad = figure(all - (all * Number(before[0])) / Number(before[1]))
  const allowed = figure(all * (1000 - measure.thousandths), 1000)
  const left = minus(allowed, bad)
  // As much of the slot as is still allowed, and a millisecond.
  return slot * slotMs + Number((left[0] * BigInt(slotMs)) / left[1]) + 1
}

function downTotal(scene: TrailingScene, span: Stretch): number {
  const isOut = (slot: number) =>
    scene.contract.effect === 'remove' && scene.exclusions.some(({ from, to }) => from <= slot && slot < to)
  return slotsIn(span).filter((slot) => !isOut(slot)).length
}

const slotsIn = ({ from, to }: Stretch): number[] => Array.from({ length: to - from }, (_, i) => from + i)

export function ratioMeasure(scene: TrailingScene, span: Stretch, thousandths: number): Found {
  const { effect } = scene.contract
  const isExcluded = (slot: number) =>
    effect !== null && scene.exclusions.some(({ from, to }) => from <= slot && slot < to)
  const bad: Figure[] = []
  const total: Figure[] = []
  for (let slot = span.from; slot < span.to; slot++)
    for (const line of scene.lines.filter(({ from, to }) => from <= slot && slot < to)) {
      if (effect === 'remove' && isExcluded(slot)) continue
      total.push(figure(line.total, line.to - line.from))
      if (!isExcluded(slot)) bad.push(figure(line.bad, line.to - line.from))
    }
  const all = addedUp(total)
  // Nothing was asked for is nothing to judge; that nobody told is not known.
  const hasTime = slotsIn(span).some((slot) => !(effect === 'remove' && isExcluded(slot)))
  if (total.length === 0 && hasTime) return { ...nothing, verdict: 'undetermined' }
  if (all[0] === 0n) return nothing
  const value = minus(one, over(addedUp(bad), all))
  const isMissed = isLess(value, figure(thousandths, 1000))
  return { value, verdict: isMissed ? 'breached' : 'met', certain: isMissed ? span.to * slotMs : null }
}

export function countMeasure(scene: TrailingScene, span: Stretch): Found {
  const { measure } = scene.contract
  if (measure.kind !== 'occurrences') return nothing
  const inside = scene.events.filter(({ at }) => span.from <= at && at < span.to).map(({ at }) => at)
  const value = figure(inside.length)
  const { operator, count } = measure
  const isMissed = operator === '<=' ? inside.length > count : inside.length < count
  const nth = [...inside].sort((a, b) => a - b)[count]
  const certain = operator === '<=' ? (nth ?? 0) * slotMs : span.to * slotMs
  return { value, verdict: isMissed ? 'breached' : 'met', certain: isMissed ? certain : null }
}

/** Nothing is answered after so many slots: every clock has run out before the scene ends. */
export function elapsedMeasure(scene: TrailingScene, span: Stretch): Found {
  const { measure } = scene.contract
  if (measure.kind !== 'elapsed') return nothing
  const asked = scene.events.filter(({ at }) => span.from <= at && at < span.to)
  if (asked.length === 0) return nothing
  const late = asked.filter(({ at, answered }) => answered === null || answered - at > measure.slots)
  const value = figure(asked.length - late.length, asked.length)
  const isMissed = isLess(value, figure(measure.thousandths, 1000))
  return { value, verdict: isMissed ? 'breached' : 'met', certain: null }
}
