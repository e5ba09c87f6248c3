import type { CreditFacts } from '../../ledger/credits.ts'
import type { ClaimFacts, DeadlineFacts, Facts, JoinedFacts } from '../../ledger/facts.ts'
import { localFigure } from '../../statements/numbers.ts'
import { bothClocks, dayOrClock, headed, localMoney, periodName } from '../figures.ts'
import { type Block, type Letter, type LetterContext, type Row, rowsOf, tableOf } from '../letter.ts'
import type { Words } from '../words/words.ts'
import { periodRows, subjectAbout } from './parts.ts'

/** A credit's statements follow each other: none corrects the one before but where the amount settled is wrong. */
const asNew = (context: LetterContext): LetterContext => ({
  ...context,
  entry: { ...context.entry, supersedes: null },
})

export function creditStatedLetter(facts: CreditFacts, context: LetterContext): Letter {
  const { words } = context
  const { claims, labels } = words
  const stage = claims.stages[facts.state]
  return {
    subject: subjectAbout(
      `${claims.subject}: ${stage}`,
      [headed(facts.title), amountOf(facts, words)],
      periodName(facts, facts.timeZone, words),
      facts.difference === null ? asNew(context) : context,
    ),
    headline: claims.headline(stage, headed(facts.title)),
    tone: tones[facts.state] ?? 'plain',
    blocks: [
      { kind: 'text', text: claims.meanings[facts.state] },
      ...todoBlocks(facts, context),
      {
        kind: 'figures',
        rows: rowsOf([
          [labels.commitment, facts.title],
          [labels.judgedAlone, facts.of ?? null],
          [labels.owedBy, partyText(facts.by, context)],
          [labels.clause, facts.clause ?? null],
          [labels.credit, amountOf(facts, words)],
          [claims.labels.together, togetherText(facts, words)],
          [labels.creditState, stage],
          [claims.labels.before, facts.before === null ? null : claims.stages[facts.before]],
          [claims.labels.amountBefore, amountBefore(facts, words)],
          [claims.labels.settled, money(facts.settled, facts.currency, words)],
          [claims.labels.difference, money(facts.difference, facts.currency, words)],
          [claims.labels.earnedBackBy, earnedBackBy(facts, words)],
          ...periodRows(facts, words),
        ]),
      },
    ],
  }
}

/** What is due of its month, with a word on the cap that cuts it. */
function togetherText({ together, currency }: CreditFacts, words: Words): string | null {
  if (together === undefined) return null
  const amount = localMoney(together.amount, currency, words)
  return together.capped ? `${amount} (${words.claims.cut})` : amount
}

function earnedBackBy({ earnedBackBy: by, timeZone }: CreditFacts, words: Words): string | null {
  return by === undefined ? null : by.map((period) => periodName(period, timeZone, words)).join(', ')
}

const tones: Readonly<Partial<Record<CreditFacts['state'], Letter['tone']>>> = {
  accepted: 'good',
  settled: 'good',
  refused: 'bad',
  expired: 'unsure',
  claimable: 'unsure',
}

function todoBlocks(facts: CreditFacts, context: LetterContext): Block[] {
  const { words } = context
  const holder = partyText(facts.by === 'provider' ? 'customer' : 'provider', context)
  if (facts.difference !== null) {
    const back = facts.difference.startsWith('-')
    const amount = money(facts.difference.replace('-', ''), facts.currency, words) ?? ''
    const owed = facts.state === 'earnedBack' ? words.claims.earnedBackTodo : words.claims.owedBack
    const said = back ? owed : words.claims.inAddition
    return [{ kind: 'todo', text: said(amount, partyText(facts.by, context)) }]
  }
  if (facts.claimUntil === null || !['claimable', 'pending', 'suspended'].includes(facts.state)) return []
  const until = dayOrClock(facts.claimUntil, facts.timeZone, words)
  return [{ kind: 'todo', text: words.credit.claim(holder, until) }]
}

export function creditsJoinedLetter(facts: JoinedFacts, context: LetterContext): Letter {
  const { words } = context
  const { claims, labels } = words
  const total = money(facts.amount, facts.currency, words) ?? ''
  const rows = facts.shares.map((share) => [
    memberText(share),
    periodName(share, facts.timeZone, words),
    money(share.amount, facts.currency, words) ?? '–',
    claims.stages[share.state],
  ])
  return {
    subject: subjectAbout(claims.monthSubject, [total], periodName(facts, facts.timeZone, words), context),
    headline: claims.month,
    tone: 'plain',
    blocks: [
      { kind: 'text', text: facts.capped ? `${claims.monthMeaning} ${claims.capped}` : claims.monthMeaning },
      {
        kind: 'figures',
        rows: rowsOf([
          [claims.labels.total, total],
          [claims.labels.amountBefore, money(facts.amountBefore, facts.currency, words)],
          [claims.labels.offset, money(facts.offset ?? null, facts.currency, words)],
          [claims.labels.owedBack, money(facts.owedBack ?? null, facts.currency, words)],
          ...periodRows(facts, words),
        ]),
      },
      ...tableOf(words, {
        title: claims.labels.shares,
        head: [labels.commitment, labels.period, labels.amount, labels.creditState],
        rows,
      }),
      ...tableOf(words, {
        title: claims.labels.earnedBack,
        head: [labels.commitment, labels.period, labels.amount],
        rows: (facts.earnedBack ?? []).map((each) => [
          memberText(each),
          periodName(each, facts.timeZone, words),
          money(each.amount, facts.currency, words) ?? '–',
        ]),
      }),
    ],
  }
}

