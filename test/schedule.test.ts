import { expect, onTestFinished, test, vi } from 'vitest'
import { cronOf, startTicks } from '../src/schedule.ts'

const every = (intervalMs: number) => ({ kind: 'every', intervalMs }) as const
const cron = (expression: string) => ({ kind: 'cron', expression }) as const

const ticking = (schedules: Parameters<typeof startTicks>[0]['schedules']) => {
  vi.useFakeTimers({ now: Date.UTC(2026, 9, 24, 23, 30) })
  let count = 0
  const ticks = startTicks({ schedules, onTick: () => count++ })
  onTestFinished(() => {
    ticks.stop()
    vi.useRealTimers()
  })
  return { ticks, count: () => count }
}

test('equal schedules share one task', () => {
  const thousand = Array.from({ length: 1_000 }, () => every(30_000))
  expect(ticking([...thousand, cron('*/30 * * * * *'), cron('0  * * * * *')]).ticks.tasks).toBe(1)
})

test.each([
  [every(1_000), '* * * * *'],
  [every(30_000), '* * * * *'],
  [cron('15,45 30 4 * * *'), '30 4 * * *'],
  [every(300_000), '*/5 * * * *'],
  [every(3_600_000), '*/60 * * * *'],
  [every(45_000), null],
  [every(500), '* * * * *'],
  [every(7 * 60_000), null],
])('%j is %j for cron', (schedule, expression) => {
  expect(cronOf(schedule)).toBe(expression === '*/60 * * * *' ? '0 * * * *' : expression)
})

test('ticks come through the autumn night, each minute of it', async () => {
  const { count } = ticking([cron('* * * * *')])
  for (let minute = 0; minute < 180; minute++) {
    const before = count()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(count()).toBeGreaterThan(before)
  }
})

test('ticks go on after the clock was set back an hour', async () => {
  const { count } = ticking([every(30_000)])
  await vi.advanceTimersByTimeAsync(60_000)
  vi.setSystemTime(Date.now() - 3_600_000)
  const before = count()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(count() - before).toBeGreaterThanOrEqual(9)
})

test('no tick comes after the stop', async () => {
  const { ticks, count } = ticking([every(1_000)])
  await vi.advanceTimersByTimeAsync(3_000)
  ticks.stop()
  const before = count()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(count()).toBe(before)
})
