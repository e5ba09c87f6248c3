import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { entryHash, genesis } from '../../src/ledger/chain.ts'
import { aDaemon, at, day, hour, minute, type World } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const person = 'jane.doe@acme.test'
const events = 'eventTypes: { visit.made: { data: [reason] } }'
const before = pushText({ contacts: `ops@acme.test, ${person}`, more: events })
const after = pushText({ contacts: 'ops@acme.test', more: events })

/** A person that is a contact, a reason, a subject and a note; then no contact any more. */
async function aWorldWithThem(): Promise<World> {
  const world = await aDaemon({ now: start, texts: [before] })
  const token = await world.token('operator')
  const announcement = {
    kind: 'maintenance',
    from: '2026-03-03T02:00:00Z',
    to: '2026-03-03T03:00:00Z',
    reason: `by Jane.Doe@acme.test`,
  }
  expect(
    (await world.send('POST', '/api/v1/agreements/small/exclusions', { token, body: announcement })).status,
  ).toBe(201)
  const lines = [
    {
      event: 'visit.made',
      id: 'v-1',
      subject: person,
      at: '2026-03-02T00:00:00Z',
      data: { reason: `"${person}" called` },
    },
    { source: 'web', from: '2026-03-02T00:00:00Z', to: '2026-03-02T12:00:00Z', outcome: 'bad' },
  ]
  await world.turn(start + day + hour)
  expect((await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: lines })).status).toBe(
    200,
  )
  await world.turn(start + day + 2 * hour)
  world.texts = [after]
  await world.daemon.reload()
  await world.turn(start + day + 3 * hour)
  return world
}
const erase = async (world: World, text = person) =>
  world.send('POST', '/api/v1/erasures', { token: await world.token('operator'), body: { text } })

/** Whether the bytes of a text stand anywhere in the daemon's folder. */
async function isOnDisk(world: World, text: string): Promise<boolean> {
  const files = (await readdir(world.folder)).filter((name) => name.includes('upheld'))
  expect(files.length).toBeGreaterThan(0)
  const contents = await Promise.all(files.map((name) => readFile(join(world.folder, name), 'latin1')))
  return contents.some((content) => content.toLowerCase().includes(text.toLowerCase()))
}

test('a person is gone from every text, event and byte, and the chain is valid', async () => {
  const world = await aWorldWithThem()
  expect(await isOnDisk(world, person)).toBe(true)
  const chain = (await world.entries('small')).map(({ hash }) => hash)
  const answer = await erase(world)
  expect(await answer.json()).toEqual({ texts: 3, events: 1, agreements: ['small'] })
  expect(await isOnDisk(world, person)).toBe(false)
  const entries = await world.entries('small')
  expect(entries.slice(0, chain.length).map(({ hash }) => hash)).toEqual(chain)
  expect(entries.at(-1)).toMatchObject({ kind: 'erased', facts: { events: 1 } })
  entries.forEach(({ hash, ...entry }, i) => {
    expect(entry.prev).toBe(entries[i - 1]?.hash ?? genesis)
    expect(hash).toBe(entryHash(entry))
  })
  const [event] = await world.daemon.store.events('small')
  expect(event?.subject).toMatch(/^erased-[0-9a-f]{8}@erased\.invalid$/)
  expect(event?.data.reason).toBe(`"${event?.subject}" called`)
  await world.stop()
  expect(await isOnDisk(world, person)).toBe(false)
})

test('a period of a former text is judged on by that text, also after a start', async () => {
  const world = await aWorldWithThem()
  const first = (await world.facts('small', 'periodClosed'))[0]
  await erase(world)
  await world.restart(start + day + 4 * hour)
  const token = await world.token('operator')
  const line = { source: 'web', from: '2026-03-02T12:00:00Z', to: '2026-03-02T13:00:00Z', outcome: 'bad' }
  await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: [line] })
  await world.turn(start + day + 5 * hour)
  const last = (await world.facts('small', 'periodClosed')).findLast(({ from }) => from === first?.from)
  expect(last?.inputs.digest).not.toBe(first?.inputs.digest)
  expect(last?.inputs.agreement).toBe(first?.inputs.agreement)
})

test('a second request finds nothing and writes nothing', async () => {
  const world = await aWorldWithThem()
  await erase(world)
  const { length } = await world.entries('small')
  expect(await (await erase(world)).json()).toEqual({ texts: 0, events: 0, agreements: [] })
  expect(await world.entries('small')).toHaveLength(length)
})

test('a contact in force is not erased: the next mail would bring the address back', async () => {
  const world = await aDaemon({ now: start, texts: [before] })
  const answer = await erase(world)
  expect(answer.status).toBe(409)
  expect(await answer.text()).toContain('small')
})

test('a word of the agreement itself is no person', async () => {
  const world = await aDaemon({ now: start, texts: [before] })
  world.texts = [after.replaceAll('maintenance', 'planned')]
  await world.turn(start + minute)
  await world.daemon.reload()
  const digest = (await world.entries('small', 'amendmentProposed'))[0]?.subject ?? ''
  const token = await world.token('customer', ['small'])
  const accepted = await world.send('POST', `/api/v1/agreements/small/amendments/${digest}/accept`, {
    token,
    body: {},
  })
  expect(accepted.status).toBeLessThan(300)
  expect((await erase(world, 'maintenance')).status).toBe(422)
})
