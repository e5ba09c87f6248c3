import { spanBegin, type Within } from './spanBegin.ts'
import type { Counted, Fired, TriggerState } from './triggers.ts'

/** Something that counts from its start on, and is known at an instant. */
interface Instant {
  readonly at: number
  readonly counted: Counted
  /** The instant itself unless given. */
  readonly start?: number
}

const startOf = ({ start, at }: Instant): number => start ?? at

/** So many starts inside a span: sliding for a length, else the calendar's. */
export function countTrigger(
  instants: readonly Instant[],
  times: number,
  within: Within,
  zone: string,
): TriggerState {
  const begin = spanBegin(within, zone)
  const isIn = (first: Instant, last: Instant): boolean => startOf(first) >= begin(startOf(last))
  const fired: Fired[] = []
  const sorted = [...instants].sort((a, b) => a.at - b.at)
  const earliest = leastToCome(sorted)
  /** In order of their starts: there may be tens of thousands, so none is looked at that need not be. */
  const open: Instant[] = []
  for (const [i, each] of sorted.entries()) {
    // One that started earlier may be known later: dropped is what none of those to come can be counted with.
    dropBefore(open, begin(earliest[i] as number))
    const place = insert(open, each)
    const from = runWith(open, { place, times, isIn })
    if (from === null) continue
    const used = open.splice(from, times)
    fired.push({ at: each.at, counted: used.map((one) => one.counted) })
  }
  const last = instants.reduce((latest, each) => Math.max(latest, startOf(each)), Number.NEGATIVE_INFINITY)
  if (open.length > 0) dropBefore(open, begin(last))
  return { fired, towards: open.map((one) => one.counted), oneAway: times > 1 && open.length === times - 1 }
}

/** The least start of each and those after it. */
function leastToCome(sorted: readonly Instant[]): number[] {
  const earliest = sorted.map(startOf)
  for (let i = sorted.length - 2; i >= 0; i--)
    earliest[i] = Math.min(earliest[i] as number, earliest[i + 1] as number)
  return earliest
}

function dropBefore(open: Instant[], begin: number): void {
  const kept = open.findIndex((one) => startOf(one) >= begin)
  open.splice(0, kept === -1 ? open.length : kept)
}

/** Puts one after those that do not start later; answers where. */
function insert(open: Instant[], each: Instant): number {
  let place = open.length
  while (place > 0 && startOf(open[place - 1] as Instant) > startOf(each)) place--
  open.splice(place, 0, each)
  return place
}

interface Run {
  readonly place: number
  readonly times: number
  readonly isIn: (first: Instant, last: Instant) => boolean
}

/** Where the first of so many neighbours stands that one is among and that lie in one span; null where none do. */
function runWith(open: readonly Instant[], { place, times, isIn }: Run): number | null {
  const least = Math.max(0, place - times + 1)
  for (let from = least; from <= place && from + times <= open.length; from++)
    if (isIn(open[from] as Instant, open[from + times - 1] as Instant)) return from
  return null
}
