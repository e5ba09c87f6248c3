import { dayEdges, isOpen, periodsOf, type Stretch } from '../values/calendar.ts'
import { addedUp, type Figure, figure, isLess, minus, over } from '../values/figures.ts'
import type { ShapeScene, State } from './contract.ts'

/* Where an outage starts, which of its grains count and what a bad moment weighs, slot by slot. */
export interface Knowledge {
  /** What is seen: looks and tickets up to this slot's begin, itself too; nothing bad comes after it. */
  readonly until: number
  readonly fill: (slot: number) => State
}
interface Outage {
  readonly from: number
  readonly slots: readonly number[]
}

export const slotsOf = ({ from, to }: Stretch): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i)
export const endOf = ({ contract }: ShapeScene): number => dayEdges(contract.place).at(-1) ?? 0
export const askedPeriods = (scene: ShapeScene): Stretch[] =>
  periodsOf(scene.contract.place, 'day').filter(({ from, to }) =>
    scene.looks.some(({ at }) => from <= at && at < to),
  )

/** Time without a look is what silence means; beyond the period only as far as there are looks. */
export function lineOf({ looks, contract }: ShapeScene, period: Stretch): Map<number, State> {
  const first = Math.min(period.from, ...looks.map(({ at }) => at))
  const last = Math.max(period.to, ...looks.map(({ at }) => at + 1))
  const line = new Map<number, State>()
  for (let slot = first; slot < Math.min(last, dayEdges(contract.place).at(-1) ?? 0); slot++)
    line.set(slot, contract.silence)
  for (const { at, state } of looks) line.set(at, state)
  return line
}

const standing = ({ exclusions }: ShapeScene, until: number) => {
  const all = exclusions.filter(({ announcedAt }) => announcedAt <= until)
  return (slot: number) => all.some(({ from, to }) => from <= slot && slot < to)
}

/** Runs of bad slots under one filling; `goesOn` where a failure is seen at the very instant. */
function runsOf(scene: ShapeScene, line: ReadonlyMap<number, State>, { until, fill }: Knowledge) {
  const isExcluded = standing(scene, until)
  const stateAt = (slot: number): State => {
    const said = line.get(slot) ?? 'good'
    if (scene.contract.of === 'unexcused' && isExcluded(slot)) return 'good'
    return said === 'unknown' ? fill(slot) : said
  }
  const runs: { slots: number[]; goesOn: boolean }[] = []
  let open: number[] = []
  const close = (goesOn: boolean) => {
    if (open.length > 0) runs.push({ slots: open, goesOn })
    open = []
  }
  for (const slot of line.keys()) {
    if (slot >= until) break
    const state = stateAt(slot)
    if (state === 'bad') open.push(slot)
    else if (state === 'good') close(false)
  }
  close(line.has(until) && stateAt(until) === 'bad')
  return runs
}

function startOf({ contract, tickets }: ShapeScene, slots: readonly number[], until: number): number | null {
  const [first, last] = [slots[0] ?? 0, slots.at(-1) ?? 0]
  if (contract.startsAt === 'firstFailure') return first
  // A failure seen at the very instant confirms what has no time yet.
  if (contract.startsAt === 'confirmation') return slots[contract.consecutive - 1] ?? until
  const seen = tickets.filter(({ opened }) => opened <= until)
  if (seen.some(({ opened, resolved }) => opened <= first && (resolved === null || resolved > first)))
    return first
  const inside = seen.map(({ opened }) => opened).filter((at) => first <= at && at <= last)
  return inside.length === 0 ? null : Math.min(...inside)
}

/** The slots that count by the grain: whole ones of the period's grid or from the start, or each that is touched. */
function byGrain(
  { contract }: ShapeScene,
  slots: readonly number[],
  start: number,
  period: Stretch,
): number[] {
  const { partial, grain } = contract
  const all = new Set(slots)
  const grainOf = (slot: number) => {
    const from = period.from + Math.floor((slot - period.from) / grain) * grain
    return slotsOf({ from, to: from + grain })
  }
  switch (partial) {
    case 'exact':
      return [...slots]
    case 'floor': {
      const length = (slots.at(-1) ?? 0) + 1 - start
      return slots.filter((slot) => slot < start + Math.floor(length / grain) * grain)
    }
    case 'drop':
      return slots.filter((slot) => grainOf(slot).every((each) => all.has(each)))
    case 'touch':
      return [...new Set(slots.flatMap(grainOf))].sort((a, b) => a - b)
  }
}

