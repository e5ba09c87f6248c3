import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backtest } from '../../src/backtest.ts'
import { readEvidence } from '../../src/evaluation/evidenceFile.ts'
import { publicHolidays } from '../../src/holidays.ts'
import { type CreditFacts, stateOf } from '../../src/ledger/credits.ts'
import { event, push } from './aCredit.ts'
import { aDaemon, at, day, hour, minute, type World } from './aDaemon.ts'
import { spanLine } from './anAgreement.ts'
import { incidentText, iso } from './anIncident.ts'

const start = at('2026-03-29T00:00:00Z')
const days = 6

const measures: readonly (readonly [string, string])[] = [
  ['{ downtime: { of: web } }', '<= 25m'],
  ['{ downtime: { of: web, outage: { consecutive: 2 } } }', '<= 25m'],
  ['{ downtime: { of: web, outage: { consecutive: 2, startsAt: confirmation } } }', '<= 25m'],
  ['{ downtime: { of: web, outage: { atLeast: 20m, count: excess } } }', '<= 25m'],
  ['{ longestOutage: { of: web, outage: { startsAt: ticket.opened } } }', '<= 25m'],
  ['{ longestOutage: { of: web, outage: { longerThan: 10m, of: unexcused } } }', '<= 25m'],
  ['{ outages: { of: web, longerThan: 20m } }', '= 0'],
  ['{ uptime: { of: web } }', '>= 99%'],
  ['{ downtime: { of: { each: [web, api] } } }', '<= 25m'],
  ['{ downtime: { of: { all: [web, api] } } }', '<= 15m'],
  ['{ downtime: { of: { pool: [web, api] } } }', '<= 25m'],
  ['{ downtime: { of: web, grain: 30m, bad: { when: anyFail } } }', '<= 45m'],
  ['{ elapsed: { from: ticket.opened, to: ticket.resolved, within: 2h } }', 'all'],
  ['{ elapsed: { from: ticket.opened, to: ticket.resolved, within: 2h, where: { severity: P1 } } }', 'all'],
]

const clauses = [
  '{ missed: availability, times: 2, within: 30d }',
  '{ missed: availability, times: 3, outOf: 4 }',
  '{ missed: availability, times: 2, consecutive: true }',
  '{ outages: availability, times: 2, within: 40h }',
  '{ total: availability, exceeds: 70m, within: month }',
]

const claims = [
  'automatic',
  '{ within: 60h, after: incident }',
  '{ within: 60h, after: end of incident }',
  '{ within: 2d, after: periodEnd }',
]

/** Bad looks by their place among the ten minutes of all days; holes of evidence, what is told a day late, and tickets. */
const scene = fc.record({
  measure: fc.constantFrom(...measures),
  clauses: fc.shuffledSubarray(clauses, { minLength: 2, maxLength: 3 }),
  claim: fc.constantFrom(...claims),
  cap: fc.constantFrom('', '  cap: 150.00 EUR per month\n', '  cap: 40.00 EUR per incident\n'),
  join: fc.constantFrom('sum', 'max', 'onePerDay'),
  outages: fc.array(
    fc.record({
      source: fc.constantFrom('web', 'api'),
      from: fc.integer({ min: 0, max: days * 144 - 20 }),
      looks: fc.integer({ min: 1, max: 14 }),
    }),
    { minLength: 1, maxLength: 9 },
  ),
  late: fc.array(
    fc.record({ from: fc.integer({ min: 0, max: days * 144 - 20 }), looks: fc.integer({ min: 1, max: 9 }) }),
    { maxLength: 3 },
  ),
  exclusions: fc.array(
    fc.record({ from: fc.integer({ min: 0, max: days * 144 }), looks: fc.integer({ min: 1, max: 6 }) }),
    { maxLength: 2 },
  ),
  tickets: fc.uniqueArray(
    fc.record({
      look: fc.integer({ min: 3, max: days * 144 - 40 }),
      resolved: fc.constantFrom(3, 11, 12, 13, 20, null),
      severity: fc.constantFrom('P1', 'P2'),
      toldLate: fc.boolean(),
    }),
    { maxLength: 5, selector: ({ look }) => look },
  ),
  restarts: fc.boolean(),
})
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never

