import { sha256 } from '../agreement/canonical.ts'
import { withoutHidden } from '../agreement/hidden.ts'
import type { AnswerScale, Ask } from '../agreement/schema/surveys.ts'
import type { SurveyAnswer } from '../ledger/surveys.ts'
import type { FilledForm } from './surveys.ts'

/** What a browser sent, by the names of fields. */
export type Filled = Readonly<Record<string, string>>

/** One choice on a scale, or a text. */
export interface Field {
  readonly name: string
  readonly of: 'answer' | 'ours' | 'alternative'
  /** Null for a text. */
  readonly scale: AnswerScale | null
}

export type FieldProblem = 'offScale' | 'tooLong'
export type ReadFilled =
  | { readonly ok: true; readonly filled: FilledForm }
  | { readonly ok: false; readonly problems: ReadonlyMap<string, FieldProblem> }

export const longestComment = 2000
const scales = { csat: { least: 1, most: 5 }, nps: { least: 0, most: 10 } } as const

/** The fields of a question, by its place in the form. */
export function fieldsOf(ask: Ask, question: number): readonly Field[] {
  switch (ask.kind) {
    case 'csat':
    case 'nps':
      return [{ name: `q${question}`, of: 'answer', scale: scales[ask.kind] }]
    case 'comment':
      return [{ name: `q${question}`, of: 'answer', scale: null }]
    case 'attribute':
      return (['ours', 'alternative'] as const).map((of) => ({
        ...{ name: `q${question}-${of}`, of, scale: ask.scale },
      }))
  }
}

/** Reads a filled form; fields that it does not have are ignored. A form without any answer has no problem field. */
export function readFilled(asks: readonly Ask[], filled: Filled): ReadFilled {
  const problems = new Map<string, FieldProblem>()
  const read = (field: Field): string | null => {
    const text = withoutHidden(filled[field.name] ?? '')
      .replaceAll('\r\n', '\n')
      .trim()
    const problem = problemOf(text, field)
    if (problem !== null) problems.set(field.name, problem)
    return text === '' ? null : text
  }
  const texts: string[] = []
  const answers = asks.flatMap((ask, question): SurveyAnswer[] => {
    const [first = null, second = null] = fieldsOf(ask, question).map(read)
    if (first === null && second === null) return []
    if (ask.kind === 'comment') texts.push(first ?? '')
    return [answerOf(ask, question, [first, second])]
  })
  return problems.size === 0 && answers.length > 0
    ? { ok: true, filled: { answers, texts } }
    : { ok: false, problems }
}

function problemOf(text: string, { scale }: Field): FieldProblem | null {
  if (text === '') return null
  if (scale === null) return text.length > longestComment ? 'tooLong' : null
  const isOn = /^(?:0|[1-9]\d?)$/.test(text) && Number(text) >= scale.least && Number(text) <= scale.most
  return isOn ? null : 'offScale'
}

function answerOf(
  ask: Ask,
  question: number,
  [first, second]: readonly [string | null, string | null],
): SurveyAnswer {
  switch (ask.kind) {
    case 'csat':
      return { question, csat: first ?? '' }
    case 'nps':
      return { question, nps: first ?? '' }
    case 'comment':
      return { question, comment: sha256(first ?? '') }
    case 'attribute':
      return { question, attribute: ask.attribute, ours: first, alternative: second }
  }
}
