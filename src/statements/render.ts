import { canonicalJson, sha256 } from '../agreement/canonical.ts'
import { chartBlocks } from './charts.ts'
import type { DocumentBlock, StructuredDocument } from './document.ts'
import { matterBlocks, type StatementTexts } from './matterBlocks.ts'
import {
  exactInstant,
  shownChange,
  shownInstant,
  shownMeasure,
  shownMoney,
  shownPeriod,
  shownSeconds,
  targetFigure,
} from './numbers.ts'
import { shownSpan } from './spanWords.ts'
import type { StatedCommitment, StatedEntry, StatedPeriod, Statement } from './statement.ts'
import { totalsOf, worthOf } from './totals.ts'
import { valueBlocks } from './valueBlocks.ts'
import type { StatementWords } from './words.ts'
import { statementWords } from './wordsOf.ts'

/** What stands beside the statement: names, which may be erased. */
export interface Rendering {
  readonly language: 'en' | 'de'
  readonly provider: string
  readonly customer: string
  /** What the statement names by digest, such as titles of announcements; what is missing was erased. */
  readonly texts: StatementTexts
}

/** At most so many outages of one commitment are listed; the chart shows all of them. */
const mostOutages = 60
const mostChanges = 40

/** A statement as a document in one language; its foot names the digest of what it renders. */
export function statementDocument(
  statement: Statement,
  { language, provider, customer, texts }: Rendering,
): StructuredDocument {
  const words = statementWords(language)
  const { headings } = words
  const heading = (text: string): DocumentBlock => ({ kind: 'heading', text })
  const charts = chartBlocks(statement, words)
  return {
    language,
    title: `${statement.title} — ${words.title(shownPeriod(statement, words))}`,
    subtitle: words.between(provider, customer),
    dated: Temporal.Instant.from(statement.to).epochMilliseconds,
    footer: words.digest(sha256(canonicalJson(statement))),
    blocks: [
      ...summary(statement, words),
      heading(headings.promised),
      ...promised(statement, words),
      ...charts,
      heading(headings.outages),
      ...outages(statement, words),
      heading(headings.credits),
      ...credits(statement, words),
      ...listed(headings.claims, statement.claims, words),
      heading(headings.record),
      ...record(statement, words),
      ...matterBlocks(statement, words, texts),
      ...valueBlocks(statement, words),
      ...changes(statement, words),
    ],
  }
}

const periodsOf = (statement: Statement): StatedPeriod[] =>
  statement.commitments.flatMap((each) => each.periods)

function summary(statement: Statement, words: StatementWords): DocumentBlock[] {
  const { labels, headings } = words
  const totals = totalsOf(statement)
  const money = statement.currency
  const rows: (readonly [string, string])[] = [
    [labels.period, words.bothIncluded(shownSpan(statement, words), statement.timeZone)],
    [labels.agreement, statement.agreement],
    [labels.version, String(statement.version)],
    ...(statement.credits && money ? [[labels.joined, joinedText(statement, words)] as const] : []),
    ...worthOf(statement).map(
      ({ customerValue, currency }) =>
        [labels.customerValue, shownMoney(customerValue, currency, words)] as const,
    ),
  ]
  return [
    { kind: 'heading', text: headings.summary },
    {
      kind: 'paragraph',
      text: words.summary(totals),
      tone: totals.missed > 0 ? 'bad' : totals.open === 0 ? 'good' : 'unsure',
    },
    { kind: 'facts', rows },
    ...(statement.replaces === null
      ? []
      : [
          {
            kind: 'paragraph' as const,
            text: words.changed(statement.difference.length),
            tone: 'unsure' as const,
          },
        ]),
  ]
}

function joinedText({ credits }: Statement, words: StatementWords): string {
  if (credits === null) return words.nothing
  const money = (amount: string): string => shownMoney(amount, credits.currency, words)
  const back = (credits.earnedBack ?? []).map(
    ({ commitment, of, from, amount }) =>
      `${[commitment, of].filter(Boolean).join(' ')} ${from.slice(0, 10)}: −${money(amount)}`,
  )
  const notes = [
    ...(credits.capped ? [words.labels.capped] : []),
    ...(back.length > 0 ? [`${words.labels.earnedBack} ${back.join(', ')}`] : []),
    ...(credits.owedBack === undefined ? [] : [`${words.labels.owedBack} ${money(credits.owedBack)}`]),
  ]
  return [money(credits.amount), ...(notes.length > 0 ? [`(${notes.join('; ')})`] : [])].join(' ')
}

const nameOf = ({ title, of }: StatedCommitment): string => (of === null ? title : `${title} (${of})`)

function promised({ commitments }: Statement, words: StatementWords): DocumentBlock[] {
  const { labels, verdicts } = words
  const rows = commitments.flatMap((each) =>
    each.periods.map(({ facts }) => [
      [nameOf(each), words.parties[facts.by], facts.clause].filter(Boolean).join(' · '),
      shownSpan(facts, words),
      targetFigure(facts.target, words),
      shownMeasure(facts.shown, words),
      facts.seconds ? shownSeconds(facts.seconds.excluded, words) : '–',
      facts.seconds ? shownSeconds(facts.seconds.unknown, words) : '–',
      verdicts[facts.verdict] ?? facts.verdict,
    ]),
  )
  const omitted = commitments.filter((each) => each.omitted > 0)
  return [
    rows.length === 0
      ? { kind: 'paragraph', text: words.nothing }
      : {
          kind: 'table',
          columns: [
            { label: labels.commitment, wide: 2.4 },
            { label: labels.period, wide: 1.8 },
            { label: labels.target, wide: 1.3 },
            { label: labels.measured, align: 'right', wide: 1.5 },
            { label: labels.excluded, align: 'right', wide: 1.9 },
            { label: labels.unknownTime, align: 'right', wide: 1.3 },
            { label: labels.verdict, wide: 1.5 },
          ],
          rows,
        },
    ...omitted.map(
      (each): DocumentBlock => ({ kind: 'paragraph', text: words.keptOmitted(each.omitted, nameOf(each)) }),
    ),
  ]
}

