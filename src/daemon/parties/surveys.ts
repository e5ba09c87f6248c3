import { isoInstant, zoneOf } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import { sha256 } from '../../agreement/canonical.ts'
import { addLength, type DeadlineContext } from '../../agreement/deadline.ts'
import type { SurveyTerms } from '../../agreement/schema/surveys.ts'
import { surveyParty } from '../../agreement/surveyReferences.ts'
import { type SurveyRound, surveyRound } from '../../agreement/surveySchedule.ts'
import { calendarsOf, periodContextOf } from '../../evaluation/periodQuestion.ts'
import { type Finding, finding } from '../../ledger/drafts.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Signer } from '../../ledger/head.ts'
import { type AskedFacts, formText } from '../../ledger/surveys.ts'
import { type Recipient, wants } from '../../notices/plan.ts'
import type { Book } from '../book.ts'
import { instant } from '../questions.ts'
import { currentOf, inForceAt, recipientsOf, type Watched } from '../watched.ts'
import { before } from './answerTimes.ts'

export interface SurveyParts {
  readonly book: Book
  readonly signer: Pick<Signer, 'sign'>
  readonly holidays: Holidays
  /** Whether mails can have links: a form that nobody could open is not mailed. */
  readonly hasLinks: () => boolean
}

/** A survey in its current period, by the text in force when the period began. */
interface Running {
  readonly name: string
  readonly terms: SurveyTerms
  readonly round: SurveyRound
  readonly deadlines: DeadlineContext
  readonly recipients: readonly Recipient[]
  readonly text: string
}

/**
 * Forms and reminders that are due at an instant. Each contact is asked once in a period; what was missed while the
 * daemon stood still is asked for the current period alone, since nobody can answer for a quarter that is over.
 */
export function dueSurveys(parts: SurveyParts, watched: Watched, now: number): Finding[] {
  if (!parts.hasLinks() || hasEnded(parts.book, watched)) return []
  return Object.keys(inForceAt(watched, now).version.terms.surveys).flatMap((name) => {
    const running = runningSurvey(parts, watched, { name, now })
    if (running === null || now < running.round.askAt) return []
    return running.recipients.flatMap((recipient) => dueFor(parts, watched, { running, recipient, now }))
  })
}

const hasEnded = (book: Book, { id }: Watched): boolean =>
  book.latest(id, 'terminationEnded').some(({ facts }) => facts.outcome === 'effective')

function runningSurvey(
  { holidays }: SurveyParts,
  watched: Watched,
  { name, now }: { readonly name: string; readonly now: number },
): Running | null {
  const today = inForceAt(watched, now)
  const known = today.version.terms.surveys[name]
  if (!known) return null
  const periods = periodContextOf(currentOf(watched))
  const deadlinesBy = (of: typeof today, { calendar }: SurveyTerms): DeadlineContext => ({
    ...calendarsOf(of.version, holidays),
    calendar: calendar ?? null,
  })
  const begun = surveyRound(known, now, { periods, deadlines: deadlinesBy(today, known) })
  if (begun === null) return null
  const then = inForceAt(watched, Math.max(begun.period.from, periods.term.from))
  const terms = then.version.terms.surveys[name]
  // What was agreed since is asked from the next period on.
  if (terms?.every !== known.every) return null
  const deadlines = deadlinesBy(then, terms)
  const round = surveyRound(terms, now, { periods, deadlines })
  const alternative = then.version.terms.value?.alternative?.name ?? null
  const recipients = askedContacts(watched, terms, now)
  const text = formText({ asks: terms.asks, alternative })
  return round && { name, terms, round, deadlines, recipients, text }
}

/** The contacts of today: who has left is not asked any more. */
function askedContacts(watched: Watched, { to }: SurveyTerms, now: number): Recipient[] {
  const agreement = currentOf(watched)
  const party = surveyParty(inForceAt(watched, now).version.terms, to)
  return recipientsOf(agreement, now).filter(
    (each) =>
      each.party === party && (typeof to === 'string' || to.includes(each.address)) && wants(each, 'survey'),
  )
}

interface Due {
  readonly running: Running
  readonly recipient: Recipient
  readonly now: number
}

function dueFor(parts: SurveyParts, watched: Watched, due: Due): Finding[] {
  const { name, round } = due.running
  const timeZone = zoneOf(currentOf(watched))
  const period = { from: isoInstant(round.period.from, timeZone), to: isoInstant(round.period.to, timeZone) }
  const form = formName(parts.signer, { agreement: watched.id, survey: name, ...period, ...due.recipient })
  const key = { clause: name, period, subject: form }
  const asked = parts.book.find(watched.id, { kind: 'surveyAsked', ...key })
  if (asked) return reminder(parts, asked, due)
  const facts = {
    survey: name,
    ...period,
    party: due.recipient.party,
    form,
    timeZone,
    ...times(due, timeZone),
  }
  const place = { agreement: watched.id, ...key, at: due.now }
  const made = finding('surveyAsked', place, { ...facts, questions: sha256(due.running.text) }, [
    due.running.text,
  ])
  return [{ ...made, only: due.recipient }]
}

function times({ running, now }: Due, timeZone: string): Pick<AskedFacts, 'answerBy' | 'remindAt'> {
  const answerBy = addLength(now, running.terms.answerWithin, running.deadlines)
  const remindAt = before(answerBy, running.terms.remind, { at: now, timeZone })
  return {
    answerBy: isoInstant(answerBy, timeZone),
    remindAt: remindAt === null ? null : isoInstant(remindAt, timeZone),
  }
}

/** Once, to those who have not answered and still can. */
function reminder({ book, signer }: SurveyParts, asked: Entry, { recipient, now }: Due): Finding[] {
  const facts = asked.facts as unknown as AskedFacts
  if (facts.remindAt === null || now < instant(facts.remindAt) || now >= instant(facts.answerBy)) return []
  if (answeredForm(book, signer, asked)) return []
  const { agreement, period } = asked
  const place = { agreement, clause: facts.survey, subject: facts.form, at: now }
  const made = finding('surveyReminded', { ...place, ...(period ? { period } : {}) }, facts)
  return [{ ...made, only: recipient }]
}

/** The answers to a form of an entry that asks or reminds. */
export function answeredForm(book: Book, signer: Pick<Signer, 'sign'>, asked: Entry): Entry | undefined {
  const { clause, period, facts } = asked
  const subject = answerName(signer, facts as unknown as AskedFacts)
  return book.find(asked.agreement, { kind: 'surveyAnswered', clause, period, subject })
}

/** The same whenever it is asked for; only the daemon's key leads from an address to its form. */
function formName(
  signer: Pick<Signer, 'sign'>,
  of: { agreement: string; survey: string; from: string; party: string; address: string },
): string {
  const text = [of.agreement, of.survey, of.from, of.party, of.address].join('\n')
  return sha256(signer.sign(`upheld-survey-v1\n${text}\n`))
}

/** Names a form's answers; only the daemon's key leads from the form to them. */
export const answerName = (signer: Pick<Signer, 'sign'>, { form }: Pick<AskedFacts, 'form'>): string =>
  sha256(signer.sign(`upheld-survey-answer-v1\n${form}\n`))