const textOf = ({ measure: [measure, target], clauses: asked, claim, cap, join }: Scene): string =>
  incidentText({
    measure,
    target,
    credit: '{ give: 5%, of: fees.service of one month }',
    credits: `  join: ${join}\n  claim: ${claim}\n${cap}`,
    more: `termination:\n${asked.map((when, i) => `  clause${i}: { right: customer, when: ${when} }\n`).join('')}`,
  })
    .replace('exclude: [maintenance]', measure.includes('elapsed') ? '' : 'exclude: [maintenance]')
    .replace(
      'web: { push: state, every: 10m }',
      'web: { push: state, every: 10m }\n  api: { push: state, every: 10m }',
    )

const look = (n: number): number => start + n * 10 * minute

/** Ten-minute looks of both sources on a day; what is late is told with the day after it. */
function spansOf({ outages, late }: Scene, n: number): { now: object[]; later: object[] } {
  const found: { now: object[]; later: object[] } = { now: [], later: [] }
  for (let i = n * 144; i < (n + 1) * 144; i++)
    for (const source of ['web', 'api']) {
      // At the end of a day nothing goes on: a backtest takes an outage as over where its evidence ends.
      const isBad =
        i % 144 < 141 &&
        outages.some((each) => each.source === source && i >= each.from && i < each.from + each.looks)
      const line = spanLine(source, iso(look(i)), iso(look(i + 1)), isBad ? 'bad' : 'good')
      const isLate = late.some((each) => i >= each.from && i < each.from + each.looks)
      if (isLate && i % 144 < 138) found.later.push(line)
      else found.now.push(line)
    }
  return found
}

const exclusionsOf = ({ exclusions }: Scene): object[] =>
  exclusions.map(({ from, looks }, i) => ({
    exclusion: 'maintenance',
    id: `x${i}`,
    from: iso(look(from) + 5 * minute),
    to: iso(look(from + looks)),
    announcedAt: iso(start - 5 * hour),
    by: ['provider'],
  }))

const eventsOf = ({ tickets }: Scene) =>
  tickets
    .flatMap(({ look: opened, resolved, severity, toldLate }) => {
      const question = event('ticket.opened', look(opened), { severity }, `T-${opened}`)
      const when = look(resolved === null ? opened : opened + resolved)
      const answer = resolved === null ? [] : [event('ticket.resolved', when, {}, `T-${opened}`)]
      return [
        { when: look(opened) + (toldLate ? day : 0), line: question },
        ...answer.map((line) => ({ when, line })),
      ]
    })
    .sort((a, b) => a.when - b.when)

/** What both say of periods, credits, months and rights. */
interface Said {
  readonly periods: readonly unknown[]
  readonly credits: readonly unknown[]
  readonly months: readonly unknown[]
  readonly rights: readonly unknown[]
}

const keyOf = ({ of, from }: { of?: string; from: string }): string => `${from} ${of ?? ''}`
const byKey = <T extends { of?: string; from: string }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))

