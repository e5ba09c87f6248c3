import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backtest } from '../../src/backtest.ts'
import { readEvidence } from '../../src/evaluation/evidenceFile.ts'
import { publicHolidays } from '../../src/holidays.ts'
import { event, push } from './aCredit.ts'
import { aDaemon, at, day, hour, minute, type World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const days = 5
const iso = (ms: number): string => new Date(ms).toISOString()

const answers =
  '  answers: { measure: { elapsed: { from: ticket.opened, to: ticket.answered, within: 2h } }, target: all, period: day }\n'
const clauses = [
  '{ outages: availability, longerThan: 25m, times: 2, within: 30d }',
  '{ outages: availability, longerThan: 25m, times: 2, within: 30h }',
  '{ total: availability, exceeds: 80m, within: month }',
  '{ total: availability, exceeds: 50m, within: 20h }',
  '{ average: availability, over: 2, below: 97% }',
  '{ missed: availability, times: 2, outOf: 3 }',
  '{ missed: availability, times: 2, consecutive: true }',
  '{ missedEvents: answers, times: 2, within: 36h }',
  '{ missedEvents: answers, times: 3, within: month }',
  '{ any: [{ missed: answers, times: 2, consecutive: true }, { total: availability, exceeds: 100m, within: month }] }',
  '{ all: [{ missedEvents: answers, times: 1, within: month }, { outages: availability, times: 2, within: month }] }',
]

/** Bad looks by their place among the ten minutes of all days, announced exclusions, and tickets with their answers. */
const scene = fc.record({
  clauses: fc.shuffledSubarray(clauses, { minLength: 4, maxLength: 6 }),
  outages: fc.array(
    fc.record({ from: fc.integer({ min: 0, max: days * 144 - 8 }), looks: fc.integer({ min: 1, max: 7 }) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  ),
  holes: fc.array(
    fc.record({
      outage: fc.nat(5),
      minute: fc.integer({ min: 0, max: 60 }),
      length: fc.integer({ min: 3, max: 30 }),
    }),
    {
      maxLength: 3,
    },
  ),
  tickets: fc.uniqueArray(
    fc
      .record({ hour: fc.integer({ min: 1, max: days * 24 - 6 }), answered: fc.constantFrom(1, 3, 5, null) })
      // Late before the check while its day still runs: the daemon says so then, a backtest when the day is over.
      .filter(({ hour: opened }) => opened % 24 >= 2),
    { maxLength: 5, selector: ({ hour: when }) => when },
  ),
  restarts: fc.boolean(),
})
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never

const textOf = (told: Scene): string =>
  pushText({
    more: `termination:\n${told.clauses.map((when, i) => `  clause${i}: { right: customer, when: ${when} }\n`).join('')}`,
  }).replace('exclusions:', `${answers}exclusions:`)

/** Ten-minute looks of a day in runs of one outcome. */
function spansOf({ outages }: Scene, dayFrom: number): object[] {
  const isBad = (look: number): boolean =>
    outages.some(({ from, looks }) => look >= from && look < from + looks)
  const first = (dayFrom - start) / (10 * minute)
  return Array.from({ length: 144 }, (_, i) => {
    const from = start + (first + i) * 10 * minute
    return spanLine('web', iso(from), iso(from + 10 * minute), isBad(first + i) ? 'bad' : 'good')
  })
}

const exclusionsOf = ({ outages, holes }: Scene): object[] =>
  holes.map((hole, i) => {
    const outage = outages[hole.outage % outages.length]!
    const from = start + (outage.from * 10 + hole.minute) * minute
    const to = from + hole.length * minute
    const announcedAt = iso(start - 2 * hour)
    return {
      exclusion: 'maintenance',
      id: `x${i}`,
      from: iso(from),
      to: iso(to),
      announcedAt,
      by: ['provider'],
    }
  })

const eventsOf = ({ tickets }: Scene) =>
  tickets
    .flatMap(({ hour: opened, answered }) => [
      { at: start + opened * hour, type: 'ticket.opened', subject: `T-${opened}` },
      ...(answered === null
        ? []
        : [{ at: start + (opened + answered) * hour, type: 'ticket.answered', subject: `T-${opened}` }]),
    ])
    .map((each) => ({ when: each.at, line: event(each.type, each.at, {}, each.subject) }))
    .sort((a, b) => a.when - b.when)

function rightsOf(world: World, lines: readonly object[]): unknown[] {
  const [agreement] = world.agreements()
  const read = readEvidence(agreement!, 'e.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'))
  if (!read.ok) throw new Error(read.problems[0]?.message)
  const asked = { agreement: agreement!, evidence: read.evidence, asOf: world.now }
  return [
    ...backtest({ ...asked, only: { from: start, to: world.now }, holidays: publicHolidays() }).termination,
  ]
}

async function shownOf(world: World, token: string): Promise<unknown[]> {
  const answer = await world.send('GET', '/api/v1/agreements/small/terminations', { token })
  const shown = (await answer.json()) as { items: unknown[] }
  if (!answer.ok) throw new Error(JSON.stringify(shown))
  return shown.items
}

async function live(told: Scene): Promise<void> {
  const world = await aDaemon({ now: start - 2 * hour, texts: [textOf(told)] })
  const token = await world.token('operator')
  const waiting = eventsOf(told)
  const seen: object[] = exclusionsOf(told)
  if (seen.length > 0) await push(world, seen)
  for (let n = 0; n < days; n++) {
    const from = start + n * day
    // Every clock of the day's tickets has run out, and the day itself is closed.
    world.now = from + day + 4 * hour
    const due = waiting.splice(0, waiting.filter(({ when }) => when <= world.now).length)
    const lines = [...spansOf(told, from), ...due.map(({ line }) => line)]
    seen.push(...lines)
    await push(world, lines)
    await world.round()
    if (told.restarts) await world.restart(world.now)
    expect(await shownOf(world, token)).toEqual(rightsOf(world, seen))
  }
  const stated = await world.entries('small', 'terminationMet')
  expect(stated.filter(({ facts }) => facts.superseded === true)).toEqual([])
  await world.stop()
}

test('rights to terminate arise in the daemon as in a backtest of the same evidence', async () => {
  await fc.assert(fc.asyncProperty(scene, live), { numRuns: Number(process.env.UPHELD_RUNS ?? 6), seed: 7 })
}, 300_000)
