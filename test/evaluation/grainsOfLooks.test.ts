import { describe, expect, test } from 'vitest'
import { backtested, bad, commitment, d, good, unknown } from './backtested.ts'

/** Looks every ten minutes from 10:00 on: how long each took in ms, `x` where it failed, `?` where nothing was learnt. */
const looks = (times: string) =>
  times.split(' ').map((took, i) => {
    const at = `2026-03-10T${10 + Math.floor(i / 6)}:${String((i % 6) * 10).padStart(2, '0')}:00Z`
    if (took === 'x') return { source: 'p', at, outcome: 'bad' }
    if (took === '?') return { source: 'p', at, outcome: 'unknown' }
    return { source: 'p', at, outcome: 'good', latencyUs: Number(took) * 1000 }
  })
const share = (latency: string, lines: readonly object[]) =>
  backtested(
    commitment(`measure: { latency: { of: p, grain: 60m, ${latency} } }, target: ">= 50%", period: day`),
    lines,
  ).periods.map((period) => period.counts && `${period.counts.bad} of ${period.counts.total}`)
/** Of a day of which only some hours were looked at, the others left out. */
const up = (rule: string, lines: readonly object[]) =>
  backtested(
    commitment(
      `measure: { uptime: { of: p, grain: 60m, bad: { ${rule} } } }, target: ">= 50%", period: day, whenUnknown: good`,
    ),
    lines,
  ).periods.map((period) => period.seconds?.bad)

describe('a limit that is no share is one of the statistic that the measure names', () => {
  const slow = looks('100 100 100 100 100 900')
  test('p95 of six is the greatest', () => {
    expect(share('statistic: p95, bad: { when: "> 200ms", empty: skip }', slow)).toEqual(['1 of 24'])
    expect(share('statistic: p50, bad: { when: "> 200ms", empty: skip }', slow)).toEqual(['0 of 24'])
  })
  test('a grain states another one itself', () => {
    expect(share('statistic: p50, bad: { when: "max > 200ms" }', slow)).toEqual(['1 of 24'])
    // 500 + 900 = 1400.
    expect(share('statistic: p50, bad: { when: "sum > 1399ms" }', slow)).toEqual(['1 of 24'])
    expect(share('statistic: p50, bad: { when: "sum > 1400ms" }', slow)).toEqual(['0 of 24'])
    expect(share('statistic: p50, bad: { when: "last > 899ms" }', slow)).toEqual(['1 of 24'])
    expect(share('statistic: p50, bad: { when: "last > 200ms" }', slow.toReversed())).toEqual(['1 of 24'])
    expect(share('statistic: p50, bad: { when: "last > 200ms" }', looks('900 100'))).toEqual(['0 of 24'])
  })
})

test('within a limit of time, the share of a grain is that of the looks beyond it', () => {
  const half = looks('100 900 100 x 100 200')
  const within = (percent: string) =>
    share(`statistic: share, within: 200ms, bad: { when: "${percent}" }`, half)
  expect(within('>= 33%')).toEqual(['1 of 24'])
  expect(within('>= 34%')).toEqual(['0 of 24'])
})

test('failures that are skipped are skipped in grains too', () => {
  const failing = looks('100 100 100 100 100 x 100')
  expect(share('statistic: p95, bad: { when: "p95 > 200ms" }', failing)).toEqual(['1 of 24'])
  expect(share('statistic: p95, failures: skip, bad: { when: "p95 > 200ms" }', failing)).toEqual(['0 of 24'])
})

describe('time that is declared counts beside looks', () => {
  const fine = looks('100 100 100 100 100 100')
  test('by its share of the grain', () => {
    // Twelve of sixty minutes are a fifth, between two looks or not.
    const lines = [...fine, bad(d('10:12'), d('10:24'), 'p')]
    expect(up('when: ">= 20%"', lines)).toEqual(['3600'])
    expect(up('when: "> 20%"', lines)).toEqual(['0'])
    expect(up('when: anyFail', [...fine, bad(d('10:12'), d('10:13'), 'p')])).toEqual(['3600'])
  })
  test('bad wins over what the looks say', () => {
    expect(up('when: allFail', [...fine, bad(d('10:00'), d('11:00'), 'p')])).toEqual(['3600'])
    expect(up('when: allFail', [...fine, bad(d('10:00'), d('10:59'), 'p')])).toEqual(['0'])
  })
  test('what is declared unknown may have been either', () => {
    const lines = [...fine, unknown(d('10:10'), d('10:40'), 'p')]
    expect(up('when: anyFail', lines)).toEqual(['0'])
    const [day] = backtested(
      commitment(
        'measure: { uptime: { of: p, grain: 60m, bad: { when: anyFail } } }, target: ">= 50%", period: day, hours: { days: daily, hours: 10:00-11:00 }',
      ),
      lines,
    ).periods
    expect(day?.seconds).toMatchObject({ bad: '0', total: '3600', unknown: '3600' })
  })
  test('a failure declared good stays one, for bad wins', () => {
    const lines = [...looks('x 100 100 100 100 100'), good(d('10:00'), d('11:00'), 'p')]
    expect(up('when: anyFail', lines)).toEqual(['3600'])
  })
  test('a look in it is what was declared, and has no latency', () => {
    const slow = looks('900 100 100 100 100 100')
    const p50 = (lines: readonly object[]) => share('statistic: p50, bad: { when: "p50 > 200ms" }', lines)
    const most = (lines: readonly object[]) => share('statistic: max, bad: { when: "max > 200ms" }', lines)
    // Four of six have failed: the third one of them all is among them.
    expect(p50([...slow, bad(d('10:10'), d('10:50'), 'p')])).toEqual(['1 of 24'])
    expect(p50([...slow, bad(d('10:10'), d('10:30'), 'p')])).toEqual(['0 of 24'])
    // The greatest skips what failed or is not known.
    expect(most(slow)).toEqual(['1 of 24'])
    expect(most([...slow, bad(d('10:00'), d('10:10'), 'p')])).toEqual(['0 of 24'])
    expect(most([...slow, unknown(d('10:00'), d('10:10'), 'p')])).toEqual(['0 of 24'])
  })
})