const memberText = ({ commitment, of }: { readonly commitment: string; readonly of?: string }): string =>
  [commitment, of].filter((part) => part !== undefined).join(' ')

export function claimFiledLetter(facts: Facts['claimFiled'], context: LetterContext): Letter {
  const { claims } = context.words
  const doer = doerText(facts, context)
  return actLetter(claims.filedSubject, claims.filed(doer), facts, context, {
    text: claims.filedMeaning(partyText(facts.by, context)),
    rows: [[claims.labels.statement, textOf(facts.statement, context)]],
  })
}

export function claimAnsweredLetter(facts: Facts['claimAnswered'], context: LetterContext): Letter {
  const { claims, labels } = context.words
  const headline = claims.answeredBy(doerText(facts, context), claims.answers[facts.answer])
  const stage = claims.stages[facts.answer]
  return actLetter(`${claims.subject}: ${stage}`, headline, facts, context, {
    text: claims.meanings[facts.answer],
    rows: [[labels.reason, textOf(facts.reason, context)]],
  })
}

export function creditSettledLetter(facts: Facts['creditSettled'], context: LetterContext): Letter {
  const { claims } = context.words
  return actLetter(claims.settledSubject, claims.settled(doerText(facts, context)), facts, context, {
    text: claims.meanings.settled,
    rows: [
      [claims.labels.reference, textOf(facts.reference, context)],
      [claims.labels.settled, money(facts.paid, facts.currency, context.words)],
    ],
  })
}

function actLetter(
  subject: string,
  headline: string,
  facts: ClaimFacts,
  context: LetterContext,
  more: { readonly text: string; readonly rows: readonly (readonly [string, string | null])[] },
): Letter {
  const { words } = context
  const { labels, claims } = words
  const amount = money(facts.amount, facts.currency, words)
  const period = periodName(facts, facts.timeZone, words)
  return {
    subject: subjectAbout(subject, [headed(facts.title), amount], period, asNew(context)),
    headline,
    tone: 'plain',
    blocks: [
      { kind: 'text', text: more.text },
      {
        kind: 'figures',
        rows: rowsOf([
          [labels.commitment, facts.title],
          [labels.judgedAlone, facts.of ?? null],
          [labels.owedBy, partyText(facts.by, context)],
          [labels.credit, amount ?? words.credit.unknownAmount],
          ...more.rows,
          [claims.labels.doneBy, doerText(facts, context)],
          [claims.labels.doneAt, bothClocks(facts.doneAt, facts.timeZone)],
          ...periodRows(facts, words),
        ]),
      },
    ],
  }
}

export function deadlineNearLetter(facts: DeadlineFacts, context: LetterContext): Letter {
  const { words } = context
  const { claims, labels } = words
  const until = dayOrClock(facts.deadline, facts.timeZone, words)
  const rows: Row[] = rowsOf([
    [labels.credit, money(facts.amount, facts.currency, words)],
    [claims.labels.deadline, until],
  ])
  return {
    subject: subjectAbout(claims.nearSubject, [facts.about, until], null, asNew(context)),
    headline: claims.near(facts.about),
    tone: 'unsure',
    blocks: [
      { kind: 'todo', text: claims.nearMeaning(partyText(facts.party, context), until) },
      { kind: 'figures', rows: [...rows, ...periodRows(facts, words)] },
    ],
  }
}

const partyText = (party: 'provider' | 'customer', { words, names }: LetterContext): string =>
  `${words.party[party]} (${names[party]})`

function doerText({ doneBy }: ClaimFacts, context: LetterContext): string {
  if (doneBy === 'operator') return context.words.operator
  return doneBy === 'event' ? context.words.claims.event : partyText(doneBy, context)
}

const textOf = (digest: string | null, { text, words }: LetterContext): string | null =>
  digest === null ? null : (text(digest) ?? words.erased)

const money = (amount: string | null, currency: string, words: Words): string | null =>
  amount === null ? null : `${localFigure(amount, words)} ${currency}`.trim()

const amountBefore = (facts: CreditFacts, words: Words): string | null =>
  facts.amountBefore === facts.amount ? null : money(facts.amountBefore, facts.currency, words)

/** `1,200.00 EUR`, `2 points`, or that it is not known. */
function amountOf(facts: CreditFacts, words: Words): string {
  const units =
    facts.units === null || facts.unit === null
      ? null
      : `${localFigure(facts.units, words)} ${words.credit.units[facts.unit]}`
  return money(facts.amount, facts.currency, words) ?? units ?? words.credit.unknownAmount
}
