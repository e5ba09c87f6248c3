import { canonicalJson, sha256 } from '../agreement/canonical.ts'
import type { DistributionFigures } from '../evaluation/distribution.ts'
import type { PeriodFacts } from '../evaluation/verdict.ts'
import type { CreditFacts } from '../ledger/credits.ts'
import type { Entry, EntryKind, Json, JsonObject } from '../ledger/entry.ts'
import type { JoinedFacts } from '../ledger/facts.ts'
import type { Proposal } from '../ledger/procedure.ts'
import type { MonthFigures } from '../value/figures.ts'
import { addedMonths } from './credits.ts'
import { differenceOf } from './difference.ts'
import {
  announcedIn,
  deadlinesOf,
  disputedIn,
  type StatedAnnouncement,
  type StatedDeadline,
  type StatedDispute,
} from './matters.ts'

/** Beyond so many periods of one commitment only those that were not kept are listed. */
const mostListed = 40
const format = 'upheld-statement-v1'

/** What both parties receive for one month, or what else `statements.per` names: the same bytes for both. Names stand beside it, as in the ledger. */
export interface Statement {
  readonly format: typeof format
  readonly agreement: string
  readonly title: string
  readonly timeZone: string
  readonly currency: string | null
  readonly from: string
  readonly to: string
  /** 1 for the first; another one is made only where the content has changed. */
  readonly version: number
  /** SHA-256 hex of the version before, null for the first. */
  readonly replaces: string | null
  readonly difference: readonly { readonly path: string; readonly before: Json; readonly after: Json }[]
  readonly commitments: readonly StatedCommitment[]
  /** The month's credits after joins and caps; null where none is due. */
  readonly credits: JoinedFacts | null
  /** Each month of credits, where it is more than one: `credits` adds them. */
  readonly creditMonths?: readonly JoinedFacts[]
  /** What was claimed, answered and settled of this month's credits. */
  readonly claims: readonly StatedEntry[]
  /** Proposals, disputes, exclusions, gaps, rights to terminate and amendments of the month. */
  readonly record: readonly StatedEntry[]
  /** The provider's changes, features and known problems, as they stood at the month's end. Early statements have none of these three. */
  readonly announcements?: readonly StatedAnnouncement[]
  readonly disputes?: readonly StatedDispute[]
  readonly deadlines?: readonly StatedDeadline[]
  /** Null too where it holds more than one month. */
  readonly value: MonthFigures | null
  readonly valueMonths?: readonly MonthFigures[]
}

export interface StatedCommitment {
  readonly commitment: string
  readonly of: string | null
  readonly title: string
  readonly by: 'provider' | 'customer'
  readonly target: string
  readonly verdicts: { readonly [verdict: string]: number }
  readonly periods: readonly StatedPeriod[]
  /** Kept periods that are not listed. */
  readonly omitted: number
  /** How long the looks of all its periods took, where it measures latency. */
  readonly distribution?: DistributionFigures
}

export interface StatedPeriod {
  /** The entry of the ledger that says so. */
  readonly entry: string
  readonly facts: PeriodFacts
  /** Where its credit stands, null where the contract names none. */
  readonly credit: CreditFacts | null
}

export interface StatedEntry {
  readonly kind: EntryKind
  readonly clause: string | null
  readonly at: string
  readonly entry: string
}

export interface StatementQuestion {
  readonly agreement: string
  readonly title: string
  readonly timeZone: string
  readonly currency: string | null
  readonly period: { readonly from: string; readonly to: string }
  /** The same before the term cuts it: a month of credits or value that the term cuts ends in it. */
  readonly whole?: Span
  /** The latest revisions, in the order of the chain. */
  readonly entries: readonly Entry[]
  /** Every revision of what the provider announced. */
  readonly announcements: readonly Entry[]
  readonly disputes: Parameters<typeof disputedIn>[0]
  /** The proposals that are about the month. */
  readonly proposals: readonly Proposal[]
  readonly notice: StatedDeadline | null
  /** By `memberKey`. */
  readonly distributions: ReadonlyMap<string, DistributionFigures>
  /** The version that was issued last, if any. */
  readonly before: Statement | null
}

const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds

/** The month's statement, or null where the last version says the same already. */
export function nextStatement(question: StatementQuestion): Statement | null {
  const { before } = question
  const content = contentOf(question)
  if (before === null) return { ...content, version: 1, replaces: null, difference: [] }
  const { version, replaces: _, difference: __, ...known } = before
  const [old, now] = [known, content].map((each) => JSON.parse(canonicalJson(each)) as JsonObject)
  if (!old || !now || canonicalJson(old) === canonicalJson(now)) return null
  const replaces = sha256(canonicalJson(before))
  return { ...content, version: version + 1, replaces, difference: differenceOf(old, now) }
}

type Content = Omit<Statement, 'version' | 'replaces' | 'difference'>

