import { expect, test } from 'vitest'
import { agreementText, at, backtested, bad, d, good, unknown } from './backtested.ts'

/*
 * Subjects, indicators and badness (axes S, I, B) beyond the worked contracts. The figures were made by hand from the
 * language's words; each stands beside its reason.
 */
const on = (measure: string, target = '>= 99%', more = '') =>
  agreementText(`sources:
  a: { push: ratio }
  b: { push: ratio }
  c: { push: ratio }
  x: { declared: {} }
  y: { declared: {} }
  z: { declared: {} }
  p: { push: state, every: 10m, holdsFor: 10m }
  q: { push: state, every: 10m, holdsFor: 10m }
  g: { push: gauge }
  h: { push: gauge }
commitments:
  c: { measure: { ${measure} }, target: "${target}", period: day${more} }
`)

const ratio = (source: string, from: number, to: number, failed: number, total: number) => ({
  source,
  from: hour(from),
  to: hour(to),
  bad: failed,
  total,
})
const hour = (h: number): string => d(`${String(h % 24).padStart(2, '0')}:00`, 10 + Math.floor(h / 24))
/** A day of requests, 60 an hour, of which in each hour of a stretch so many failed. */
const requests = (source: string, from: number, to: number, failedAnHour = 30) => [
  ...(from > 0 ? [ratio(source, 0, from, 0, 60 * from)] : []),
  ratio(source, from, to, failedAnHour * (to - from), 60 * (to - from)),
  ...(to < 24 ? [ratio(source, to, 24, 0, 60 * (24 - to))] : []),
]
/** Looks every ten minutes over a day: failing in a stretch of hours, unknown or good elsewhere. */
const looks = (source: string, from: number, to: number, minutes = [0, 10, 20, 30, 40, 50], as = 'bad') =>
  Array.from({ length: 144 }, (_, i) => {
    const [h, m] = [Math.floor(i / 6), (i % 6) * 10]
    const fails = h >= from && h < to && minutes.includes(m)
    return at(d(`${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`), fails ? as : 'good', source)
  })
const gauges = (source: string, values: readonly number[]) =>
  values.map((value, i) => ({ source, at: hour(i), value }))

const grain = 'grain: 1h, bad: { when: "> 5%" }'
const [a, b] = [requests('a', 10, 12), requests('b', 11, 13)]

