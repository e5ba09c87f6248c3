import { divide, fraction, zero } from '../../agreement/fraction.ts'
import {
  countedEvents,
  type EventMeasure,
  isOfEvents,
  isOfValue,
  type Measure,
  type ValueMeasure,
} from '../../agreement/schema/measures.ts'
import type { Event } from '../../evidence/event.ts'
import { customersOf, usedOf, votesOf } from '../customerFigures.ts'
import { eventsOf } from '../customerMeasures.ts'
import { elapsedPairs, matches, type Pair } from '../eventMeasures.ts'
import type { Judgement } from '../judgePeriod.ts'
import { isNoticeEnough } from '../notice.ts'
import { valuedIn } from '../valued.ts'
import { bracketed, cut, figure, secondsOf } from './arithmetic.ts'
import { timeTakenFigures, timeTakenSection } from './timesTaken.ts'
import { instant, type Section } from './words.ts'

type ElapsedTerms = Extract<Measure, { kind: 'elapsed' }>['terms']
type OccurrencesTerms = Extract<Measure, { kind: 'occurrences' }>['terms']

/** Every question of the period with its answer and the instant until which one was in time. */
export function eventSection(judgement: Judgement): Section | null {
  const asked = judgement.question.commitment.measure
  if (asked.kind === 'elapsed') return elapsedSection(asked.terms, judgement)
  if (asked.kind === 'timeTaken') return timeTakenSection(asked.terms, judgement)
  if (asked.kind === 'occurrences') return occurrenceSection(asked.terms, judgement)
  if (asked.kind === 'notice') return noticeSection(asked.terms, judgement)
  if (isOfValue(asked)) return valueSection(asked, judgement)
  return isOfEvents(asked) ? toldSection(asked, judgement) : null
}

function limitText(terms: ElapsedTerms): string {
  const { within } = terms
  const limit =
    within.kind === 'length'
      ? within.length.text
      : within.kind === 'each'
        ? `${within.each.text} for each of ${within.per}`
        : Object.entries(within.lengths)
            .map(([key, length]) => `${within.by} ${key}: ${length.text}`)
            .join(', ')
  const rules = [
    terms.calendar === undefined
      ? ''
      : `the clock runs in ${typeof terms.calendar === 'string' ? terms.calendar : 'its working hours'} only`,
    terms.pause === undefined ? '' : `it stands still from ${terms.pause[0]} to ${terms.pause[1]}`,
    terms.cutoff === undefined ? '' : 'later than the cut-off begins on the next working day',
    terms.from === 'invoice.issued' ? 'an invoice that states its due date is due then' : '',
    terms.count === 'answered'
      ? 'unanswered ones are left out'
      : 'an unanswered one is late when its clock has run out',
  ]
  return `within ${limit}, the limit included; ${rules.filter(Boolean).join('; ')}`
}

function elapsedSection(terms: ElapsedTerms, judgement: Judgement): Section {
  const pairs = elapsedPairs(terms, judgement.context)
  const late = pairs.filter((pair) => pair.state === 'late').length
  const running = pairs.filter((pair) => pair.state === 'running').length
  // Late ones decide: where there are many, they come first.
  const sorted = pairs.length > 24 ? [...pairs].sort((a, b) => rank(a) - rank(b)) : pairs
  return {
    title: 'events of the period',
    lines: [
      `${terms.from} → ${terms.to} ${limitText(terms)}`,
      `${pairs.length} ${terms.from}: ${pairs.length - late - running} in time, ${late} late, ${running} still running`,
      ...cut(
        sorted,
        (pair) => `  ${pairText(pair, judgement)}`,
        (left) =>
          `  … ${left.length} more: ${left.filter((pair) => pair.state === 'inTime').length} in time, ${left.filter((pair) => pair.state === 'late').length} late`,
      ),
    ],
  }
}

const order = { late: 0, running: 1, inTime: 2 } as const
const rank = (pair: Pair): number => order[pair.state]
const states = { late: 'late', running: 'still running', inTime: 'in time' } as const

function pairText({ question, answer, due, state }: Pair, judgement: Judgement): string {
  const until = Number.isFinite(due) ? instant(judgement, due) : 'without a limit'
  const found = answer === null ? 'unanswered' : `answered ${instant(judgement, answer.at)}`
  const took = answer === null ? '' : ` after ${secondsOf(answer.at - question.at)}`
  return `${question.subject || question.id}: ${instant(judgement, question.at)}, due ${until}, ${found}${took}: ${states[state]}`
}

function occurrenceSection(terms: OccurrencesTerms, judgement: Judgement): Section {
  const { counted, asOf, view } = judgement.context
  const found = view.events.filter(
    (event) =>
      event.type === terms.of &&
      event.at >= counted.from &&
      event.at < counted.to &&
      event.at <= asOf &&
      matches(event, terms.where),
  )
  const lines = cut(found, (event) => `  ${instant(judgement, event.at)} ${event.subject || event.id}`)
  return { title: 'events of the period', lines: [`${found.length} × ${terms.of}`, ...lines] }
}

