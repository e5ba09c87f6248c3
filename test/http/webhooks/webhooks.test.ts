import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { settingsSchema } from '../../../src/settings/schema.ts'
import { Secret, type WebhookSettings } from '../../../src/settings.ts'
import { aDaemon, at, minute, type World } from '../../daemon/aDaemon.ts'
import { pushText } from '../../daemon/anAgreement.ts'

const start = at('2026-03-02T10:00:00Z')
const [key, older, strange] = ['k', 'o', 's'].map(
  (letter) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`,
) as [string, string, string]
const map = settingsSchema.parse({
  webhooks: {
    desk: {
      agreement: 'small',
      secretFile: 's',
      map: [{ when: { '/type': 'created' }, event: 'ticket.opened', subject: '/no', id: '/no', at: '/at' }],
    },
  },
}).webhooks.desk?.map as NonNullable<WebhookSettings['map']>

const desk: WebhookSettings = {
  agreement: 'small',
  secrets: [new Secret(key), new Secret(older)],
  by: 'provider',
  map,
}
const many: WebhookSettings = {
  ...desk,
  agreement: { from: ['customer'], values: { globex: 'small', ghost: 'nowhere' } },
}
const events: WebhookSettings = { ...desk, map: null }

const aWorld = () => aDaemon({ now: start, texts: [pushText()], webhooks: { desk, many, events } })
const created = (no: string, more = {}) => ({ type: 'created', no, at: '2026-03-02T09:59:00Z', ...more })

interface Sending {
  readonly name?: string
  readonly id?: string
  readonly secret?: string
  readonly sentAt?: number
  readonly headers?: Record<string, string>
  readonly sent?: string
}

async function post(world: World, body: unknown, sending: Sending = {}) {
  const { name = 'desk', id = 'msg_1', secret = key, sentAt = world.now } = sending
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await fetch(`${world.daemon.url}/api/v1/webhooks/${name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sentAt / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, new Date(sentAt), text),
      ...sending.headers,
    },
    body: sending.sent ?? text,
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const taken = async (world: World) => (await world.daemon.store.events('small')).map(({ id }) => id)

describe('a signed delivery', () => {
  test('becomes an event, once however often it is delivered', async () => {
    const world = await aWorld()
    expect(await post(world, created('T-1'))).toEqual({
      status: 200,
      body: { accepted: 1, duplicates: 0, ignored: 0, refused: [] },
    })
    expect((await post(world, created('T-1'), { id: 'msg_again' })).body).toMatchObject({
      accepted: 0,
      duplicates: 1,
    })
    expect(await taken(world)).toEqual(['desk:T-1:ticket.opened'])
  })
  test('may be a list, and what of it no rule speaks of is counted', async () => {
    const world = await aWorld()
    expect((await post(world, [created('T-1'), { type: 'viewed' }, created('T-2')])).body).toMatchObject({
      accepted: 2,
      ignored: 1,
    })
  })
  test('keeps what is good of it and answers 422 with the place of what is not', async () => {
    const world = await aWorld()
    const answer = await post(world, [created('T-1'), created('', {}), created('T-3', { at: 'soon' })])
    expect(answer).toMatchObject({
      status: 422,
      body: { accepted: 1, refused: [{ index: 1 }, { index: 2 }] },
    })
    expect(await taken(world)).toEqual(['desk:T-1:ticket.opened'])
  })
  test('reaches the agreement of its customer and no other', async () => {
    const world = await aWorld()
    expect(await post(world, created('T-1', { customer: 'globex' }), { name: 'many' })).toMatchObject({
      status: 200,
    })
    for (const customer of ['ghost', 'initech', 'constructor'])
      expect(await post(world, created('T-2', { customer }), { name: 'many' })).toMatchObject({
        status: 422,
        body: { accepted: 0 },
      })
  })
  test('is a CloudEvent where the webhook has no mapping', async () => {
    const world = await aWorld()
    const event = {
      specversion: '1.0',
      source: '/desk',
      id: 'e-1',
      type: 'ticket.opened',
      subject: 'T-1',
      time: '2026-03-02T09:59:00Z',
    }
    expect((await post(world, event, { name: 'events' })).body).toMatchObject({ accepted: 1 })
  })
  test('may be signed by the older of two secrets while one replaces the other', async () => {
    expect(await post(await aWorld(), created('T-1'), { secret: older })).toMatchObject({ status: 200 })
  })
})

describe('a delivery is refused with 401 and nothing kept where', () => {
  test.each<[string, Sending]>([
    ['its key is strange', { secret: strange }],
    ['its body was changed', { sent: JSON.stringify(created('T-9')) }],
    ['its id was changed', { headers: { 'webhook-id': 'msg_2' } }],
    ['it is six minutes old', { sentAt: start - 6 * minute }],
    ['it is six minutes ahead', { sentAt: start + 6 * minute }],
    ['its time is a text', { headers: { 'webhook-timestamp': '1e9' } }],
    ['its signature has another version', { headers: { 'webhook-signature': 'v2,AAAA' } }],
    ['its signature is empty', { headers: { 'webhook-signature': '' } }],
    ['there is no such webhook', { name: 'nobody' }],
    ['the name is inherited', { name: 'constructor' }],
  ])('%s', async (_, sending) => {
    const world = await aWorld()
    const answer = await post(world, created('T-1'), sending)
    expect(answer.status).toBe(401)
    expect(await taken(world)).toEqual([])
  })
})

test('a list of too many parts is refused whole', async () => {
  const world = await aWorld()
  const parts = Array.from({ length: 1001 }, (_, i) => created(`T-${i}`))
  expect(await post(world, parts)).toMatchObject({ status: 422, body: { accepted: 0 } })
})

test('a body that is no JSON is a 400 although it is signed', async () => {
  const world = await aWorld()
  expect((await post(world, '{"type":')).status).toBe(400)
  expect((await post(world, '17')).status).toBe(400)
})
