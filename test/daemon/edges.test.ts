import { expect, test } from 'vitest'
import type { CreditFacts } from '../../src/ledger/credits.ts'
import { creditText, push } from './aCredit.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const iso = (ms: number): string => new Date(ms).toISOString()
const roundMs = () => 2 * hour

/** One outcome from the latest instant told on, until an instant that the clock has reached. */
async function say(world: World, outcome: string, hours: readonly [number, number]): Promise<void> {
  const [from, to] = hours.map((each) => start + each * hour) as [number, number]
  await world.turn(to)
  await push(world, [spanLine('web', iso(from), iso(to), outcome)])
  await world.round()
}

/** The latest verdict of each day, with the hours of its outages. */
const verdicts = async (world: World) => {
  const facts = await world.facts('small', 'periodClosed')
  return [...new Map(facts.map((each) => [each.from, each])).values()].map(({ from, verdict, outages }) => [
    from.slice(0, 10),
    verdict,
    outages.map(({ seconds }) => Number(seconds) / 3600),
  ])
}

const longText = pushText({ target: '>= 90%' }).replace('of: web }', 'of: web, outage: { longerThan: 5h } }')

test.each([false, true])(
  'an outage that grows too long after the closing is charged to both its days (restart: %s)',
  async (isRestarted) => {
    const world = await aDaemon({ now: start, texts: [longText], roundMs })
    await say(world, 'good', [0, 21])
    await say(world, 'bad', [21, 25])
    await world.turn(start + 25.5 * hour)
    expect(await verdicts(world)).toEqual([['2026-03-02', 'met', []]])
    if (isRestarted) await world.restart(start + 26 * hour)
    await say(world, 'bad', [25, 28])
    await say(world, 'good', [28, 48])
    await world.turn(start + 2 * day + 2 * hour)
    expect(await verdicts(world)).toEqual([
      ['2026-03-02', 'breached', [3]],
      ['2026-03-03', 'breached', [4]],
    ])
  },
)

test('an outage of three days is one in each of them, however it was cut by closings and a start', async () => {
  const world = await aDaemon({ now: start, texts: [longText.replace('5h', '60h')], roundMs })
  await say(world, 'good', [0, 12])
  await say(world, 'bad', [12, 60])
  await world.restart(start + 62 * hour)
  await say(world, 'bad', [60, 80])
  await say(world, 'good', [80, 96])
  await world.turn(start + 4 * day + 2 * hour)
  expect(await verdicts(world)).toEqual([
    ['2026-03-02', 'breached', [12]],
    ['2026-03-03', 'breached', [24]],
    ['2026-03-04', 'breached', [24]],
    ['2026-03-05', 'breached', [8]],
  ])
})

test('a deadline after the end of an incident is none before that end, and runs from it', async () => {
  const texts = [creditText({ claim: '{ within: 48h, after: end of incident }' })]
  const world = await aDaemon({ now: start, texts, roundMs })
  await say(world, 'good', [0, 12])
  await say(world, 'bad', [12, 30])
  await world.turn(start + 36 * hour)
  await say(world, 'bad', [30, 40])
  await say(world, 'good', [40, 44])
  await world.turn(start + 44 * hour)
  const stated = (await world.entries('small', 'creditStated'))
    .map(({ facts }) => facts as unknown as CreditFacts)
    .filter(({ from, state }) => from.startsWith('2026-03-02') && state !== 'accrued')
  expect(stated.at(-1)).toMatchObject({ state: 'claimable', claimUntil: '2026-03-05T16:00:00+00:00' })
})