const cases: [title: string, text: string, lines: object[], period: object][] = [
  [
    'all of two request counts: both bad from eleven to twelve',
    on(`uptime: { of: { all: [a, b] }, ${grain} }`),
    [...a, ...b],
    { seconds: { bad: '3600', total: '86400' }, measure: { exact: '23/24' } },
  ],
  [
    'any of them: from ten to thirteen',
    on(`uptime: { of: { any: [a, b] }, ${grain} }`),
    [...a, ...b],
    { seconds: { bad: '10800' }, measure: { exact: '7/8' } },
  ],
  [
    'pooled requests are added up before a grain is judged: 60 of 120 fail only from eleven to twelve',
    on('uptime: { of: { pool: [a, b] }, grain: 1h, bad: { when: "> 25%" } }'),
    [...a, ...b],
    { seconds: { bad: '3600', total: '86400' } },
  ],
  [
    'and 30 of 120 are exactly a quarter: at least a quarter is bad from ten to thirteen',
    on('uptime: { of: { pool: [a, b] }, grain: 1h, bad: { when: ">= 25%" } }'),
    [...a, ...b],
    { seconds: { bad: '10800', total: '86400' } },
  ],
  [
    'two of three at the same time',
    on(`uptime: { of: { atLeast: 2, of: [a, b, c] }, ${grain} }`),
    [...a, ...b, ...requests('c', 12, 20)],
    { seconds: { bad: '7200' } },
  ],
  [
    'a control that failed takes the failure away',
    on(`uptime: { of: { control: b, of: a }, ${grain} }`),
    [...a, ...b],
    { seconds: { bad: '3600' } },
  ],
  [
    'combinations nest: down while c is, or a and b are',
    on(`uptime: { of: { any: [{ all: [a, b] }, c] }, ${grain} }`),
    [...a, ...b, ...requests('c', 20, 22)],
    { seconds: { bad: '10800' } },
  ],
  [
    'a pool inside of a combination adds up its own',
    on('uptime: { of: { all: [{ pool: [a, b] }, c] }, grain: 1h, bad: { when: "> 25%" } }'),
    [...a, ...b, ...requests('c', 0, 24)],
    { seconds: { bad: '3600' } },
  ],
  [
    'grains in a row are those of the combination: three hours in which one of them was bad',
    on(`outages: { of: { any: [a, b] }, ${grain}, outage: { consecutive: 3 } }`, '= 0'),
    [...a, ...b],
    { measure: { value: '1' }, certainSince: '2026-03-10T13:00:00+00:00' },
  ],
  [
    'where every attempt must fail, it is every attempt of one of them',
    on('uptime: { of: { any: [p, q] }, grain: 1h, bad: { when: allFail } }'),
    [...looks('p', 0, 0), ...looks('q', 10, 11)],
    { seconds: { bad: '3600' } },
  ],
  [
    'pooled minutes of two instances: an hour of 48',
    on('uptime: { of: { pool: [x, y] } }'),
    [bad(d('10:00'), d('11:00'), 'x')],
    { measure: { exact: '47/48' }, seconds: { total: '172800', bad: '3600' } },
  ],
  [
    'a pool of pairs: each pair is down while both of it are',
    on('uptime: { of: { pool: [{ all: [x, y] }, z] } }'),
    [bad(d('10:00'), d('11:00'), 'x'), bad(d('10:30'), d('12:00'), 'y'), bad(d('20:00'), d('20:30'), 'z')],
    { seconds: { total: '172800', bad: '3600' } },
  ],
  [
    'an unknown control does not charge the failure',
    on('downtime: { of: { control: y, of: x } }', '<= 1h'),
    [
      bad(d('10:00'), d('12:00'), 'x'),
      unknown(d('10:00'), d('11:00'), 'y'),
      bad(d('11:00'), d('11:30'), 'y'),
    ],
    { verdict: 'undetermined', measure: { value: '1800', best: '1800', worst: '5400' } },
  ],
  [
    'what is unknown while the control failed is good',
    on('downtime: { of: { control: y, of: x } }', '<= 1h'),
    [unknown(d('10:00'), d('12:00'), 'x'), bad(d('10:00'), d('12:00'), 'y')],
    { verdict: 'met', seconds: { unknown: '0' }, measure: { worst: '0' } },
  ],
  [
    'a quorum is unknown only where the unknown ones decide',
    on('downtime: { of: { atLeast: 2, of: [x, y, z] } }', '<= 1h'),
    [
      bad(d('10:00'), d('12:00'), 'x'),
      unknown(d('11:00'), d('13:00'), 'y'),
      bad(d('11:30'), d('12:00'), 'z'),
    ],
    { seconds: { bad: '1800', unknown: '1800' } },
  ],
  [
    'a moment weighs by the share that was affected, whole where nothing says',
    on('uptime: { of: x, unit: affected }'),
    [
      { ...bad(d('10:00'), d('12:00'), 'x'), affected: '0.25' },
      { ...bad(d('11:00'), d('12:00'), 'x'), affected: '0.5' },
      bad(d('20:00'), d('20:30'), 'x'),
    ],
    { seconds: { bad: '4500' }, measure: { exact: '91/96' } },
  ],
  [
    'a thin grain is good unless said',
    on('uptime: { of: a, grain: 1h, bad: { when: "> 5%", minSamples: 61 } }'),
    a,
    { seconds: { bad: '0', total: '86400' } },
  ],
  [
    'exactly so many samples are enough',
    on('uptime: { of: a, grain: 1h, bad: { when: "> 5%", minSamples: 60 } }'),
    a,
    { seconds: { bad: '7200' } },
  ],
  [
    'skipped thin grains leave the denominator',
    on('uptime: { of: a, grain: 1h, bad: { when: "> 5%", minSamples: 30, thin: skip } }'),
    [
      ratio('a', 0, 10, 0, 600),
      ratio('a', 10, 11, 30, 60),
      ratio('a', 11, 12, 9, 10),
      ratio('a', 12, 24, 0, 720),
    ],
    { seconds: { bad: '3600', total: '82800' }, measure: { exact: '22/23' } },
  ],
  [
    'thin grains that are bad',
    on('uptime: { of: a, grain: 1h, bad: { when: "> 5%", minSamples: 30, thin: bad } }'),
    [ratio('a', 0, 23, 0, 1380), ratio('a', 23, 24, 0, 10)],
    { seconds: { bad: '3600' } },
  ],
  ...(
    [
      ['good', '0', '86400', '0'],
      ['bad', '3600', '86400', '0'],
      ['skip', '0', '82800', '0'],
      ['unknown', '0', '86400', '3600'],
    ] as const
  ).map(([empty, badSeconds, total, blind]): (typeof cases)[number] => [
    `an empty grain that is ${empty}`,
    on(`uptime: { of: a, grain: 1h, bad: { when: "> 5%", empty: ${empty} } }`),
    [ratio('a', 0, 10, 0, 600), ratio('a', 10, 11, 0, 0), ratio('a', 11, 24, 0, 780)],
    { seconds: { bad: badSeconds, total, unknown: blind } },
  ]),
  [
    'a grain that nothing covers is unknown whatever an empty one is',
    on('uptime: { of: a, grain: 1h, bad: { when: "> 5%", empty: good } }'),
    [ratio('a', 0, 10, 0, 600), ratio('a', 11, 24, 0, 780)],
    { seconds: { unknown: '3600' }, verdict: 'undetermined' },
  ],
  [
    'a line is spread evenly over its span: 10 of 100 in two hours are 5 of 50 in each',
    on('uptime: { of: a, grain: 1h, bad: { when: ">= 10%", minSamples: 50, thin: bad } }'),
    [ratio('a', 0, 2, 10, 100), ratio('a', 2, 24, 0, 1320)],
    { seconds: { bad: '7200' } },
  ],
  [
    'above five per cent is not exactly five',
    on('uptime: { of: a, grain: 1h, bad: { when: "> 5%" } }'),
    requests('a', 10, 12, 3),
    { seconds: { bad: '0' } },
  ],
  [
    'at least five is',
    on('uptime: { of: a, grain: 1h, bad: { when: ">= 5%" } }'),
    requests('a', 10, 12, 3),
    { seconds: { bad: '7200' } },
  ],
  [
    'one unknown look does not decide an hour in which all others failed',
    on('uptime: { of: p, grain: 1h, bad: { when: allFail } }'),
    [
      ...looks('p', 10, 11, [0, 10, 20, 30, 40]).filter((look) => look.at !== d('10:50')),
      at(d('10:50'), 'unknown'),
    ],
    { seconds: { bad: '0', unknown: '3600' }, verdict: 'undetermined' },
  ],
  [
    'nor does it matter where one of the others was good',
    on('uptime: { of: p, grain: 1h, bad: { when: allFail } }'),
    looks('p', 10, 11, [0, 10], 'unknown'),
    { seconds: { bad: '0', unknown: '0' }, verdict: 'met' },
  ],
  [
    'any failure makes the grain bad, a look that is unknown makes it unknown',
    on('uptime: { of: p, grain: 1h, bad: { when: anyFail } }'),
    [
      ...looks('p', 10, 11, [30]).filter((look) => !look.at.startsWith('2026-03-10T20:00')),
      at(d('20:00'), 'unknown'),
    ],
    { seconds: { bad: '3600', unknown: '3600' } },
  ],
  [
    'a numeric limit of the mean of a grain',
    on('uptime: { of: g, grain: 2h, bad: { when: "mean > 10" } }'),
    gauges('g', [10, 10, 10, 11, ...Array.from({ length: 20 }, () => 5)]),
    { seconds: { bad: '7200', unknown: '0' } },
  ],
  [
    'numbers of two places, both above at the same time',
    on('uptime: { of: { all: [g, h] }, grain: 1h, bad: { when: "max > 10" } }'),
    [
      ...gauges('g', [11, 11, 1, ...Array.from({ length: 21 }, () => 5)]),
      ...gauges('h', [1, 11, 11, ...Array.from({ length: 21 }, () => 5)]),
    ],
    { seconds: { bad: '3600' } },
  ],
  [
    'good wins over silence, unknown over good, bad over all',
    on('downtime: { of: x }', '<= 1h'),
    [
      good(d('09:00'), d('12:00'), 'x'),
      bad(d('10:00'), d('10:30'), 'x'),
      unknown(d('10:15'), d('11:00'), 'x'),
    ],
    { seconds: { bad: '1800', unknown: '1800' } },
  ],
]

