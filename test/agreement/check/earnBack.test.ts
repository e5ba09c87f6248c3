import { expect, test } from 'vitest'
import { found, withCommitment } from './found.ts'

const credited = (credit: string, { period = 'month', more = '', until = '' } = {}) =>
  found(
    withCommitment(
      `{ measure: { uptime: { of: web } }, target: ">= 99%", period: ${period}, credit: ${credit} }`,
      more,
    ).replace('term: { from: 2026-01-01 }', `term: { from: 2026-01-01${until} }`),
  )
const give = (earnBack: string): string => `{ give: 10%, of: fees.service, earnBack: ${earnBack} }`
const three = '{ after: 3 periods }'
const own = 'commitments.it.credit.earnBack: no credit is ever earned back'

test.each([
  [
    'more periods than the term has',
    give(three),
    { until: ', until: 2026-04-01' },
    [`warning: ${own}: the term has 3 periods, and it takes 4`],
  ],
  ['just as many as the term has', give(three), { until: ', until: 2026-05-01' }, []],
  [
    'a trailing span',
    give(three),
    { period: '{ trailing: 30d }' },
    [`warning: ${own}: a trailing span has no next period, it slides on`],
  ],
  [
    'another one in each schedule',
    `[${give(three)}, ${give('{ after: 2 periods }')}]`,
    {},
    [
      'error: commitments.it.credit.0.earnBack: a credit is earned back whole: say the same `earnBack` in each of its schedules',
    ],
  ],
  ['the same in each schedule', `[${give(three)}, ${give(three)}]`, {}, []],
  [
    'none where there is none',
    give('none'),
    {},
    [
      'warning: commitments.it.credit.earnBack: nothing is earned back without it either: `credits` has no `earnBack`',
    ],
  ],
  [
    'one for all credits that no credit has left over',
    give(three),
    { more: `credits: { earnBack: ${three} }\n` },
    [
      'warning: credits.earnBack: no credit is ever earned back: no commitment has a credit that this is about',
    ],
  ],
])('an earn-back: %s', (_, credit, rest, findings) => {
  expect(credited(credit, rest)).toEqual(findings)
})

test('a number of periods is said as such', () => {
  expect(credited(give('{ after: 3 months }'))[0]).toContain('is not a number of periods such as "3 periods"')
})
