import type { Agreement } from '../../agreement/agreement.ts'
import { sha256 as digestOf } from '../../agreement/canonical.ts'
import { eventNames } from '../../evaluation/claims.ts'
import type { Event } from '../../evidence/event.ts'
import { type CreditActs, type CreditFacts, stateOf } from '../../ledger/credits.ts'
import { type Finding, finding } from '../../ledger/drafts.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { ClaimFacts, Facts } from '../../ledger/facts.ts'
import type { Book } from '../book.ts'
import { instant } from '../questions.ts'
import { factsOf } from '../watched.ts'

/** Events that the claims of this daemon make begin so, and others may not. */
export const ownEventPrefix = 'upheld:'

/** The latest statement of a period's credit. */
export function statedCredit(
  book: Book,
  { agreement, clause, period, subject }: Pick<Entry, 'agreement' | 'clause' | 'period' | 'subject'>,
): CreditFacts | null {
  const entry = book.find(agreement, { kind: 'creditStated', clause, period, subject })
  return entry ? (entry.facts as unknown as CreditFacts) : null
}

/** A closed period with its credit as it stands now, in the place of that of its closing. */
export function withCreditNow(book: Book, entry: Entry): Entry {
  const stated = statedCredit(book, entry)
  const state = stated && stateOf(stated.state)
  if (stated === null || state === null) return entry
  const { percent, units, unit, amount, currency, claimUntil } = stated
  const credit = { percent, units, unit, amount, currency, claimUntil, state }
  return { ...entry, facts: { ...entry.facts, credit } }
}

/** What a claim about a closed period must name. */
export function subjectOf(agreement: Agreement, entry: Entry) {
  const { from, to, timeZone, incident } = factsOf(entry)
  const all = agreement.versions.flatMap((version) => Object.keys(version.terms.commitments))
  const about = {
    commitment: entry.clause ?? '',
    ...(entry.subject === null ? {} : { of: entry.subject }),
    all,
  }
  const period = { from: instant(from), to: instant(to) }
  return { about, period, timeZone, isIncident: incident !== undefined }
}

const answerOf = ({ data: { answer } }: Event): 'accepted' | 'refused' | null =>
  answer === 'accepted' || answer === 'refused' ? answer : null

/** What the parties did about a credit by an instant. */
export function actsOf(
  book: Book,
  entry: Entry,
  known: {
    readonly subject: ReturnType<typeof subjectOf>
    readonly events: readonly Event[]
    readonly now: number
  },
): Omit<CreditActs, 'settlesItself'> & { readonly filed: Event | null; readonly answered: Event | null } {
  const mine = known.events.filter(
    (event) =>
      event.type.startsWith('claim.') && event.at <= known.now && eventNames(event, known.subject) !== false,
  )
  const answers = mine.filter((event) => event.type === 'claim.answered' && answerOf(event) !== null)
  return {
    filed: mine.find((event) => event.type === 'claim.filed') ?? null,
    answered: answers.at(-1) ?? null,
    answers: answers.flatMap((event) => answerOf(event) ?? []),
    settled: settlementsOf(book, entry).map((facts) => facts.paid),
  }
}

export function settlementsOf(book: Book, entry: Entry): Facts['creditSettled'][] {
  return book
    .latestOf(entry.agreement, 'creditSettled', entry.clause ?? '')
    .filter(
      ({ period, facts }) => period?.from === entry.period?.from && (facts.of ?? null) === entry.subject,
    )
    .map((settled) => settled.facts as unknown as Facts['creditSettled'])
}

/** The entry of a claim or an answer that came as an event. */
export function actFinding(
  entry: Entry,
  event: Event,
  asked: {
    readonly credit: Pick<ClaimFacts, 'amount' | 'currency'>
    readonly doneAt: string
    readonly now: number
  },
): Finding {
  const place = placeOf(entry, asked.now)
  const by = event.id.startsWith(ownEventPrefix) ? event.data.by : null
  const doneBy = by === 'provider' || by === 'customer' || by === 'operator' ? by : 'event'
  const facts = { ...claimFacts(entry, asked.credit), doneBy, doneAt: asked.doneAt } as const
  const text = typeof event.data.text === 'string' ? event.data.text : null
  const digest = text === null ? null : digestOf(text)
  const texts = text === null ? [] : [text]
  return event.type === 'claim.filed'
    ? finding('claimFiled', place, { ...facts, statement: digest }, texts)
    : finding(
        'claimAnswered',
        place,
        { ...facts, answer: answerOf(event) ?? 'refused', reason: digest },
        texts,
      )
}

export function claimFacts(entry: Entry, { amount, currency }: Pick<ClaimFacts, 'amount' | 'currency'>) {
  const { commitment, of, title, by, from, to, timeZone } = factsOf(entry)
  return { commitment, ...(of === undefined ? {} : { of }), title, by, from, to, timeZone, amount, currency }
}

export const placeOf = (entry: Entry, at: number) => ({
  agreement: entry.agreement,
  ...(entry.clause === null ? {} : { clause: entry.clause }),
  ...(entry.period === null ? {} : { period: entry.period }),
  ...(entry.subject === null ? {} : { subject: entry.subject }),
  at,
})
