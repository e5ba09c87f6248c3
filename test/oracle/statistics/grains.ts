import type { State } from '../subjects/grains.ts'
import type { Stretch } from '../values/calendar.ts'
import { type Figure, figure, holds, over } from '../values/figures.ts'
import { gaugeFigure } from '../values/observed.ts'
import type { Outcome, StatisticScene, When } from './contract.ts'

/* What one grain is, look by look; where time was declared in it, or nobody looked, slot by slot. */
type Look = StatisticScene['looks'][number]

const slotsIn = ({ from, to }: Stretch): number[] => Array.from({ length: to - from }, (_, i) => from + i)
const spansAt = ({ spans }: StatisticScene, slot: number): Outcome[] =>
  spans.filter(({ from, to }) => from <= slot && slot < to).map(({ outcome }) => outcome)

/** Bad wins over unknown, unknown over good; what is said of a span wins over a look that did not fail. */
function under(declared: readonly Outcome[], look: Outcome | null): Outcome {
  if (look === 'bad' || declared.includes('bad')) return 'bad'
  if (declared.length > 0) return declared.includes('unknown') ? 'unknown' : 'good'
  return look ?? 'unknown'
}

/** What is said in a slot: by the latest look for as long as it speaks, and by spans. */
function saidAt(scene: StatisticScene, slot: number): Outcome {
  const before = scene.looks.filter(({ at }) => at <= slot && slot < at + scene.contract.holds)
  const latest = before.reduce<Look | null>((last, look) => (last && last.at > look.at ? last : look), null)
  return under(spansAt(scene, slot), latest?.outcome ?? null)
}

type ByShare = Exclude<When, { kind: 'statistic' }>
function isBad(when: ByShare, failed: number, of: number): boolean {
  if (when.kind === 'allFail') return failed === of
  if (when.kind === 'anyFail') return failed > 0
  return holds(figure(failed, of), when.operator, figure(when.percent, 100))
}
function byShare(when: ByShare, failed: number, open: number, of: number): State {
  const [best, worst] = [isBad(when, failed, of), isBad(when, failed + open, of)]
  return best === worst ? (best ? 'bad' : 'good') : 'unknown'
}

/** A grain as shares of its time. */
function byTime(scene: StatisticScene, grain: Stretch): State {
  const { when, failures, empty } = scene.contract
  const said = slotsIn(grain).map((slot) => saidAt(scene, slot))
  const count = (outcome: Outcome) => said.filter((each) => each === outcome).length
  if (count('unknown') === said.length) return 'unknown'
  if (when.kind !== 'statistic') return byShare(when, count('bad'), count('unknown'), said.length)
  if (count('bad') > 0) return when.statistic.startsWith('p') && failures === 'count' ? 'bad' : 'unknown'
  return count('unknown') > 0 ? 'unknown' : empty
}

const endless = figure(10n ** 30n)
function byStatistic(scene: StatisticScene, grain: Stretch, looks: readonly Look[]): State {
  const { when, failures } = scene.contract
  if (when.kind !== 'statistic') return 'unknown'
  const seen = looks.map((look) => ({ ...look, outcome: under(spansAt(scene, look.at), look.outcome) }))
  const isLooked = ({ from, to }: Stretch) => looks.some(({ at }) => from <= at && at < to)
  const unseen = scene.spans.filter(
    (span) => span.outcome === 'bad' && span.from < grain.to && grain.from < span.to && !isLooked(span),
  )
  const failed = seen.filter(({ outcome }) => outcome === 'bad').length + unseen.length
  // A look that learnt nothing has no latency, whatever was declared over it.
  const answered = seen
    .filter(
      ({ outcome, at }) => outcome === 'good' && looks.find((look) => look.at === at)?.outcome === 'good',
    )
    .map(({ value }) => figure(value, 1000))
  const beyond = when.statistic.startsWith('p') && failures === 'count' ? failed : 0
  const all: Figure[] = [...answered, ...Array.from({ length: beyond }, () => endless)]
  const value = gaugeFigure(all, when.statistic)
  if (value === null) return 'unknown'
  return holds(value, when.operator, figure(when.limit, 1000)) ? 'bad' : 'good'
}

function ofNumbers({ contract, looks }: StatisticScene, { from, to }: Stretch): State {
  const { when, empty, minSamples, thin } = contract
  const here = looks.filter(({ at }) => from <= at && at < to).sort((a, b) => a.at - b.at)
  const known = here.filter(({ outcome }) => outcome !== 'unknown').map(({ value }) => figure(value, 10))
  if (known.length === 0) return here.length > 0 ? 'unknown' : empty
  if (minSamples !== null && known.length < minSamples) return thin
  if (when.kind !== 'statistic') return 'unknown'
  const value = gaugeFigure(known, when.statistic) ?? figure(0)
  return holds(value, when.operator, figure(when.limit, 10)) ? 'bad' : 'good'
}

export function stateOf(scene: StatisticScene, grain: Stretch): State {
  const { of, when, minSamples, thin, within } = scene.contract
  if (of === 'numbers') return ofNumbers(scene, grain)
  const looks = scene.looks.filter(({ at }) => grain.from <= at && at < grain.to).sort((a, b) => a.at - b.at)
  const isDeclared = scene.spans.some(({ from, to }) => from < grain.to && grain.from < to)
  if (looks.length === 0 || (isDeclared && when.kind !== 'statistic')) return byTime(scene, grain)
  if (minSamples !== null && looks.length < minSamples) return thin
  if (when.kind === 'statistic') return byStatistic(scene, grain, looks)
  const isLate = ({ outcome, value }: Look) => outcome === 'good' && within !== null && value > within
  const failed = looks.filter((look) => look.outcome === 'bad' || isLate(look)).length
  const open = looks.filter(({ outcome }) => outcome === 'unknown').length
  return byShare(when, failed, open, looks.length)
}

export interface Shares {
  readonly value: Figure | null
  readonly best: Figure | null
  readonly worst: Figure | null
  readonly bad: number
  readonly total: number
}
/** The share of good grains: each counts once, and is forgiven where all that is left of it is. */
export function sharesOf(
  grains: readonly (Stretch & { readonly state: State })[],
  eligible: ReadonlySet<number>,
  isForgiven: (slot: number) => boolean,
): Shares {
  const states = grains.flatMap((grain): State[] => {
    const left = slotsIn(grain).filter((slot) => eligible.has(slot))
    if (left.length === 0 || grain.state === 'skip') return []
    return [left.every(isForgiven) ? 'good' : grain.state]
  })
  const count = (state: State) => states.filter((each) => each === state).length
  const [good, bad, all] = [count('good'), count('bad'), states.length]
  const share = (n: number, d: number) => (d === 0 ? null : over(figure(n), figure(d)))
  return {
    value: share(good, good + bad),
    best: share(all - bad, all),
    worst: share(good, all),
    bad,
    total: all,
  }
}
