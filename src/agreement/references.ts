import { calendarIssues } from './calendarReferences.ts'
import type { Path } from './document.ts'
import type { Issue } from './issues.ts'
import { kindProblem, targetProblem } from './measureFit.ts'
import type { AgreementTerms } from './schema/agreement.ts'
import type { CalendarReference } from './schema/calendars.ts'
import type { PlainTrigger, Trigger } from './schema/clauses.ts'
import type { CommitmentTerms } from './schema/commitments.ts'
import type { CreditTerms } from './schema/credits.ts'
import type { FeeBase } from './schema/feeBases.ts'
import { type Gift, isChoice, leavesOf } from './schema/gifts.ts'
import { isOfEvents, isOfStates, type Measure } from './schema/measures.ts'
import { type SourceTerms, seriesKindOf } from './sourceTerms.ts'
import { sourcesIn } from './subject.ts'
import { didYouMean } from './suggest.ts'
import { surveyIssues } from './surveyReferences.ts'
import { valueIssues, valueMeasureIssues } from './valueReferences.ts'

type Say = (path: Path, message: string) => void

/** Names that stand for nothing, and measures that do not fit their sources or targets. */
export function referenceIssues(terms: AgreementTerms, sources: ReadonlyMap<string, SourceTerms>): Issue[] {
  const issues: Issue[] = []
  const say: Say = (path, message) => issues.push({ path, message })
  const sayCalendar = calendarsSaid(terms, say)
  for (const [name, calendar] of Object.entries(terms.calendars))
    issues.push(...calendarIssues(terms.calendars, calendar, ['calendars', name], [name]))
  for (const [name, commitment] of Object.entries(terms.commitments))
    commitmentIssues(terms, sources, [name, commitment], say)
  for (const [name, kind] of Object.entries(terms.exclusions)) {
    if (kind.while?.kind === 'gauge') {
      const { gauge } = kind.while
      const look = sources.get(gauge)?.look
      const problem =
        known('source', gauge, Object.keys(terms.sources)) ??
        (look && seriesKindOf(look) !== 'gauge' ? `"${gauge}" gives no number: a gauge is needed` : null)
      need(say, ['exclusions', name, 'while', 'gauge'], problem)
    }
    for (const { inside } of [kind, ...(kind.either ?? [])])
      if (inside !== undefined) sayCalendar(inside, ['exclusions', name, 'inside'])
  }
  for (const [name, clause] of Object.entries(terms.termination))
    triggerIssues(terms, clause.when, ['termination', name, 'when'], say)
  if (terms.procedure.calendar !== undefined) sayCalendar(terms.procedure.calendar, ['procedure', 'calendar'])
  agreementWide(terms, say)
  return issues
}

const calendarsSaid =
  (terms: AgreementTerms, say: Say) =>
  (calendar: CalendarReference, path: Path): void => {
    for (const issue of calendarIssues(terms.calendars, calendar, path)) say(issue.path, issue.message)
  }

const known = (what: string, name: string, all: readonly string[]): string | null =>
  all.includes(name) ? null : `there is no ${what} "${name}"${didYouMean(name, all)}`

function need(say: Say, path: Path, problem: string | null): void {
  if (problem !== null) say(path, problem)
}

/** Why nothing of a measure can be judged one by one, or null. */
function incidentProblem(measure: Measure): string | null {
  if (measure.kind === 'notice') return 'a share of announcements has no incidents'
  return isOfEvents(measure) || isOfStates(measure)
    ? null
    : `${measure.kind} has no outages and no events that could be judged one by one`
}

