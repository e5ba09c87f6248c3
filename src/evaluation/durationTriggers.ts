import { unitAround } from '../agreement/period.ts'
import type { Trigger } from '../agreement/schema/clauses.ts'
import { clip, type Span, type Spans, total, union } from '../agreement/spans.ts'
import { countTrigger } from './countTrigger.ts'
import { type Counted, type Fired, isInSpan, type Outcome, type TriggerState } from './triggers.ts'

/** One outage, whole: its counted bad time in order. */
interface Stretch {
  readonly commitment: string
  readonly from: number
  readonly to: number
  readonly ms: number
  readonly pieces: Spans
}

const stretch = (commitment: string, pieces: Spans): Stretch => ({
  commitment,
  from: pieces[0]?.from ?? 0,
  to: pieces.at(-1)?.to ?? 0,
  ms: total(pieces),
  pieces,
})

/** Counted outages of all periods; one that was split at a period's edge is whole again. */
function stretches(outcomes: readonly Outcome[]): Stretch[] {
  const all = outcomes
    .flatMap(({ commitment, outages }) => outages.map((outage) => ({ commitment, ...outage })))
    .sort((a, b) => a.from - b.from)
  const whole: { commitment: string; to: number; pieces: Span[] }[] = []
  for (const { commitment, from, to, ms, pieces } of all) {
    // Where the holes are not known any more, the counted time is taken from its begin on.
    const spans = pieces ?? [{ from, to: Math.min(to, from + ms) }]
    const last = whole.at(-1)
    if (last && from <= last.to) {
      last.pieces.push(...spans)
      last.to = Math.max(last.to, to)
    } else whole.push({ commitment, to, pieces: [...spans] })
  }
  return whole.map(({ commitment, pieces }) => stretch(commitment, union(pieces)))
}

/** The first millisecond beyond so much of an outage's counted time. */
function beyond({ pieces, from }: Stretch, ms: number): number {
  let left = ms
  for (const piece of pieces) {
    if (left < piece.to - piece.from) return piece.from + left + 1
    left -= piece.to - piece.from
  }
  return from + ms + 1
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
    .map((each) => ({ at: beyond(each, longer), start: each.from, counted: counted(each) }))
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
    fired.push({ at: beyond(each, rule.exceeds - before), counted: open.map(counted) })
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
      const inUnit = { from, to: Math.min(each.to, unitAround(from, unit, zone).to) }
      const pieces = clip(each.pieces, inUnit)
      if (pieces.length > 0) parts.push(stretch(each.commitment, pieces))
      from = inUnit.to
    }
    return parts
  })
}
