import { z } from 'zod'
import { calendarReference, timeOfDay } from './calendars.ts'
import { backwards } from './procedure.ts'
import { choice, count, emailAddress, length, line, parsed, party, strict } from './scalars.ts'

/** The text of a question, in one language for all or in each; null: Upheld's own words. */
export interface QuestionText {
  readonly en: string
  readonly de: string
}
/** Whole numbers, both ends included. */
export interface AnswerScale {
  readonly least: number
  readonly most: number
}
/** One question of a survey. */
export type Ask =
  | { readonly kind: 'csat' | 'nps' | 'comment'; readonly question: QuestionText | null }
  | {
      readonly kind: 'attribute'
      readonly attribute: string
      readonly scale: AnswerScale
      readonly question: QuestionText | null
    }

const mostSteps = 20
const scale = parsed<AnswerScale>('a scale such as 1..10 (at most 20 steps)', (text) => {
  const match = /^(\d{1,2})\.\.(\d{1,2})$/.exec(text)
  if (!match) return null
  const [least, most] = [Number(match[1]), Number(match[2])]
  return most > least && most - least < mostSteps ? { least, most } : null
})
const sentence = line('a question').max(500)
const questionText = z.union([
  sentence.transform((text): QuestionText => ({ en: text, de: text })),
  strict({ en: sentence, de: sentence }),
])

const plainKinds = ['csat', 'nps', 'comment'] as const
const askKinds = [...plainKinds, 'attribute'] as const
const ask = z.union([
  choice(...plainKinds).transform((kind): Ask => ({ kind, question: null })),
  strict({
    csat: questionText.optional(),
    nps: questionText.optional(),
    comment: questionText.optional(),
    attribute: line('the name of an attribute').max(100).optional(),
    scale: scale.optional(),
    question: questionText.optional(),
  })
    .superRefine((asked, context) => {
      const found = askKinds.filter((kind) => asked[kind] !== undefined)
      const extra = (['scale', 'question'] as const).find((key) => asked[key] !== undefined)
      const one = `expected exactly one of ${askKinds.join(', ')} as a question`
      if (found.length !== 1) {
        const message = `${one}, found ${found.join(' and ') || 'none'}`
        context.addIssue({ code: 'custom', path: found.slice(-1), message })
      } else if (asked.attribute === undefined && extra !== undefined) {
        const message = `only an attribute has a \`${extra}\`: write the question behind its kind`
        context.addIssue({ code: 'custom', path: [extra], message })
      }
    })
    .transform((asked): Ask => {
      const { attribute } = asked
      const kind = plainKinds.find((each) => asked[each] !== undefined)
      if (kind !== undefined) return { kind, question: asked[kind] ?? null }
      const steps = asked.scale ?? { least: 1, most: 10 }
      return { kind: 'attribute', attribute: attribute ?? '', scale: steps, question: asked.question ?? null }
    }),
])

export const surveyUnits = ['week', 'month', 'quarter', 'year'] as const

/** A form that Upheld mails to contacts of one party in each period, whose answers are `survey.answered` events. */
export const survey = strict({
  to: z.union([party, z.array(emailAddress).min(1).max(20)]),
  every: choice(...surveyUnits),
  at: strict({
    workingDay: count('a number of working days').optional(),
    day: count('a number of days').optional(),
    time: timeOfDay.prefault('09:00'),
  })
    .refine(({ workingDay, day }) => workingDay === undefined || day === undefined, {
      error: 'either `workingDay` or `day`, not both',
    })
    .prefault({}),
  /** Whose working days count; Monday to Friday unless given. */
  calendar: calendarReference.optional(),
  asks: z.array(ask).min(1, { error: 'ask at least one question' }).max(30),
  answerWithin: length.prefault('14d'),
  remind: backwards.prefault('7d'),
})
export type SurveyTerms = z.output<typeof survey>
