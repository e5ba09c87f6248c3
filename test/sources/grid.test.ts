import { Cron } from 'croner'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Schedule } from '../../src/agreement/sourceTerms.ts'
import { cronProblem, gridOf, nextAt, offsetOf, readCron, slotsBetween } from '../../src/sources/grid.ts'
import { missedSlots } from '../../src/sources/missed.ts'
import { httpTerms, source } from './cast.ts'

const day = 86_400_000
const cron = (expression: string): Schedule => ({ kind: 'cron', expression })
const every = (intervalMs: number): Schedule => ({ kind: 'every', intervalMs })
const http = { kind: 'http', terms: httpTerms('http://127.0.0.1/') } as const

const expressions = [
  '*/30 * * * * *',
  '* * * * *',
  '*/7 * * * *',
  '5,40 */7 3-5,9 * * *',
  '0 9 * * 1-5',
  '0 0 L * *',
  '0 0 13 * *',
  '30 6 1 jan,jul *',
]
const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) })

describe('the grid of a schedule', () => {
  test('of an interval is the UTC grid floor(t / interval)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 * day }), instant, (interval, after) => {
        const next = gridOf(every(interval)).next(after)
        expect(next % interval).toBe(0)
        expect(next - after).toBeGreaterThan(0)
        expect(next - after).toBeLessThanOrEqual(interval)
      }),
    )
  })

  test.each(expressions)('of %s is what croner enumerates', (expression) => {
    const grid = gridOf(cron(expression))
    const reference = new Cron(expression, { timezone: 'UTC', domAndDow: true, paused: true })
    fc.assert(
      fc.property(instant, (after) => {
        const second = Math.floor(after / 1000) * 1000
        expect(grid.next(after)).toBe(reference.nextRun(new Date(second))?.getTime())
      }),
      { numRuns: 60 },
    )
  })

  test.each(expressions)('of %s has no two slots nearer or farther than it says', (expression) => {
    const grid = gridOf(cron(expression))
    fc.assert(
      fc.property(instant, (after) => {
        const first = grid.next(after)
        const gap = grid.next(first) - first
        expect(gap).toBeGreaterThanOrEqual(grid.shortestGapMs)
        expect(gap).toBeLessThanOrEqual(grid.longestGapMs)
      }),
    )
  })

  test.each([
    ['autumn', '2026-10-24T23:30:00Z'],
    ['spring', '2026-03-29T00:30:00Z'],
  ])('loses nothing in the night of the %s clock change', (_when, from) => {
    const start = Date.parse(from)
    const slots = [
      ...slotsBetween(source(http, { schedule: cron('* * * * *') }), start, start + 3 * 3_600_000),
    ]
    expect(slots).toHaveLength(180)
  })
})

describe('a cron expression', () => {
  test.each([
    ['0 0 30 2 *', /never comes/],
    ['0 0 13 * 5', /both the day of the month and the day of the week/],
    ['@daily', /5 fields/],
    ['* * * *', /this has 4/],
    ['60 * * * * *', /second/],
    ['0 22-2 * * *', /larger/],
    ['five * * * *', /./],
  ])('%s is refused with a reason', (expression, reason) => {
    expect(cronProblem(expression)).toMatch(reason)
    expect(readCron(expression)).toMatchObject({ ok: false })
  })

  test.each([
    ['*/7 * * * *', 240_000, 420_000],
    ['*/5 * * * *', 300_000, 300_000],
    ['0 9 * * 1-5', day, 3 * day],
    ['0 0 29 2 *', 1461 * day, 2921 * day],
  ])('%s tells its shortest and its longest gap', (expression, shortestGapMs, longestGapMs) => {
    expect(readCron(expression)).toEqual({ ok: true, shortestGapMs, longestGapMs })
  })
})

describe('the offset of a source', () => {
  const withIdentity = (i: number, schedule: Schedule) => source(http, { identity: `sha256:${i}`, schedule })

  test('is the same each time and lies inside the slot', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1_000, max: day }), (i, interval) => {
        const offset = offsetOf(withIdentity(i, every(interval)))
        expect(offset).toBe(offsetOf(withIdentity(i, every(interval))))
        expect(offset).toBeGreaterThanOrEqual(0)
        expect(offset).toBeLessThan(interval)
      }),
    )
  })

  test('spreads several thousand sources evenly over the slot', () => {
    const tenths = new Array<number>(10).fill(0)
    for (let i = 0; i < 5_000; i++) {
      const tenth = Math.floor(offsetOf(withIdentity(i, every(10_000))) / 1_000)
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
    expect(Math.min(...tenths)).toBeGreaterThan(400)
    expect(Math.max(...tenths)).toBeLessThan(600)
  })

  test('is below a minute for cron, and nothing where slots are shorter than a second', () => {
    for (let i = 0; i < 200; i++) expect(offsetOf(withIdentity(i, cron('0 3 * * *')))).toBeLessThan(60_000)
    expect(offsetOf(withIdentity(1, every(500)))).toBe(0)
  })
})

describe('the slots of a source', () => {
  test('tile time: (a, b] and (b, c] together are (a, c]', () => {
    const probe = source(http, { schedule: every(7_000) })
    fc.assert(
      fc.property(instant, fc.nat(500_000), fc.nat(500_000), (a, first, second) => {
        const [b, c] = [a + first, a + first + second]
        expect([...slotsBetween(probe, a, b), ...slotsBetween(probe, b, c)]).toEqual([
          ...slotsBetween(probe, a, c),
        ])
      }),
    )
  })

  test('come one by one, so that years of seconds take no memory', () => {
    const slots = slotsBetween(source(http, { schedule: cron('* * * * * *') }), 0, 100 * 365 * day)
    expect([slots.next().value, slots.next().value]).toEqual([
      nextAt(source(http, { schedule: cron('* * * * * *') }), 0),
      expect.any(Number),
    ])
  })

  test('that were missed are unknown with the reason, each once', () => {
    const missed = [...missedSlots(source(http, { schedule: every(60_000) }), 0, 3_600_000, 'stopped')]
    expect(missed).toHaveLength(60)
    expect(new Set(missed.map(({ at }) => at)).size).toBe(60)
    expect(missed[0]).toMatchObject({ kind: 'state', outcome: 'unknown', reason: 'stopped' })
  })

  test('are none for sources that report by themselves', () => {
    const pushed = source({ kind: 'push', gives: 'state' }, { schedule: every(60_000) })
    expect([...slotsBetween(pushed, 0, day)]).toEqual([])
    expect([...missedSlots(source({ kind: 'declared' }, { schedule: null }), 0, day, 'stopped')]).toEqual([])
  })
})
