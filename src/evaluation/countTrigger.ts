import { type Counted, type Fired, isInSpan, type TriggerState, type Within } from './triggers.ts'

/** Something that counts from its start on, and is known at an instant. */
interface Instant {
  readonly at: number
  readonly counted: Counted
  /** The instant itself unless given. */
  readonly start?: number
}

/** So many starts inside a span: sliding for a length, else the calendar's. */
export function countTrigger(
  instants: readonly Instant[],
  times: number,
  within: Within,
  zone: string,
): TriggerState {
  const startOf = ({ start, at }: Instant): number => start ?? at
  const isIn = (before: number, start: number): boolean => isInSpan(before, start, within, zone)
  const fired: Fired[] = []
  const sorted = [...instants].sort((a, b) => a.at - b.at)
  const earliest = sorted.map(startOf)
  for (let i = sorted.length - 2; i >= 0; i--)
    earliest[i] = Math.min(earliest[i] as number, earliest[i + 1] as number)
  let open: Instant[] = []
  for (const [i, each] of sorted.entries()) {
    // One that started earlier may be known later: dropped is what none of those to come can be counted with.
    const least = earliest[i] as number
    open = open.filter((one) => startOf(one) >= least || isIn(startOf(one), least))
    open = [...open, each].sort((a, b) => startOf(a) - startOf(b))
    const used = runsWith(open, each, times).find(([first, ...rest]) =>
      isIn(startOf(first), startOf(rest.at(-1) ?? first)),
    )
    if (!used) continue
    fired.push({ at: each.at, counted: used.map((one) => one.counted) })
    open = open.filter((one) => !used.includes(one))
  }
  const last = Math.max(...instants.map(startOf))
  const near = open.filter((one) => isIn(startOf(one), last))
  return { fired, towards: near.map((one) => one.counted), oneAway: times > 1 && near.length === times - 1 }
}

/** Every so many neighbours that one is among. */
function runsWith(all: readonly Instant[], each: Instant, count: number): [Instant, ...Instant[]][] {
  const last = all.indexOf(each)
  return Array.from({ length: count }, (_, i) => last - count + 1 + i).flatMap((from) => {
    const [first, ...rest] = from < 0 ? [] : all.slice(from, from + count)
    return first && rest.length === count - 1 ? [[first, ...rest] as [Instant, ...Instant[]]] : []
  })
}