function outages({ commitments }: Statement, words: StatementWords): DocumentBlock[] {
  const { labels } = words
  const tables = commitments.flatMap((each): DocumentBlock[] => {
    const all = each.periods.flatMap(({ facts }) => facts.outages)
    const hidden = each.periods.reduce((sum, { facts }) => sum + facts.outagesOmitted, 0)
    if (all.length === 0) return []
    const more = all.length - mostOutages + hidden
    return [
      { kind: 'paragraph', text: `${nameOf(each)}: ${words.outageCount(all.length + hidden)}` },
      {
        kind: 'table',
        columns: [
          { label: labels.from, wide: 2 },
          { label: labels.to, wide: 2 },
          { label: labels.seconds, align: 'right' },
        ],
        rows: all
          .slice(0, mostOutages)
          .map(({ from, to, seconds }) => [
            exactInstant(from),
            exactInstant(to),
            shownSeconds(seconds, words),
          ]),
      },
      ...(all.length > mostOutages || hidden > 0
        ? [{ kind: 'paragraph' as const, text: words.more(Math.max(hidden, more)) }]
        : []),
    ]
  })
  return tables.length === 0 ? [{ kind: 'paragraph', text: words.noOutage }] : tables
}

function credits(statement: Statement, words: StatementWords): DocumentBlock[] {
  const { labels, states } = words
  const due = periodsOf(statement).flatMap(({ facts, credit }) =>
    credit === null ? [] : [{ facts, credit }],
  )
  if (due.length === 0) return [{ kind: 'paragraph', text: words.nothing }]
  return [
    {
      kind: 'table',
      columns: [
        { label: labels.commitment, wide: 2.5 },
        { label: labels.period, wide: 2 },
        { label: labels.amount, align: 'right', wide: 1.4 },
        { label: labels.state, wide: 1.8 },
        { label: labels.claimUntil, wide: 1.4 },
      ],
      rows: due.map(({ facts, credit }) => [
        facts.title,
        shownSpan(facts, words),
        shownMoney(credit.amount, credit.currency, words),
        states[credit.state] ?? credit.state,
        credit.claimUntil ?? '–',
      ]),
    },
    { kind: 'paragraph', text: `${labels.joined}: ${joinedText(statement, words)}` },
  ]
}

function record(statement: Statement, words: StatementWords): DocumentBlock[] {
  const used = periodsOf(statement).flatMap(({ facts }) => facts.exclusions)
  const unique = [...new Map(used.map((each) => [`${each.id} ${each.from}`, each])).values()]
  const exclusions: DocumentBlock[] =
    unique.length === 0
      ? []
      : [
          {
            kind: 'table',
            columns: [
              { label: words.labels.excluded, wide: 2 },
              { label: words.labels.from, wide: 1.5 },
              { label: words.labels.to, wide: 1.5 },
            ],
            rows: unique.map(({ id, kind, from, to }) => [
              `${kind} (${id})`,
              shownInstant(from),
              shownInstant(to),
            ]),
          },
        ]
  const acts = entryTable(statement.record, words)
  if (exclusions.length === 0 && acts.length === 0) return [{ kind: 'paragraph', text: words.nothing }]
  return [...exclusions, ...acts]
}

const listed = (text: string, entries: readonly StatedEntry[], words: StatementWords): DocumentBlock[] =>
  entries.length === 0 ? [] : [{ kind: 'heading', text }, ...entryTable(entries, words)]

function entryTable(entries: readonly StatedEntry[], { labels, kinds }: StatementWords): DocumentBlock[] {
  if (entries.length === 0) return []
  return [
    {
      kind: 'table',
      columns: [
        { label: labels.when, wide: 1.5 },
        { label: labels.what, wide: 2 },
        { label: labels.clause, wide: 1.5 },
        { label: labels.entry, wide: 1.2 },
      ],
      rows: entries.map(({ kind, clause, at, entry }) => [
        shownInstant(at),
        kinds[kind] ?? kind,
        clause ?? '–',
        entry.slice(0, 12),
      ]),
    },
  ]
}

function changes({ difference }: Statement, words: StatementWords): DocumentBlock[] {
  if (difference.length === 0) return []
  const { labels, headings } = words
  return [
    { kind: 'heading', text: headings.changes },
    {
      kind: 'table',
      columns: [{ label: labels.path, wide: 2 }, { label: labels.before }, { label: labels.after }],
      rows: difference
        .slice(0, mostChanges)
        .map(({ path, before, after }) => [path, shownChange(before, words), shownChange(after, words)]),
    },
    ...(difference.length > mostChanges
      ? [{ kind: 'paragraph' as const, text: words.more(difference.length - mostChanges) }]
      : []),
  ]
}
