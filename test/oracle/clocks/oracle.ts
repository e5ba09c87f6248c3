import { dayEdges, isOpen, periodsOf, type Stretch } from '../values/calendar.ts'
import { type Figure, figure, isLess } from '../values/figures.ts'
import type { ClockScene, Ticket } from './contract.ts'

/*
 * A clock that runs slot by slot: it stands outside of its hours and in a pause, and rings when its time is used up.
 */
export interface ClockReading {
  readonly period: Stretch
  readonly value: Figure | null
  readonly bad: number
  readonly total: number
  readonly verdict: string
  /** The slot whose end is the first late deadline, for targets of all; null where nothing is certain early. */
  readonly firstLate: number | null
}

const dayOf = (edges: readonly number[], slot: number): number => edges.findLastIndex((edge) => edge <= slot)

/** Whether some of a local day is open; without hours Monday to Friday are working days. */
function isWorkingDay({ contract }: ClockScene, day: number): boolean {
  const date = Temporal.PlainDate.from(contract.place.first).add({ days: day })
  return (contract.hours?.days ?? [1, 2, 3, 4, 5]).includes(date.dayOfWeek)
}

/** The slot at which a working day closes: its midnight without hours. */
function closeOf({ contract }: ClockScene, edges: readonly number[], day: number): number {
  const { place, hours } = contract
  if (hours === null) return edges[day + 1] ?? 0
  let last = edges[day] ?? 0
  for (let slot = edges[day] ?? 0; slot < (edges[day + 1] ?? 0); slot++)
    if (isOpen(place, hours, slot)) last = slot + 1
  return last
}

function nextWorkingDay(scene: ClockScene, day: number, count: number): number {
  let [found, left] = [day, count]
  while (left > 0) {
    found++
    if (isWorkingDay(scene, found)) left--
  }
  return found
}

/** Where the clock of a ticket begins: at once, or with the next working day after the cut-off. */
function startOf(scene: ClockScene, ticket: Ticket, edges: readonly number[]): number {
  const { cutoff, place } = scene.contract
  if (cutoff === null) return ticket.opened
  const day = dayOf(edges, ticket.opened)
  const noon = { days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: cutoff }
  // At the cut-off itself the question is in time: the slot before it is still open.
  const isInTime =
    isOpen(place, noon, ticket.opened) || (ticket.opened > 0 && isOpen(place, noon, ticket.opened - 1))
  return isInTime ? ticket.opened : (edges[nextWorkingDay(scene, day, 1)] ?? 0)
}

/** The last slot edge at which an answer is in time, in whole slots; what ends with a day ends just before it. */
function dueOf(
  scene: ClockScene,
  ticket: Ticket,
  edges: readonly number[],
): { at: number; isBefore: boolean } {
  const { within, hours, place, isPausable } = scene.contract
  const start = startOf(scene, ticket, edges)
  if ('businessDays' in within) {
    const day = nextWorkingDay(scene, dayOf(edges, start), within.businessDays)
    const at = closeOf(scene, edges, day)
    // The close is in time itself, but midnight is the next day's.
    return { at, isBefore: edges.includes(at) }
  }
  if ('days' in within) {
    // The same time of the clock on the wall, so many days later.
    const begin = Temporal.PlainDate.from(place.first).toZonedDateTime(place.zone)
    const later = begin.add({ minutes: start * 10 }).add({ days: within.days })
    return { at: (later.epochMilliseconds - begin.epochMilliseconds) / 600_000, isBefore: false }
  }
  let [left, slot] = [within.slots, start]
  while (left > 0 && slot < (edges.at(-1) ?? 0)) {
    const isStopped = isPausable && ticket.pauses.some(({ from, to }) => from <= slot && slot < to)
    if (!isStopped && (hours === null || isOpen(place, hours, slot))) left--
    slot++
  }
  return { at: left > 0 ? Number.POSITIVE_INFINITY : slot, isBefore: false }
}

type State = 'inTime' | 'late' | 'running'
interface Answered {
  readonly state: State
  readonly isAnswered: boolean
  /** Half slots, so that "just before" has a place. */
  readonly due: number
}

function answerOf(scene: ClockScene, ticket: Ticket, edges: readonly number[]): Answered {
  const { at, isBefore } = dueOf(scene, ticket, edges)
  const due = at * 2 - (isBefore ? 1 : 0)
  const answered = ticket.answered !== null && ticket.answered <= scene.asOf ? ticket.answered : null
  if (answered !== null) return { state: answered * 2 <= due ? 'inTime' : 'late', isAnswered: true, due }
  return { state: due < scene.asOf * 2 ? 'late' : 'running', isAnswered: false, due }
}

export function clockReadings(scene: ClockScene): ClockReading[] {
  const { contract } = scene
  const edges = dayEdges({ ...contract.place, days: contract.place.days + 40 })
  return periodsOf(contract.place, 'month')
    .filter(({ to }) => to <= scene.asOf)
    .map((period): ClockReading => {
      const all = scene.tickets
        .filter(
          ({ opened, severity }) =>
            period.from <= opened &&
            opened < period.to &&
            (contract.severity === null || severity === contract.severity),
        )
        .map((ticket) => answerOf(scene, ticket, edges))
        .filter((each) => contract.count === 'all' || each.isAnswered)
      const late = all.filter(({ state }) => state === 'late').length
      const judged = all.filter(({ state }) => state !== 'running').length
      const running = all.length - judged
      const share = (bad: number, of: number) => figure(of - bad, of)
      const isNothing = all.length < contract.atLeastEvents || all.length === 0
      const wanted = contract.target === 'all' ? figure(1) : figure(contract.target, 100)
      const keeps = (bad: number) => !isLess(share(bad, all.length), wanted)
      const verdict = () => {
        if (isNothing) return 'notApplicable'
        if (judged === 0 || keeps(late) !== keeps(late + running)) return 'undetermined'
        return keeps(late) ? 'met' : 'breached'
      }
      const firstLate = Math.min(...all.filter(({ state }) => state === 'late').map(({ due }) => due))
      return {
        period,
        value: isNothing || judged === 0 ? null : share(late, judged),
        bad: late,
        total: judged,
        verdict: verdict(),
        firstLate:
          contract.target === 'all' && contract.count === 'all' && contract.atLeastEvents === 1
            ? firstLate
            : null,
      }
    })
}
