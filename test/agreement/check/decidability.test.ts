import { describe, expect, test } from 'vitest'
import { found, withCommitment } from './found.ts'

const probed = (measure: string, target: string, source: string, more = '') =>
  found(
    withCommitment(
      `{ measure: ${measure}, target: "${target}", period: month${more} }`,
      `sources: { web: { http: { url: https://acme.example/ }, ${source} }, far: { http: { url: https://far.example/ }, every: 15m } }`,
    ),
  ).filter((line) => !line.includes('no commitment measures'))

const uptime = '{ uptime: { of: web } }'
const target = 'warning: commitments.it.target: '

describe('a target that the looks are too coarse for', () => {
  test('is told with the interval that would do', () => {
    expect(probed(uptime, '>= 99.99%', 'every: 5m')).toEqual([
      `${target}cannot be decided with web looked at every 5m: one failed look stands for 5m, more than the 4m1.92s that the target leaves of a month (28d); look every 4m or more often`,
    ])
    expect(probed(uptime, '>= 99.99%', 'every: 4m')).toEqual([])
  })

  test('counts the failed looks in a row that an outage takes', () => {
    const thrice = '{ uptime: { of: web, outage: { consecutive: 3 } } }'
    expect(probed(thrice, '>= 99.99%', 'every: 2m')).toEqual([
      expect.stringMatching(/3 failed looks in a row stand for 6m, .* look every 1m or more often$/),
    ])
    expect(probed(thrice, '>= 99.99%', 'every: 1m')).toEqual([])
  })

  test('says nothing of the looks where the least outage is longer than what they stand for', () => {
    const shaped = '{ uptime: { of: web, outage: { atLeast: 10m } } }'
    expect(probed(shaped, '>= 99.99%', 'every: 5m')).toEqual([
      `${target}an outage counts from 10m on, more than the 4m1.92s that the target leaves of a month (28d): it is missed by the first of them`,
    ])
    expect(probed(shaped, '>= 99.9%', 'every: 5m')).toEqual([])
  })

  test.each([
    ['nothing of 100%, which no interval would do for', uptime, '>= 100%', 'every: 5m', '', 0],
    [
      'less of service hours',
      uptime,
      '>= 99.9%',
      'every: 15m',
      ', hours: { days: mon-fri, hours: 08:00-17:00 }',
      1,
    ],
    ['of a month without them', uptime, '>= 99.9%', 'every: 15m', '', 0],
    ['what rounding forgives', uptime, '>= 99.99%', 'every: 5m', ', rounding: { to: 0.01% }', 0],
    ['of the mean of two months', uptime, '>= 99.99%', 'every: 5m', ', averagedWith: 1', 0],
    [
      'of two sources that must both be down, by the finer',
      '{ uptime: { of: { all: [web, far] } } }',
      '>= 99.99%',
      'every: 1m',
      '',
      0,
    ],
    [
      'of two sources that may each be down, by the coarser',
      '{ uptime: { of: { any: [web, far] } } }',
      '>= 99.99%',
      'every: 1m',
      '',
      1,
    ],
    [
      'of pooled sources, together',
      '{ uptime: { of: { pool: [web, web, web, web] } } }',
      '>= 99.99%',
      'every: 15m',
      '',
      0,
    ],
    ['a length', '{ downtime: { of: web } }', '<= 4m', 'every: 5m', '', 1],
    ['a longest outage', '{ longestOutage: { of: web } }', '<= 10m', 'every: 5m', '', 0],
    [
      'a share of looks',
      '{ latency: { of: web, statistic: share, within: 1s } }',
      '>= 99.99%',
      'every: 5m',
      '',
      1,
    ],
    [
      'an uneven schedule by its densest looks',
      uptime,
      '>= 99.99%',
      'schedule: "0,3 * * * *", holdsFor: 57m',
      '',
      0,
    ],
  ])('leaves %s', (_title, measure, asked, source, more, count) => {
    expect(probed(measure, asked, source, more)).toHaveLength(count)
  })

  test('says when a second is not short enough', () => {
    expect(probed(uptime, '>= 99.9999999%', 'every: 1m')).toEqual([
      expect.stringContaining('no interval of a second or more would do'),
    ])
  })
})

