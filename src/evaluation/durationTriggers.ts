import { unitAround } from '../agreement/period.ts'
import type { Trigger } from '../agreement/schema/clauses.ts'
import {
  type Counted,
  countTrigger,
  type Fired,
  isInSpan,
  type Outcome,
  type TriggerState,
} from './triggers.ts'

interface Stretch {
  readonly commitment: string
  readonly from: number
  readonly to: number
  readonly ms: number
}

/** Counted outages of all periods; one that was split at a period's edge is whole again. */
function stretches(outcomes: readonly Outcome[]): Stretch[] {
  const all = outcomes
    .flatMap((outcome) => outcome.outages.map((outage) => ({ commitment: outcome.commitment, ...outage })))
    .sort((a, b) => a.from - b.from)
  const whole: { commitment: string; from: number; to: number; ms: number }[] = []
  for (const each of all) {
    const last = whole.at(-1)
    if (last && each.from <= last.to) {
      last.ms += Math.max(0, each.to - Math.max(each.from, last.to))
      last.to = Math.max(last.to, each.to)
    } else whole.push({ ...each })
  }
  return whole
}

const counted = (each: Stretch): Counted => ({
  commitment: each.commitment,
  from: each.from,
  to: each.to,
  figure: `${each.ms / 1000} s`,
})

/** So many outages longer than a length, their starts in one span; complete when the last passes its length. */
export function outagesTrigger(
  rule: Extract<Trigger, { kind: 'outages' }>,
  outcomes: readonly Outcome[],
  zone: string,
): TriggerState {
  const longer = rule.longerThan ?? 0
  const instants = stretches(outcomes)
    .filter((each) => each.ms > longer)
    .map((each) => ({ at: each.from + longer + 1, start: each.from, counted: counted(each) }))
  return countTrigger(instants, rule.times, rule.within, zone)
}

/** So much counted bad time in all inside one span; complete at the first millisecond beyond it. */
export function totalTrigger(
  rule: Extract<Trigger, { kind: 'total' }>,
  outcomes: readonly Outcome[],
  zone: string,
): TriggerState {
  const pieces =
    rule.within.kind === 'calendar' ? splitByUnit(outcomes, rule.within.unit, zone) : stretches(outcomes)
  const fired: Fired[] = []
  let open: Stretch[] = []
  for (const each of pieces) {
    open = open.filter((before) => isInSpan(before.from, each.from, rule.within, zone))
    const before = open.reduce((ms, one) => ms + one.ms, 0)
    open.push(each)
    if (before + each.ms <= rule.exceeds) continue
    fired.push({ at: each.from + (rule.exceeds - before) + 1, counted: open.map(counted) })
    open = []
  }
  return { fired, towards: open.map(counted), oneAway: false }
}

/** Outages cut at the edges of calendar units, since each unit counts what lies inside it. */
function splitByUnit(
  outcomes: readonly Outcome[],
  unit: 'month' | 'quarter' | 'year',
  zone: string,
): Stretch[] {
  return stretches(outcomes).flatMap((each) => {
    const parts: Stretch[] = []
    for (let { from } = each; from < each.to; ) {
      const to = Math.min(each.to, unitAround(from, unit, zone).to)
      parts.push({ commitment: each.commitment, from, to, ms: to - from })
      from = to
    }
    return parts
  })
}
