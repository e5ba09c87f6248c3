import type { Ask } from '../agreement/schema/surveys.ts'
import type { Event, Party } from '../evidence/event.ts'

/** What a form asks, as it stands beside the chain: the words of the agreement when it was mailed. */
export interface SurveyForm {
  readonly asks: readonly Ask[]
  /** The alternative's name, for questions that compare with it. */
  readonly alternative: string | null
}

export const formText = (form: SurveyForm): string => JSON.stringify(form)

/** Null once the text was erased. */
export const readForm = (text: string | null): SurveyForm | null =>
  text === null ? null : (JSON.parse(text) as SurveyForm)

/** One answer, by the place of its question in the form. Figures as text; null: left open. */
export type SurveyAnswer =
  | { readonly question: number; readonly csat: string }
  | { readonly question: number; readonly nps: string }
  | {
      readonly question: number
      readonly attribute: string
      readonly ours: string | null
      readonly alternative: string | null
    }
  /** Digest in `texts` of what was written. */
  | { readonly question: number; readonly comment: string }

interface SurveyPlace {
  readonly survey: string
  /** The survey's period, ISO instants. */
  readonly from: string
  readonly to: string
  readonly party: Party
  readonly timeZone: string
}

/** One mailed form. It says which party is asked, not whom. */
export interface AskedFacts extends SurveyPlace {
  /** The form's name: made with the daemon's key of whom it is for, so that nobody else can tell. */
  readonly form: string
  /** Digest in `texts` of the form. */
  readonly questions: string
  /** ISO instants: answers count before `answerBy`. */
  readonly answerBy: string
  readonly remindAt: string | null
}

/** What one form said. Nothing in it leads to the form, and so to the person. */
export interface AnsweredFacts extends SurveyPlace {
  readonly answers: readonly SurveyAnswer[]
  readonly answeredAt: string
}

export interface SurveyEntryFacts {
  readonly surveyAsked: AskedFacts
  readonly surveyReminded: AskedFacts
  readonly surveyAnswered: AnsweredFacts
}

/** The events that a form's answers are: the same whenever they are made. `name` is the answered entry's subject. */
export function answerEvents(facts: AnsweredFacts, name: string, prefix: string): Event[] {
  const { survey, party, answers, timeZone } = facts
  const day = Temporal.Instant.from(facts.from).toZonedDateTimeISO(timeZone).toPlainDate()
  return answers.map(({ question, ...answer }) => ({
    id: `${prefix}survey:${name}:${question}`,
    type: 'survey.answered',
    subject: `${survey} ${day}`,
    at: Temporal.Instant.from(facts.answeredAt).epochMilliseconds,
    data: { survey, party, ...withoutOpen(answer) },
  }))
}

const withoutOpen = (answer: object): Record<string, string> =>
  Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null)) as Record<string, string>
