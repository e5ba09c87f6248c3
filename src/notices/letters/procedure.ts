import type { Claim } from '../../evidence/correction.ts'
import type { Facts } from '../../ledger/facts.ts'
import type { ProposalFacts } from '../../ledger/procedureFacts.ts'
import { bothClocks, clock, dayOrClock } from '../figures.ts'
import { type Block, type Letter, type LetterContext, type Row, rowsOf } from '../letter.ts'
import type { Words } from '../words/words.ts'
import { disputedTable } from './disputed.ts'
import { spanRows, subjectAbout } from './parts.ts'

export function proposalMadeLetter(facts: Facts['proposalMade'], context: LetterContext): Letter {
  const { procedure, party } = context.words
  const until = bothClocks(facts.answerBy, facts.timeZone)
  return {
    subject: subjectOf(procedure.subjects.proposalMade, facts, context),
    headline: procedure.proposed(party[facts.by]),
    tone: 'unsure',
    blocks: [
      { kind: 'text', text: procedure.meanings[facts.matter] },
      { kind: 'todo', text: procedure.answerBefore(party[facts.askedOf], until) },
      { kind: 'text', text: procedure.silence[facts.ifSilent] },
      ...disputedTable(facts.disputed, facts.timeZone, context.words),
      { kind: 'figures', rows: proposalRows(facts, context) },
    ],
  }
}

export function claimStatedLetter(facts: Facts['claimStated'], context: LetterContext): Letter {
  const { procedure, party, labels } = context.words
  return {
    subject: subjectOf(procedure.subjects.claimStated, facts, context),
    headline: procedure.stated(party[facts.statedBy]),
    tone: 'unsure',
    blocks: [
      { kind: 'text', text: procedure.statedMeaning },
      ...disputedTable(facts.disputed, facts.timeZone, context.words),
      {
        kind: 'figures',
        rows: [
          ...proposalRows(facts, context),
          [procedure.labels.otherClaim, claimText(facts.otherClaim, context.words)],
          ...rowsOf([[labels.reason, shownText(facts.note, context)]]),
        ],
      },
    ],
  }
}

export function proposalAnsweredLetter(facts: Facts['proposalAnswered'], context: LetterContext): Letter {
  const { procedure, party, labels } = context.words
  const by = facts.answeredBy === 'silence' ? procedure.silent : party[facts.answeredBy]
  return {
    subject: subjectOf(procedure.outcomes[facts.outcome], facts, context),
    headline: procedure.outcomes[facts.outcome],
    tone: facts.isAccepted ? 'good' : 'plain',
    blocks: [
      ...(facts.outcome === 'lapsed' ? [textBlock(procedure.silence[facts.ifSilent])] : []),
      textBlock(facts.isAccepted ? procedure.counts : procedure.countsNot),
      ...disputedTable(facts.disputed, facts.timeZone, context.words),
      {
        kind: 'figures',
        rows: [
          [procedure.labels.answeredBy, by],
          ...rowsOf([[labels.reason, shownText(facts.reason, context)]]),
          ...proposalRows(facts, context),
        ],
      },
    ],
  }
}

export function stepDueLetter(facts: Facts['stepDue'], context: LetterContext): Letter {
  const { words } = context
  const { procedure, party } = words
  const deadline = dayOrClock(facts.deadline, facts.timeZone, words)
  return {
    subject: subjectAbout(procedure.subjects.stepDue, [deadline], null, context),
    headline: procedure.near[facts.deadlineOf],
    tone: 'unsure',
    blocks: [
      {
        kind: 'figures',
        rows: [
          [procedure.labels.about, facts.about],
          [procedure.labels.deadline, deadline],
          ...rowsOf([[words.labels.right, facts.party === null ? null : party[facts.party]]]),
        ],
      },
      ...disputedTable(facts.disputed, facts.timeZone, words),
    ],
  }
}