function backtested(world: World, lines: readonly object[]): Said {
  const [agreement] = world.agreements()
  const read = readEvidence(agreement!, 'e.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'))
  if (!read.ok) throw new Error(read.problems[0]?.message)
  const found = backtest({
    agreement: agreement!,
    evidence: read.evidence,
    only: { from: start, to: world.now },
    asOf: world.now,
    holidays: publicHolidays(),
  })
  // A clock that runs is no closed event yet.
  const closed = found.periods.filter(({ counts, credit, verdict }) => {
    const isRunning = counts !== undefined && counts.total === '0' && verdict === 'undetermined'
    return !isRunning || credit?.state === 'silent'
  })
  return {
    periods: byKey(
      closed.map(({ of, from, to, measure, verdict, certainSince }) => ({
        ...(of === undefined ? {} : { of }),
        ...{ from, to, exact: measure.exact, verdict, certainSince },
      })),
    ),
    credits: byKey(
      closed.flatMap(({ of, from, credit }) =>
        credit === null || credit.state === 'none'
          ? []
          : [
              {
                ...(of === undefined ? {} : { of }),
                ...{ from, state: credit.state, amount: credit.amount, claimUntil: credit.claimUntil },
              },
            ],
      ),
    ),
    months: found.credits,
    rights: found.termination,
  }
}

async function shown(world: World, token: string): Promise<Said> {
  const get = async (path: string): Promise<Record<string, unknown>> => {
    const answer = await world.send('GET', `/api/v1/agreements/small/${path}`, { token })
    const body = (await answer.json()) as Record<string, unknown>
    if (!answer.ok) throw new Error(JSON.stringify(body))
    return body
  }
  const closed = new Map(
    (await world.facts('small', 'periodClosed')).map((facts) => [keyOf(facts), facts] as const),
  )
  const credits = new Map<string, { of?: string; from: string; state: unknown }>()
  for (const { facts } of await world.entries('small', 'creditStated')) {
    const { of, from, state, amount, claimUntil } = facts as unknown as CreditFacts
    // What settled by itself is automatic to a backtest; its correction leaves a difference.
    const isVoid = state === 'settled' && amount === '0.00'
    const known = isVoid ? 'none' : state === 'settled' ? 'automatic' : stateOf(state)
    const said = { ...(of === undefined ? {} : { of }), from, state: known, amount, claimUntil }
    if (known === 'none') credits.delete(keyOf(said))
    else if (known !== null) credits.set(keyOf(said), said)
  }
  return {
    periods: byKey(
      [...closed.values()]
        .filter(({ incident }) => incident !== 'gone')
        .map(({ of, from, to, measure, verdict, certainSince }) => ({
          ...(of === undefined ? {} : { of }),
          ...{ from, to, exact: measure.exact, verdict, certainSince },
        })),
    ),
    credits: byKey([...credits.values()]),
    months: (await get('compliance')).credits as unknown[],
    rights: (await get('terminations')).items as unknown[],
  }
}

async function live(told: Scene): Promise<void> {
  const world = await aDaemon({ now: start - 4 * hour, texts: [textOf(told)] })
  const token = await world.token('operator')
  const waiting = eventsOf(told)
  const seen: object[] = exclusionsOf(told)
  if (seen.length > 0) await push(world, seen)
  let later: object[] = []
  for (let n = 0; n < days; n++) {
    const spans = spansOf(told, n)
    // Every clock of the day's tickets has run out, and what is bad at its end is over.
    const until = start + (n + 1) * day
    const due = waiting.splice(0, waiting.filter(({ when }) => when < until).length)
    const lines = [...later, ...spans.now, ...due.map(({ line }) => line)]
    later = spans.later
    seen.push(...lines)
    world.now = until + minute
    await push(world, lines)
    if (n % 2 === 1) await world.round()
    world.now = until + 3 * hour
    await world.round()
    await world.round()
    if (told.restarts) await world.restart(world.now)
    const [said, expected] = [await shown(world, token), backtested(world, seen)]
    expect(said).toEqual(expected)
  }
  const written = (await world.entries('small')).length
  await world.round()
  expect((await world.entries('small')).length).toBe(written)
  await world.stop()
}

const numRuns = Number(process.env.UPHELD_RUNS ?? 12)

test(
  'incidents are judged in the daemon as in a backtest of the same evidence',
  async () => {
    await fc.assert(fc.asyncProperty(scene, live), { numRuns, seed: Number(process.env.UPHELD_SEED ?? 11) })
  },
  Math.max(300_000, numRuns * 30_000),
)