test('one bad grain that is more than the target leaves is told', () => {
  const grained = '{ uptime: { of: web, grain: 5m, bad: { when: allFail } } }'
  expect(probed(grained, '>= 99.99%', 'every: 1m')).toEqual([
    `${target}one bad grain is 5m, more than the 4m1.92s that the target leaves of a month (28d): it is missed by the first of them`,
  ])
  expect(probed(grained, '>= 99.9%', 'every: 1m')).toEqual([])
})

describe('observations that do not hold until the next one', () => {
  const held = 'warning: sources.web.holdsFor: an observation holds for 30s, and the next comes after 1m: '
  test('leave every period undetermined', () => {
    expect(probed(uptime, '>= 99%', 'every: 1m, holdsFor: 30s')).toEqual([
      `${held}with 30s unknown in between every period of it is undetermined; holdsFor: 1m leaves no gap`,
    ])
  })

  test.each([
    ['unless the contract decides for good', ', whenUnknown: good', 0],
    ['and breached where it decides for bad', ', whenUnknown: bad', 1],
    ['also by their coverage alone', ', minCoverage: 60%', 1],
  ])('%s', (_title, more, count) => {
    expect(
      probed(uptime, '>= 40%', `every: 1m, holdsFor: ${more.includes('min') ? '30s' : '10s'}`, more),
    ).toHaveLength(count)
  })

  test('do no harm where an outage takes more failures than fit into the gap', () => {
    const twice = '{ uptime: { of: web, outage: { consecutive: 2 } } }'
    expect(probed(twice, '>= 99%', 'every: 1m, holdsFor: 30s')).toEqual([])
  })
})

test('a least length that one failed look already reaches is told', () => {
  const shaped = '{ uptime: { of: web, outage: { atLeast: 3m } } }'
  expect(probed(shaped, '>= 99%', 'every: 5m')).toEqual([
    'warning: commitments.it.measure.uptime.outage.atLeast: whether an outage lasts 3m cannot be told with web looked at every 5m: one failed look stands for 5m; look every 3m or more often',
  ])
  expect(probed(shaped, '>= 99%', 'every: 1m')).toEqual([])
})

test('a grain that can never hold its least number of samples is told', () => {
  const thin = '{ uptime: { of: web, grain: 5m, bad: { when: allFail, minSamples: 10 } } }'
  expect(probed(thin, '>= 99%', 'every: 1m')).toEqual([
    'warning: commitments.it.measure.uptime.bad.minSamples: a grain of 5m has 5 samples at most, so each is thin and counts as good',
  ])
  expect(probed(thin, '>= 99%', 'every: 30s')).toEqual([])
})

test.each([
  [
    'no measure meets',
    '{ uptime: { of: web } }',
    '> 100%',
    'no measure can meet this target: each period is a miss',
  ],
  [
    'every measure meets',
    '{ downtime: { of: web } }',
    '>= 0s',
    'every measure meets this target: it can never be missed',
  ],
])('a target that %s is told', (_title, measure, asked, message) => {
  expect(found(withCommitment(`{ measure: ${measure}, target: "${asked}", period: month }`))).toEqual([
    `${target}${message}`,
  ])
})

test('a target between two rounded values is told as what it asks for', () => {
  const rounded = (asked: string) =>
    found(
      withCommitment(
        `{ measure: { uptime: { of: web } }, target: "${asked}", period: month, rounding: { to: 0.1% } }`,
      ),
    )
  expect(rounded('>= 99.95%')).toEqual([
    `${target}the measure is rounded to 0.1% before it is compared, so ">= 99.95%" asks for >= 100%`,
  ])
  expect(rounded('= 99.95%')).toEqual([`${target}no measure can meet this target: each period is a miss`])
  expect(rounded('>= 99.9%')).toEqual([])
})
