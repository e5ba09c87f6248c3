import { describe, expect, onTestFinished, test } from 'vitest'
import { neverLate, startLagMeter } from '../../src/sources/lag.ts'
import { steadyClock } from '../../src/sources/steadyClock.ts'

const hour = 3_600_000

/** Three clocks that a test turns: the wall's, the monotonic one, and the time since the machine started. */
function clocks() {
  const at = { wall: Date.UTC(2026, 0, 1), monotonic: 5_000, uptime: 100_000 }
  const pass = (ms: number): void => {
    at.wall += ms
    at.monotonic += ms
    at.uptime += ms
  }
  return { at, pass, clock: { now: () => at.wall, monotonic: () => at.monotonic }, uptimeMs: () => at.uptime }
}

describe('the steady clock', () => {
  test('goes with the wall clock and follows its slow corrections', () => {
    const { at, pass, clock, uptimeMs } = clocks()
    const steady = steadyClock(clock, uptimeMs)
    for (let i = 0; i < 1_000; i++) {
      pass(1_000)
      at.wall += 1
      expect(steady.read()).toEqual({ now: at.wall, step: null })
    }
    expect(steady.isSuspect()).toBe(false)
  })

  test('goes on by the monotonic clock while the wall clock was set back an hour, and comes back to it without a step', () => {
    const { at, pass, clock, uptimeMs } = clocks()
    const steady = steadyClock(clock, uptimeMs)
    const before = steady.read().now
    at.wall -= hour
    pass(10_000)
    expect(steady.read()).toEqual({ now: before + 10_000, step: null })
    expect(steady.isSuspect()).toBe(true)
    at.wall += hour
    pass(10_000)
    expect(steady.read()).toEqual({ now: before + 20_000, step: null })
  })

  test('tells a clock that was set forward from a machine that slept', () => {
    const { at, pass, clock, uptimeMs } = clocks()
    const steady = steadyClock(clock, uptimeMs)
    at.wall += 24 * hour
    expect(steady.read().step).toMatchObject({ kind: 'clock' })
    pass(1_000)
    at.wall += 8 * hour
    at.uptime += 8 * hour
    expect(steady.read()).toMatchObject({ now: at.wall, step: { kind: 'suspended' } })
    expect(steady.read().step).toBeNull()
  })

  test('never goes back, not by a millisecond', () => {
    const { at, pass, clock, uptimeMs } = clocks()
    const steady = steadyClock(clock, uptimeMs)
    const { now } = steady.read()
    at.wall -= 400
    pass(100)
    expect(steady.read().now).toBe(now)
  })
})

describe('the lag meter', () => {
  const meter = (cpuShare: number) => {
    const world = clocks()
    const at = { cpu: 0 }
    const lag = startLagMeter({ clock: world.clock, uptimeMs: world.uptimeMs, cpuMs: () => at.cpu })
    onTestFinished(lag.stop)
    const stand = (ms: number): void => {
      world.pass(ms)
      at.cpu += ms * cpuShare
    }
    return { ...world, lag, stand }
  }

  test('sees a standstill that is still going on, and calls a busy thread late', () => {
    const { at, lag, stand } = meter(1)
    const from = at.monotonic
    stand(3_000)
    expect(lag.worst(from, at.monotonic)).toMatchObject({ kind: 'lag' })
    expect(lag.worst(from, at.monotonic).ms).toBeGreaterThan(2_900)
    expect(lag.worst(from - 500, from - 1).ms).toBe(0)
  })

  test('calls a standstill without any work a stop of the process', () => {
    const { at, lag, stand } = meter(0)
    stand(5_000)
    expect(lag.worst(0, at.monotonic)).toMatchObject({ kind: 'suspended' })
  })

  test('sees a sleep that the monotonic clock leaves out', () => {
    const { at, lag, pass } = meter(0)
    at.wall += hour
    at.uptime += hour
    pass(10)
    expect(lag.worst(0, at.monotonic)).toMatchObject({ kind: 'suspended', ms: hour })
  })

  test('does not take a clock that was set for a sleep', () => {
    const { at, lag, pass } = meter(0)
    at.wall += hour
    pass(10)
    expect(lag.worst(0, at.monotonic).ms).toBe(0)
  })

  test('for hands that turn the clock says nothing', () => {
    expect(neverLate.worst(0, 1e9).ms).toBe(0)
    expect(neverLate.take()).toBe(0)
  })
})

test('a loop that was blocked during a look to a healthy server makes no outage', async () => {
  const { systemClock } = await import('../../src/sources/clock.ts')
  const { context, lookAtUrl, ok, rawServer } = await import('./cast.ts')
  const lag = startLagMeter({ clock: systemClock })
  onTestFinished(lag.stop)
  const port = await rawServer((socket) => setTimeout(() => socket.end(ok()), 20))
  const looking = lookAtUrl(`http://127.0.0.1:${port}/`, { timeoutMs: 300 }, context({ lag }))
  await new Promise((resolve) => setTimeout(resolve, 5))
  const until = performance.now() + 700
  while (performance.now() < until) Math.sqrt(2)
  const look = await looking
  expect(look.outcome).not.toBe('bad')
  expect(look.latencyUs).toBeUndefined()
})
