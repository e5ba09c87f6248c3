import { periodsOf, type Stretch, slotMs } from '../values/calendar.ts'
import {
  addedUp,
  decimal,
  type Figure,
  figure,
  holds,
  isLess,
  minus,
  over,
  times,
} from '../values/figures.ts'
import { asOf, claimed } from './claims.ts'
import type { Cap, Give, MoneyScene, PromiseTerms } from './contract.ts'
import { madeUpBy } from './earnBack.ts'
import { baseOf, daysIn, feeOver } from './fees.ts'
import { cents, stepsIn } from './figures.ts'
import { monthsOf, placeOf } from './place.ts'

/*
 * What a miss is worth, literally: minutes of down time, the schedule, the fee, one rounding, join, caps, claims.
 */
const nought = figure(0)
const one = figure(1)
const minutes = (slots: number): Figure => figure(slots * 10)

export interface Judged {
  readonly promise: PromiseTerms
  readonly period: Stretch
  readonly uptime: Figure
  readonly isMissed: boolean
  readonly bad: number
  /** Pieces of outages inside the period, in slots. */
  readonly outages: readonly Stretch[]
  /** Milliseconds from the begin of the term. */
  readonly certainAt: number | null
  readonly credit: Credit
  /** The end of the period by which the credit is earned back, in slots; null where it is not. */
  readonly backIn: number | null
}
export interface Credit {
  readonly state: string
  readonly percent: string | null
  readonly units: string | null
  readonly cents: bigint | null
  readonly claimUntil: string | null
  /** Points are money only together, at the month's end. */
  readonly points?: Figure | null
}

/** The outages of a promise: what is declared as bad, put together. */
export function outagesOf(scene: MoneyScene, name: 'c' | 'd'): Stretch[] {
  const slots = new Set<number>()
  for (const { of, from, to } of scene.bad)
    if (of === name) for (let slot = from; slot < to; slot++) slots.add(slot)
  const found: { from: number; to: number }[] = []
  for (const slot of [...slots].sort((a, b) => a - b)) {
    const last = found.at(-1)
    if (last?.to === slot) last.to = slot + 1
    else found.push({ from: slot, to: slot + 1 })
  }
  return found
}
const inside = (all: readonly Stretch[], period: Stretch): Stretch[] =>
  all
    .map(({ from, to }) => ({ from: Math.max(from, period.from), to: Math.min(to, period.to) }))
    .filter(({ from, to }) => from < to)
const lengthOf = (all: readonly Stretch[]): number => all.reduce((sum, { from, to }) => sum + to - from, 0)

const allowed = (period: Stretch, tenths: number): Figure =>
  times(minutes(period.to - period.from), figure(1000 - tenths, 1000))

/** The first millisecond by which more was bad than the target leaves. */
function certainAt(outages: readonly Stretch[], period: Stretch, tenths: number): number | null {
  const [n, d] = times(allowed(period, tenths), figure(60_000))
  let left = Number(n / d) + 1
  for (const { from, to } of outages) {
    if (left <= (to - from) * slotMs) return from * slotMs + left
    left -= (to - from) * slotMs
  }
  return null
}

interface Found {
  readonly period: Stretch
  readonly outages: readonly Stretch[]
  /** The same outages with what of them lies outside the period. */
  readonly whole: readonly Stretch[]
  readonly uptime: Figure
  readonly isMissed: boolean
  readonly missesInRow: number
}
/** What is given: a share of the base, days of it, or plain money; null where the text says nothing. */
type Given = { readonly give: Give; readonly count: Figure } | 'nothing' | 'silent'

function givenBy(promise: PromiseTerms, found: Found): Given {
  const { schedule } = promise
  const bad = minutes(lengthOf(found.outages))
  const excess = minus(bad, allowed(found.period, promise.tenths))
  if (schedule.kind === 'bands') return byBands(schedule, found, bad)
  if (!found.isMissed) return 'nothing'
  if (schedule.kind === 'once') {
    const isRepeated = schedule.repeat !== null && found.missesInRow > 1
    return { give: schedule.give, count: isRepeated ? figure(schedule.repeat ?? 1) : one }
  }
  if (schedule.kind === 'pool') {
    const share = times(figure(schedule.category, 1000), figure(schedule.item, 1000))
    return { give: { unit: 'percent', tenths: schedule.atRisk }, count: share }
  }
  const percent = { unit: 'percent', tenths: schedule.tenths } as const
  if (schedule.kind === 'shortfall') {
    const short = minus(figure(promise.tenths, 1000), found.uptime)
    return { give: percent, count: stepsIn(short, figure(schedule.size, 1000), schedule.step) }
  }
  const { kind, of, per, minutes: size } = schedule.steps
  const step = (quantity: Figure) => stepsIn(quantity, figure(size), kind)
  if (per === 'outage' && of === 'excess') {
    const beyond = beyondEach(found.outages, allowed(found.period, promise.tenths))
    return { give: percent, count: addedUp(beyond.map(step)) }
  }
  if (per === 'outage')
    return { give: percent, count: addedUp(found.outages.map(({ from, to }) => step(minutes(to - from)))) }
  return { give: percent, count: step(of === 'excess' ? excess : bad) }
}

