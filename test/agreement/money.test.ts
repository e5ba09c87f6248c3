import { expect, test } from 'vitest'
import { parseAgreement } from '../../src/agreement/parse.ts'
import { parseContext } from '../../src/settings/context.ts'

const textOf = (credit: string, credits = '{}'): string => `agreement: a
title: A
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: 2026-01-01 }
currency: EUR
fees: { f: { amount: 100.00, per: month } }
sources: { s: { declared: {} } }
commitments:
  up:
    measure: { uptime: { of: s } }
    target: ">= 99%"
    period: month
    credit: ${credit}
credits: ${credits}
`

function problemsOf(text: string): string[] {
  const read = parseAgreement('a.yaml', text, parseContext({}, new Map()))
  return read.ok ? [] : read.problems.map((each) => `${each.line}:${each.column}: ${each.message}`)
}

const usd = (text: string) => `"${text}" is not in the agreement's currency EUR`
const bands = (second: string, rest: string) =>
  `{ bands: [{ when: "< 99%", give: 10% }, { when: "< 95%", give: ${second} }], of: fees.f${rest} }`
const units = 'cannot be told: give all in one unit, or use overlap: first'

test.each([
  [
    'a cap',
    textOf('{ give: 5.00 EUR }', '{ cap: 500.00 USD per month }'),
    '16:',
    usd('500.00 USD per month'),
  ],
  [
    'one of several caps',
    textOf('{ give: 5.00 EUR }', '{ cap: [10% of fees.f per month, 500.00 USD per year] }'),
    '16:',
    usd('500.00 USD per year'),
  ],
  ['a band', textOf(bands('5.00 USD', '')), '15:', usd('5.00 USD')],
  ['one of several credits', textOf('[{ give: 5.00 EUR }, { give: 6.00 USD }]'), '15:', usd('6.00 USD')],
  [
    'a band of the points',
    textOf(
      '{ give: 2 points }',
      '{ pointsTable: { of: fees.f, bands: [{ when: ">= 2", give: 5.00 USD }] } }',
    ),
    '16:',
    usd('5.00 USD'),
  ],
])('money of another currency is refused where it stands: %s', (_title, text, line, message) => {
  const found = problemsOf(text)
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(new RegExp(`^${line}`))
  expect(found[0]).toContain(message)
  expect(problemsOf(text.replaceAll('USD', 'EUR'))).toEqual([])
})

test.each(['highest', 'lowest'])(
  'the %s of bands in different units is refused where it is asked for',
  (overlap) => {
    const found = problemsOf(textOf(bands('5.00 EUR', `, overlap: ${overlap}`)))
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`the ${overlap} of bands in different units (percent, money) ${units}`)
    expect(problemsOf(textOf(bands('20%', `, overlap: ${overlap}`)))).toEqual([])
    expect(problemsOf(textOf(bands('5.00 EUR', ', overlap: first')))).toEqual([])
  },
)
