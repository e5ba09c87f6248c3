import type { DisputedFigure, DisputedFigures } from '../evaluation/disputes.ts'
import type { DocumentBlock } from './document.ts'
import { type MatterWords, matterEnglish, matterGerman } from './matterWords.ts'
import { shownInstant, shownMeasure, shownMoney } from './numbers.ts'
import type { Statement } from './statement.ts'
import type { StatementWords } from './words.ts'

/** Texts that stand beside the chain, by digest. */
export type StatementTexts = ReadonlyMap<string, string>

const languages: Readonly<Record<'en' | 'de', MatterWords>> = { en: matterEnglish, de: matterGerman }

/** The texts that a statement names by digest and a rendering shows; what was erased is missing. */
export async function statementTexts(
  { announcements = [] }: Statement,
  read: (digest: string) => Promise<string | null>,
): Promise<StatementTexts> {
  const found = new Map<string, string>()
  for (const { title } of announcements) {
    const text = await read(title)
    if (text !== null) found.set(title, text)
  }
  return found
}

/** Announcements, disputes and deadlines, each where there is any. */
export function matterBlocks(
  statement: Statement,
  words: StatementWords,
  texts: StatementTexts,
): DocumentBlock[] {
  const own = languages[words.language]
  return [
    ...announced(statement, { words, own, texts }),
    ...disputed(statement, { words, own }),
    ...deadlines(statement, { words, own }),
  ]
}

interface Said {
  readonly words: StatementWords
  readonly own: MatterWords
}

function announced(
  { announcements = [] }: Statement,
  { words, own, texts }: Said & { texts: StatementTexts },
): DocumentBlock[] {
  if (announcements.length === 0) return []
  const clock = (at: string | null): string => (at === null ? '–' : shownInstant(at))
  const rows = announcements.map((each) => [
    own.about[each.about],
    texts.get(each.title) ?? own.erased,
    each.concerns.join(', ') || '–',
    clock(each.effective),
    clock(each.resolved),
  ])
  const columns = [
    { label: words.labels.what, wide: 1.3 },
    { label: own.labels.title, wide: 2.4 },
    { label: own.labels.concerns, wide: 1.4 },
    { label: own.labels.effective, wide: 1.4 },
    { label: own.labels.resolved, wide: 1.4 },
  ]
  return [
    { kind: 'heading', text: own.headings.announced },
    { kind: 'table', columns, rows },
  ]
}

function disputed({ disputes = [] }: Statement, said: Said): DocumentBlock[] {
  const { words, own } = said
  if (disputes.length === 0) return []
  const columns = [
    { label: words.labels.commitment, wide: 2 },
    { label: words.labels.measured, wide: 1.7 },
    { label: own.labels.provider, wide: 1.7 },
    { label: own.labels.customer, wide: 1.7 },
    { label: own.labels.between, align: 'right' as const, wide: 1.3 },
  ]
  return [
    { kind: 'heading', text: own.headings.disputed },
    ...disputes.flatMap((each): DocumentBlock[] => [
      {
        kind: 'paragraph',
        text: `${each.source}, ${shownInstant(each.from)} – ${shownInstant(each.to)}: ${own.proposedBy(words.parties[each.by])}, ${own.states[each.state]}`,
      },
      { kind: 'table', columns, rows: each.figures.map((figures) => figureRow(figures, said)) },
    ]),
  ]
}

function figureRow(figures: DisputedFigures, { words, own }: Said): string[] {
  const { commitment, of, measured, provider, customer, between, currency } = figures
  const figure = ({ shown, verdict, credit }: DisputedFigure): string =>
    [
      shownMeasure(shown, words),
      words.verdicts[verdict] ?? verdict,
      ...(credit?.amount && credit.currency
        ? [own.credit(shownMoney(credit.amount, credit.currency, words))]
        : []),
    ].join(', ')
  return [
    of === undefined ? commitment : `${commitment} (${of})`,
    ...[measured, provider, customer].map(figure),
    currency === null ? '–' : shownMoney(between, currency, words),
  ]
}

function deadlines({ deadlines: all = [], to, timeZone }: Statement, { words, own }: Said): DocumentBlock[] {
  if (all.length === 0) return []
  const end = Temporal.Instant.from(to).toZonedDateTimeISO(timeZone).toPlainDate()
  const rows = all.map(({ about, subject, party, until }) => [
    own.deadlines[about],
    subject,
    party === null ? own.either : words.parties[party],
    until.includes('T') ? shownInstant(until) : until,
    own.days(end.until(until.slice(0, 10)).days),
  ])
  const columns = [
    { label: words.labels.what, wide: 2 },
    { label: words.labels.clause, wide: 2 },
    { label: own.labels.whose, wide: 1.2 },
    { label: own.labels.until, wide: 1.4 },
    { label: own.labels.left, wide: 1.4 },
  ]
  return [
    { kind: 'heading', text: own.headings.deadlines },
    { kind: 'table', columns, rows },
  ]
}
