import type { AskedFacts } from '../../ledger/surveys.ts'
import { readForm } from '../../ledger/surveys.ts'
import { bothClocks, periodName } from '../figures.ts'
import { type Letter, type LetterContext, tableOf } from '../letter.ts'
import { questionText } from '../words/surveyWords.ts'
import { subjectAbout } from './parts.ts'

export const surveyAskedLetter = (facts: AskedFacts, context: LetterContext): Letter =>
  letter(facts, context.words.surveys.asked, context)

export const surveyRemindedLetter = (facts: AskedFacts, context: LetterContext): Letter =>
  letter(facts, context.words.surveys.reminded, context)

/** The questions, and until when; the link to the form stands below, as in every mail that has one. */
function letter(facts: AskedFacts, word: string, context: LetterContext): Letter {
  const { words, names } = context
  const { surveys } = words
  const form = readForm(context.text(facts.questions))
  const rows = (form?.asks ?? []).map((ask) => [questionText(ask, words, names.agreement)])
  return {
    subject: subjectAbout(word, [], periodName(facts, facts.timeZone, words), context),
    headline: surveys.headline,
    tone: 'plain',
    blocks: [
      { kind: 'text', text: surveys.meaning },
      { kind: 'todo', text: surveys.answerBy(bothClocks(facts.answerBy, facts.timeZone)) },
      ...tableOf(words, { title: surveys.labels.questions, head: [surveys.labels.questions], rows }),
      { kind: 'text', text: surveys.privacy },
    ],
  }
}
