import { describe, expect, test } from 'vitest'
import type { SourceTerms } from '../../src/agreement/sourceTerms.ts'
import { offsetOf, slotsBetween } from '../../src/sources/grid.ts'
import { observationOf } from '../../src/sources/look.ts'
import type { Look, Observation, Reason } from '../../src/sources/observation.ts'
import { giveUpMs, type Planned, Rounds } from '../../src/sources/rounds.ts'
import { httpTerms, source } from './cast.ts'

const start = Date.UTC(2026, 0, 1)
const second = 1_000
const hour = 3_600_000

const probe = (name = 'a', intervalMs = 10_000): SourceTerms =>
  source(
    { kind: 'http', terms: httpTerms('http://x/') },
    { identity: name, schedule: { kind: 'every', intervalMs } },
  )

const prometheus = (): SourceTerms =>
  source(
    {
      kind: 'prometheus',
      terms: {
        url: 'http://p/',
        headers: {},
        timeoutMs: 1,
        delayMs: 15_000,
        queries: { kind: 'ratio', bad: 'b', total: 't' },
      },
    },
    { identity: 'p', schedule: { kind: 'every', intervalMs: 60_000 } },
  )

/** A world whose clock is turned by hand, and whose looks end when the test says so. */
function world(planned: readonly Planned[], mostInFlight = 1_000) {
  const state = { now: start, step: null as { kind: Reason } | null, late: 'lag' as Reason, isReadable: true }
  const pending: { at: number; end: (look: Look) => void }[] = []
  const rounds = new Rounds({
    read: () => {
      const { now, step } = state
      state.step = null
      return { now, step }
    },
    look: (of, at) =>
      new Promise((resolve) =>
        pending.push({ at, end: (look) => resolve({ look, observation: observationOf(of, at, look) }) }),
      ),
    readSlots: async (of, run) => {
      if (!state.isReadable) throw new Error('no')
      return run.map(
        ({ at, to }): Observation => ({
          kind: 'ratio',
          source: of.identity,
          at,
          to,
          outcome: 'good',
          bad: '0',
          total: '1',
        }),
      )
    },
    lateness: () => state.late,
    mostInFlight,
  })
  rounds.replace(planned)
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await null
  }
  const goTo = async (now: number, stepMs = 100): Promise<void> => {
    for (let at = state.now; at <= now; at += stepMs) {
      state.now = at
      rounds.wake()
      for (const { end } of pending.splice(0)) end({ outcome: 'good', latencyUs: 1 })
      await settle()
    }
    state.now = now
  }
  const taken = (): Observation[] => rounds.take(1_000_000).map(({ observation }) => observation)
  return { rounds, state, pending, settle, goTo, taken }
}

const told = (observations: readonly Observation[]): string[] =>
  observations.map(({ reason, outcome }) => reason ?? outcome)

/** Each slot of each source in (start, until] has exactly one observation, in order. */
function expectComplete(
  observations: readonly Observation[],
  planned: readonly Planned[],
  until: number,
): void {
  for (const plan of planned) {
    const ats = observations
      .filter((each) => each.source === plan.source.identity && each.at <= until)
      .map(({ at }) => at)
    expect(ats).toEqual([...slotsBetween(plan.source, plan.since, until)])
  }
}

