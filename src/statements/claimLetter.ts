import type { ClaimTerms } from '../agreement/schema/claims.ts'
import type { PeriodFacts } from '../evaluation/verdict.ts'
import type { CreditFacts } from '../ledger/credits.ts'
import type { DocumentBlock, StructuredDocument } from './document.ts'
import { type LetterWords, letterWords, type StepWords } from './letterWords.ts'
import {
  exactInstant,
  localFigure,
  shownDecimal,
  shownMeasure,
  shownMoney,
  shownSeconds,
  targetFigure,
} from './numbers.ts'
import { shownSpan } from './spanWords.ts'
import type { StatementWords } from './words.ts'
import { statementWords } from './wordsOf.ts'

/** Everything that the letter of a claim is made of: the same ledger makes the same letter. */
export interface ClaimLetter {
  readonly agreement: string
  readonly title: string
  /** `sha256:…` of the document that judged the period. */
  readonly digest: string
  readonly parties: Readonly<Record<'provider' | 'customer', string>>
  readonly credit: CreditFacts
  readonly facts: PeriodFacts
  /** What the credit is taken from, as written, such as `fees.service of one month`. */
  readonly bases: readonly string[]
  readonly claim: ClaimTerms | null
  /** The entry that says how the credit stands, and UTC milliseconds of its decision. */
  readonly entry: { readonly id: string; readonly at: number }
  readonly head: { readonly seq: number; readonly hash: string } | null
}

const mostOutages = 200

interface Language {
  readonly letter: LetterWords
  readonly words: StatementWords
}

/** The letter by which a credit is claimed: what was promised, what was measured, what is due, and what proves it. */
export function claimLetter(asked: ClaimLetter, language: 'en' | 'de'): StructuredDocument {
  const { credit, facts } = asked
  const said: Language = { letter: letterWords[language], words: statementWords(language) }
  const { letter, words } = said
  const holder = credit.by === 'provider' ? 'customer' : 'provider'
  const steps = asked.claim?.kind === 'steps' ? asked.claim.steps : []
  const subject = steps.find((step) => step.subject !== undefined)?.subject ?? letter.subject
  const asks = steps.flatMap((step) => step.asks ?? [])
  const amount = shownMoney(credit.amount, credit.currency, words)
  return {
    language,
    title: subject,
    subtitle: `${credit.title} · ${shownSpan(facts, words)} (${facts.timeZone})`,
    dated: asked.entry.at,
    footer: letter.footer(asked.entry.id),
    blocks: [
      { kind: 'paragraph', text: letter.opening({ to: asked.parties[credit.by], title: asked.title }) },
      { kind: 'paragraph', text: letter.request({ commitment: credit.title, amount }) },
      { kind: 'heading', text: letter.headings.contract },
      { kind: 'facts', rows: contractRows(asked, holder, said) },
      { kind: 'heading', text: letter.headings.measured },
      { kind: 'facts', rows: measuredRows(facts, said) },
      { kind: 'heading', text: letter.headings.outages },
      ...outages(facts, said),
      { kind: 'heading', text: letter.headings.credit },
      { kind: 'facts', rows: creditRows(asked, said) },
      ...(asks.length === 0
        ? []
        : ([
            { kind: 'heading', text: letter.headings.asked },
            {
              kind: 'table',
              columns: [{ label: letter.labels.asked }, { label: letter.labels.given }],
              rows: asks.map((each) => [each, '']),
            },
          ] as const)),
      { kind: 'heading', text: letter.headings.proof },
      { kind: 'facts', rows: proofRows(asked, said) },
    ],
  }
}

type Step = Extract<ClaimTerms, { kind: 'steps' }>['steps'][number]
type Rows = (readonly [string, string])[]

function contractRows(
  asked: ClaimLetter,
  holder: 'provider' | 'customer',
  { letter: { labels }, words }: Language,
): Rows {
  const { credit, facts } = asked
  return [
    [labels.from, asked.parties[holder]],
    [labels.to, asked.parties[credit.by]],
    [labels.agreement, `${asked.title} (${asked.agreement})`],
    [labels.document, asked.digest],
    ...(facts.clause === undefined ? [] : [[labels.clause, facts.clause] as const]),
    [labels.commitment, facts.of === undefined ? facts.title : `${facts.title} (${facts.of})`],
    [labels.period, `${shownSpan(facts, words)} (${facts.timeZone})`],
  ]
}