function commitmentIssues(
  terms: AgreementTerms,
  sources: ReadonlyMap<string, SourceTerms>,
  [name, commitment]: [string, CommitmentTerms],
  say: Say,
): void {
  const path = ['commitments', name]
  const { measure } = commitment
  const sayCalendar = calendarsSaid(terms, say)
  if (measure.kind === 'notice') {
    const kinds = Object.keys(terms.exclusions)
    need(say, [...path, 'measure', 'notice', 'of'], known('exclusion kind', measure.terms.of, kinds))
  }
  if (commitment.period.kind === 'incident') need(say, [...path, 'period'], incidentProblem(measure))
  if (!isOfEvents(measure)) {
    for (const source of sourcesIn(measure.terms.of)) {
      need(say, [...path, 'measure', measure.kind, 'of'], known('source', source, Object.keys(terms.sources)))
    }
    need(say, [...path, 'measure', measure.kind], kindProblem(commitment, sources))
  } else if ('calendar' in measure.terms && measure.terms.calendar !== undefined) {
    sayCalendar(measure.terms.calendar, [...path, 'measure', measure.kind, 'calendar'])
  }
  need(say, [...path, 'target'], targetProblem(commitment))
  if (commitment.hours !== undefined) sayCalendar(commitment.hours, [...path, 'hours'])
  for (const kind of commitment.exclude ?? [])
    need(say, [...path, 'exclude'], known('exclusion kind', kind, Object.keys(terms.exclusions)))
  if (commitment.deemedMissed !== undefined) {
    const at = [...path, 'deemedMissed', 'when']
    const { when } = commitment.deemedMissed
    need(say, at, known('commitment', when, Object.keys(terms.commitments)))
    if (terms.commitments[when]?.deemedMissed !== undefined)
      say(at, `"${when}" is deemed missed itself: name the commitment that it depends on`)
  }
  const credits = commitment.credit ?? []
  for (const [i, credit] of credits.entries())
    creditIssues(terms, credit, [...path, 'credit', ...(credits.length > 1 ? [i] : [])], say)
}

function feeIssues(terms: AgreementTerms, base: FeeBase, path: Path, say: Say): void {
  if (base.kind === 'max') for (const each of base.of) feeIssues(terms, each, path, say)
  else need(say, path, known('fee', base.fee, Object.keys(terms.fees)))
}

function creditIssues(terms: AgreementTerms, credit: CreditTerms, path: Path, say: Say): void {
  if (credit.of) feeIssues(terms, credit.of, [...path, 'of'], say)
  const written = giftsOf(credit)
  const leaves = written.flatMap(({ gift }) => leavesOf(gift))
  const shares = leaves.filter(({ unit }) => unit === 'percent' || unit === 'day' || unit === 'multiple')
  const lacksBase = shares.some(({ of }) => of === undefined) || credit.pool !== undefined
  if (lacksBase && !credit.of) say(path, 'says a share of nothing: add `of`, such as of: fees.service')
  const isMoney = shares.length > 0 || credit.pool || leaves.some(({ unit }) => unit === 'money')
  if (isMoney && terms.currency === undefined)
    say(path, 'money needs a `currency` at the top, such as currency: EUR')
  for (const { gift, at } of written) giftIssues(terms, { gift }, [...path, ...at], say)
  if (credit.forEach?.kind === 'touched' && credit.forEach.calendar !== null)
    calendarsSaid(terms, say)(credit.forEach.calendar, [...path, 'forEach', 'calendar'])
  overlapIssue(credit, path, say)
}

/** Everything that a schedule may give, with its place in it. */
const giftsOf = ({ give, bands = [], atLeast, atMost }: CreditTerms): { gift: Gift; at: Path }[] => [
  ...(give ? [{ gift: give, at: ['give'] }] : []),
  ...bands.map((band, i) => ({ gift: band.give, at: ['bands', i, 'give'] })),
  ...(atLeast ? [{ gift: atLeast, at: ['atLeast'] }] : []),
  ...(atMost ? [{ gift: atMost, at: ['atMost'] }] : []),
]

/** Fees that do not exist, and money in another currency. */
function giftIssues(
  terms: AgreementTerms,
  { gift, text }: { readonly gift: Gift; readonly text?: string },
  path: Path,
  say: Say,
): void {
  for (const leaf of leavesOf(gift)) {
    if (leaf.of) feeIssues(terms, leaf.of, path, say)
    currencyIssue(terms, text === undefined ? leaf : { ...leaf, text }, path, say)
  }
}