describe('the rounds', () => {
  test('give each slot of each source exactly one observation', async () => {
    const planned = [probe('a'), probe('b'), probe('c', 7_000)].map((each) => ({
      source: each,
      since: start,
    }))
    const { goTo, taken } = world(planned)
    await goTo(start + 120 * second)
    const found = taken()
    expect(new Set(told(found))).toEqual(new Set(['good']))
    expectComplete(found, planned, start + 119 * second)
  })

  test('look at several thousand equal schedules spread over the slot', async () => {
    const planned = Array.from({ length: 3_000 }, (_, i) => ({ source: probe(`s${i}`), since: start }))
    const { rounds, state, pending, settle } = world(planned, 10_000)
    const begun: number[] = []
    for (let at = start; at < start + 10_000; at += 100) {
      state.now = at
      rounds.wake()
      begun.push(pending.length)
      for (const { end } of pending.splice(0)) end({ outcome: 'good' })
      await settle()
    }
    expect(Math.max(...begun)).toBeLessThan(70)
  })

  test('call a slot overrun while the look before is under way, and keep the order', async () => {
    const { rounds, state, pending, settle, taken } = world([{ source: probe(), since: start }])
    const first = start + offsetOf(probe())
    for (const at of [first, first + 10_000, first + 20_000]) {
      state.now = at
      rounds.wake()
    }
    expect(pending).toHaveLength(1)
    expect(taken()).toEqual([])
    pending[0]?.end({ outcome: 'bad', reason: 'timeout' })
    await settle()
    expect(told(taken())).toEqual(['timeout', 'overrun', 'overrun'])
  })

  test('never run more looks at a time than they may', async () => {
    const planned = Array.from({ length: 50 }, (_, i) => ({ source: probe(`s${i}`, 1_000), since: start }))
    const { rounds, state, pending } = world(planned, 5)
    for (let at = start; at < start + 1_000; at += 50) {
      state.now = at
      rounds.wake()
    }
    expect(pending).toHaveLength(5)
  })

  test.each<[string, Reason, Reason | null, Reason]>([
    ['a clock set forward', 'lag', 'clock', 'clock'],
    ['a sleep of the machine', 'lag', 'suspended', 'suspended'],
    ['a stop of the process', 'suspended', null, 'suspended'],
    ['a late thread', 'lag', null, 'lag'],
  ])('after %s tell each slot left out, and burst into nothing', async (_what, late, step, reason) => {
    const planned = [{ source: probe(), since: start }]
    const { rounds, state, pending, goTo, taken } = world(planned)
    await goTo(start + 30 * second)
    Object.assign(state, { now: start + 24 * hour, late, step: step && { kind: step } })
    rounds.wake()
    expect(pending.length).toBeLessThanOrEqual(1)
    await goTo(start + 24 * hour + 30 * second)
    const found = taken()
    expectComplete(found, planned, start + 24 * hour + 29 * second)
    expect(new Set(told(found))).toEqual(new Set(['good', reason]))
  })

  test('walk a day of seconds only as far as they are asked', async () => {
    const { rounds, state } = world([{ source: probe('a', 1_000), since: start }])
    state.now = start + 24 * hour
    rounds.wake()
    expect(rounds.take(10)).toHaveLength(10)
    expect(rounds.take(100_000)).toHaveLength(86_400 - 10 - 1)
  })

  test('call slots from before their begin stopped', async () => {
    const { goTo, taken } = world([{ source: probe(), since: start - 60 * second }])
    await goTo(start + 15 * second)
    expect(told(taken()).slice(0, 6)).toEqual(Array(6).fill('stopped'))
  })

  test('end what is under way as shutdown, once', async () => {
    const { rounds, state, pending, settle, taken } = world([{ source: probe(), since: start }])
    state.now = start + offsetOf(probe())
    rounds.wake()
    rounds.stop()
    pending[0]?.end({ outcome: 'good' })
    await settle()
    rounds.wake()
    expect(told(taken())).toEqual(['shutdown'])
  })

  test('go on undisturbed with a source that stays, and drop one that goes', async () => {
    const [stays, goes, comes] = [probe('stays'), probe('goes'), probe('comes')]
    const { rounds, goTo, taken, state } = world(
      [stays, goes].map((each) => ({ source: each, since: start })),
    )
    await goTo(start + 20 * second)
    rounds.replace([
      { source: stays, since: 0 },
      { source: comes, since: state.now },
    ])
    await goTo(start + 60 * second)
    const found = taken()
    expectComplete(
      found,
      [
        { source: stays, since: start },
        { source: comes, since: start + 20 * second },
      ],
      start + 59 * second,
    )
    expect(found.filter((each) => each.source === 'goes' && each.at > start + 20 * second)).toEqual([])
  })

  test('take a look that throws for our own fault', async () => {
    const rounds = new Rounds({
      read: () => ({ now: start + offsetOf(probe()), step: null }),
      look: () => Promise.reject(new Error('bug')),
      readSlots: async () => [],
      lateness: () => 'lag',
      mostInFlight: 1,
    })
    rounds.replace([{ source: probe(), since: start - 1 }])
    rounds.wake()
    for (let i = 0; i < 10; i++) await null
    expect(told(rounds.take(10).map(({ observation }) => observation))).toEqual(['worker'])
  })
})

describe('a history', () => {
  const planned = [{ source: prometheus(), since: start - 72 * hour }]

  test('is read from the last evidence on: a stop of the daemon costs nothing', async () => {
    const { goTo, taken } = world(planned)
    await goTo(start + 10 * second, 1_000)
    const found = taken()
    expectComplete(found, planned, start - 2 * 60_000)
    expect(new Set(told(found))).toEqual(new Set(['good']))
  })

  test('that cannot be read for a while is read later, whole', async () => {
    const { state, goTo, taken } = world(planned)
    state.isReadable = false
    await goTo(start + hour, 10_000)
    expect(taken()).toEqual([])
    state.isReadable = true
    await goTo(start + 2 * hour, 10_000)
    const found = taken()
    expectComplete(found, planned, start + 2 * hour - 2 * 60_000)
    expect(new Set(told(found))).toEqual(new Set(['good']))
  })

  test('that stays unreadable is given up, visibly, slot by slot', async () => {
    const { state, goTo, taken } = world([{ source: prometheus(), since: start }])
    state.isReadable = false
    await goTo(start + giveUpMs + hour, 60_000)
    const found = taken()
    expect(new Set(told(found))).toEqual(new Set(['read']))
    expect(found[0]).toMatchObject({ kind: 'ratio', at: start + 60_000, to: start + 120_000 })
    state.isReadable = true
    await goTo(start + giveUpMs + 2 * hour, 60_000)
    expectComplete([...found, ...taken()], [{ source: prometheus(), since: start }], start + giveUpMs + hour)
  })
})