/** What of each outage lies beyond what the target leaves, the first ones using it up. */
function beyondEach(outages: readonly Stretch[], leaves: Figure): Figure[] {
  let left = leaves
  return outages.map(({ from, to }) => {
    const length = minutes(to - from)
    const isWithin = !isLess(left, length)
    const over = isWithin ? nought : minus(length, left)
    left = isWithin ? minus(left, length) : nought
    return over
  })
}

function byBands(
  { on, bands, overlap }: Extract<PromiseTerms['schedule'], { kind: 'bands' }>,
  found: Found,
  bad: Figure,
): Given {
  const value = on === 'measure' ? found.uptime : bad
  const holding = bands.filter(({ when }) =>
    when.every(({ operator, limit }) => holds(value, operator, figure(limit, on === 'measure' ? 1000 : 1))),
  )
  if (!found.isMissed)
    return on === 'measure' && holding.some((band) => band.tenths > 0) ? 'silent' : 'nothing'
  const all = holding.map((band) => band.tenths)
  if (all.length === 0) return 'silent'
  const isOne = all.every((tenths) => tenths === all[0])
  if (!isOne && overlap === null) return 'silent'
  const tenths =
    overlap === 'highest' ? Math.max(...all) : overlap === 'lowest' ? Math.min(...all) : (all[0] ?? 0)
  return { give: { unit: 'percent', tenths }, count: one }
}

function creditOf(
  scene: MoneyScene,
  promise: PromiseTerms,
  found: Found,
  periods: readonly Stretch[],
): Credit {
  const given = givenBy(promise, found)
  if (given === 'silent')
    return { state: 'silent', percent: null, units: null, cents: null, claimUntil: null }
  const size = given === 'nothing' ? nought : given.count
  const worth = given === 'nothing' ? nought : times(size, unitsOf(given.give))
  if (given === 'nothing' || worth[0] === 0n)
    return { state: 'none', percent: '0', units: null, cents: 0n, claimUntil: null }
  const { give } = given
  if (give.unit === 'points' || give.unit === 'extension')
    return {
      ...claimed(scene, promise.claim, found),
      percent: null,
      units: decimal(worth),
      cents: null,
      points: give.unit === 'points' ? worth : null,
    }
  const base = baseOf(scene, promise, found.period, periods)
  const amount =
    give.unit === 'money'
      ? worth
      : give.unit === 'percent'
        ? times(base.amount, worth)
        : give.unit === 'days'
          ? times(over(base.amount, figure(daysIn(scene, base.window))), worth)
          : times(times(base.amount, worth), timeShare(base.window, found))
  return {
    ...claimed(scene, promise.claim, found),
    percent: give.unit === 'percent' ? decimal(times(worth, figure(100))) : null,
    units: give.unit === 'days' ? decimal(worth) : null,
    cents: cents(amount, scene.mode),
  }
}

const unitsOf = (give: Give): Figure =>
  give.unit === 'percent'
    ? figure(give.tenths, 1000)
    : give.unit === 'days' || give.unit === 'points' || give.unit === 'extension'
      ? figure(give.count)
      : give.unit === 'money'
        ? figure(give.cents, 100)
        : figure(give.times)

/** The outages' own time as a share of the fee's; of the judged period's where the fee is of another one. */
function timeShare(window: Stretch, { outages, period }: Found): Figure {
  const isOther = window.to <= period.from || period.to <= window.from
  const length = isOther ? period : window
  return figure(lengthOf(outages), length.to - length.from)
}

/** Every finished period of every promise. */
export function judgedOf(scene: MoneyScene): Judged[] {
  const all = keptOrMissed(scene)
  const made = new Map(all.map((each) => [each, madeUpBy(scene, all, each)]))
  return all.map((each): Judged => {
    const last = made.get(each) ?? null
    if (last === null) return each
    const credit = { ...each.credit, state: 'earnedBack', claimUntil: null }
    return { ...each, credit, backIn: last.period.to }
  })
}