function measuredRows(facts: PeriodFacts, { letter: { labels }, words }: Language): Rows {
  const { measure, seconds, counts } = facts
  return [
    [labels.target, targetFigure(facts.target, words)],
    [labels.measured, shownMeasure(facts.shown, words)],
    ...(measure.exact === null ? [] : [[labels.exact, exactText(measure, words)] as const]),
    [labels.verdict, words.verdicts[facts.verdict] ?? facts.verdict],
    ...(seconds
      ? [
          [labels.bad, shownSeconds(seconds.bad, words)] as const,
          [labels.total, shownSeconds(seconds.total, words)] as const,
          [labels.excluded, shownSeconds(seconds.excluded, words)] as const,
          [labels.excused, shownSeconds(seconds.excused, words)] as const,
          [labels.unknown, shownSeconds(seconds.unknown, words)] as const,
        ]
      : []),
    ...(counts ? [[labels.counts, localFigure(`${counts.bad} / ${counts.total}`, words)] as const] : []),
  ]
}

/** The fraction that decided, with its unit; of a percentage it is the share itself, said as what it comes to. */
function exactText({ exact, value, unit }: PeriodFacts['measure'], words: StatementWords): string {
  if (unit !== '%') return `${exact} ${unit}`.trim()
  return value === null ? `${exact}` : `${localFigure(value, words)} % = ${exact}`
}

function outages(facts: PeriodFacts, { letter: { labels }, words }: Language): DocumentBlock[] {
  const shown = facts.outages.slice(0, mostOutages)
  if (shown.length === 0) return [{ kind: 'paragraph', text: words.noOutage }]
  const hidden = facts.outages.length - shown.length + facts.outagesOmitted
  return [
    {
      kind: 'table',
      columns: [
        { label: labels.begin, wide: 2 },
        { label: labels.end, wide: 2 },
        { label: labels.length, align: 'right' },
      ],
      rows: shown.map(({ from, to, seconds }) => [
        exactInstant(from),
        exactInstant(to),
        shownSeconds(seconds, words),
      ]),
    },
    ...(hidden > 0 ? [{ kind: 'paragraph' as const, text: words.more(hidden) }] : []),
  ]
}

function creditRows({ credit, bases, claim }: ClaimLetter, { letter, words }: Language): Rows {
  const { labels } = letter
  const steps = claim?.kind === 'steps' ? claim.steps : []
  return [
    ...(credit.percent === null ? [] : [[labels.rate, `${localFigure(credit.percent, words)} %`] as const]),
    ...(credit.units === null || credit.unit === null
      ? []
      : [[labels.units, `${localFigure(credit.units, words)} ${letter.units[credit.unit]}`] as const]),
    ...bases.map((base) => [labels.base, base] as const),
    [labels.amount, shownMoney(credit.amount, credit.currency, words)],
    [labels.state, words.states[credit.state] ?? credit.state],
    ...steps.map((step): readonly [string, string] => [labels.step, stepText(step, { letter, words })]),
    ...(credit.claimUntil === null ? [] : [[labels.until, credit.claimUntil] as const]),
  ]
}

/** A step of the claim; events are named as the agreement names them. */
function stepText(step: Step, { letter: { steps }, words }: Language): string {
  const { event } = step
  if (step.kind === 'within')
    return steps.within(event, lengthText(step.within.text, steps, words), anchorText(step.after, steps))
  const { nth, unit, anchor } = step.until
  return steps.until(event, steps.end[unit](nth), anchorText(anchor, steps))
}

const anchorText = (anchor: string, { anchors }: StepWords): string =>
  (Object.hasOwn(anchors, anchor) ? anchors[anchor] : undefined) ?? anchor

const unitNames: Readonly<Record<string, string>> = {
  second: 's',
  min: 'm',
  minute: 'm',
  hour: 'h',
  day: 'd',
  week: 'w',
}

/** `30d`, `2 business days` in the reader's words. */
function lengthText(text: string, { lengths }: StepWords, words: StatementWords): string {
  const [, count = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*(\S.*)$/.exec(text) ?? []
  const name = unit.length > 2 ? unit.replace(/s$/, '') : unit
  const [one, several] = lengths[unitNames[name] ?? name] ?? []
  if (one === undefined || several === undefined) return text
  return `${shownDecimal(count, words)} ${count === '1' ? one : several}`
}

function proofRows({ facts, entry, head }: ClaimLetter, { letter: { labels } }: Language): Rows {
  return [
    ...facts.inputs.evidence.map(({ source, observations, digest }): readonly [string, string] => [
      labels.evidence,
      `${source}: ${observations}, sha256:${digest}`,
    ]),
    [labels.inputs, `sha256:${facts.inputs.digest}`],
    [labels.entry, entry.id],
    ...(head === null ? [] : [[labels.head, `${head.seq}, ${head.hash}`] as const]),
  ]
}
