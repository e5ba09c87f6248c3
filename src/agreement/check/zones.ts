import type { Path } from '../document.ts'
import type { AgreementTerms } from '../schema/agreement.ts'
import type { Calendar, CalendarReference } from '../schema/calendars.ts'
import { type Finding, type Proof, type TextVersion, warn } from './finding.ts'

/** Dates, working hours and cut-offs that do not exist in their zone: a clock that is put forward leaves a gap. */
export const zoneProof: Proof = (version) => [
  ...missingDates(version),
  ...writtenCalendars(version.terms).flatMap(({ path, calendar }) =>
    hourFindings(calendar, path, version, new Map()),
  ),
  ...cutoffs(version),
]

interface Written {
  readonly path: Path
  readonly calendar: CalendarReference
}

/** Every calendar that the text writes, where it is written. */
function writtenCalendars(terms: AgreementTerms): Written[] {
  const here = ({ calendar }: { calendar: CalendarReference | undefined }) =>
    calendar !== undefined && typeof calendar !== 'string'
  const all = [
    ...Object.entries(terms.calendars).map(([name, calendar]) => ({ path: ['calendars', name], calendar })),
    ...Object.entries(terms.commitments).map(([name, { hours }]) => ({
      path: ['commitments', name, 'hours'],
      calendar: hours,
    })),
    ...Object.entries(terms.exclusions).map(([name, { inside }]) => ({
      path: ['exclusions', name, 'inside'],
      calendar: inside,
    })),
  ]
  return all.filter(here) as Written[]
}

/** A stretch of a local day that its clock leaves out, in minutes after midnight. */
interface Gap {
  readonly date: Temporal.PlainDate
  readonly from: number
  readonly to: number
}
type Gaps = Map<string, readonly Gap[]>

const mostYears = 10
const mostGaps = 40

function hourFindings(
  calendar: CalendarReference,
  path: Path,
  version: TextVersion,
  known: Gaps,
): readonly Finding[] {
  if (typeof calendar === 'string') return []
  if (calendar.kind !== 'plain')
    return calendar.of.flatMap((each, i) => hourFindings(each, [...path, calendar.kind, i], version, known))
  const zone = calendar.timeZone ?? version.terms.timeZone
  const gaps = known.get(zone) ?? gapsOf(zone, version)
  known.set(zone, gaps)
  for (const gap of gaps) {
    const problem = works(calendar, gap.date) ? hourProblem(calendar, gap, zone) : null
    if (problem !== null) return [{ ...warn([...path, 'hours'], problem), isOnce: true }]
  }
  return []
}

const works = ({ days, holidays }: Extract<Calendar, { kind: 'plain' }>, date: Temporal.PlainDate): boolean =>
  days.includes(date.dayOfWeek) && !holidays.includes(date.toString())

function hourProblem({ hours }: Extract<Calendar, { kind: 'plain' }>, gap: Gap, zone: string): string | null {
  for (const { from, to } of hours) {
    const where = `${gap.date.toString()} in ${zone}, where the clock goes from ${time(gap.from)} to ${time(gap.to)}`
    if (from >= gap.from && to > from && to <= gap.to)
      return `${time(from)}-${time(to)} does not exist on ${where}`
    const edge = [from, to].find((minute) => minute > gap.from && minute < gap.to)
    if (edge !== undefined)
      return `${time(edge)} does not exist on ${where}: it is read as ${time(edge + gap.to - gap.from)}`
  }
  return null
}

const time = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** The gaps of a zone's clock during a version, at most ten years of them. */
function gapsOf(zone: string, { from, until }: TextVersion): readonly Gap[] {
  let at = Temporal.PlainDate.from(from).toZonedDateTime(zone)
  const latest = at.add({ years: mostYears })
  const end = until === null ? latest : Temporal.PlainDate.from(until).toZonedDateTime(zone)
  const found: Gap[] = []
  for (let steps = 0; steps < mostGaps; steps++) {
    const next = at.getTimeZoneTransition('next')
    if (next === null || isAfter(next, end) || isAfter(next, latest)) return found
    found.push(...gapAt(next))
    at = next
  }
  return found
}

const isAfter = (a: Temporal.ZonedDateTime, b: Temporal.ZonedDateTime): boolean =>
  Temporal.ZonedDateTime.compare(a, b) >= 0

function gapAt(transition: Temporal.ZonedDateTime): Gap[] {
  const before = transition.subtract({ nanoseconds: 1 })
  const lost = (transition.offsetNanoseconds - before.offsetNanoseconds) / 60_000_000_000
  if (lost <= 0) return []
  const wall = transition.toPlainDateTime()
  const first = wall.subtract({ minutes: lost })
  const from = first.hour * 60 + first.minute
  return [{ date: first.toPlainDate(), from, to: from + lost }]
}

/** A cut-off that no clock shows on some working day of its calendar. */
function cutoffs(version: TextVersion): Finding[] {
  const { terms } = version
  return Object.entries(terms.commitments).flatMap(([name, { measure }]) => {
    if (measure.kind !== 'elapsed' || measure.terms.cutoff === undefined) return []
    const { cutoff, calendar } = measure.terms
    const found = typeof calendar === 'string' ? terms.calendars[calendar] : calendar
    const zone = (found?.kind === 'plain' ? found.timeZone : null) ?? terms.timeZone
    const gap = gapsOf(zone, version).find(
      ({ date, from, to }) => cutoff > from && cutoff < to && (found?.kind !== 'plain' || works(found, date)),
    )
    if (!gap) return []
    const message = `${time(cutoff)} does not exist on ${gap.date.toString()} in ${zone}, where the clock goes from ${time(gap.from)} to ${time(gap.to)}`
    const path = ['commitments', name, 'measure', 'elapsed', 'cutoff']
    return [{ ...warn(path, message), isOnce: true }]
  })
}

/** Dates that a zone never had, such as 2011-12-30 in Samoa. */
function missingDates({ terms }: TextVersion): Finding[] {
  const dates: readonly (readonly [Path, string | undefined])[] = [
    [['term', 'from'], terms.term.from],
    [['term', 'until'], terms.term.until],
    ...terms.amendments.flatMap(({ effective, until }, i) => [
      [['amendments', i, 'effective'], effective] as const,
      [['amendments', i, 'until'], until] as const,
    ]),
  ]
  return dates.flatMap(([path, date]) => {
    if (date === undefined) return []
    const shown = Temporal.PlainDate.from(date).toZonedDateTime(terms.timeZone).toPlainDate().toString()
    return shown === date
      ? []
      : [warn(path, `${date} does not exist in ${terms.timeZone}: ${shown} is taken`)]
  })
}