function outagesOf(
  scene: ShapeScene,
  line: ReadonlyMap<number, State>,
  period: Stretch,
  knowledge: Knowledge,
): Outage[] {
  const { contract } = scene
  return runsOf(scene, line, knowledge).flatMap(({ slots, goesOn }): Outage[] => {
    if (slots.length + (goesOn ? 1 : 0) < contract.consecutive) return []
    const start = startOf(scene, slots, knowledge.until)
    if (start === null) return []
    const counted = byGrain(
      scene,
      slots.filter((slot) => slot >= start),
      start,
      period,
    )
    const isInside = (slot: number) => period.from <= slot && slot < period.to
    const tested = contract.of === 'inPeriod' ? counted.filter(isInside) : counted
    const { limit } = contract
    const isLong =
      limit === null || (limit.is === 'atLeast' ? tested.length >= limit.slots : tested.length > limit.slots)
    if (!isLong || tested.length === 0) return []
    return [{ from: start, slots: limit?.isExcess ? counted.slice(limit.slots) : counted }]
  })
}

export interface Counted {
  readonly value: Figure | null
  readonly bad: number
  readonly total: number
}

/** One period under one filling, as it is known at a slot's begin. */
export function counted(
  scene: ShapeScene,
  line: ReadonlyMap<number, State>,
  period: Stretch,
  knowledge: Knowledge,
): Counted {
  const { contract, looks } = scene
  const isExcluded = standing(scene, knowledge.until)
  const isEligible = (slot: number) =>
    period.from <= slot &&
    slot < period.to &&
    (contract.hours === null || isOpen(contract.place, contract.hours, slot)) &&
    !(contract.effect === 'remove' && isExcluded(slot))
  const total = slotsOf(period).filter(isEligible).length
  const failed = looks.filter(({ state }) => state === 'bad')
  const shares = new Map(failed.map(({ at, affected }) => [at, affected]))
  const weight = (slot: number): Figure => figure(contract.isAffected ? (shares.get(slot) ?? 100) : 100, 100)
  const outages = outagesOf(scene, line, period, knowledge).map(({ from, slots }) => ({
    from,
    whole: slots.length,
    left: slots.filter((slot) => isEligible(slot) && !isExcluded(slot)),
  }))
  // A grain that two outages touch is one all the same.
  const bad = [...new Set(outages.flatMap(({ left }) => left))]
  const weighed = (slots: readonly number[]): Figure => addedUp(slots.map(weight))
  const longest = outages.map(({ left }) => weighed(left)).reduce((a, b) => (isLess(a, b) ? b : a), figure(0))
  const begun = outages.filter(
    ({ from, left, whole }) =>
      left.length > 0 && period.from <= from && from < period.to && whole > (contract.longerThan ?? 0),
  )
  const seconds = (slots: Figure): Figure => over(slots, figure(1, 600))
  const value = {
    uptime: () => over(minus(figure(total), weighed(bad)), figure(total)),
    downtime: () => seconds(weighed(bad)),
    longestOutage: () => seconds(longest),
    outages: () => figure(begun.length),
  }
  return { bad: bad.length, total, value: total === 0 ? null : value[contract.kind]() }
}

export function keeps({ contract: { kind, target } }: ShapeScene, value: Figure): boolean {
  if (kind === 'uptime') return !isLess(value, figure(target, 1000))
  return !isLess(figure(kind === 'outages' ? target : target * 600), value)
}

/** The first slot's begin at which the miss is certain with what is known by then. */
export function certainAt(
  scene: ShapeScene,
  line: ReadonlyMap<number, State>,
  period: Stretch,
): number | null {
  const told = [
    period.from,
    ...scene.looks.filter(({ state }) => state === 'bad').flatMap(({ at }) => [at, at + 1]),
    ...scene.tickets.flatMap(({ opened, resolved }) => [opened, resolved ?? opened]),
    ...scene.exclusions.map(({ announcedAt }) => announcedAt),
  ]
  const instants = [...new Set(told)].filter((at) => at >= period.from && at <= endOf(scene))
  // Nothing else makes it worse: what is not seen yet is good.
  for (const until of instants.sort((a, b) => a - b)) {
    const { value } = counted(scene, line, period, { until, fill: () => 'good' })
    if (value !== null && !keeps(scene, value)) return until
  }
  return null
}
