import { expect, test } from 'vitest'
import { backtested, bad, commitment, d, event } from './backtested.ts'

const fee = 'fees: { f: { amount: 3100, per: month } }'
const uptime = (source: string, period = 'month') =>
  `measure: { uptime: { of: ${source} } }, target: ">= 99%", period: ${period}`
const incident = (source: string) =>
  `measure: { longestOutage: { of: ${source} } }, target: "<= 1h", period: incident`
/** Two commitments, on `s` and `t`, with a credit each. */
const two = (credits: string, [c, c2]: readonly [string, string] = monthly) =>
  commitment(`${c} }\n  c2: { ${c2}`, `${fee}\ncredits: ${credits}`)
const monthly = [
  `${uptime('s')}, credit: { give: 10%, of: fees.f }`,
  `${uptime('t')}, credit: { give: 20%, of: fees.f }`,
] as const
const incidents = [
  `${incident('s')}, credit: { give: 100 EUR }`,
  `${incident('t')}, credit: { give: 250 EUR }`,
] as const
const daily = [`${uptime('s', 'day')}, credit: { give: 100 EUR }`, uptime('t', 'day')] as const
const only = (credits: string, credit: string, members = incident('s')) =>
  two(credits, [`${members}, credit: ${credit}`, uptime('t')])
const at = (date: string, hours: number, source = 's') => {
  const from = Temporal.Instant.from(`${date}T00:00:00Z`)
  return bad(from.toString(), from.add({ hours }).toString(), source)
}
const both = [at('2026-03-10', 24), at('2026-03-15', 24, 't')]
const elected = (instant: string, about: string) =>
  event('credit.elected', instant, 'x', { about, period: '2026-03' })
const invoice = event('invoice.issued', '2026-04-01T00:05:00Z', 'i', {
  fee: 'f',
  amount: '2000.00',
  period: '2026-04',
})

const cases: [title: string, text: string, lines: object[], credits: object[]][] = [
  [
    'of options nothing is due until one is chosen',
    two('{ join: customerElects }'),
    both,
    [{ amount: '0.00' }],
  ],
  [
    'then that one is',
    two('{ join: customerElects }'),
    [...both, elected('2026-04-01T00:10:00Z', 'c2')],
    [{ amount: '620.00' }],
  ],
  [
    'of an exclusive group the commitment whose credits are more in all',
    two('{ groups: [[c, c2]] }', incidents),
    [at('2026-03-03', 2), at('2026-03-05', 2), at('2026-03-07', 2), at('2026-03-09', 2, 't')],
    [{ amount: '300.00' }],
  ],
  [
    'the greatest credit',
    two('{ join: max }', incidents),
    [at('2026-03-03', 2), at('2026-03-05', 2), at('2026-03-07', 2), at('2026-03-09', 2, 't')],
    [{ amount: '250.00' }],
  ],
  [
    'one a day of several incidents',
    only('{ join: onePerDay }', '{ give: 100 EUR }'),
    [at('2026-03-10', 2), bad(d('12:00'), d('14:00')), at('2026-03-11', 2)],
    [{ amount: '200.00' }],
  ],
  [
    'one a day: two months with outages on two days',
    two('{ join: onePerDay }'),
    both,
    [{ amount: '930.00' }],
  ],
  [
    'one a day: on the same day',
    two('{ join: onePerDay }'),
    [at('2026-03-10', 12), bad(d('12:00'), d('23:00'), 't')],
    [{ amount: '620.00' }],
  ],
  [
    'an outage between two others is an event of its own',
    two('{ join: onePerEvent }'),
    [at('2026-03-03', 12), at('2026-03-27', 12), at('2026-03-15', 24, 't')],
    [{ amount: '930.00' }],
  ],
  [
    'one that follows at once is too',
    two('{ join: onePerEvent }'),
    [at('2026-03-10', 24), at('2026-03-11', 24, 't')],
    [{ amount: '930.00' }],
  ],
  [
    'credits of a quarter in one entry',
    two('{ per: quarter }'),
    [at('2026-02-10', 24), at('2026-03-15', 24, 't')],
    [{ from: '2026-01-01T00:00:00+00:00', to: '2026-04-01T00:00:00+00:00', amount: '930.00' }],
  ],
  [
    'in an entry of a quarter each month has its own cap: 310 of February, 620 of 930 of March',
    two('{ per: quarter, cap: 20% of fees.f per month }'),
    [at('2026-02-10', 24), ...both],
    [{ amount: '930.00', capped: true }],
  ],
  [
    "and the quarter's cap binds what is left of them",
    two('{ per: quarter, cap: [20% of fees.f per month, 8% of fees.f per quarter] }'),
    [at('2026-02-10', 24), ...both],
    [{ amount: '744.00', capped: true }],
  ],
  [
    'an entry a day under a cap of the month',
    two('{ per: day, cap: 150 EUR per month }', daily),
    [at('2026-03-10', 2), at('2026-03-11', 2), at('2026-03-12', 2)],
    [
      { amount: '100.00', capped: false },
      { amount: '50.00', capped: true },
      { amount: '0.00', capped: true },
    ],
  ],
  [
    'a billing cycle has an entry of its own',
    only('{}', '{ give: 10%, of: fees.f }', uptime('s', '{ billing: month, anchor: 2026-01-15 }')),
    [at('2026-03-10', 24)],
    [{ from: '2026-02-15T00:00:00+00:00', to: '2026-03-15T00:00:00+00:00', amount: '310.00' }],
  ],
  [
    'a cap against the invoice that receives the credit',
    two('{ cap: 10% of fees.f of next invoice per month }'),
    [...both, invoice],
    [{ amount: '200.00', capped: true }],
  ],
  [
    'without one against the fee of the next month',
    two('{ cap: 10% of fees.f of next invoice per month }'),
    both,
    [{ amount: '310.00', capped: true }],
  ],
  [
    'the period before a quarter is a quarter',
    two('{ cap: 5% of fees.f of previous period per quarter }'),
    [at('2026-04-10', 24), at('2026-04-15', 24, 't')],
    [{ amount: '465.00', capped: true }],
  ],
  [
    'a cap of a period that the term clips',
    two('{ cap: 40% of fees.f per period }', [
      `${uptime('s')}, credit: { give: 50%, of: fees.f }`,
      uptime('t'),
    ]).replace('{ from: 2026-01-01 }', '{ from: 2026-01-01, until: 2026-03-16 }'),
    [at('2026-03-10', 24)],
    [{ amount: '600.00', capped: true }],
  ],
  [
    'an incident costs no more than the thirty days before it: 21 of February and 9 of March',
    only('{ cap: 100% of fees.f of 30d before per incident }', '{ give: 10000 EUR }'),
    [at('2026-03-10', 2)],
    [{ amount: '3225.00', capped: true }],
  ],
  [
    "thirty days' fees are more than a month's in February",
    only('{ cap: 30 days of fees.f per month }', '{ give: 10000 EUR }'),
    [at('2026-02-10', 2)],
    [{ amount: '3321.43', capped: true }],
  ],
  [
    'ninety days of a quarter',
    only('{ cap: 90 days of fees.f per quarter }', '{ give: 10000 EUR }'),
    [at('2026-02-10', 2)],
    [{ amount: '9300.00', capped: true }],
  ],
  [
    'the tightest of several caps',
    two('{ cap: [30% of fees.f per month, 25% of fees.f per month, 900 EUR per quarter] }'),
    both,
    [{ amount: '775.00', capped: true }],
  ],
  [
    'what is above the minimum before a cap may be below it after',
    two('{ cap: 5% of fees.f per month, minimum: 155.00 }'),
    both,
    [{ amount: '0.00', capped: true }],
  ],
  [
    'twelve months slide: December still remembers January, the next January does not',
    two('{ cap: 35% of fees.f of one month per 12 months }'),
    [
      ...['2026-01', '2026-12', '2027-01'].flatMap((month) => [
        at(`${month}-10`, 24),
        at(`${month}-15`, 24, 't'),
      ]),
    ],
    [
      { amount: '930.00', capped: false },
      { amount: '155.00', capped: true },
      { amount: '930.00', capped: false },
    ],
  ],
  [
    'a silent commitment is named once',
    only('{}', '{ bands: [{ when: "> 5h", give: 100 EUR }] }'),
    [at('2026-03-10', 2), at('2026-03-12', 2)],
    [{ amount: '0.00', silent: ['c'] }],
  ],
]

