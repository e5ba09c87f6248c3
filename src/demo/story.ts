import type { PeriodFacts } from '../evaluation/verdict.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Outcome, Reason } from '../sources/observation.ts'
import type { ReceivedMail } from './mail.ts'

/** What happened, as the terminal tells it. */
export type Happening =
  | {
      readonly kind: 'outcome'
      readonly source: string
      /** UTC milliseconds. */
      readonly at: number
      readonly outcome: Outcome
      readonly reason?: Reason | undefined
    }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'mail'; readonly at: number; readonly mail: ReceivedMail }

const shownMailLines = 16
const shownWidth = 120
const indent = ' '.repeat(10)

/**
 * Tells what happens in lines for a terminal. It remembers since when each source is down, so that an end says how
 * long it was.
 */
export function storyteller(): (happening: Happening) => readonly string[] {
  const downSince = new Map<string, number>()
  const known = new Set<string>()
  return (happening) => {
    switch (happening.kind) {
      case 'outcome':
        return outcomeLines(happening, downSince)
      case 'entry':
        return entryLines(happening.entry)
      case 'mail':
        return mailLines(happening.at, happening.mail, isFirstOfItsKind(happening.mail, known))
    }
  }
}

function outcomeLines(
  { source, at, outcome, reason }: Extract<Happening, { kind: 'outcome' }>,
  downSince: Map<string, number>,
): string[] {
  const since = downSince.get(source)
  if (outcome === 'bad') {
    if (since !== undefined) return []
    downSince.set(source, at)
    return [line(at, 'OUTAGE', `${source} is down (${reason ?? 'no reason'})`)]
  }
  if (outcome === 'unknown')
    return [line(at, 'UNKNOWN', `${source} could not be looked at (${reason ?? ''})`)]
  downSince.delete(source)
  if (since === undefined) return [line(at, 'UP', `${source} answers`)]
  return [line(at, 'UP', `${source} answers again, after ${Math.round((at - since) / 1000)} s`)]
}

function entryLines(entry: Entry): string[] {
  const facts = entry.facts as Partial<PeriodFacts>
  const told = line(
    entry.decidedAt,
    'LEDGER',
    `entry ${entry.seq}: ${entry.kind} ${entry.clause ?? ''}`.trimEnd(),
  )
  if (entry.kind !== 'breach') return [told]
  const { title = entry.clause, shown, target, certainSince, credit } = facts
  const owed = credit?.amount ? `; credit ${credit.amount} ${credit.currency}` : ''
  return [
    line(entry.decidedAt, 'BREACH', `${title}: ${shown}, promised ${target}${owed}`),
    `${indent}certain since ${certainSince}; ledger entry ${entry.seq}, ${entry.hash.slice(0, 16)}…`,
  ]
}

/** That the parties' systems report, in the words of the terminal. */
export const reportLine = (at: number): string =>
  line(at, 'REPORT', 'over REST: tickets, invoices, answers and use of two months past')

/** A party's first mail of a kind, by the words before the colon of its subject. */
function isFirstOfItsKind({ to, subject }: ReceivedMail, known: Set<string>): boolean {
  const kind = `${to.join(' ')} ${subject.split(':')[0]}`
  const isFirst = !known.has(kind)
  known.add(kind)
  return isFirst
}

/** Where a party has had a mail of the kind, its subject is enough. */
function mailLines(at: number, { from, to, subject, text }: ReceivedMail, isWhole: boolean): string[] {
  const head = [line(at, 'MAIL', `from ${from} to ${to.join(', ')}`), `${indent}${subject}`]
  if (!isWhole) return head
  // What only spaces a page or draws a line would take the place of what is said.
  const body = text.split('\n').filter((each) => !/^[\s=-]*$/.test(each))
  const shown = body.slice(0, shownMailLines)
  const more = body.length - shown.length
  return [
    ...head,
    ...shown.map((each) => `${indent}| ${shortened(each.trimEnd())}`),
    ...(more > 0 ? [`${indent}| … ${more} more lines`] : []),
  ]
}

const shortened = (text: string): string =>
  text.length <= shownWidth ? text : `${text.slice(0, shownWidth - 1)}…`

const line = (at: number, what: string, text: string): string =>
  `${new Date(at).toISOString().slice(11, 19)}  ${what.padEnd(7)} ${text}`
