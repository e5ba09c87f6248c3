import type { Holidays } from '../agreement/calendar.ts'
import type { Period } from '../agreement/period.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import { isOfValue } from '../agreement/schema/measures.ts'
import { arrearsSince } from '../evaluation/arrears.ts'
import { deemedBy, type OtherPeriod } from '../evaluation/deemed.ts'
import { missesInRow } from '../evaluation/evaluateAgreement.ts'
import type { EvidenceView } from '../evaluation/evidenceView.ts'
import { measure, membersOf } from '../evaluation/measure.ts'
import { calendarsOf, contextOf, type PeriodQuestion, periodContextOf } from '../evaluation/periodQuestion.ts'
import { withPlanned } from '../evaluation/planned.ts'
import type { ValuedBy } from '../evaluation/valued.ts'
import type { FinishedVerdict } from '../evaluation/verdict.ts'
import type { Entry } from '../ledger/entry.ts'
import { valuedBy } from '../value/promisedValue.ts'
import { currentOf, factsOf, inForceAt, type Watched } from './watched.ts'

/** A commitment, or one member of an `each`. */
export interface Member {
  readonly name: string
  readonly of: string | undefined
  readonly commitment: CommitmentTerms
}

/** Every commitment of a version, `each` taken apart. */
export function membersIn(commitments: Readonly<Record<string, CommitmentTerms>>): Member[] {
  return Object.entries(commitments).flatMap(([name, commitment]): Member[] =>
    (membersOf(commitment) ?? [{ commitment }]).map((member) => ({
      name,
      of: 'of' in member ? member.of : undefined,
      commitment: member.commitment,
    })),
  )
}

export interface Asked {
  readonly watched: Watched
  readonly member: Member
  readonly period: Period
  readonly view: EvidenceView
  readonly asOf: number
  readonly holidays: Holidays
  /** Closed periods of this agreement by the ledger, latest revisions. */
  readonly closed: (commitment: string) => readonly Entry[]
}

/** The question as the engine takes it, its history read from the ledger. */
export function questionOf(asked: Asked): PeriodQuestion {
  const { watched, member, period, asOf, holidays, closed } = asked
  const view = isOfValue(member.commitment.measure)
    ? { ...asked.view, valued: valuedFrom(asked) }
    : asked.view
  const { agreement, version } = inForceAt(watched, period.from)
  const standing = (name: string) => closed(name).filter(({ facts }) => facts.incident !== 'gone')
  // Each instant is read once: a history may be of thousands of tickets.
  const past = standing(member.name)
    .filter((entry) => entry.clause === member.name && (entry.subject ?? undefined) === member.of)
    .map((entry) => ({ entry, to: instant(entry.period?.to) }))
    .filter(({ to }) => to <= period.from)
    .sort((a, b) => b.to - a.to)
    .map(({ entry }) => entry)
  const question: PeriodQuestion = {
    agreement,
    version,
    name: member.name,
    ...(member.of === undefined ? {} : { of: member.of }),
    commitment: member.commitment,
    period,
    view,
    asOf,
    holidays,
    before: [],
    missesBefore: missesInRow(past.map((entry) => factsOf(entry).verdict)),
    deemed: deemedBy(member.commitment, period, (other) => standing(other).map(otherPeriod)),
    suspendedSince: arrearsSince({
      terms: version.terms,
      period,
      view,
      asOf,
      calendars: calendarsOf(version, holidays),
      latest: (name) => latestVerdict(standing(name), period),
    }),
  }
  const whole = withPlanned(view, version.terms, period)
  return { ...question, view: whole, before: ownBefore(question, past) }
}

/** What the agreement was worth, by the verdicts of the ledger. */
const valuedFrom = ({ watched, closed }: Asked): ValuedBy => {
  const names = new Set(
    watched.documents.flatMap(({ agreement }) =>
      agreement.versions.flatMap(({ terms }) => Object.keys(terms.commitments)),
    ),
  )
  return valuedBy({
    versionAt: (at) => inForceAt(watched, at).version,
    calendar: periodContextOf(currentOf(watched)),
    periods: [...names]
      .flatMap((name) => closed(name).map(factsOf))
      .filter((each) => each.incident !== 'gone'),
    events: watched.events,
    fees: watched.fees,
  })
}

function otherPeriod(entry: Entry): OtherPeriod {
  const { from, to, verdict, certainSince } = factsOf(entry)
  const period = { from: instant(from), to: instant(to) }
  return { period, verdict, certainSince: certainSince === null ? null : instant(certainSince) }
}

/** The own measures of the periods before, measured again from evidence, as far as `averagedWith` asks. */
function ownBefore(question: PeriodQuestion, past: readonly Entry[]) {
  const count = question.commitment.averagedWith ?? 0
  const found = past.slice(0, count)
  const gap = found.findIndex((entry) => factsOf(entry).verdict === 'notApplicable')
  return (gap === -1 ? found : found.slice(0, gap)).map((entry) => {
    const { from, to } = factsOf(entry)
    const period = { from: instant(from), to: instant(to) }
    const view = withPlanned(question.view, question.version.terms, period)
    return measure(contextOf({ ...question, view, period }))
  })
}

export const instant = (text: string | undefined): number =>
  text === undefined ? Number.NaN : Temporal.Instant.from(text).epochMilliseconds

/** The latest verdict of a commitment in a period that began by then. */
function latestVerdict(closed: readonly Entry[], period: Period): FinishedVerdict | null {
  const [latest] = closed
    .filter((entry) => instant(entry.period?.from) <= period.from)
    .sort((a, b) => instant(b.period?.from) - instant(a.period?.from))
  return latest ? factsOf(latest).verdict : null
}