test.each(cases)('%s', (_, text, lines, credits) => {
  const found = backtested(text, lines).credits
  expect(found).toMatchObject(credits)
  expect(found).toHaveLength(credits.length)
})

test('an option is pending until one is chosen, then the others are forgone', () => {
  const states = (lines: object[]) =>
    backtested(two('{ join: customerElects }'), lines).periods.map(({ credit }) => [
      credit?.amount,
      credit?.state,
    ])
  expect(states(both)).toEqual([
    ['310.00', 'pending'],
    ['620.00', 'pending'],
  ])
  expect(states([...both, elected('2026-04-01T00:10:00Z', 'c2')])).toEqual([
    ['310.00', 'expired'],
    ['620.00', 'automatic'],
  ])
})

test('an extension is chosen instead of money', () => {
  const text = two('{ join: customerElects }', [
    `${uptime('s')}, credit: { give: 10%, of: fees.f }`,
    `${uptime('s')}, credit: { give: 7 days extension }`,
  ]).replace('{ from: 2026-01-01 }', '{ from: 2026-01-01, until: 2027-01-01 }')
  const found = backtested(text, [at('2026-03-10', 24), elected('2026-04-01T00:10:00Z', 'c2')])
  expect([found.credits[0]?.amount, found.termUntil]).toEqual(['0.00', '2027-01-08T00:00:00+00:00'])
  expect(backtested(text, [at('2026-03-10', 24)]).termUntil).toBeNull()
})

test('a cap is reached with the breach that uses it up', () => {
  const text = `${two('{ cap: 250 EUR per month }', daily)}
termination: { t: { right: customer, when: { capReached: credits, times: 1, within: month } } }`
  const lines = ['10', '11', '12', '13'].map((day) => at(`2026-03-${day}`, 2))
  // 1 % of a day is 14 min 24 s.
  expect(backtested(text, lines).termination).toMatchObject([
    { triggeredAt: '2026-03-12T00:14:24.001+00:00' },
  ])
})

test('the cap of an incident can be reached too', () => {
  const text = `${only('{ cap: 100 EUR per incident }', '{ give: 150 EUR }')}
termination: { t: { right: customer, when: { capReached: credits, times: 1, within: month } } }`
  expect(backtested(text, [at('2026-03-10', 2)]).termination).toMatchObject([
    { triggeredAt: '2026-03-10T01:00:00.001+00:00' },
  ])
})

test('a minimum is an amount of money', () => {
  expect(() => backtested(two('{ minimum: 5% }'), [])).toThrow('expected an amount of money')
  expect(() => backtested(two('{ minimum: 5 USD }'), [])).toThrow("not in the agreement's currency EUR")
})
