import { expect, test } from 'vitest'
import { aDaemon, at, day } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')

test('a batch is kept a thousand at a time, between which others are answered, and told as one', async () => {
  const text = pushText().replace('every: 10m', 'every: 10s')
  const world = await aDaemon({ now: start, texts: [text] })
  world.now = start + day
  const token = await world.token('operator')
  const look = (i: number, outcome: string) => ({
    ...{ source: 'web', at: new Date(start + i * 10_000).toISOString(), outcome },
  })
  const send = async (body: unknown) =>
    (await world.send('POST', '/api/v1/evidence?agreement=small', { token, body })).json()
  await send([look(2100, 'bad'), look(7, 'good')])
  const { record } = world.daemon.store
  const sizes: number[] = []
  Object.assign(world.daemon.store, {
    record: (all: readonly never[]) => {
      sizes.push(all.length)
      return record.call(world.daemon.store, all)
    },
  })
  const body = [...Array.from({ length: 2500 }, (_, i) => look(i, 'good')), { source: 'nobody' }]
  expect(await send(body)).toMatchObject({
    ...{ accepted: 2498, duplicates: 1, refused: [{ index: 2100 }, { index: 2500 }] },
  })
  expect(sizes).toEqual([1000, 1000, 500])
})
