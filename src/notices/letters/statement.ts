import type { Facts } from '../../ledger/facts.ts'
import { shownChange, shownMeasure, shownMoney, targetFigure } from '../../statements/numbers.ts'
import type { Statement } from '../../statements/statement.ts'
import { totalsOf, worthOf } from '../../statements/totals.ts'
import type { StatementWords } from '../../statements/words.ts'
import { statementWords } from '../../statements/wordsOf.ts'
import { periodName } from '../figures.ts'
import { type Block, type Letter, type LetterContext, type Row, rowsOf, tableOf } from '../letter.ts'
import { subjectAbout } from './parts.ts'

/** A month's statement with its main figures; the papers are attached, the text that is signed stands behind the link. */
export function statementIssuedLetter(facts: Facts['statementIssued'], context: LetterContext): Letter {
  const { words, entry } = context
  const { statement: said } = words
  const period = entry.period === null ? '' : periodName(entry.period, facts.timeZone, words)
  const text = context.text(facts.digest)
  const statement = text === null ? null : (JSON.parse(text) as Statement)
  const terms = statementWords(words.language)
  const totals = statement === null ? null : totalsOf(statement)
  return {
    subject: subjectAbout(said.subject, [totals && terms.summary(totals)], period, context),
    headline: said.headline(period),
    tone: totals === null ? 'plain' : totals.missed > 0 ? 'bad' : totals.open > 0 ? 'unsure' : 'good',
    blocks: [
      { kind: 'text', text: totals === null ? words.erased : terms.summary(totals) },
      { kind: 'text', text: said.meaning },
      { kind: 'figures', rows: figuresOf(facts, statement, { context, terms }) },
      ...(statement === null ? [] : tablesOf(statement, { context, terms })),
    ],
  }
}

interface Telling {
  readonly context: LetterContext
  readonly terms: StatementWords
}

function figuresOf(
  facts: Facts['statementIssued'],
  statement: Statement | null,
  { context: { words }, terms }: Telling,
): Row[] {
  const { statement: said } = words
  const { credits = null } = statement ?? {}
  const worth = statement === null ? [] : worthOf(statement)
  return rowsOf([
    [terms.labels.joined, credits && shownMoney(credits.amount, credits.currency, terms)],
    ...worth.map(
      ({ customerValue, currency }) =>
        [terms.labels.customerValue, shownMoney(customerValue, currency, terms)] as const,
    ),
    [said.version, String(facts.version)],
    [said.digest, facts.digest],
    [said.replaces, statement?.replaces ?? null],
    [said.signedBy, facts.keyId],
  ])
}

function tablesOf(statement: Statement, { context, terms }: Telling): Block[] {
  const { words } = context
  const { labels, headings } = terms
  const kept = statement.commitments.flatMap(({ title, of, periods }) =>
    periods.map(({ facts }) => [
      of === null ? title : `${title} (${of})`,
      targetFigure(facts.target, words),
      shownMeasure(facts.shown, terms),
      terms.verdicts[facts.verdict] ?? facts.verdict,
    ]),
  )
  const changed = statement.difference.map(({ path, before, after }) => [
    path,
    shownChange(before, terms),
    shownChange(after, terms),
  ])
  return [
    ...tableOf(words, {
      title: headings.promised,
      head: [labels.commitment, labels.target, labels.measured, labels.verdict],
      rows: kept,
      omitted: statement.commitments.reduce((sum, { omitted }) => sum + omitted, 0),
    }),
    ...tableOf(words, {
      title: headings.changes,
      head: [labels.path, labels.before, labels.after],
      rows: changed,
    }),
  ]
}
