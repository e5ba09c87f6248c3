import type { ToDateFigures } from '../value/figures.ts'
import { addedAmounts } from './credits.ts'
import type { DocumentBlock, StructuredDocument } from './document.ts'
import { shownDecimal, shownMoney, shownShare } from './numbers.ts'
import type { Statement } from './statement.ts'
import type { StatementWords } from './words.ts'
import { statementWords } from './wordsOf.ts'

/** Everything that a talk about renewal starts from, over the whole term so far. */
export interface RenewalPack {
  readonly agreement: string
  readonly title: string
  /** The day on which it is made, in the agreement's zone. */
  readonly date: string
  readonly term: { readonly from: string; readonly until: string | null }
  readonly periods: { readonly met: number; readonly judged: number }
  /** Credits that were due, after joins and caps. */
  readonly credits: { readonly count: number; readonly amounts: readonly Amount[] }
  readonly commitments: readonly { readonly title: string; readonly met: number; readonly judged: number }[]
  readonly value: ToDateFigures | null
  /** Customer value less the alternative's, ÷ the alternative's, as a share with its sign; null where it is not known. */
  readonly gain: string | null
  /** The last day on which notice against renewal can be given, and how many days are left; null without a rule. */
  readonly notice: { readonly until: string; readonly days: number } | null
}

interface Amount {
  readonly currency: string
  readonly amount: string
}

export interface RenewalQuestion {
  readonly agreement: string
  readonly title: string
  readonly date: string
  readonly term: RenewalPack['term']
  readonly noticeUntil: string | null
  /** The latest version of each month's statement, in order of time. */
  readonly statements: readonly Statement[]
  readonly value: ToDateFigures | null
}

export function renewalPack(question: RenewalQuestion): RenewalPack {
  const { statements, value, noticeUntil, date } = question
  const { agreement, title, term } = question
  const commitments = commitmentsOf(statements)
  const sum = (of: (each: (typeof commitments)[number]) => number): number =>
    commitments.reduce((total, each) => total + of(each), 0)
  return {
    agreement,
    title,
    date,
    term,
    periods: { met: sum(({ met }) => met), judged: sum(({ judged }) => judged) },
    credits: creditsOf(statements),
    commitments,
    value,
    gain: gainOf(value),
    notice: noticeUntil === null ? null : { until: noticeUntil, days: daysBetween(date, noticeUntil) },
  }
}

const daysBetween = (from: string, until: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(until), { largestUnit: 'days' }).days

function commitmentsOf(statements: readonly Statement[]): RenewalPack['commitments'] {
  const all = statements.flatMap((each) => each.commitments)
  return [...Map.groupBy(all, ({ commitment, of }) => `${commitment} ${of ?? ''}`).values()].flatMap(
    (each) => {
      const [last] = each.slice(-1)
      const count = (verdict: string): number =>
        each.reduce((total, { verdicts }) => total + (verdicts[verdict] ?? 0), 0)
      return last
        ? [
            {
              title: last.of === null ? last.title : `${last.title} (${last.of})`,
              met: count('met'),
              judged: count('met') + count('breached'),
            },
          ]
        : []
    },
  )
}

/** Months in which something was due; amounts add up in minor digits of their own text. */
function creditsOf(statements: readonly Statement[]): RenewalPack['credits'] {
  const months = statements.flatMap(({ credits, creditMonths }) => creditMonths ?? credits ?? [])
  const due = months.filter(({ amount }) => /[1-9]/.test(amount))
  const amounts = [...Map.groupBy(due, ({ currency }) => currency)].map(([currency, all]) => ({
    currency,
    amount: addedAmounts(all.map(({ amount }) => amount)),
  }))
  return { count: due.length, amounts }
}

function gainOf(value: ToDateFigures | null): string | null {
  if (value === null || value.surplus === null) return null
  const cents = (text: string): bigint => BigInt(text.replace('.', ''))
  const theirs = cents(value.customerValue) - cents(value.surplus)
  if (theirs <= 0n) return null
  const thousandths = (cents(value.surplus) * 10_000n) / theirs
  const sign = thousandths < 0n ? '-' : ''
  const digits = (thousandths < 0n ? -thousandths : thousandths).toString().padStart(5, '0')
  return `${sign}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

/** The pack as a document in one language. */
export function renewalDocument(
  pack: RenewalPack,
  { language, digest }: { language: 'en' | 'de'; digest: string },
): StructuredDocument {
  const words = statementWords(language)
  const { renewal, labels } = words
  return {
    language,
    title: `${pack.title} — ${renewal.title}`,
    subtitle: `${pack.term.from} – ${pack.term.until ?? '…'}`,
    dated: Temporal.PlainDate.from(pack.date).toZonedDateTime('UTC').epochMilliseconds,
    footer: words.digest(digest),
    blocks: [
      { kind: 'paragraph', text: summaryOf(pack, words) },
      { kind: 'heading', text: words.headings.promised },
      {
        kind: 'table',
        columns: [
          { label: labels.commitment, wide: 3 },
          { label: words.verdicts.met ?? '', align: 'right' },
          { label: renewal.judged, align: 'right' },
        ],
        rows: pack.commitments.map(({ title, met, judged }) => [title, String(met), String(judged)]),
      },
      ...worthOf(pack, words),
    ],
  }
}

/** One line: "met 11 of 12, 2 credits, value +18 %, ratio 1.04, notice due in 41 days". */
export function summaryOf(pack: RenewalPack, words: StatementWords): string {
  const { renewal } = words
  const ratio = pack.value?.relative?.ratio
  const sign = pack.gain === null || pack.gain.startsWith('-') ? '' : '+'
  return [
    renewal.met(pack.periods.met, pack.periods.judged),
    renewal.credits(pack.credits.count),
    ...(pack.gain === null ? [] : [`${renewal.value} ${sign}${shownShare(pack.gain, words)}`]),
    ...(ratio ? [`${renewal.ratio} ${shownDecimal(ratio.value, words)}`] : []),
    ...(pack.notice === null ? [] : [renewal.notice(pack.notice.days)]),
  ].join(', ')
}

function worthOf({ value, credits }: RenewalPack, words: StatementWords): DocumentBlock[] {
  const { labels, headings } = words
  const rows: (readonly [string, string])[] = [
    ...credits.amounts.map(
      ({ currency, amount }) => [headings.credits, shownMoney(amount, currency, words)] as const,
    ),
    ...(value === null
      ? []
      : [
          [labels.promisedValue, shownMoney(value.promisedValue, value.currency, words)] as const,
          [labels.costOfBreaches, shownMoney(value.costOfBreaches, value.currency, words)] as const,
          [labels.customerValue, shownMoney(value.customerValue, value.currency, words)] as const,
          [labels.retained, shownShare(value.retained?.value, words)] as const,
          [labels.surplus, shownMoney(value.surplus, value.currency, words)] as const,
        ]),
  ]
  return rows.length === 0
    ? []
    : [
        { kind: 'heading', text: headings.value },
        { kind: 'facts', rows },
      ]
}
