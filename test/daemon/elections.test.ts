import { expect, test } from 'vitest'
import type { CreditView } from '../../src/http/service.ts'
import type { Role } from '../../src/store.ts'
import { creditText, pushDay } from './aCredit.ts'
import { aDaemon, at, day, hour } from './aDaemon.ts'

const start = at('2026-03-02T00:00:00Z')

/** Two credits for the same bad day, of which the customer may choose one. */
async function twoOptions(join: string) {
  const second = `  downtime:
    measure: { downtime: { of: web } }
    target: "< 1h"
    period: day
    credit: { give: 5%, of: fees.service of one month }
exclusions:`
  const text = creditText({ credits: `  join: ${join}\n` }).replace('exclusions:', second)
  const world = await aDaemon({ now: start, texts: [text], roundMs: () => 6 * hour })
  await pushDay(world, start, 'bad')
  await world.turn(start + day + hour)
  const list = async (): Promise<CreditView[]> => {
    const answer = await world.send('GET', '/api/v1/credits', { token: await world.token('auditor') })
    const { items } = (await answer.json()) as { items: CreditView[] }
    return items.filter(({ from }) => from.startsWith('2026-03-02'))
  }
  const states = async () => (await list()).map(({ commitment, state }) => `${commitment} ${state}`)
  const elect = async (role: Role, commitment: string): Promise<number> => {
    const id = (await list()).find((each) => each.commitment === commitment)!.id
    const token = await world.token(role, ['small'])
    return (await world.send('POST', `/api/v1/credits/${id}/elect`, { token, body: {} })).status
  }
  return { world, states, elect }
}

test('options stand pending until the customer chooses one; the other is forgone, over a restart too', async () => {
  const { world, states, elect } = await twoOptions('customerElects')
  expect(await states()).toEqual(['availability pending', 'downtime pending'])
  expect(await elect('provider', 'downtime')).toBe(403)
  expect(await elect('customer', 'downtime')).toBe(200)
  const chosen = ['availability expired', 'downtime automatic']
  expect(await states()).toEqual(chosen)
  expect(await elect('customer', 'downtime')).toBe(200)
  expect(await elect('customer', 'availability')).toBe(409)
  await world.restart(start + 2 * day)
  expect(await states()).toEqual(chosen)
})

test('nothing can be chosen where the agreement leaves no choice', async () => {
  const { states, elect } = await twoOptions('sum')
  expect(await elect('customer', 'downtime')).toBe(409)
  expect(await states()).toEqual(['availability automatic', 'downtime automatic'])
})
