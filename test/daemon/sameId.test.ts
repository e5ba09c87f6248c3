import { expect, test } from 'vitest'
import { pushDay } from './aCredit.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const iso = (ms: number): string => new Date(ms).toISOString()
const api = '/api/v1/agreements/small'

/** After a bad day: what can be announced, and what is proposed of that day, both under one id. */
async function twoOfOneId() {
  const world: World = await aDaemon({ now: start, texts: [pushText()], roundMs: () => 6 * hour })
  await pushDay(world, start, 'bad')
  await world.turn(start + day + hour)
  const token = await world.token('provider', ['small'])
  const customer = await world.token('customer', ['small'])
  const status = async (method: string, path: string, body: unknown, by = token): Promise<number> =>
    (await world.send(method, `${api}/${path}`, { token: by, ...(body === null ? {} : { body }) })).status
  const kind = { id: 'x', kind: 'maintenance' }
  return {
    announce: () =>
      status('POST', 'exclusions', { ...kind, from: iso(start + 2 * day), to: iso(start + 3 * day) }),
    withdraw: () => status('DELETE', 'exclusions/x', null),
    propose: () =>
      status('POST', 'proposals', { matter: 'exclusion', ...kind, from: iso(start), to: iso(start + day) }),
    accept: () => status('POST', 'proposals/x/accept', {}, customer),
  }
}

test('a proposal under the id of what was withdrawn is refused: accepted, it would count for nothing', async () => {
  const { announce, withdraw, propose } = await twoOfOneId()
  expect([await announce(), await withdraw(), await propose()]).toEqual([201, 204, 409])
})

test('nobody announces under the id of a proposal, to take back with it what both agreed to', async () => {
  const { announce, withdraw, propose, accept } = await twoOfOneId()
  expect([await propose(), await announce()]).toEqual([201, 409])
  expect([await accept(), await withdraw()]).toEqual([200, 409])
})
