import { type Fraction, fraction, parseDecimal, zero } from '../../agreement/fraction.ts'
import { total } from '../../agreement/spans.ts'
import { countedSpans } from '../../evaluation/countedTime.ts'
import type { Credit } from '../../evaluation/credit.ts'
import { lateAnswers } from '../../evaluation/eventMeasures.ts'
import type { EvidenceView } from '../../evaluation/evidenceView.ts'
import type { Judgement } from '../../evaluation/judgePeriod.ts'
import { type CountedOutage, noMeasure } from '../../evaluation/measured.ts'
import { contextOf } from '../../evaluation/periodQuestion.ts'
import type { MissedEvent, Outcome } from '../../evaluation/triggers.ts'
import type { CreditFigures, PeriodFacts } from '../../evaluation/verdict.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Book } from '../book.ts'
import { instant, type Member, questionOf } from '../questions.ts'
import { factsOf, inForceAt, type Watched } from '../watched.ts'

export interface HistoryContext {
  readonly book: Pick<Book, 'countedTime'>
  readonly watched: Watched
  readonly view: EvidenceView
  readonly now: number
  readonly holidays: Judgement['question']['holidays']
}

const exactText = (text: string | null): Fraction | null => {
  const [n, d] = text?.split('/') ?? []
  return n !== undefined && d !== undefined ? fraction(BigInt(n), BigInt(d)) : null
}

const ms = (seconds: string): number =>
  Number(((parseDecimal(seconds) ?? zero).n * 1000n) / (parseDecimal(seconds) ?? { d: 1n }).d)

/** The counted outages of a judged period; the holes of those that have some stand beside the list. */
function outagesOf(facts: PeriodFacts, { book, watched }: HistoryContext): Outcome['outages'] {
  const counted = book.countedTime(watched.id, facts)
  if (counted)
    return countedSpans(counted, instant(facts.from)).flatMap((pieces) => {
      const [first, last] = [pieces[0], pieces.at(-1)]
      return first && last ? [{ from: first.from, to: last.to, ms: total(pieces), pieces }] : []
    })
  return facts.outages.map((each) => ({
    from: instant(each.from),
    to: instant(each.to),
    ms: ms(each.seconds),
  }))
}

function memberOf(watched: Watched, entry: Entry): Member | null {
  const { version } = inForceAt(watched, instant(entry.period?.from))
  const commitment = version.terms.commitments[entry.clause ?? '']
  return commitment ? { name: entry.clause ?? '', of: entry.subject ?? undefined, commitment } : null
}

/** What a judged period of the ledger means for termination clauses. */
export function outcomeFrom(entry: Entry, context: HistoryContext): Outcome {
  const facts = factsOf(entry)
  const member = memberOf(context.watched, entry)
  return {
    commitment: facts.commitment,
    of: facts.of ?? null,
    from: instant(facts.from),
    to: instant(facts.to),
    verdict: facts.verdict,
    certainSince: facts.certainSince === null ? null : instant(facts.certainSince),
    value: exactText(facts.measure.exact),
    figure: facts.shown,
    outages: outagesOf(facts, context),
    missedEvents: member ? missedEvents(entry, member, context).sort((a, b) => a.at - b.at) : [],
    trailing: member?.commitment.period.kind === 'trailing',
  }
}

/** As the period's closing stated them; what runs, or was closed before that was stated, is looked at again. */
function missedEvents(
  entry: Entry,
  member: Member,
  { watched, view, now, holidays }: HistoryContext,
): MissedEvent[] {
  const asked = member.commitment.measure
  const { lateAnswers: stated } = factsOf(entry)
  if (asked.kind !== 'elapsed') return []
  if (entry.kind === 'periodClosed' && stated)
    return stated.map(({ question, due }) => ({ asked: instant(question), at: instant(due) + 1 }))
  const period = { from: instant(entry.period?.from), to: instant(entry.period?.to) }
  const question = questionOf({ watched, member, period, view, asOf: now, holidays, closed: () => [] })
  const late = lateAnswers(asked.terms, contextOf(question))
  return late.map(({ from, due }) => ({ asked: from, at: due + 1 }))
}

/** The units of a credit as the ledger shows them: a share of 1 for per cent. */
function givenIn({ percent, unit, units }: CreditFigures): Credit['given'] {
  const share = percent === null ? null : parseDecimal(percent)
  const count = unit === null || units === null ? null : parseDecimal(units)
  return [
    ...(share ? [{ unit: 'percent' as const, units: fraction(share.n, share.d * 100n) }] : []),
    ...(unit && count ? [{ unit, units: count }] : []),
  ]
}

/** A judged period of the ledger in the form that joins and caps take. */
export function judgementFrom(entry: Entry, context: HistoryContext): Judgement | null {
  const { watched, view, now, holidays } = context
  const facts = factsOf(entry)
  const member = memberOf(watched, entry)
  if (!member || !facts.credit) return null
  const period = { from: instant(facts.from), to: instant(facts.to) }
  const question = questionOf({ watched, member, period, view, asOf: now, holidays, closed: () => [] })
  const amount = facts.credit.amount === null ? null : parseDecimal(facts.credit.amount)
  const credit: Credit = {
    state: facts.credit.state === 'none' || facts.credit.state === 'silent' ? facts.credit.state : 'due',
    given: givenIn(facts.credit),
    // An option that nobody has chosen yet has its amount.
    money: facts.credit.state === 'pending' && amount === null ? 'pending' : amount,
  }
  const outages = outagesOf(facts, context).map(({ from, to, ms: countedMs, pieces }): CountedOutage => {
    const inside = pieces ?? [{ from, to }]
    return {
      outage: { from, to, counted: inside, shapedAt: to },
      inside,
      countedMs,
      affectedMs: null,
      isGoingOn: false,
    }
  })
  const measured = {
    ...noMeasure(facts.measure.unit),
    nothing: false,
    value: exactText(facts.measure.exact),
    outages,
  }
  return {
    question,
    context: contextOf(question),
    own: measured,
    measured,
    verdict: facts.verdict,
    certainSince: facts.certainSince === null ? null : instant(facts.certainSince),
    credit,
    claim: null,
    result: facts,
  }
}
