import { expect, test } from 'vitest'
import { agreementText, at, backtested, bad, d, event, good, unknown } from './backtested.ts'

/* The shaping of outages, rounding, averages and the words of a verdict, at their edges. By hand. */
const on = (measure: string, rest = 'target: "<= 1h", period: day', more = '') =>
  agreementText(`sources:
  s: { declared: {} }
  p: { push: state, every: 10m, holdsFor: 10m, silence: good }
  q: { push: state, every: 10m, holdsFor: 10m, silence: unknown }
  g: { push: gauge }
commitments:
  c: { measure: { ${measure} }, ${rest} }
${more}`)
const down = (outage: string) => on(`downtime: { of: s, outage: ${outage} }`)
const looks = (from: string, pattern: string, source = 'p') =>
  [...pattern].map((letter, i) =>
    at(
      Temporal.Instant.from(from)
        .add({ minutes: 10 * i })
        .toString(),
      { b: 'bad', g: 'good' }[letter] ?? 'unknown',
      source,
    ),
  )
const instant = (time: string, seconds: string): string => d(time).replace(':00Z', `:${seconds}Z`)

const cases: [title: string, text: string, lines: object[], period: object][] = [
  [
    'at least five minutes: five are',
    down('{ atLeast: 5m }'),
    [bad(d('10:00'), d('10:05'))],
    { seconds: { bad: '300' } },
  ],
  [
    'longer than five minutes: five are not',
    down('{ longerThan: 5m }'),
    [bad(d('10:00'), d('10:05'))],
    { seconds: { bad: '0' } },
  ],
  [
    'longer than five: a millisecond more counts whole',
    down('{ longerThan: 5m }'),
    [bad(d('10:00'), instant('10:05', '00.001'))],
    { seconds: { bad: '300.001' } },
  ],
  [
    'the excess over five minutes of each',
    down('{ atLeast: 5m, count: excess }'),
    [bad(d('10:00'), d('10:12')), bad(d('11:00'), d('11:04'))],
    { seconds: { bad: '420' } },
  ],
  [
    'two failures a second apart with good between are two outages, none long enough',
    down('{ atLeast: 5m }'),
    [bad(d('10:00'), d('10:04')), bad(instant('10:04', '01'), d('10:08'))],
    { seconds: { bad: '0' } },
  ],
  [
    'the third failure confirms, and the outage starts with it',
    on('downtime: { of: p, outage: { consecutive: 3, startsAt: confirmation } }'),
    looks(d('10:00'), 'bbbbg'),
    { seconds: { bad: '1200' } },
  ],
  [
    'two are not three',
    on('downtime: { of: p, outage: { consecutive: 3 } }'),
    looks(d('10:00'), 'bbgbbg'),
    { seconds: { bad: '0' } },
  ],
  [
    'starts at the ticket inside of it',
    down('{ startsAt: ticket.opened }'),
    [
      bad(d('10:00'), d('11:00')),
      event('ticket.opened', d('10:40')),
      event('ticket.opened', d('10:50'), 'y'),
    ],
    { seconds: { bad: '1200' } },
  ],
  [
    'starts at its first failure where a ticket is open already',
    down('{ startsAt: ticket.opened }'),
    [bad(d('10:00'), d('11:00')), event('ticket.opened', d('09:00'))],
    { seconds: { bad: '3600' } },
  ],
  [
    'a ticket that was resolved before does not count, nor one that came after',
    down('{ startsAt: ticket.opened }'),
    [
      bad(d('10:00'), d('11:00')),
      event('ticket.opened', d('08:00')),
      event('ticket.resolved', d('09:00')),
      event('ticket.opened', d('11:00'), 'y'),
    ],
    { seconds: { bad: '0' } },
  ],
  [
    'starts at the notice of the customer, and is tested from there',
    down('{ startsAt: notice.given, atLeast: 30m }'),
    [
      bad(d('10:00'), d('11:00')),
      event('notice.given', d('10:30')),
      bad(d('12:00'), d('13:00')),
      event('notice.given', d('12:31'), 'y'),
    ],
    { seconds: { bad: '1800' } },
  ],
  ...(
    [
      ['exact', '165'],
      ['drop', '120'],
      ['floor', '120'],
      ['touch', '240'],
    ] as const
  ).map(([how, seconds]): (typeof cases)[number] => [
    `165 seconds from half past: ${how}`,
    down(`{ partialGrain: ${how} }`),
    [bad(instant('10:00', '30'), instant('10:03', '15'))],
    { seconds: { bad: seconds } },
  ]),
  ...(
    [
      ['drop', '60'],
      ['floor', '60'],
      ['touch', '180'],
    ] as const
  ).map(([how, seconds]): (typeof cases)[number] => [
    `119 seconds from half past: ${how}`,
    down(`{ partialGrain: ${how} }`),
    [bad(instant('10:00', '30'), instant('10:02', '29'))],
    { seconds: { bad: seconds } },
  ]),
  [
    'steps of five minutes that are bad as a whole',
    on('downtime: { of: s, grain: 5m, outage: { partialGrain: drop } }'),
    [bad(d('10:01'), d('10:16'))],
    { seconds: { bad: '600' } },
  ],
  [
    'unknown time between touches nothing',
    down('{ partialGrain: touch }'),
    [
      bad(d('10:00'), instant('10:01', '30')),
      unknown(instant('10:01', '30'), instant('10:04', '30')),
      bad(instant('10:04', '30'), d('10:05')),
    ],
    { seconds: { bad: '180' } },
  ],
  [
    'shaped whole, then split: six of nine minutes are long enough on both days',
    down('{ atLeast: 6m }'),
    [bad(d('23:55', 9), d('00:04'))],
    { seconds: { bad: '240' } },
  ],
  [
    'the part inside of the period is tested: four minutes are too short',
    down('{ atLeast: 5m, of: inPeriod }'),
    [bad(d('23:55', 9), d('00:04'))],
    { seconds: { bad: '0' } },
  ],
  [
    'an outage is counted where it begins',
    on('outages: { of: s }', 'target: "= 0", period: day'),
    [bad(d('23:55', 9), d('00:04'))],
    { verdict: 'met', measure: { value: '0' } },
  ],
  [
    'longest of two, the part inside',
    on('longestOutage: { of: s }'),
    [bad(d('23:00', 9), d('00:40')), bad(d('10:00'), d('10:30'))],
    { measure: { value: '2400', unit: 's' } },
  ],
  [
    'outages longer than ten minutes only',
    on('outages: { of: s, longerThan: 10m }', 'target: "<= 1", period: day'),
    [
      bad(d('10:00'), d('10:10')),
      bad(d('11:00'), instant('11:10', '00.001')),
      bad(d('12:00'), instant('12:10', '01')),
    ],
    { verdict: 'breached', measure: { value: '2', unit: '' } },
  ],
  [
    'unknown looks leave a run of failures open',
    on('downtime: { of: q, outage: { consecutive: 2 } }', 'target: "<= 10m", period: day'),
    [...looks(d('00:00'), 'g'.repeat(60), 'q'), ...looks(d('10:00'), `bub${'g'.repeat(81)}`, 'q')],
    {
      verdict: 'undetermined',
      measure: { value: '1200', best: '0', worst: '1800' },
    },
  ],
  ...(
    [
      ['halfUp', '99.99', 'met'],
      ['halfEven', '99.98', 'breached'],
      ['floor', '99.98', 'breached'],
      ['ceil', '99.99', 'met'],
    ] as const
  ).map(([mode, rounded, verdict]): (typeof cases)[number] => [
    `99.985 % rounded to two places: ${mode}`,
    on('uptime: { of: s }', `target: ">= 99.99%", period: day, rounding: { to: 0.01%, mode: ${mode} }`),
    [bad(d('10:00'), instant('10:00', '12.960'))],
    { verdict, measure: { value: '99.985', exact: '19997/20000', rounded } },
  ]),
  [
    'minutes are rounded before they are compared',
    on('downtime: { of: s }', 'target: "<= 5m", period: day, rounding: { to: 1m, mode: halfUp }'),
    [bad(d('10:00'), instant('10:05', '29.999'))],
    { verdict: 'met', measure: { value: '329.999', rounded: '300' } },
  ],
  [
    'half a minute is one',
    on('downtime: { of: s }', 'target: "<= 5m", period: day, rounding: { to: 1m, mode: halfUp }'),
    [bad(d('10:00'), instant('10:05', '30'))],
    { verdict: 'breached', measure: { rounded: '360' } },
  ],
  [
    'the mean with the day before hits the target exactly',
    on('uptime: { of: s }', 'target: ">= 99%", period: day, averagedWith: 1'),
    [
      bad(d('10:00', 9), instant('10:00', '00').replace('10T10:00:00', '09T10:28:48')),
      good(d('01:00'), d('02:00')),
    ],
    { verdict: 'met', measure: { exact: '99/100' } },
  ],
  [
    'a day of which nothing is known leaves the mean with it open',
    on('gauge: { of: g, statistic: mean }', 'target: "<= 5", period: day, averagedWith: 1'),
    [
      { source: 'g', at: d('10:00', 8), value: 9 },
      { source: 'g', at: d('10:00'), value: 5 },
    ],
    { verdict: 'undetermined' },
  ],
  [
    'a target that nobody stated is silent, and measured all the same',
    on('downtime: { of: s }', 'target: unstated, period: day'),
    [bad(d('10:00'), d('11:00'))],
    { verdict: 'silent', certainSince: null, measure: { value: '3600' } },
  ],
  [
    'looks that all miss their coverage are undetermined',
    on('latency: { of: q, statistic: mean }', 'target: "<= 300ms", period: day, minCoverage: 75%'),
    [
      { ...at(d('10:00'), 'good', 'q'), latencyUs: 1000 },
      { ...at(d('10:10'), 'good', 'q'), latencyUs: 2000 },
      at(d('10:20'), 'unknown', 'q'),
    ],
    { verdict: 'undetermined', measure: { value: '0.0015' } },
  ],
  [
    'exactly the coverage asked for is enough',
    on('latency: { of: q, statistic: mean }', 'target: "<= 300ms", period: day, minCoverage: 75%'),
    [
      { ...at(d('10:00'), 'good', 'q'), latencyUs: 1000 },
      { ...at(d('10:10'), 'good', 'q'), latencyUs: 2000 },
      { ...at(d('10:20'), 'good', 'q'), latencyUs: 3000 },
      at(d('10:30'), 'unknown', 'q'),
    ],
    { verdict: 'met', measure: { value: '0.002' } },
  ],
]

