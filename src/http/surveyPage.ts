import { type ComponentChild, h } from 'preact'
import type { Ask } from '../agreement/schema/surveys.ts'
import { bothClocks, periodName } from '../notices/figures.ts'
import { plain } from '../notices/plain.ts'
import { questionText } from '../notices/words/surveyWords.ts'
import type { Words } from '../notices/words/words.ts'
import { wordsOf } from '../notices/words/wordsOf.ts'
import { pageOf } from './linkPage.ts'
import { type Field, type FieldProblem, type Filled, fieldsOf, longestComment } from './surveyForm.ts'
import type { OpenedSurvey } from './surveys.ts'

/** What came back with mistakes: what was filled in, and what is wrong with it. */
export interface Refilled {
  readonly filled: Filled
  readonly problems: ReadonlyMap<string, FieldProblem>
}

interface Drawing extends Refilled {
  readonly opened: OpenedSurvey
  readonly words: Words
}

/** The form of a survey; opening it changes nothing. Works without scripts. */
export function surveyPage(opened: OpenedSurvey, again: Refilled | null = null): string {
  const words = wordsOf(opened.language)
  const { surveys } = words
  const { filled, problems } = again ?? { filled: {}, problems: new Map() }
  const drawing = { opened, words, filled, problems }
  const body = [
    ...heading(opened, words, surveys.headline),
    h('p', null, surveys.answerBy(bothClocks(opened.facts.answerBy, opened.facts.timeZone))),
    h('p', null, surveys.privacy),
    ...(again === null ? [] : [mistakes(drawing)]),
    h('form', { method: 'post' }, [
      h('p', null, surveys.optional),
      ...opened.form.asks.map((ask, i) => question(drawing, ask, i)),
      h('p', null, h('button', { type: 'submit' }, surveys.send)),
    ]),
  ]
  const title = again === null ? surveys.headline : surveys.problems.heading
  return pageOf(opened.language, title, body)
}

/** What has become of a form that cannot be filled in, or was. */
export function surveyOutcomePage(opened: OpenedSurvey, outcome: 'done' | 'closed' | 'expired'): string {
  const words = wordsOf(opened.language)
  const title = words.surveys[outcome]
  const body = [...heading(opened, words, title), h('p', null, words.surveys[`${outcome}Meaning`])]
  return pageOf(opened.language, title, body)
}

function heading({ facts, names }: OpenedSurvey, words: Words, title: string): ComponentChild[] {
  const about = `${names.agreement} — ${names.provider} / ${names.customer}`
  return [h('h1', null, title), h('p', null, `${plain(about)}, ${periodName(facts, facts.timeZone, words)}`)]
}

function mistakes({ words, problems }: Drawing): ComponentChild {
  const said = words.surveys.problems
  const text = problems.size === 0 ? said.nothing : said.heading
  return h('p', { role: 'alert', class: 'wrong' }, h('strong', null, text))
}

function question(drawing: Drawing, ask: Ask, i: number): ComponentChild {
  const { opened, words } = drawing
  const text = plain(questionText(ask, words, opened.names.agreement))
  const fields = fieldsOf(ask, i)
  if (ask.kind === 'comment') return fields.map((field) => comment(drawing, field, text))
  const { surveys } = words
  const ends = surveys.scales[ask.kind]
  const labels = {
    answer: null,
    ours: surveys.ours(plain(opened.names.provider, 100)),
    alternative: surveys.alternative(opened.form.alternative && plain(opened.form.alternative, 100)),
  }
  return h('fieldset', null, [
    h('legend', null, text),
    ...fields.map((field) => scale(drawing, field, { ends, text, label: labels[field.of] })),
  ])
}

interface ScaleWords {
  readonly ends: readonly [string, string]
  readonly text: string
  readonly label: string | null
}

/** Buttons of which one can be pressed, none of them at first. */
function scale(drawing: Drawing, field: Field, { ends, text, label }: ScaleWords): ComponentChild {
  const { least = 0, most = 0 } = field.scale ?? {}
  const { filled, words } = drawing
  const steps = Array.from({ length: most - least + 1 }, (_, i) => String(least + i))
  const step = (value: string, shown: string, isChosen: boolean): ComponentChild =>
    h('label', { class: 'step' }, [
      h('input', { type: 'radio', name: field.name, value, checked: isChosen }),
      ` ${shown}`,
    ])
  const chosen = filled[field.name] ?? ''
  const named = label === null ? text : `${text} ${label}`
  return h('div', { role: 'radiogroup', 'aria-label': named }, [
    label === null ? null : h('p', null, label),
    wrong(drawing, field),
    h('p', null, `${least} = ${ends[0]}, ${most} = ${ends[1]}`),
    ...steps.map((value) => step(value, value, value === chosen)),
    step('', words.surveys.open, !steps.includes(chosen)),
  ])
}

function comment(drawing: Drawing, field: Field, text: string): ComponentChild {
  const attributes = { name: field.name, rows: 4, maxLength: longestComment }
  return h('p', null, [
    wrong(drawing, field),
    h('label', null, [text, h('textarea', attributes, drawing.filled[field.name] ?? '')]),
  ])
}

function wrong({ words, problems }: Drawing, field: Field): ComponentChild {
  const said = words.surveys.problems
  const problem = problems.get(field.name)
  if (problem === undefined) return null
  return h('strong', { class: 'wrong' }, problem === 'tooLong' ? said.tooLong(longestComment) : said.offScale)
}
