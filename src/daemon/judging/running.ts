import { isoInstant } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import type { Period } from '../../agreement/period.ts'
import { judgingSources, reliefSources } from '../../agreement/relief.ts'
import type { Span } from '../../agreement/spans.ts'
import { sourcesIn } from '../../agreement/subject.ts'
import { correctedView } from '../../evaluation/corrections.ts'
import type { EvidenceView } from '../../evaluation/evidenceView.ts'
import type { Measured } from '../../evaluation/measured.ts'
import { contextOf } from '../../evaluation/periodQuestion.ts'
import { part } from '../../evaluation/seriesView.ts'
import { standingOf } from '../../evaluation/standing.ts'
import type { Standing } from '../../evaluation/verdict.ts'
import type { Event, Exclusion } from '../../evidence/event.ts'
import { type Series, seriesOf } from '../../evidence/series.ts'
import type { Observation } from '../../sources/observation.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import type { EvidenceMemory } from '../evidence/evidenceMemory.ts'
import { seriesFor } from '../evidence/gather.ts'
import { type Member, questionOf } from '../questions.ts'
import { currentOf, factsOf, inForceAt, type Watched } from '../watched.ts'
import { forget, RunningLatencies } from './runningLatencies.ts'

interface Rows {
  readonly period: Period
  readonly readAt: number
  readonly series: ReadonlyMap<string, Series>
}

interface RunningAsk {
  readonly period: Period
  readonly now: number
  readonly exclusions: readonly Exclusion[]
  readonly incident?: 'goingOn' | 'ended' | undefined
}

/** Measures of numbers are read again from evidence at most this often, and never for more than a share of the time. */
const rereadMs = 60_000

/** Running periods: states from the lines in memory, latencies from folds, other numbers read again from time to time. */
export class Running {
  readonly #store: Store
  readonly #memory: EvidenceMemory
  readonly #book: Book
  readonly #holidays: Holidays
  readonly #latencies: RunningLatencies
  readonly #rows = new Map<string, Rows>()

  constructor(parts: { store: Store; memory: EvidenceMemory; book: Book; holidays: Holidays }) {
    this.#store = parts.store
    this.#memory = parts.memory
    this.#book = parts.book
    this.#holidays = parts.holidays
    this.#latencies = new RunningLatencies(parts.store)
  }

  /** Takes in observations that are on disk already. */
  absorb(observations: readonly Observation[]): void {
    this.#latencies.absorb(observations)
  }

  view(
    watched: Watched,
    exclusions: readonly Exclusion[],
    seenUntil: number,
    rows?: ReadonlyMap<string, Series>,
  ): EvidenceView {
    const uses = (name: string) => watched.life.uses.get(name) ?? []
    const measured: EvidenceView = {
      seenUntil,
      events: watched.events,
      exclusions,
      fees: watched.fees,
      line: (name, span, until) => this.#memory.line(uses(name), span, until),
      series: (name, span) => part(rows?.get(name) ?? seriesOf(name, 'state', []), span),
      extent: (name) => {
        const begin = this.#memory.begin(uses(name))
        return begin === null ? null : { from: begin, to: seenUntil }
      },
    }
    return correctedView(measured, watched.corrections)
  }

  /** Events alone, for clocks. */
  eventsView(watched: Watched, seenUntil: number): EvidenceView {
    return this.view(watched, [], seenUntil)
  }

  async standing(
    watched: Watched,
    member: Member,
    { period, now, exclusions, incident }: RunningAsk,
  ): Promise<Standing> {
    const rows = await this.#rowsFor(watched, member, { period, now, exclusions })
    const whole = this.view(watched, exclusions, now, rows)
    const view = incident === undefined ? whole : { ...whole, events: ownEvents(whole.events, period.from) }
    const closed = (name: string) => this.#book.latestOf(watched.id, 'periodClosed', name)
    const holidays = this.#holidays
    const question = questionOf({ watched, member, period, view, asOf: now, holidays, closed })
    const folded = await this.#folded(watched, member, { period, now, exclusions })
    const declared = this.#book
      .latestOf(watched.id, 'breach', member.name)
      .find(
        (entry) =>
          (entry.subject ?? undefined) === member.of &&
          isPeriod(entry.period, period) &&
          factsOf(entry).verdict === 'breached',
      )
    const decided = declared && isoInstant(declared.decidedAt, question.version.terms.timeZone)
    const breachedSince = declared ? (factsOf(declared).certainSince ?? decided ?? null) : null
    return standingOf({ question, folded, breachedSince, ...(incident ? { incident } : {}) })
  }