test.each(cases)('%s', (_, text, lines, period) => {
  const found = backtested(text, lines).periods.filter((each) => each.from.startsWith('2026-03-10'))
  expect(found).toMatchObject([period])
})

test('a trailing span that slides on over the same breach owes nothing more until one was met between', () => {
  const text = on(
    'downtime: { of: s }',
    'target: "<= 1h", period: { trailing: 2d }, credit: { give: 10.00 EUR }',
  )
  const { periods, credits } = backtested(text, [
    bad(d('10:00', 10), d('12:00', 10)),
    bad(d('10:00', 14), d('12:00', 14)),
  ])
  const paid = periods.map(({ to, verdict, credit }) => [to.slice(8, 10), verdict, credit?.amount])
  expect(paid).toEqual([
    ['11', 'breached', '10.00'],
    ['12', 'breached', '0.00'],
    ['15', 'breached', '10.00'],
    ['16', 'breached', '0.00'],
  ])
  expect(credits).toMatchObject([{ amount: '20.00' }])
})

test('incidents of several members are each its own', () => {
  const text = on('downtime: { of: { each: [s, p] } }', 'target: "<= 1h", period: incident')
  const { periods } = backtested(text, [bad(d('10:00'), d('12:00')), ...looks(d('20:00'), 'bbg')])
  expect(periods).toMatchObject([
    { of: 's', from: d('10:00').replace('Z', '+00:00'), seconds: { bad: '7200' } },
    { of: 'p', from: d('20:00').replace('Z', '+00:00'), seconds: { bad: '1200' } },
  ])
})

test('a grain in which the evidence begins is judged whole, from the period after it as well', () => {
  const rule = 'grain: 30m, bad: { when: "> 5%", minSamples: 2, thin: bad }, outage: { atLeast: 60m }'
  const text = agreementText(`sources: { p: { push: state, every: 10m, holdsFor: 10m } }
commitments:
  c: { measure: { uptime: { of: p, ${rule} } }, target: ">= 99%", period: month }
`)
  // One look in the last half hour of February and one in the first of March: both are bad, an hour in all.
  const found = backtested(text, [
    { source: 'p', at: '2026-02-28T23:50:00Z', outcome: 'good' },
    { source: 'p', at: '2026-03-01T00:10:00Z', outcome: 'good' },
  ])
  expect(found.periods.map(({ seconds }) => seconds?.bad)).toEqual(['1800', '1800'])
})