function contentOf(question: StatementQuestion): Content {
  const { agreement, title, timeZone, currency, period, entries } = question
  const span = { from: ms(period.from), to: ms(period.to) }
  const facts = <T>(entry: Entry): T => entry.facts as unknown as T
  const months = <T>(kind: EntryKind): T[] =>
    entries.filter((entry) => entry.kind === kind && endsIn(entry, question.whole ?? span)).map(facts<T>)
  const [joined, values] = [months<JoinedFacts>('creditsJoined'), months<MonthFigures>('valueStated')]
  return {
    format,
    agreement,
    title,
    timeZone,
    currency,
    ...period,
    commitments: commitmentsOf(entries, span).map((each) => withDistribution(each, question)),
    credits: addedMonths(joined),
    ...(joined.length > 1 ? { creditMonths: joined } : {}),
    claims: listed(entries, claimKinds, (entry) => endsIn(entry, span), timeZone),
    record: listed(entries, recordKinds, (entry) => concerns(entry, span), timeZone),
    announcements: announcedIn(question.announcements, span),
    disputes: disputedIn(question.disputes, span),
    deadlines: deadlinesOf(entries, question),
    value: values.length === 1 ? (values[0] ?? null) : null,
    ...(values.length > 1 ? { valueMonths: values } : {}),
  }
}

interface Span {
  readonly from: number
  readonly to: number
}

/** A period belongs to the statement that holds its last moment, and so does a month of credits or value. */
const endsIn = ({ period }: Entry, { from, to }: Span): boolean =>
  period !== null && ms(period.to) - 1 >= from && ms(period.to) - 1 < to

/** Whether an entry is about a month: its period reaches into it, or, without one, it was decided in it. */
export const concerns = (entry: Entry, { from, to }: Span): boolean =>
  entry.period === null
    ? entry.decidedAt >= from && entry.decidedAt < to
    : ms(entry.period.to) > from && ms(entry.period.from) < to

const claimKinds: readonly EntryKind[] = ['claimFiled', 'claimAnswered', 'creditSettled']
const recordKinds: readonly EntryKind[] = [
  'amendmentProposed',
  'amendmentAccepted',
  'versionInForce',
  'sourcesChanged',
  'evidenceGap',
  'terminationNear',
  'terminationMet',
  'exclusionAnnounced',
  'exclusionWithdrawn',
  'acknowledged',
  'proposalMade',
  'claimStated',
  'proposalAnswered',
  'declarationMade',
  'termMoved',
  'agreementEnded',
  'terminationExercised',
  'terminationEnded',
]

const listed = (
  entries: readonly Entry[],
  kinds: readonly EntryKind[],
  belongs: (entry: Entry) => boolean,
  timeZone: string,
): StatedEntry[] =>
  entries
    .filter((entry) => kinds.includes(entry.kind) && belongs(entry))
    .map(({ kind, clause, decidedAt, id }) => ({
      kind,
      clause,
      at: instantText(decidedAt, timeZone),
      entry: id,
    }))

const instantText = (at: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toString({ timeZoneName: 'never', smallestUnit: 'second' })

/** A commitment, or one member of it that is judged alone. */
export const memberKey = (commitment: string, of: string | null): string => JSON.stringify([commitment, of])

function withDistribution(stated: StatedCommitment, { distributions }: StatementQuestion): StatedCommitment {
  const distribution = distributions.get(memberKey(stated.commitment, stated.of))
  return distribution ? { ...stated, distribution } : stated
}

function commitmentsOf(entries: readonly Entry[], span: Span): StatedCommitment[] {
  const closed = entries.filter(
    (entry) => entry.kind === 'periodClosed' && entry.facts.incident !== 'gone' && endsIn(entry, span),
  )
  const credits = new Map(
    entries.filter(({ kind }) => kind === 'creditStated').map((entry) => [placeOf(entry), entry]),
  )
  const groups = Map.groupBy(closed, (entry) => `${entry.clause} ${entry.subject ?? ''}`)
  return [...groups.values()].flatMap((each): StatedCommitment[] => {
    const [first] = each
    if (!first) return []
    const periods = each
      .map((entry) => statedPeriod(entry, credits.get(placeOf(entry))))
      .sort((a, b) => ms(a.facts.from) - ms(b.facts.from))
    const shown =
      periods.length > mostListed ? periods.filter(({ facts }) => facts.verdict !== 'met') : periods
    const { commitment, of, title, by, target } = first.facts as unknown as PeriodFacts
    return [
      {
        commitment,
        of: of ?? null,
        title,
        by,
        target,
        verdicts: countsOf(periods),
        periods: shown,
        omitted: periods.length - shown.length,
      },
    ]
  })
}

const placeOf = ({ clause, subject, period }: Entry): string =>
  JSON.stringify([clause, subject, period?.from ?? null, period?.to ?? null])

function statedPeriod(entry: Entry, credit: Entry | undefined): StatedPeriod {
  return {
    entry: entry.id,
    facts: entry.facts as unknown as PeriodFacts,
    credit: credit ? (credit.facts as unknown as CreditFacts) : null,
  }
}

function countsOf(periods: readonly StatedPeriod[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { facts } of periods) counts[facts.verdict] = (counts[facts.verdict] ?? 0) + 1
  return counts
}

/** What the signature of a statement covers: its domain and the SHA-256 of its canonical JSON. */
export const statementText = (agreement: string, digest: string): string =>
  `${format}\n${agreement}\n${digest}\n`
