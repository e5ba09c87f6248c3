import { expect, test } from 'vitest'
import { push } from './aCredit.ts'
import { aDaemon, at, hour, type World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const iso = (ms: number): string => new Date(ms).toISOString()

/** The whole service is deemed missed where its shop is; the shop's outages count when they are longer than 30 hours. */
const text = pushText({ target: '>= 90%' })
  .replace('of: web }', 'of: web, outage: { longerThan: 30h } }')
  .replace(
    'exclusions:',
    `  whole:
    measure: { uptime: { of: desk } }
    target: ">= 90%"
    period: day
    deemedMissed: { when: availability }
exclusions:`,
  )
  .replace('desk: { push: event }', 'desk: { push: state, every: 10m }')

/** The shop's outcome over some hours, told when they are over; the rest of the service is well. */
async function say(world: World, outcome: string, hours: readonly [number, number]): Promise<void> {
  const [from, to] = hours.map((each) => start + each * hour) as [number, number]
  await world.turn(to)
  await push(world, [
    spanLine('web', iso(from), iso(to), outcome),
    spanLine('desk', iso(from), iso(to), 'good'),
  ])
  await world.turn(to + hour / 2)
}

/** The latest verdict of each day. */
const verdictsOf = async (world: World, name: string): Promise<string[]> => {
  const facts = await world.facts('small', 'periodClosed', name)
  return [...new Map(facts.map(({ from, verdict }) => [from, verdict])).values()]
}

/** From the commit on that corrects `clause` the disk takes nothing more, as if the process had been killed there. */
function killedAfterCorrecting(world: World, clause: string): { isDead(): boolean; revive(): void } {
  const { store } = world.daemon
  const commit = store.commit.bind(store)
  let isDead = false
  store.commit = async (changes) => {
    if (isDead) throw new Error('killed')
    const done = await commit(changes)
    isDead = changes.entries.some(
      (entry) => entry.kind === 'periodClosed' && entry.clause === clause && entry.revision > 1,
    )
    return done
  }
  const revive = (): void => {
    store.commit = commit
  }
  return { isDead: () => isDead, revive }
}

test.each([true, false])(
  'a verdict whose deciding one was corrected just before a stop (%s) or a failure is judged again',
  async (isStopped) => {
    const world = await aDaemon({ now: start, texts: [text], roundMs: () => 2 * hour })
    await say(world, 'good', [0, 21])
    await say(world, 'bad', [21, 25])
    await say(world, 'bad', [25, 49])
    expect(await verdictsOf(world, 'whole')).toEqual(['met', 'met'])
    const kill = killedAfterCorrecting(world, 'availability')
    await say(world, 'bad', [49, 52])
    await say(world, 'good', [52, 54])
    expect(kill.isDead()).toBe(true)
    expect(await verdictsOf(world, 'whole')).toEqual(['met', 'met'])
    if (isStopped) await world.restart(start + 55 * hour)
    else {
      kill.revive()
      await world.round()
    }
    expect(await verdictsOf(world, 'availability')).toEqual(['breached', 'breached'])
    expect(await verdictsOf(world, 'whole')).toEqual(['breached', 'breached'])
  },
)