  /** What the standing of a running period was read from. */
  async viewOf(watched: Watched, member: Member, ask: RunningAsk): Promise<EvidenceView> {
    return this.view(watched, ask.exclusions, ask.now, await this.#rowsFor(watched, member, ask))
  }

  /** Latencies without grains are folded; null for every other measure. */
  async #folded(watched: Watched, member: Member, ask: RunningAsk): Promise<Measured | null> {
    const { period, now, exclusions } = ask
    const asked = member.commitment.measure
    if (asked.kind !== 'latency' || asked.terms.grain !== undefined) return null
    if (isCorrected(watched, member, period)) return null
    const holidays = this.#holidays
    return this.#latencies.measured({ watched, ...ask, key: keyOf(watched, member, period) }, () => {
      const view = this.view(watched, exclusions, now)
      return contextOf(questionOf({ watched, member, period, view, asOf: now, holidays, closed: () => [] }))
    })
  }

  async #rowsFor(
    watched: Watched,
    member: Member,
    { period, now }: RunningAsk,
  ): Promise<ReadonlyMap<string, Series>> {
    const names = rowSources(watched, member, period)
    if (names.length === 0) return new Map()
    const key = keyOf(watched, member, period)
    const known = this.#rows.get(key)
    const often = Math.min(rereadMs, Math.max(1000, (period.to - period.from) / 5000))
    if (
      known &&
      known.period.from === period.from &&
      now - known.readAt < often * Math.max(1, this.#rows.size / 50)
    )
      return known.series
    const series = new Map<string, Series>()
    for (const name of names)
      series.set(name, await this.#rowsOf(watched, name, { from: period.from, to: Math.min(period.to, now) }))
    this.#rows.set(key, { period, readAt: now, series })
    forget(this.#rows, now)
    return series
  }

  #rowsOf(watched: Watched, name: string, span: Span): Promise<Series> {
    const uses = span.from < span.to ? (watched.life.uses.get(name) ?? []) : []
    return seriesFor(this.#store, uses, { name, span, agreement: currentOf(watched) })
  }
}

/** Without the tickets of others: many may be open at once, and each is looked at every time. */
function ownEvents(events: readonly Event[], at: number): readonly Event[] {
  const isTicket = ({ type }: Event): boolean => type.startsWith('ticket.')
  const own = new Set(
    events.filter((event) => event.at === at && isTicket(event)).map(({ subject }) => subject),
  )
  return own.size === 0 ? events : events.filter((event) => !isTicket(event) || own.has(event.subject))
}

const keyOf = (watched: Watched, member: Member, period: Period): string =>
  `${watched.id} ${member.name} ${member.of ?? ''} ${period.from}`

/** The sources whose rows are read: of numbers, and of the gauges by which time is excluded. */
function rowSources(watched: Watched, member: Member, period: Period): string[] {
  const { terms } = inForceAt(watched, period.from).version
  return needsRows(member) || isCorrected(watched, member, period)
    ? judgingSources(member.commitment, terms)
    : reliefSources(member.commitment, terms)
}

/** States without grains come from lines, latencies from folds, events from memory; everything else needs its rows. */
function needsRows({ commitment }: Member): boolean {
  const { measure } = commitment
  switch (measure.kind) {
    case 'elapsed':
    case 'timeTaken':
    case 'occurrences':
    case 'notice':
    case 'satisfaction':
    case 'usageRate':
    case 'retentionRate':
    case 'valueRetained':
    case 'customerValue':
    case 'valueRatio':
      return false
    case 'uptime':
    case 'downtime':
    case 'longestOutage':
    case 'outages':
    case 'repairTime':
    case 'timeBetweenFailures':
      return measure.terms.grain !== undefined
    case 'latency':
      return measure.terms.grain !== undefined
    default:
      return true
  }
}

function isPeriod(written: { readonly from: string } | null, period: Period): boolean {
  return written !== null && Temporal.Instant.from(written.from).epochMilliseconds === period.from
}

/** A fold knows nothing of intervals that count otherwise than measured: such a period is read from its rows. */
function isCorrected(watched: Watched, { commitment: { measure } }: Member, period: Period): boolean {
  if (measure.kind !== 'latency' || watched.corrections.length === 0) return false
  const names = sourcesIn(measure.terms.of)
  return watched.corrections.some(
    (each) => names.includes(each.source) && each.from < period.to && each.to > period.from,
  )
}