test.each(cases)('%s', (_, text, lines, period) => {
  const found = backtested(text, lines).periods.filter((each) => each.from.startsWith('2026-03-10'))
  expect(found).toMatchObject([period])
})

test('each is judged alone, and its periods say of whom they are', () => {
  const found = backtested(on('uptime: { of: { each: [x, { all: [y, z] }] } }'), [
    bad(d('10:00'), d('12:00'), 'x'),
    bad(d('11:00'), d('12:00'), 'y'),
  ])
  expect(found.periods).toMatchObject([
    { of: 'x', verdict: 'breached', seconds: { bad: '7200' } },
    { verdict: 'met', seconds: { bad: '0' } },
  ])
})

test('what was said of one instant is the same in whatever order it arrives, and twice', () => {
  const text = on('gauge: { of: g, statistic: last }', '<= 5').replace(
    'commitments:\n',
    'commitments:\n  weighed: { measure: { uptime: { of: x, unit: affected } }, target: ">= 99%", period: day }\n  pooled: { measure: { successRatio: { of: a } }, target: ">= 99%", period: day }\n',
  )
  const lines = [
    { source: 'g', at: d('10:00'), value: 3 },
    { source: 'g', at: d('10:00'), value: 7 },
    { ...bad(d('10:00'), d('11:00'), 'x'), affected: '0.25' },
    { ...bad(d('10:00'), d('11:00'), 'x'), affected: '0.5' },
    ratio('a', 10, 11, 1, 100),
    ratio('a', 10, 11, 1, 200),
  ]
  const [first, ...others] = [lines, lines.toReversed(), [...lines, ...lines.toReversed()]].map((each) =>
    JSON.stringify(backtested(text, each).periods),
  )
  expect(others).toEqual([first, first])
  expect(backtested(text, lines).periods).toMatchObject([
    { commitment: 'weighed', seconds: { bad: '1800' } },
    { commitment: 'pooled', counts: { bad: '2', total: '300' } },
    { commitment: 'c' },
  ])
})
