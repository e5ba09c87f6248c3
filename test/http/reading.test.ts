import { expect, test } from 'vitest'
import { verifyExport } from '../../src/ledger/verify.ts'
import { checkout, other, start, world } from './server.fixture.ts'

test('a party sees its own agreements and nothing else', async () => {
  const { get, token } = await world()
  const { items } = (await (await get('/api/v1/agreements', token('customer'))).json()) as {
    items: { agreement: string }[]
  }
  expect(items.map(({ agreement }) => agreement)).toEqual([checkout])
})