function keptOrMissed(scene: MoneyScene): Judged[] {
  return scene.promises.flatMap((promise) => {
    const periods = periodsOf(placeOf(scene), promise.period).filter(({ to }) => to <= asOf(scene))
    const whole = outagesOf(scene, promise.name)
    let missesInRow = 0
    return periods.map((period): Judged => {
      const outages = inside(whole, period)
      const bad = lengthOf(outages)
      const uptime = figure(period.to - period.from - bad, period.to - period.from)
      const isMissed = isLess(uptime, figure(promise.tenths, 1000))
      missesInRow = isMissed ? missesInRow + 1 : 0
      const touching = whole.filter(({ from, to }) => from < period.to && period.from < to)
      const found = { period, outages, whole: touching, uptime, isMissed, missesInRow }
      return {
        promise,
        period,
        uptime,
        isMissed,
        bad,
        outages,
        certainAt: isMissed ? certainAt(outages, period, promise.tenths) : null,
        credit: creditOf(scene, promise, found, periods),
        backIn: null,
      }
    })
  })
}

function capOf(scene: MoneyScene, cap: Cap, window: Stretch): bigint {
  if ('cents' in cap) return BigInt(cap.cents)
  return cents(times(feeOver(scene, window).amount, figure(cap.tenths, 1000)), scene.mode)
}

const counts = ({ credit }: Judged): boolean => credit.state !== 'silent' && credit.state !== 'expired'
const knownAt = ({ certainAt, period }: Judged): number => certainAt ?? period.to * slotMs

/** The miss with which a cap was reached, when they come one after the other. */
export function firstReach(
  scene: MoneyScene,
  here: readonly Judged[],
  month: number,
  given: readonly bigint[],
): number {
  const inOrder = here.filter(counts).sort((a, b) => knownAt(a) - knownAt(b))
  const last = inOrder.find((_, n) => paidFor(scene, inOrder.slice(0, n + 1), month, given).isReached)
  return last ? knownAt(last) : 0
}

/** What a month's credits come to, after what was given before. */
export function paidFor(scene: MoneyScene, here: readonly Judged[], month: number, given: readonly bigint[]) {
  const paying = here.filter(counts)
  let isReached = false
  const single = paying.map(({ credit, period }) => {
    const own = credit.cents ?? 0n
    const caps = scene.caps.filter((cap) => cap.per === 'period').map((cap) => capOf(scene, cap, period))
    if (own > 0n && caps.some((cap) => own >= cap)) isReached = true
    return [own, ...caps].reduce((least, each) => (each < least ? each : least))
  })
  const points = pointsWorth(scene, paying, month)
  const most = single.reduce((best, each) => (each > best ? each : best), 0n)
  const all = single.reduce((sum, each) => sum + each, points)
  const best = scene.join === 'max' ? (points > most ? points : most) : most + points
  const before = scene.join === 'sum' ? all : best
  let left = before
  for (const cap of scene.caps) {
    if (cap.per === 'period') continue
    const length = { month: 1, quarter: 3, year: 12, '12 months': 12 }[cap.per]
    const start = cap.per === '12 months' ? Math.max(0, month - 11) : Math.floor(month / length) * length
    const window = monthsOf(scene)[month] ?? { from: 0, to: 0 }
    const room = roomOf(capOf(scene, cap, window), given.slice(start, month))
    if (before > 0n && left >= room) isReached = true
    if (left > room) left = room
  }
  return {
    left,
    isReached,
    isCut: left < before || paying.some(({ credit }, n) => (credit.cents ?? 0n) !== single[n]),
  }
}

/** A point is a hundredth of the fee of the month. */
function pointsWorth(scene: MoneyScene, paying: readonly Judged[], month: number): bigint {
  const points = addedUp(paying.map(({ credit }) => credit.points ?? nought))
  const window = monthsOf(scene)[month]
  if (!window || points[0] === 0n) return 0n
  return cents(times(times(feeOver(scene, window).amount, points), figure(1, 100)), scene.mode)
}

/** What a cap still leaves after what was given in its window before. */
function roomOf(limit: bigint, before: readonly bigint[]): bigint {
  const spent = before.reduce((sum, each) => sum + each, 0n)
  return limit > spent ? limit - spent : 0n
}
