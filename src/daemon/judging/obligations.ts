import type { Holidays } from '../../agreement/calendar.ts'
import { periodEnded } from '../../agreement/schema/eventMeasures.ts'
import type { Measure } from '../../agreement/schema/measures.ts'
import type { MeasureContext } from '../../evaluation/context.ts'
import { elapsedPairs, type Pair } from '../../evaluation/eventMeasures.ts'
import type { EvidenceView } from '../../evaluation/evidenceView.ts'
import { calendarsOf } from '../../evaluation/periodQuestion.ts'
import { unansweredEvents } from '../../evaluation/unanswered.ts'
import type { Event } from '../../evidence/event.ts'
import type { Duties, OverdueInvoices } from '../../http/duties.ts'
import { currentOf, inForceAt, type Watched } from '../watched.ts'
import { incidentTexts, type Judged, type MemberName, memberNames, periodsIn } from './periods.ts'

type ElapsedTerms = Extract<Measure, { kind: 'elapsed' }>['terms']

export interface ObligationQuestion {
  readonly watched: Watched
  /** The small evidence; what a commitment about answers looks at. */
  readonly view: EvidenceView
  readonly now: number
  readonly holidays: Holidays
}

/** A commitment about answers in time, with what of it nobody has answered. */
export interface Unanswered {
  readonly commitment: string
  readonly by: Judged['member']['commitment']['by']
  readonly terms: ElapsedTerms
  readonly pairs: readonly Pair[]
}

/** So many ended periods are looked back at for what is due after a period, such as a report. */
const mostEnded = 24
const lookBackMs = 800 * 86_400_000

/** What waits for an answer now, by commitment: each question judged by the text in force when its period began. */
export function unansweredNow(question: ObligationQuestion): Unanswered[] {
  const { watched } = question
  const versions = watched.documents.flatMap(({ agreement }) => agreement.versions)
  return memberNames(watched).flatMap((name) => {
    const commitments = versions.flatMap(({ terms }) => terms.commitments[name.name] ?? [])
    const commitment = commitments.findLast((each) => each.measure.kind === 'elapsed')
    if (commitment?.measure.kind !== 'elapsed') return []
    const { terms } = commitment.measure
    const pairs = pairsOf(question, name, terms).filter(({ answer }) => answer === null)
    return [{ commitment: name.name, by: commitment.by, terms, pairs }]
  })
}

function pairsOf(question: ObligationQuestion, name: MemberName, terms: ElapsedTerms): Pair[] {
  const { watched, view, now } = question
  if (terms.from === periodEnded) return afterPeriods(question, name)
  const events = unansweredEvents(terms, view.events, now)
  const asked = events.filter(({ type }) => type === terms.from)
  const first = asked[0]
  if (first === undefined) return []
  const small = { ...view, events }
  const alone = incidentTexts(watched, name).flatMap(({ member, from, until }) =>
    asked
      .filter(({ at }) => at >= from && at < until)
      .map(({ at }) => ({ member, period: { from: at, to: at + 1 } })),
  )
  const pairs = [...periodsIn(watched, name, { from: first.at, to: now + 1 }), ...alone]
    .filter(({ period }) => asked.some(({ at }) => at >= period.from && at < period.to))
    .flatMap((judged) => pairsIn({ ...question, view: small }, judged))
  // Trailing periods contain a question more than once.
  return [...new Map(pairs.map((pair) => [pair.question.id, pair])).values()]
}

function afterPeriods(question: ObligationQuestion, name: MemberName): Pair[] {
  const { watched, now } = question
  const from = Math.max(watched.knownSince, now - lookBackMs)
  return periodsIn(watched, name, { from, to: now })
    .filter(({ period }) => period.to > from && period.to <= now)
    .slice(-mostEnded)
    .flatMap((judged) => pairsIn(question, judged))
}

function pairsIn({ watched, view, now, holidays }: ObligationQuestion, { member, period }: Judged): Pair[] {
  if (member.commitment.measure.kind !== 'elapsed') return []
  const { version } = inForceAt(watched, period.from)
  const context: MeasureContext = {
    name: member.name,
    commitment: member.commitment,
    terms: version.terms,
    period,
    counted: period,
    view,
    asOf: now,
    calendars: calendarsOf(version, holidays),
  }
  return elapsedPairs(member.commitment.measure.terms, context)
}

/** How much waits and how much is late, by commitment. */
export function owedOf(unanswered: readonly Unanswered[]): Duties['owed'] {
  return [...Map.groupBy(unanswered, (one) => one.commitment).entries()].map(([commitment, members]) => {
    const pairs = members.flatMap((one) => one.pairs)
    const dues = pairs.flatMap(({ state, due }) => (state === 'running' && Number.isFinite(due) ? [due] : []))
    const overdue = pairs.filter(({ state }) => state === 'late').length
    return {
      commitment,
      by: members[0]?.by ?? 'provider',
      open: pairs.length - overdue,
      overdue,
      nextDue: dues.length === 0 ? null : Math.min(...dues),
    }
  })
}

/** Invoices that are unpaid past their time; null where no commitment says when they are to be paid. */
export function overdueInvoices(watched: Watched, unanswered: readonly Unanswered[]): OverdueInvoices | null {
  const payments = unanswered.filter(({ terms }) => isPayment(terms))
  if (payments.length === 0) return null
  const late = payments.flatMap(({ pairs }) => pairs.filter(({ state }) => state === 'late'))
  // Two commitments may speak of one invoice: it is overdue from the earlier one on, and once.
  const first = new Map<string, Pair>()
  for (const pair of late.toSorted((a, b) => a.due - b.due))
    if (!first.has(pair.question.subject)) first.set(pair.question.subject, pair)
  const invoices = [...first.values()]
  return {
    currency: currentOf(watched).versions.at(-1)?.terms.currency ?? '',
    invoices: invoices.length,
    amount: invoices.reduce((sum, { question }) => sum + amountOf(question), 0),
    oldestDue: invoices[0]?.due ?? null,
  }
}

const isPayment = ({ from, to }: ElapsedTerms): boolean => from === 'invoice.issued' && to === 'invoice.paid'

function amountOf({ data: { amount } }: Event): number {
  const value = typeof amount === 'string' ? Number(amount) : 0
  return Number.isFinite(value) ? value : 0
}
