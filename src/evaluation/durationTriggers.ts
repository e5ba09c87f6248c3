import { unitAround } from '../agreement/period.ts'
import type { Trigger } from '../agreement/schema/clauses.ts'
import { clip, type Span, type Spans, total, union } from '../agreement/spans.ts'
import { countTrigger } from './countTrigger.ts'
import { spanBegin } from './spanBegin.ts'
import type { Counted, Fired, Outcome, TriggerState } from './triggers.ts'

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
  const begin = spanBegin(rule.within, zone)
  const fired: Fired[] = []
  // Those that count together are neighbours in order of time; there may be tens of thousands.
  let [first, sum] = [0, 0]
  for (const [i, each] of pieces.entries()) {
    for (; first < i && (pieces[first] as Stretch).from < begin(each.from); first++)
      sum -= (pieces[first] as Stretch).ms
    if (sum + each.ms > rule.exceeds) {
      fired.push({ at: beyond(each, rule.exceeds - sum), counted: pieces.slice(first, i + 1).map(counted) })
      first = i + 1
      sum = 0
    } else sum += each.ms
  }
  return { fired, towards: pieces.slice(first).map(counted), oneAway: false }
}

/** Outages cut at the edges of calendar units, since each unit counts what lies inside it. */
function splitByUnit(
  outcomes: readonly Outcome[],
  unit: 'month' | 'quarter' | 'year',
  zone: string,
): Stretch[] {
  let known = { from: 0, to: 0 }
  return stretches(outcomes).flatMap((each) => {
    const parts: Stretch[] = []
    for (let { from } = each; from < each.to; ) {
      if (from < known.from || from >= known.to) known = unitAround(from, unit, zone)
      const inUnit = { from, to: Math.min(each.to, known.to) }
      const pieces = clip(each.pieces, inUnit)
      if (pieces.length > 0) parts.push(stretch(each.commitment, pieces))
      from = inUnit.to
    }
    return parts
  })
}
