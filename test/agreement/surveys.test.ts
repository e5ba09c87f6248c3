import { describe, expect, test } from 'vitest'
import { versionAt } from '../../src/agreement/agreement.ts'
import type { SurveyTerms } from '../../src/agreement/schema/surveys.ts'
import { surveyRound } from '../../src/agreement/surveySchedule.ts'
import { agreementOf, goodText, problemsOf } from './anAgreement.ts'

const value = `value:
  relative: { priceWeight: 20%, attributes: [{ name: reliability, weight: 60% }, { name: support, weight: 40% }] }
`
const withSurvey = (survey: string): string => `${goodText}${value}surveys:\n  quarterly: ${survey}\n`
const whole =
  '{ to: customer, every: quarter, asks: [csat, { nps: { en: "Why?", de: "Warum?" } }, { attribute: support, scale: 1..7 }, { comment: More? }] }'
const termsOf = (survey: string): SurveyTerms => {
  const terms = versionAt(agreementOf(withSurvey(survey)), 0).terms.surveys.quarterly
  if (!terms) throw new Error('there is no survey')
  return terms
}

test('a survey has defaults for its day, its deadline and its questions', () => {
  const terms = termsOf(whole)
  expect(terms).toMatchObject({ at: { time: 540 }, answerWithin: { text: '14d' }, remind: { text: '7d' } })
  expect(terms.asks).toEqual([
    { kind: 'csat', question: null },
    { kind: 'nps', question: { en: 'Why?', de: 'Warum?' } },
    { kind: 'attribute', attribute: 'support', scale: { least: 1, most: 7 }, question: null },
    { kind: 'comment', question: { en: 'More?', de: 'More?' } },
  ])
})

test.each([
  ['asks: [csat', 'asks: [cast', /did you mean "csat"/],
  ['attribute: support', 'attribute: suport', /no attribute "suport"; did you mean "support"\?/],
  ['attribute: support', 'atribute: support', /"atribute" is not known here; did you mean "attribute"\?/],
  ['scale: 1..7', 'scale: 1..70', /not a scale such as 1\.\.10/],
  ['scale: 1..7', 'scale: 7..1', /not a scale such as 1\.\.10/],
  ['attribute: support, scale: 1..7', 'csat: Why?, scale: 1..7', /only an attribute has a `scale`/],
  ['scale: 1..7', 'csat: Why?', /exactly one of csat, nps, comment, attribute/],
  ['asks: [csat', 'asks: [csat, csat', /"csat" is asked twice/],
  ['every: quarter', 'every: quater', /did you mean "quarter"/],
  [
    'to: customer',
    'to: [its@globex.example]',
    /no contact "its@globex.example"; did you mean "it@globex.example"/,
  ],
  ['to: customer', 'to: [it@globex.example, sla@acme.example]', /contacts of one party/],
  ['to: customer', 'to: customer, calendar: ofice', /no calendar "ofice"; did you mean "office"\?/],
  ['to: customer', 'to: customer, at: { day: 1, workingDay: 2 }', /either `workingDay` or `day`/],
  ['to: customer', 'to: customer, remind: 3 business days', /not counted back in business days/],
  ['to: customer', 'to: customer, at: { time: "9 o’clock" }', /not a time of day/],
])('a survey with %s made %s is refused', (good, bad, message) => {
  const problems = problemsOf(withSurvey(whole.replace(good, bad)))
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(message)
  expect(problems[0]).toMatch(/^\d+:\d+: /)
})

describe('a form is mailed', () => {
  const periods = {
    timeZone: 'Europe/Berlin',
    term: { from: Date.parse('2025-12-31T23:00:00Z'), until: null },
  }
  const deadlines = {
    calendars: versionAt(agreementOf(goodText), 0).terms.calendars,
    timeZone: 'Europe/Berlin',
    holidays: (_: string, year: number) => new Set([`${year}-01-01`, `${year}-04-03`]),
    calendar: 'office',
  }
  const at = (terms: string, instant: string): string | null => {
    const survey = termsOf(whole.replace('every: quarter', terms))
    const round = surveyRound(survey, Date.parse(instant), { periods, deadlines })
    return round && new Date(round.askAt).toISOString()
  }

  test.each([
    // 1 January is a holiday, 2 January 2026 a Friday.
    ['every: quarter', '2026-02-11T00:00:00Z', '2026-01-02T08:00:00.000Z'],
    // 1 April 2026 is a Wednesday in summer time; 3 April the holiday, so the third working day is Monday, the 6th.
    ['every: quarter', '2026-06-30T21:59:00Z', '2026-04-01T07:00:00.000Z'],
    ['every: quarter, at: { workingDay: 3 }', '2026-06-01T00:00:00Z', '2026-04-06T07:00:00.000Z'],
    ['every: month, at: { day: 31, time: "16:30" }', '2026-02-11T00:00:00Z', '2026-02-28T15:30:00.000Z'],
    ['every: month, at: { workingDay: 40 }', '2026-02-11T00:00:00Z', '2026-02-28T08:00:00.000Z'],
    ['every: week, at: { day: 5 }', '2026-03-28T12:00:00Z', '2026-03-27T08:00:00.000Z'],
    ['every: year', '2026-12-31T22:00:00Z', '2026-01-02T08:00:00.000Z'],
  ])('%s around %s at %s', (terms, instant, expected) => {
    expect(at(terms, instant)).toBe(expected)
  })

  test('not before the term begins nor after it', () => {
    expect(at('every: quarter', '2025-12-31T22:59:00Z')).toBeNull()
  })

  test('in a first period that the term clips, on its first working day there', () => {
    const term = { from: Date.parse('2026-02-13T23:00:00Z'), until: null }
    const round = surveyRound(termsOf(whole), term.from, { periods: { ...periods, term }, deadlines })
    // 14 February 2026 is a Saturday.
    expect(round && new Date(round.askAt).toISOString()).toBe('2026-02-16T08:00:00.000Z')
  })
})