/** Announced spans that begin in the period, each with how early it was announced. */
function noticeSection(terms: Extract<Measure, { kind: 'notice' }>['terms'], judgement: Judgement): Section {
  const { counted, asOf, view } = judgement.context
  const announced = view.exclusions.filter(
    ({ kind, from, announcedAt }) =>
      kind === terms.of && from >= counted.from && from < counted.to && announcedAt <= asOf,
  )
  const lines = cut(announced, (each) => {
    const isEnough = isNoticeEnough(each, terms.atLeast, terms.calendar, judgement.context)
    return `  ${each.id}: begins ${instant(judgement, each.from)}, announced ${instant(judgement, each.announcedAt)}, ${secondsOf(each.from - each.announcedAt)} before: ${isEnough ? 'early enough' : 'too late'}`
  })
  const head = `${announced.length} announced spans of ${terms.of}, each to be told ${terms.atLeast.text} before`
  return { title: 'announcements', lines: [head, ...lines] }
}

type Told = Exclude<EventMeasure, { kind: 'elapsed' | 'timeTaken' | 'occurrences' | 'notice' } | ValueMeasure>

/** What was answered, used or counted: each event with its data. */
function toldSection(asked: Told, judgement: Judgement): Section {
  const type = countedEvents(asked)
  const found = eventsOf(asked.terms, judgement.context).filter((event) => event.type === type)
  const dataText = ({ data }: Event): string =>
    Object.entries(data)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')
  const lines = cut(found, (event) => `  ${instant(judgement, event.at)} ${dataText(event)}`)
  return { title: 'events of the period', lines: [`${found.length} × ${type}`, ...lines] }
}

/** Shares of what was told, from its counts. */
function toldFigures(asked: Told, judgement: Judgement): string[] {
  const { own, context } = judgement
  const events = eventsOf(asked.terms, context)
  if (own.value === null) return [`told ${figure(own.counts?.total ?? zero, '')} times: not judged`]
  const value = figure(own.value, '%')
  switch (asked.kind) {
    case 'satisfaction': {
      const votes = votesOf(events, asked.terms.of)
      return asked.terms.of === 'csat'
        ? [`satisfied (4 and 5): ${votes.for} ÷ ${votes.n} = ${value}`]
        : [`promoters less detractors: (${votes.for} − ${votes.against}) ÷ ${votes.n} = ${value}`]
    }
    case 'usageRate': {
      const used = usedOf(events, asked.terms.of)?.quantity ?? zero
      const agreed = used.n === 0n ? null : divide(used, own.value)
      return agreed === null
        ? [`used: 0`]
        : [`used ÷ agreed for the period: ${bracketed(used)} ÷ ${bracketed(agreed)} = ${value}`]
    }
    case 'retentionRate': {
      const count = customersOf(events)
      if (count === null) return []
      const [end, added, start] = [count.end, count.new, count.start].map((each) => bracketed(each))
      return [`(customers at the end − new ones) ÷ at the start: (${end} − ${added}) ÷ ${start} = ${value}`]
    }
  }
}

/** The value of each month by what it is made of; the lines come from where it is computed. */
function valueSection(asked: ValueMeasure, { context }: Judgement): Section {
  const valued = valuedIn(asked, context)
  return { title: 'value of the period', lines: [...(valued?.lines() ?? [])] }
}

const valueFigure = ({ own, question }: Judgement): string[] =>
  own.value === null
    ? ['not known: not judged']
    : [`${question.commitment.measure.kind}: ${figure(own.value, own.unit)}`]

export function eventFigures(judgement: Judgement): string[] {
  const asked = judgement.question.commitment.measure
  const { value, counts } = judgement.own
  if (isOfValue(asked)) return valueFigure(judgement)
  if (asked.kind === 'timeTaken') return timeTakenFigures(asked.terms, judgement)
  if (asked.kind === 'occurrences') return value === null ? [] : [`occurrences: ${figure(value, '')}`]
  if (asked.kind !== 'elapsed' && asked.kind !== 'notice')
    return isOfEvents(asked) ? toldFigures(asked, judgement) : []
  if (counts === null) return []
  const few =
    judgement.own.nothing && counts.total.n < BigInt(asked.terms.atLeastEvents)
      ? [`fewer than ${asked.terms.atLeastEvents} events: not judged`]
      : []
  if (value === null) return few
  return [
    `share in time: 1 − ${figure(counts.bad, '')} ÷ ${figure(counts.total, '')} = ${figure(fraction(value.n, value.d), '%')}`,
  ]
}
