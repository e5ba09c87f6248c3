import { expect, test } from 'vitest'
import { backtested, bad, commitment, d, event } from './backtested.ts'

const fee = 'fees: { f: { amount: 3100, per: month } }'
const uptime = 'measure: { uptime: { of: s } }, target: ">= 99%", period: month'
const longest = 'measure: { longestOutage: { of: s } }, target: "<= 4h", period: month'
const late = (period: string) =>
  `measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 1d } }, target: all, period: ${period}`
const c = (members: string, credit: string, more = fee) => commitment(`${members}, credit: ${credit}`, more)
const step = (members: string, rule: string) => c(members, `{ give: 1%, forEach: ${rule}, of: fees.f }`)
const day = [bad(d('00:00'), d('00:00', 11))]
/** 5 h, 5 h and 5 h 30 min; 1 % of March is 7 h 26 min 24 s. */
const three = [
  bad(d('00:00', 3), d('05:00', 3)),
  bad(d('00:00', 5), d('05:00', 5)),
  bad(d('00:00', 7), d('05:30', 7)),
]
/** 5 h 30 min, 1 h and 6 h. */
const mixed = [
  bad(d('00:00', 3), d('05:30', 3)),
  bad(d('00:00', 5), d('01:00', 5)),
  bad(d('00:00', 7), d('06:00', 7)),
]
/** Due on 11 March at 10:00, two days and an hour late; and another an hour late. */
const twoLate = [
  event('ticket.opened', d('10:00'), 'a'),
  event('ticket.responded', d('11:00', 13), 'a'),
  event('ticket.opened', d('10:00', 15), 'b'),
  event('ticket.responded', d('11:00', 16), 'b'),
]
const months = (...names: string[]) =>
  names.map((name) => bad(`2026-${name}-10T00:00:00Z`, `2026-${name}-11T00:00:00Z`))

const cases: [title: string, text: string, lines: object[], credit: object][] = [
  [
    'complete hours of the excess in all: 8 h 3 min',
    step(uptime, '{ complete: 1h, of: excess }'),
    three,
    { percent: '8' },
  ],
  ['started ones', step(uptime, '{ started: 1h, of: excess }'), three, { percent: '9' }],
  [
    'complete hours of the excess outage by outage: 0, 2 and 5',
    step(uptime, '{ complete: 1h, of: excess, per: outage }'),
    three,
    { percent: '7' },
  ],
  [
    'started ones: 0, 3 and 6',
    step(uptime, '{ started: 1h, of: excess, per: outage }'),
    three,
    { percent: '9' },
  ],
  [
    'what lies beyond the longest outage, each for itself: 1 and 2',
    step(longest, '{ complete: 1h, of: excess, per: outage }'),
    mixed,
    { percent: '3' },
  ],
  [
    'the outages that are too long, whole: 5 and 6',
    step(longest, '{ complete: 1h, of: outage, per: outage }'),
    mixed,
    { percent: '11' },
  ],
  ['in all: 11 h 30 min', step(longest, '{ started: 1h, of: outage }'), mixed, { percent: '12' }],
  [
    'all downtime outage by outage: 5, 1 and 6',
    step(longest, '{ complete: 1h, of: downtime, per: outage }'),
    mixed,
    { percent: '12' },
  ],
  [
    'exact steps of the shortfall: 69/31 of a point',
    c(uptime, '{ give: 5%, forEach: { exact: 1%, of: shortfall }, of: fees.f }'),
    day,
    { percent: '11.129032', amount: '345.00' },
  ],
  [
    'bands on the shortfall',
    c(
      uptime,
      '{ on: shortfall, bands: [{ when: "<= 2%", give: 5% }, { when: "> 2%", give: 15% }], of: fees.f }',
    ),
    day,
    { percent: '15' },
  ],
  [
    'bands on the exceedance: three hours are twice an hour beyond it',
    c(
      'measure: { downtime: { of: s } }, target: "<= 1h", period: month',
      '{ on: exceedance, bands: [{ when: "< 200%", give: 5% }, { when: ">= 200%", give: 10% }], of: fees.f }',
    ),
    [bad(d('00:00'), d('03:00'))],
    { percent: '10' },
  ],
  [
    'a day of money for each day begun after the deadline',
    c(late('incident'), '{ give: 30 EUR, forEach: { started: 1d, of: excess } }'),
    twoLate,
    { amount: '90.00' },
  ],
  [
    'answer by answer: 3 and 1',
    c(late('month'), '{ give: 30 EUR, forEach: { started: 1d, of: excess, per: outage } }'),
    twoLate,
    { amount: '120.00' },
  ],
  [
    'in all: two days and two hours',
    c(late('month'), '{ give: 30 EUR, forEach: { started: 1d, of: excess } }'),
    twoLate,
    { amount: '90.00' },
  ],
  [
    'bands on how long an answer took',
    c(
      late('incident'),
      '{ on: duration, bands: [{ when: "<= 3d", give: 20 EUR }, { when: "> 3d", give: 50 EUR }] }',
    ),
    twoLate,
    { amount: '50.00' },
  ],
  [
    'per cent, units and money of several schedules stand beside each other',
    c(uptime, '[{ give: 10%, of: fees.f }, { give: 7 days extension }, { give: 1 EUR }]'),
    day,
    { percent: '10', units: '7', unit: 'extension', amount: '311.00' },
  ],
  [
    'two kinds of units are not added',
    c(uptime, '[{ give: 2 days, of: fees.f }, { give: 7 days extension }]'),
    day,
    { percent: null, units: null, unit: null, amount: '200.00' },
  ],
]

