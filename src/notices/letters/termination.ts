import type { Facts, TerminationFacts } from '../../ledger/facts.ts'
import { localFigure } from '../../statements/numbers.ts'
import { bothClocks, dayOrClock, periodName } from '../figures.ts'
import { type Block, type Letter, type LetterContext, type Row, rowsOf, tableOf } from '../letter.ts'
import { subjectAbout } from './parts.ts'

/** A right to terminate has arisen. */
export function terminationMetLetter(facts: Facts['terminationMet'], context: LetterContext): Letter {
  const { words } = context
  const { termination, labels } = words
  const party = partyOf(facts, context)
  const triggeredAt: Row = [labels.triggeredAt, bothClocks(facts.triggeredAt, facts.timeZone)]
  if (facts.superseded === true) {
    const about = subjectAbout(words.subjects.terminationMet, [facts.clause], null, context)
    return supersededLetter(
      about,
      { headline: termination.metUndone(party), rows: [triggeredAt] },
      facts,
      context,
    )
  }
  const until = facts.exerciseBy === null ? null : dayOrClock(facts.exerciseBy, facts.timeZone, words)
  return {
    subject: subjectAbout(words.subjects.terminationMet, [facts.clause], null, context),
    headline: termination.met(party),
    tone: 'bad',
    blocks: [
      { kind: 'text', text: termination.metMeaning(party) },
      { kind: 'todo', text: until === null ? termination.noLapse : termination.exercise(party, until) },
      {
        kind: 'figures',
        rows: [...termsRows(facts, context), triggeredAt, ...rowsOf([[labels.exerciseBy, until]])],
      },
      ...countedTable(facts, context),
    ],
  }
}

/** One more miss gives a right to terminate. */
export function terminationNearLetter(facts: Facts['terminationNear'], context: LetterContext): Letter {
  const { words } = context
  const subject = subjectAbout(words.subjects.terminationNear, [facts.clause], null, context)
  if (facts.superseded === true)
    return supersededLetter(subject, { headline: words.termination.nearUndone, rows: [] }, facts, context)
  return {
    subject,
    headline: words.termination.near(partyOf(facts, context)),
    tone: 'unsure',
    blocks: [
      { kind: 'text', text: words.termination.nearMeaning },
      { kind: 'figures', rows: termsRows(facts, context) },
      ...countedTable(facts, context),
    ],
  }
}

/** What was told of a clause is taken back. */
function supersededLetter(
  subject: string,
  { headline, rows }: { readonly headline: string; readonly rows: readonly Row[] },
  facts: TerminationFacts,
  context: LetterContext,
): Letter {
  return {
    subject,
    headline,
    tone: 'plain',
    blocks: [
      { kind: 'text', text: context.words.termination.undoneMeaning },
      { kind: 'figures', rows: [...termsRows(facts, context), ...rows] },
      ...countedTable(facts, context),
    ],
  }
}

const partyOf = (facts: TerminationFacts, { words, names }: LetterContext): string =>
  `${words.party[facts.right]} (${names[facts.right]})`

const termsRows = (facts: TerminationFacts, context: LetterContext): Row[] => {
  const { labels } = context.words
  return rowsOf([
    [labels.condition, `${facts.clause}: ${facts.condition}`],
    [labels.clause, facts.contractClause],
    [labels.right, partyOf(facts, context)],
  ])
}

function countedTable(facts: TerminationFacts, { words }: LetterContext): Block[] {
  const { labels } = words
  const rows = facts.counted.map((counted) => [
    counted.commitment,
    periodName(counted, facts.timeZone, words),
    bothClocks(counted.from, facts.timeZone),
    localFigure(counted.figure, words),
  ])
  const head = [labels.commitment, labels.period, labels.from, labels.figure]
  return tableOf(words, { title: labels.counted, head, rows, omitted: facts.countedOmitted ?? 0 })
}
