import { beginOf, type Stretch, slotMs } from '../values/calendar.ts'
import { addedUp, figure, isLess, over } from '../values/figures.ts'
import type { MoneyScene, Span } from './contract.ts'
import { joined } from './months.ts'
import { type Judged, outagesOf } from './oracle.ts'
import { monthsOf, placeOf } from './place.ts'

/** When a clause was met, in milliseconds from the term's begin, and the last instant of the periods that it counted. */
export interface Met {
  readonly at: number
  readonly until: number
}

const minuteMs = 60_000

/** Whether two starts (in milliseconds) lie in one span. */
function isTogether(scene: MoneyScene, before: number, start: number, span: Span): boolean {
  if (typeof span !== 'string') return start - before < span.days * 86_400_000
  const length = span === 'month' ? 1 : 3
  const number = (at: number) => monthsOf(scene).findIndex(({ to }) => at < to * slotMs)
  return Math.floor(number(before) / length) === Math.floor(number(start) / length)
}

function missed(rule: { times: number; outOf: number | null }, all: readonly Judged[]): Met[] {
  const met: Met[] = []
  const used = new Set<number>()
  all.forEach((each, i) => {
    if (!each.isMissed) return
    const first = rule.outOf === null ? 0 : Math.max(0, i - rule.outOf + 1)
    const misses: number[] = []
    for (let j = i; j >= first; j--) {
      const isMiss = all[j]?.isMissed && !used.has(j)
      // A period that was used up ends a run, for there a new one begins.
      if (rule.outOf === null && !isMiss) break
      if (isMiss) misses.push(j)
    }
    if (misses.length < rule.times) return
    for (const j of misses) used.add(j)
    met.push({ at: each.certainAt ?? 0, until: each.period.to * slotMs - 1 })
  })
  return met
}

/** The outages of finished periods, whole again. */
function finished(scene: MoneyScene, all: readonly Judged[]): Stretch[] {
  const last = Math.max(...all.map(({ period }) => period.to))
  return outagesOf(scene, 'c')
    .filter(({ from }) => from < last)
    .map(({ from, to }) => ({ from, to: Math.min(to, last) }))
}

function byCount(
  all: readonly { readonly at: number; readonly start: number }[],
  times: number,
  within: (before: number, start: number) => boolean,
): Met[] {
  const met: Met[] = []
  let waiting: typeof all = []
  for (const each of all) {
    waiting = [...waiting.filter((before) => within(before.start, each.start)), each]
    if (waiting.length < times) continue
    met.push({ at: each.at, until: each.at })
    waiting = []
  }
  return met
}

function outages(
  scene: MoneyScene,
  all: readonly Judged[],
  rule: { minutes: number; times: number; within: Span },
) {
  const long = finished(scene, all)
    .filter(({ from, to }) => (to - from) * 10 > rule.minutes)
    .map(({ from }) => ({ at: from * slotMs + rule.minutes * minuteMs + 1, start: from * slotMs }))
  return byCount(long, rule.times, (before, start) => isTogether(scene, before, start, rule.within))
}

function total(scene: MoneyScene, all: readonly Judged[], rule: { minutes: number; within: Span }): Met[] {
  const whole = finished(scene, all)
  const edges = monthsOf(scene)
    .filter((_, i) => rule.within === 'month' || i % 3 === 0)
    .map(({ from }) => from)
  const pieces =
    typeof rule.within === 'string'
      ? whole.flatMap(({ from, to }) => {
          const cuts = [from, ...edges.filter((edge) => from < edge && edge < to), to]
          return cuts.slice(1).map((end, i) => ({ from: cuts[i] ?? 0, to: end }))
        })
      : whole
  const met: Met[] = []
  let waiting: Stretch[] = []
  for (const each of pieces) {
    waiting = waiting.filter((one) => isTogether(scene, one.from * slotMs, each.from * slotMs, rule.within))
    const before = waiting.reduce((sum, one) => sum + (one.to - one.from) * 10, 0)
    waiting.push(each)
    if (before + (each.to - each.from) * 10 <= rule.minutes) continue
    const at = each.from * slotMs + (rule.minutes - before) * minuteMs + 1
    met.push({ at, until: at })
    waiting = []
  }
  return met
}

function average(all: readonly Judged[], rule: { over: number; tenths: number }): Met[] {
  const met: Met[] = []
  let start = 0
  all.forEach((each, i) => {
    if (i - start + 1 < rule.over) return
    const values = all.slice(i - rule.over + 1, i + 1).map(({ uptime }) => uptime)
    if (!isLess(over(addedUp(values), figure(rule.over)), figure(rule.tenths, 1000))) return
    met.push({ at: each.period.to * slotMs, until: each.period.to * slotMs - 1 })
    start = i + 1
  })
  return met
}

/** The months apart of two instants. */
const monthOf = (scene: MoneyScene, at: number): number =>
  monthsOf(scene).findIndex(({ to }) => at < to * slotMs)

export function metBy(scene: MoneyScene, judged: readonly Judged[]): Met[] {
  const own = judged.filter(({ promise }) => promise.name === 'c')
  const { trigger } = scene
  switch (trigger.kind) {
    case 'missed':
      return missed(trigger, own)
    case 'outages':
      return outages(scene, own, trigger)
    case 'total':
      return total(scene, own, trigger)
    case 'average':
      return average(own, trigger)
    case 'capReached': {
      const reached = joined(scene, judged).flatMap(({ from, reachedAt }) =>
        reachedAt === null ? [] : [{ at: reachedAt, start: from * slotMs }],
      )
      const inOrder = reached.sort((a, b) => a.at - b.at)
      const isNear = (before: number, start: number) =>
        monthOf(scene, start) - monthOf(scene, before) < trigger.months
      return byCount(inOrder, trigger.times, isNear)
    }
  }
}

/** The last day on which the right can be used. */
export function exerciseBy(scene: MoneyScene, { at, until }: Met): string {
  const { days, after } = scene.exercise
  // After a period is from its last day on, also for what its very end decides.
  const since = at === until + 1 ? until : Math.max(at, until)
  const instant = beginOf(placeOf(scene)) + (after === 'periodEnd' ? since : at)
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(scene.zone)
    .toPlainDate()
    .add({ days })
    .toString()
}
