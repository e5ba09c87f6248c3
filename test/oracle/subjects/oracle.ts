import { isOpen, periodsOf, type Stretch } from '../values/calendar.ts'
import { type Figure, figure, isLess } from '../values/figures.ts'
import type { Subject, SubjectContract, SubjectScene } from './contract.ts'
import { grid, type State, stateOf } from './grains.ts'
import { isTouched, toldOf } from './told.ts'

/* Runs of bad grains, what of them counts in a period, and when a breach is certain. */
export interface SubjectReading {
  readonly subject: Subject
  readonly period: Stretch
  readonly value: Figure | null
  readonly best: Figure | null
  readonly worst: Figure | null
  readonly verdict: string
  /** Slots. */
  readonly bad: number
  readonly total: number
  readonly unknown: number
  /** The slot's edge at which the breach is certain. */
  readonly certain: number | null
  /** Whether a filling in between could count more or fewer, and there are too many to look at each. */
  readonly isOpenCount: boolean
  /** Whether it could for the evidence of an instant: when it was certain is asked elsewhere. */
  readonly isCertainOpen: boolean
}

interface Grain extends Stretch {
  readonly state: State
}
/** A run of bad grains as the slots that count of it. */
interface Outage {
  readonly from: number
  readonly slots: readonly number[]
}

const slotsOf = ({ from, to }: Stretch): number[] => Array.from({ length: to - from }, (_, i) => from + i)

function outagesOf(contract: SubjectContract, grains: readonly Grain[]): Outage[] {
  const { consecutive, limit } = contract
  const found: Outage[] = []
  let open: Grain[] = []
  const close = () => {
    const slots = open.flatMap(slotsOf)
    const isLong =
      limit === null || (limit.is === 'atLeast' ? slots.length >= limit.slots : slots.length > limit.slots)
    const skipped = limit?.isExcess ? limit.slots : 0
    if (open.length >= consecutive && isLong && slots.length > 0)
      found.push({ from: slots[0] ?? 0, slots: slots.slice(skipped) })
    open = []
  }
  for (const grain of grains) {
    if (grain.state === 'bad') open.push(grain)
    else if (grain.state !== 'unknown') close()
  }
  close()
  return found
}

/** The slots of a period that count, and which of them an exclusion forgives, as of an instant. */
export function timeOf(
  { contract, exclusions }: SubjectScene,
  period: Stretch,
  grains: readonly Grain[],
  asOf: number,
) {
  const standing = exclusions.filter(({ announcedAt }) => announcedAt <= asOf)
  const excluded = (slot: number) => standing.some(({ from, to }) => from <= slot && slot < to)
  const skipped = new Set(grains.filter(({ state }) => state === 'skip').flatMap(slotsOf))
  const counts = (slot: number) =>
    !skipped.has(slot) &&
    (contract.hours === null || isOpen(contract.place, contract.hours, slot)) &&
    !(contract.effect === 'remove' && excluded(slot))
  return { eligible: new Set(slotsOf(period).filter(counts)), isForgiven: excluded }
}

interface Counted {
  readonly bad: number
  readonly total: number
  readonly value: Figure | null
}

/** One period, as the grains are said to be. */
function counted(scene: SubjectScene, period: Stretch, grains: readonly Grain[], asOf: number): Counted {
  const { contract } = scene
  const { eligible, isForgiven } = timeOf(scene, period, grains, asOf)
  const pieces = outagesOf(contract, grains).map(({ from, slots }) => ({
    from,
    length: slots.filter((slot) => eligible.has(slot) && !isForgiven(slot)).length,
  }))
  const bad = pieces.reduce((sum, { length }) => sum + length, 0)
  const total = eligible.size
  const begun = pieces.filter(({ from, length }) => length > 0 && period.from <= from && from < period.to)
  const measure = {
    uptime: () => figure(total - bad, total),
    downtime: () => figure(bad * 600),
    longestOutage: () => figure(Math.max(0, ...pieces.map(({ length }) => length)) * 600),
    outages: () => figure(begun.length),
  }
  return { bad, total, value: total === 0 ? null : measure[contract.kind]() }
}

export function keeps({ kind, target }: SubjectContract, value: Figure): boolean {
  if (kind === 'uptime') return !isLess(value, figure(target, 1000))
  return !isLess(figure(kind === 'outages' ? target : target * 600), value)
}