/** What is given or capped in money is in the agreement's currency: nothing here knows a rate. */
function currencyIssue(
  { currency }: AgreementTerms,
  money: { readonly text: string; readonly currency?: string },
  path: Path,
  say: Say,
): void {
  if (money.currency !== undefined && currency !== undefined && money.currency !== currency)
    say(path, `"${money.text}" is not in the agreement's currency ${currency}`)
}

/** Of 10% and 50.00 EUR neither is the higher one before the fee is known: their numbers cannot be compared. */
function overlapIssue({ overlap, bands }: CreditTerms, path: Path, say: Say): void {
  if (overlap !== 'highest' && overlap !== 'lowest') return
  const units = new Set((bands ?? []).map(({ give }) => (isChoice(give) ? give.choose : give.unit)))
  const bases = new Set((bands ?? []).map(({ give }) => (isChoice(give) ? give.text : give.of?.text)))
  if (units.size > 1 || bases.size > 1)
    say(
      [...path, 'overlap'],
      `the ${overlap} of bands in different units (${[...units].join(', ')}) cannot be told: give all in one unit, or use overlap: first`,
    )
}

function triggerIssues(terms: AgreementTerms, trigger: Trigger, path: Path, say: Say): void {
  if (trigger.kind === 'any' || trigger.kind === 'all') {
    for (const each of trigger.of) triggerIssues(terms, each, path, say)
  } else if (trigger.kind === 'capReached') {
    need(say, path, terms.credits.cap === undefined ? '`credits` has no `cap` that could be reached' : null)
  } else {
    need(say, path, known('commitment', namedBy(trigger), Object.keys(terms.commitments)))
  }
}

/** The commitment that a trigger watches. */
export function namedBy(trigger: Exclude<PlainTrigger, { kind: 'capReached' }>): string {
  switch (trigger.kind) {
    case 'missed':
      return trigger.missed
    case 'outages':
      return trigger.outages
    case 'total':
      return trigger.total
    case 'average':
      return trigger.average
    case 'missedEvents':
      return trigger.missedEvents
    case 'overdue':
      return trigger.overdue
  }
}

function agreementWide(terms: AgreementTerms, say: Say): void {
  const names = Object.keys(terms.commitments)
  for (const cap of terms.credits.cap ?? []) {
    giftIssues(terms, { gift: cap.limit, text: cap.text }, ['credits', 'cap'], say)
    if (leavesOf(cap.limit).some(({ unit }) => unit === 'money') && terms.currency === undefined)
      say(['credits', 'cap'], 'money needs a `currency` at the top, such as currency: EUR')
  }
  for (const [i, { give }] of (terms.credits.pointsTable?.bands ?? []).entries())
    currencyIssue(terms, give, ['credits', 'pointsTable', 'bands', i, 'give'], say)
  const { minimum } = terms.credits
  if (minimum?.currency !== undefined && minimum.currency !== terms.currency)
    say(
      ['credits', 'minimum'],
      `"${minimum.text}" is not in the agreement's currency ${terms.currency ?? ''}`,
    )
  for (const name of terms.credits.requires ?? []) {
    need(say, ['credits', 'requires'], known('commitment', name, names))
    if (terms.commitments[name]?.by === 'provider')
      say(
        ['credits', 'requires'],
        `"${name}" is the provider's; credits can only require the customer's commitments`,
      )
  }
  for (const group of terms.credits.groups ?? [])
    for (const name of group) need(say, ['credits', 'groups'], known('commitment', name, names))
  if (terms.value !== undefined)
    for (const issue of valueIssues(terms, terms.value)) say(issue.path, issue.message)
  for (const issue of valueMeasureIssues(terms)) say(issue.path, issue.message)
  for (const issue of surveyIssues(terms)) say(issue.path, issue.message)
  const contacts = [...terms.parties.provider.contacts, ...terms.parties.customer.contacts]
  for (const contact of Object.keys(terms.notices))
    need(say, ['notices', contact], known('contact', contact, contacts))
  if (Object.keys(terms.fees).length > 0 && terms.currency === undefined)
    say(['fees'], 'fees need a `currency` at the top, such as currency: EUR')
}