export function declarationMadeLetter(facts: Facts['declarationMade'], context: LetterContext): Letter {
  const { words } = context
  const { procedure, party } = words
  return {
    subject: subjectAbout(procedure.subjects.declarationMade, [], null, context),
    headline: procedure.declarations[facts.about](party[facts.by]),
    tone: 'plain',
    blocks: [
      {
        kind: 'figures',
        rows: rowsOf([
          [procedure.labels.proposal, facts.declaration],
          [procedure.labels.text, shownText(facts.text, context)],
          [
            procedure.labels.endsOn,
            facts.endsOn === null ? null : dayOrClock(facts.endsOn, facts.timeZone, words),
          ],
        ]),
      },
    ],
  }
}

export function terminationExercisedLetter(
  facts: Facts['terminationExercised'],
  context: LetterContext,
): Letter {
  const { procedure, party } = context.words
  const { cureUntil } = facts
  return {
    subject: subjectAbout(procedure.subjects.terminationExercised, [facts.clause], null, context),
    headline: procedure.exercised(party[facts.right]),
    tone: 'bad',
    blocks: [
      {
        kind: 'todo',
        text: cureUntil === null ? procedure.noCure : procedure.cure(bothClocks(cureUntil, facts.timeZone)),
      },
      { kind: 'figures', rows: exercisedRows(facts, shownText(facts.text, context), context) },
    ],
  }
}

export function terminationEndedLetter(facts: Facts['terminationEnded'], context: LetterContext): Letter {
  const { procedure } = context.words
  return {
    subject: subjectAbout(procedure.subjects.terminationEnded, [facts.clause], null, context),
    headline: procedure.ended[facts.outcome],
    tone: facts.outcome === 'effective' ? 'bad' : 'plain',
    blocks: [{ kind: 'figures', rows: exercisedRows(facts, shownText(facts.reason, context), context) }],
  }
}

function exercisedRows(
  facts: Facts['terminationEnded'] | Facts['terminationExercised'],
  text: string | null,
  { words }: LetterContext,
): Row[] {
  const { labels, procedure, party } = words
  return rowsOf([
    [labels.condition, facts.clause],
    [labels.clause, facts.contractClause],
    [labels.right, party[facts.right]],
    [labels.triggeredAt, bothClocks(facts.triggeredAt, facts.timeZone)],
    [procedure.labels.text, text],
  ])
}

const textBlock = (text: string): Block => ({ kind: 'text', text })

/** A text beside the chain, said to be erased where it is gone; null where there never was one. */
const shownText = (digest: string | null, context: LetterContext): string | null =>
  digest === null ? null : (context.text(digest) ?? context.words.erased)

function subjectOf(word: string, facts: ProposalFacts, context: LetterContext): string {
  const when = facts.from === null ? null : clock(facts.from, facts.timeZone).local
  const about = facts.matter === 'amendment' ? null : facts.of
  return subjectAbout(word, [context.words.procedure.matters[facts.matter], about], when, context)
}

function proposalRows(facts: ProposalFacts, context: LetterContext): Row[] {
  const { words } = context
  const { labels, matters, silence } = words.procedure
  return [
    ...rowsOf([
      [labels.proposal, facts.proposal],
      [labels.matter, matters[facts.matter]],
      [labels.about, facts.of],
      [labels.proposedBy, words.party[facts.by]],
    ]),
    ...spanOf(facts, words),
    ...rowsOf([
      [labels.claim, facts.claim === null ? null : claimText(facts.claim, words)],
      [labels.cause, shownText(facts.cause, context)],
      [labels.evidence, shownText(facts.evidence, context)],
      [labels.answerBy, bothClocks(facts.answerBy, facts.timeZone)],
      [labels.ifSilent, silence[facts.ifSilent]],
    ]),
  ]
}

const spanOf = ({ from, to, timeZone }: ProposalFacts, words: Words): Row[] =>
  from === null || to === null ? [] : spanRows({ from, to, timeZone }, words)

export function claimText(claim: Claim, { procedure }: Words): string {
  if ('outcome' in claim) return procedure.claimOutcomes[claim.outcome]
  return 'value' in claim ? claim.value : procedure.badOf(claim.bad, claim.total)
}