test.each(cases)('%s', (_, text, lines, credit) => {
  const found = backtested(text, lines, '2026-04-01T00:15:00Z').periods
  expect(found[0]?.credit).toMatchObject(credit)
})

test('a multiple is doubled by a second miss in a row', () => {
  const text = c(uptime, '{ give: 1x, of: fees.f, repeat: { multiplier: 2 } }')
  const amounts = backtested(text, months('01', '02')).periods.map(({ credit }) => credit?.amount)
  // A day of 31 in January, twice a day of 28 in February.
  expect(amounts).toEqual(['100.00', '221.43'])
})

test('a quiet month between two misses resets what doubles', () => {
  const text = c(uptime, '{ give: 2 points, repeat: { multiplier: 2 } }')
  const units = (lines: object[]) => backtested(text, lines).periods.map(({ credit }) => credit?.units)
  expect(units(months('01', '02', '03'))).toEqual(['2', '4', '4'])
  expect(units(months('01', '03'))).toEqual(['2', '2'])
})

test('an allocation from a pool doubles too', () => {
  const text = c(
    uptime,
    '{ pool: { atRisk: 10%, category: 50%, item: 40% }, of: fees.f, repeat: { multiplier: 2 } }',
  )
  const percents = backtested(text, months('01', '02')).periods.map(({ credit }) => credit?.percent)
  expect(percents).toEqual(['2', '4'])
})

test('an extension beside money moves the end of the term', () => {
  const text = c(uptime, '[{ give: 10%, of: fees.f }, { give: 7 days extension }]').replace(
    'term: { from: 2026-01-01 }',
    'term: { from: 2026-01-01, until: 2027-01-01 }',
  )
  expect(backtested(text, day).termUntil).toBe('2027-01-08T00:00:00+00:00')
})

test("points beside per cent are added in the month's entry", () => {
  const text = c(
    uptime,
    '[{ give: 10%, of: fees.f }, { give: 2 points }]',
    `${fee}\ncredits: { pointValue: 1% }`,
  )
  expect(backtested(text, day).credits).toMatchObject([{ amount: '372.00' }])
})

test('points may be worth days', () => {
  const text = c(
    uptime,
    '{ give: 3 points }',
    `${fee}\ncredits: { pointsTable: { of: fees.f, bands: [{ when: ">= 3", give: 2 days }] } }`,
  )
  expect(backtested(text, day).credits).toMatchObject([{ amount: '200.00' }])
})

test.each([
  ['JPY', '12345', 'halfUp', '1235'],
  ['JPY', '12345', 'halfEven', '1234'],
  ['KWD', '1234.445', 'halfUp', '123.445'],
  ['KWD', '1234.445', 'halfEven', '123.444'],
])('ten per cent of %s %s, %s: %s', (currency, amount, mode, credit) => {
  const text = c(
    uptime,
    '{ give: 10%, of: fees.f }',
    `fees: { f: { amount: ${amount}, per: month } }`,
  ).replace('currency: EUR', `currency: ${currency}\nmoney: { mode: ${mode} }`)
  const found = backtested(text, day)
  expect(found.periods[0]?.credit).toMatchObject({ amount: credit, currency })
  expect(found.credits).toMatchObject([{ amount: credit }])
})

test.each([
  // The end of February, counted from the 31st; two misses are two months, and land on the 31st again.
  ['2027-01-31', '1 month extension', 1, '2027-02-28'],
  ['2027-01-31', '1 month extension', 2, '2027-03-31'],
  ['2028-01-31', '1 month extension', 1, '2028-02-29'],
  ['2027-01-15', '3 months extension', 1, '2027-04-15'],
])('until %s and %s, missed %d times, is until %s', (until, give, misses, end) => {
  const text = c(uptime, `{ give: ${give} }`).replace(
    '{ from: 2026-01-01 }',
    `{ from: 2026-01-01, until: ${until} }`,
  )
  const lines = [10, 11]
    .slice(0, misses)
    .map((month) => bad(`2026-${month}-10T00:00:00Z`, `2026-${month}-12T00:00:00Z`))
  const found = backtested(text, lines)
  expect(found.termUntil).toBe(`${end}T00:00:00+00:00`)
  expect(found.periods[0]?.credit).toMatchObject({
    units: give.slice(0, 1),
    unit: 'extensionMonth',
    amount: null,
  })
})

test('months and days of an extension are counted months first', () => {
  const text = c(uptime, '[{ give: 1 month extension }, { give: 3 days extension }]').replace(
    '{ from: 2026-01-01 }',
    '{ from: 2026-01-01, until: 2027-01-30 }',
  )
  const found = backtested(text, [bad('2026-10-10T00:00:00Z', '2026-10-12T00:00:00Z')])
  // The 30th of February is its 28th; three days later it is the 3rd of March.
  expect(found.termUntil).toBe('2027-03-03T00:00:00+00:00')
})
