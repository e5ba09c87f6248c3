import { beginOf, dayEdges, type Place, slotMs } from '../values/calendar.ts'
import {
  dayCount,
  first,
  type Invoice,
  type Part,
  type RightScene,
  type When,
  type Within,
} from './contract.ts'

/* Rights that arise from answers that are late and invoices that are not paid, in milliseconds from the term's begin. */
export interface Right {
  readonly triggeredAt: number
  readonly exerciseBy: string | null
}
/** One time that a clause is met; what is not paid may still be mended, until when it is paid. */
interface Met {
  readonly at: number
  readonly mendedAt: number | null
}

export const placeOf = ({ zone }: RightScene): Place => ({ zone, first, days: dayCount })
const localOf = (scene: RightScene, ms: number): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(beginOf(placeOf(scene)) + ms).toZonedDateTimeISO(scene.zone)
const msOf = (scene: RightScene, at: Temporal.ZonedDateTime): number =>
  at.epochMilliseconds - beginOf(placeOf(scene))
/** The same time of the clock on the wall, so many days later. */
const later = (scene: RightScene, ms: number, days: number): number =>
  msOf(scene, localOf(scene, ms).add({ days }))

/** Months from January, of an instant. */
function monthOf(scene: RightScene, ms: number): number {
  const { year, month } = localOf(scene, ms)
  return (year - 2026) * 12 + month - 1
}

/** Whether two questions lie in one span. */
function isTogether(scene: RightScene, before: number, after: number, within: Within): boolean {
  const [a, b] = [monthOf(scene, before), monthOf(scene, after)]
  if (within === 'month') return a === b
  if (within === 'quarter') return Math.floor(a / 3) === Math.floor(b / 3)
  if ('months' in within) return b - a < within.months
  return after - before < within.days * 86_400_000
}

interface Late {
  readonly from: number
  readonly at: number
}
/** The questions that were answered too late, with the millisecond after each deadline, in order of those. */
function lateQuestions({ tickets, answerWithin }: RightScene): Late[] {
  return tickets
    .filter(
      ({ severity, opened, answered }) => answered === null || answered - opened > answerWithin[severity],
    )
    .map(({ severity, opened }) => ({
      from: opened * slotMs,
      at: (opened + answerWithin[severity]) * slotMs + 1,
    }))
    .sort((a, b) => a.at - b.at || a.from - b.from)
}

function byLateness(scene: RightScene, part: Extract<Part, { kind: 'missedEvents' }>): Met[] {
  const met: Met[] = []
  let unused: Late[] = []
  for (const late of lateQuestions(scene)) {
    unused = [...unused, late].sort((a, b) => a.from - b.from)
    // Any so many neighbours of which this is one, in one span.
    const used = unused
      .map((_, i) => unused.slice(i, i + part.times))
      .filter((some) => some.length === part.times && some.includes(late))
      .find((some) => isTogether(scene, some[0]?.from ?? 0, some.at(-1)?.from ?? 0, part.within))
    if (!used) continue
    met.push({ at: late.at, mendedAt: null })
    unused = unused.filter((each) => !used.includes(each))
  }
  return met
}

/** The millisecond after an invoice is so many days over its due date. */
function overdueAt(scene: RightScene, invoice: Invoice, by: number): number {
  const { issued, dueDay } = invoice
  if (dueDay === null) return later(scene, later(scene, issued * slotMs, scene.payWithin), by) + 1
  // A day is inclusive: the next one begins it.
  const edges = dayEdges({ ...placeOf(scene), days: dayCount + 200 })
  return (edges[dueDay + 1 + by] ?? 0) * slotMs
}

function byDebt(scene: RightScene, part: Extract<Part, { kind: 'overdue' }>): Met[] {
  return scene.invoices
    .map((invoice) => ({ at: overdueAt(scene, invoice, part.days), paid: invoice.paid }))
    .filter(({ at, paid }) => paid === null || paid * slotMs >= at)
    .map(({ at, paid }) => ({ at, mendedAt: paid === null ? null : paid * slotMs }))
    .sort((a, b) => a.at - b.at)
}

const metBy = (scene: RightScene, part: Part): Met[] =>
  part.kind === 'missedEvents' ? byLateness(scene, part) : byDebt(scene, part)

function metTogether(scene: RightScene, when: When): Met[] {
  if ('any' in when) {
    const all = when.any.flatMap((part) => metBy(scene, part)).sort((a, b) => a.at - b.at)
    return all.filter(({ at }, i) => at !== all[i - 1]?.at)
  }
  if (!('all' in when)) return metBy(scene, when)
  const parts = when.all.map((part) => metBy(scene, part))
  const times = Math.min(...parts.map((met) => met.length))
  return Array.from({ length: times }, (_, i) => ({
    at: Math.max(...parts.map((met) => met[i]?.at ?? 0)),
    mendedAt: null,
  }))
}

/** The end of the time to mend: from the notice that names the clause, else from the trigger. */
function mendedBy(scene: RightScene, at: number): number {
  if (scene.cure === null) return at
  const notice = [...scene.notices].sort((a, b) => a - b).find((slot) => slot * slotMs >= at)
  return later(scene, notice === undefined ? at : notice * slotMs, scene.cure)
}

export function rightsOf(scene: RightScene): Right[] {
  return metTogether(scene, scene.when).flatMap(({ at, mendedAt }): Right[] => {
    const end = mendedBy(scene, at)
    if (scene.cure !== null && mendedAt !== null && mendedAt <= end) return []
    const { exercise } = scene
    const last =
      exercise === null ? null : localOf(scene, end).toPlainDate().add({ days: exercise }).toString()
    return [{ triggeredAt: at, exerciseBy: last }]
  })
}

/** The slot as of which one looks: long after everything. */
export const asOfSlot = (scene: RightScene): number =>
  dayEdges({ ...placeOf(scene), days: dayCount + 200 }).at(-1) ?? 0