const filled = (grains: readonly Grain[], as: State): Grain[] =>
  grains.map((grain) => (grain.state === 'unknown' ? { ...grain, state: as } : grain))

/** The first slot's edge at which all that is known by then, and nothing bad after it, misses the target. */
function certainAt(scene: SubjectScene, period: Stretch, grains: readonly Grain[]): number | null {
  const favourable = filled(grains, 'good')
  // Nothing else makes it worse than a bad grain that ends, or time that is taken out of the count.
  const worse = [
    period.from,
    ...grains.filter(({ state }) => state === 'bad' || state === 'skip').map(({ to }) => to),
    ...scene.exclusions.map(({ announcedAt }) => announcedAt),
  ]
  const instants = [...new Set(worse)].filter((at) => at >= period.from).sort((a, b) => a - b)
  for (const asOf of instants) {
    const known = favourable.map((grain) => (grain.to <= asOf ? grain : { ...grain, state: 'good' as const }))
    const { value } = counted(scene, period, known, asOf)
    if (value !== null && !keeps(scene.contract, value)) return asOf
  }
  return null
}

/** So many grains of which nothing is known are filled in every way. */
const mostOpen = 6

/** The least and the greatest count over every filling. */
function extremes(
  scene: SubjectScene,
  period: Stretch,
  grains: readonly Grain[],
  asOf: number,
): readonly [Counted, Counted] {
  const order = new Map(grains.filter(({ state }) => state === 'unknown').map(({ from }, i) => [from, i]))
  const ways = Array.from({ length: 2 ** order.size }, (_, way) => {
    const stateIn = ({ from, state }: Grain): State => {
      const i = order.get(from)
      return i === undefined ? state : (way >> i) & 1 ? 'bad' : 'good'
    }
    const chosen = grains.map((grain) => ({ ...grain, state: stateIn(grain) }))
    return counted(scene, period, chosen, asOf)
  })
  const isMore = (a: Counted, b: Counted) => a.value !== null && b.value !== null && isLess(b.value, a.value)
  return [ways.reduce((a, b) => (isMore(a, b) ? b : a)), ways.reduce((a, b) => (isMore(b, a) ? b : a))]
}

export function readingOf(
  scene: SubjectScene,
  subject: Subject,
  grains: readonly Grain[],
  period: Stretch,
): SubjectReading {
  const { contract } = scene
  const asOf = grid(scene).at(-1)?.to ?? 0
  const of = (as: State | null) => counted(scene, period, as === null ? grains : filled(grains, as), asOf)
  const isCount = contract.kind === 'outages'
  const open = grains.filter(({ state }) => state === 'unknown').length
  const isFew = isCount && open > 0 && open <= mostOpen
  const [nominal, [best, worst]] = [
    of(null),
    isFew ? extremes(scene, period, grains, asOf) : [of('good'), of('bad')],
  ]
  const { eligible, isForgiven } = timeOf(scene, period, grains, asOf)
  const dark = grains.filter(({ state }) => state === 'unknown').flatMap(slotsOf)
  const verdict = () => {
    if (best.value === null || worst.value === null) return 'notApplicable'
    const [isBest, isWorst] = [keeps(contract, best.value), keeps(contract, worst.value)]
    return isBest === isWorst ? (isBest ? 'met' : 'breached') : 'undetermined'
  }
  return {
    subject,
    period,
    value: nominal.value,
    best: best.value,
    worst: worst.value,
    verdict: verdict(),
    bad: nominal.bad,
    total: nominal.total,
    unknown: dark.filter((slot) => eligible.has(slot) && !isForgiven(slot)).length,
    certain: verdict() === 'breached' ? certainAt(scene, period, grains) : null,
    isOpenCount: isCount && open > mostOpen,
    isCertainOpen: isCount && open > 0,
  }
}

export function subjectReadings(scene: SubjectScene): SubjectReading[] {
  const { place, subjects } = scene.contract
  const stretches = grid(scene)
  const periods = periodsOf(place, 'day').filter((period) =>
    scene.members.some((member) => isTouched(member, period)),
  )
  return subjects.flatMap((subject) => {
    const grains = stretches.map((grain): Grain => ({ ...grain, state: stateOf(scene, subject, grain) }))
    return periods.map((period) => readingOf(scene, subject, toldOf(scene, subject, period, grains), period))
  })
}
