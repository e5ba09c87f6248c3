import type { Facts } from '../../ledger/facts.ts'
import { dayOrClock } from '../figures.ts'
import { type Letter, type LetterContext, rowsOf } from '../letter.ts'
import { subjectAbout } from './parts.ts'

export function termMovedLetter(facts: Facts['termMoved'], context: LetterContext): Letter {
  const { words } = context
  const { procedure } = words
  const until = dayOrClock(facts.until, facts.timeZone, words)
  return {
    subject: subjectAbout(procedure.subjects.termMoved, [until], null, context),
    headline: procedure.moved[facts.cause],
    tone: 'plain',
    blocks: [
      {
        kind: 'figures',
        rows: [
          [procedure.labels.endedBefore, dayOrClock(facts.from, facts.timeZone, words)],
          [procedure.labels.endsOn, until],
        ],
      },
    ],
  }
}

export function agreementEndedLetter(facts: Facts['agreementEnded'], context: LetterContext): Letter {
  const { words } = context
  const { procedure, party } = words
  return {
    subject: subjectAbout(procedure.subjects.agreementEnded, [], null, context),
    headline: procedure.over[facts.cause],
    tone: 'plain',
    blocks: [
      { kind: 'text', text: procedure.overMeaning },
      {
        kind: 'figures',
        rows: rowsOf([
          [procedure.labels.endsOn, dayOrClock(facts.until, facts.timeZone, words)],
          [words.labels.condition, facts.clause],
          [procedure.labels.declaredBy, facts.by === null ? null : party[facts.by]],
        ]),
      },
    ],
  }
}
