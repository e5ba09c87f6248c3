import { workingTime } from '../calendar.ts'
import type { AgreementTerms } from '../schema/agreement.ts'
import type { CalendarReference } from '../schema/calendars.ts'
import type { ExclusionKind } from '../schema/clauses.ts'
import { isOfEvents } from '../schema/measures.ts'
import { intersect, type Spans, total } from '../spans.ts'
import { type Finding, type Proof, warn } from './finding.ts'
import { plannedFindings } from './planned.ts'
import { shownMs } from './shown.ts'

/** Exclusions that can never count, budgets that can never be used up, and time that is excluded where no time counts. */
export const exclusionProof: Proof = (version) => {
  const { terms } = version
  const kinds = Object.entries(terms.exclusions).flatMap(([name, kind]) => [
    ...plannedFindings(name, kind, version),
    ...windowFindings(name, kind, terms),
    ...budgetFindings(name, kind),
    ...outsideHours(name, kind, terms),
  ])
  return [...kinds, ...timelessFindings(terms)]
}

/** Events are counted, not time: what is written of time says nothing of them. */
function timelessFindings({ commitments }: AgreementTerms): Finding[] {
  return Object.entries(commitments).flatMap(([of, { measure, hours, exclude }]) => {
    if (!isOfEvents(measure)) return []
    const isClock = measure.kind === 'elapsed' || measure.kind === 'timeTaken'
    const instead = isClock ? ': a clock stops with `pause` and runs in `calendar` alone' : ''
    const told = `changes nothing here, since ${measure.kind} counts no time${instead}`
    return [
      ...(hours === undefined ? [] : [warn(['commitments', of, 'hours'], told)]),
      ...(exclude === undefined ? [] : [warn(['commitments', of, 'exclude'], told)]),
    ]
  })
}

const dayMs = 86_400_000
/** The year after the term's begin, and the longest of each unit that a budget is for. */
const unitDays = { day: 1, week: 7, month: 31, quarter: 92, year: 366, 'contract year': 366 } as const

/** Working time in the year after the term's begin, without holidays: an upper bound of the real one. */
function yearOf(calendar: CalendarReference, { calendars, timeZone, term }: AgreementTerms): Spans {
  const from = Temporal.PlainDate.from(term.from).toZonedDateTime(timeZone)
  const span = { from: from.epochMilliseconds, to: from.add({ years: 1 }).epochMilliseconds }
  return workingTime(calendar, span, { calendars, timeZone, holidays: () => new Set() })
}

function windowFindings(name: string, { inside, budget }: ExclusionKind, terms: AgreementTerms): Finding[] {
  if (inside === undefined) return []
  const path = ['exclusions', name]
  const year = yearOf(inside, terms)
  if (total(year) === 0) return [warn([...path, 'inside'], 'has no time, so that nothing is ever inside it')]
  return (budget ?? []).flatMap(({ ms, per, text }, i) => {
    if (per === 'period' || per === 'exclusion') return []
    const most = mostIn(unitDays[per] * dayMs, year)
    const unused = `"${text}" can never be used up: \`inside\` has ${shownMs(most)} of a ${per} at most`
    return most >= ms ? [] : [warn([...path, 'budget', i], unused)]
  })
}

/** The most time of spans in any window of a length. */
function mostIn(windowMs: number, spans: Spans): number {
  let [most, sum, last] = [0, 0, 0]
  for (const span of spans) {
    sum += span.to - span.from
    for (let first = spans[last]; first && first.from <= span.to - windowMs; first = spans[last]) {
      sum -= first.to - first.from
      last++
    }
    most = Math.max(most, sum)
  }
  return Math.min(most, windowMs)
}

function budgetFindings(name: string, { budget, counts }: ExclusionKind): Finding[] {
  const path = ['exclusions', name]
  const empty = (budget ?? []).findIndex(({ ms }) => ms === 0)
  if (empty >= 0) return [warn([...path, 'budget', empty], 'is empty, so the kind never counts')]
  return counts === 'excused' && !budget
    ? [warn([...path, 'counts'], 'has no `budget` that it could be counted against')]
    : []
}

/** Excluded windows that lie wholly outside of the hours in which a commitment counts. */
function outsideHours(name: string, { inside }: ExclusionKind, terms: AgreementTerms): Finding[] {
  if (inside === undefined) return []
  const excluded = yearOf(inside, terms)
  return Object.entries(terms.commitments).flatMap(([of, { exclude, hours }]) => {
    if (!exclude?.includes(name) || hours === undefined || total(excluded) === 0) return []
    if (intersect(excluded, yearOf(hours, terms)).length > 0) return []
    return [
      warn(
        ['commitments', of, 'exclude'],
        `${name} lies outside of the hours that count, so it excludes nothing here`,
      ),
    ]
  })
}
