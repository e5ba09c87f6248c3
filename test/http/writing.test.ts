import { expect, test } from 'vitest'
import { checkout, other, start, type World, world } from './server.fixture.ts'

const evidence = `/api/v1/evidence?agreement=${checkout}`
const good = (minute: number) => ({
  source: 'desk',
  at: `2026-03-02T10:${String(minute).padStart(2, '0')}:00Z`,
  outcome: 'good',
})
const event = {
  specversion: '1.0',
  id: 'e-1',
  source: '/desk',
  type: 'ticket.opened',
  subject: 'T-1',
  time: '2026-03-02T10:00:00Z',
  data: { severity: 'P1' },
}
const ndjson = { 'content-type': 'application/x-ndjson' }

const post = async (w: World, path: string, asked: Parameters<World['send']>[2]) => {
  const response = await w.send('POST', path, { token: w.token('provider'), ...asked })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('evidence sent twice changes nothing the second time', async () => {
  const w = await world()
  expect(await post(w, evidence, { body: [good(1), good(2)] })).toEqual({
    status: 200,
    body: { accepted: 2, duplicates: 0, refused: [] },
  })
  expect(await post(w, evidence, { body: [good(1), good(2)] })).toEqual({
    status: 200,
    body: { accepted: 0, duplicates: 2, refused: [] },
  })
})

test('what is good of a batch is kept and what is not is named with its place', async () => {
  const w = await world()
  const { status, body } = await post(w, evidence, {
    body: [good(1), 3, { source: 'http-source' }, null, good(2)],
  })
  expect({ status, accepted: body.accepted }).toEqual({ status: 207, accepted: 2 })
  expect((body.refused as { index: number }[]).map(({ index }) => index)).toEqual([1, 2, 3])
})

test('a batch of which nothing is taken is a problem that names each line', async () => {
  const { status, body } = await post(await world(), evidence, { body: [{ source: 'http-source' }] })
  expect({ status, body }).toMatchObject({
    status: 422,
    body: { title: 'Unprocessable Entity', accepted: 0, refused: [{ index: 0 }] },
  })
})

test('newline-delimited evidence keeps the good lines around a broken one', async () => {
  const w = await world()
  const body = `${JSON.stringify(good(1))}\n{"source":\n\n{"__proto__":{"x":1}}\r\n${JSON.stringify(good(2))}\n`
  const answer = await post(w, evidence, { body, headers: ndjson })
  expect(answer).toMatchObject({ status: 207, body: { accepted: 2, refused: [{ index: 1 }, { index: 2 }] } })
})

test('decimals come through as they were written', async () => {
  const w = await world()
  await post(w, evidence, {
    body: '[{"source":"jitter","at":"2026-03-02T10:00:00Z","value":0.10000000000000000555,"total":9007199254740993,"bad":3}]',
  })
  expect(w.service.lines[0]).toMatchObject({
    value: '0.10000000000000000555',
    total: '9007199254740993',
    bad: 3,
  })
})

test('the agreement goes without saying where the token has one, and may stand on each line', async () => {
  const w = await world()
  expect((await post(w, '/api/v1/evidence', { body: [good(1)] })).body.accepted).toBe(1)
  const both = w.token('provider', { agreements: [checkout, other] })
  const named = [
    { ...good(5), agreement: other },
    good(2),
    { ...good(3), agreement: 'no-such' },
    { ...good(4), agreement: checkout },
  ]
  const { status, body } = await post(w, '/api/v1/evidence', { token: both, body: named })
  expect({ status, accepted: body.accepted }).toEqual({ status: 207, accepted: 2 })
  expect((body.refused as { index: number }[]).map(({ index }) => index)).toEqual([1, 2])
  expect(w.service.lines).not.toContainEqual(expect.objectContaining({ agreement: expect.anything() }))
})

test('a line for an agreement of others is refused in the same words as one for none', async () => {
  const w = await world()
  const both = w.token('provider', { agreements: [checkout, 'acme-third'] })
  const { body } = await post(w, '/api/v1/evidence', {
    token: both,
    body: [
      { ...good(1), agreement: other },
      { ...good(1), agreement: 'never-was' },
      { ...good(1), agreement: checkout },
    ],
  })
  const [first, second] = body.refused as { problem: string }[]
  expect(first!.problem).toBe(second!.problem)
})

test('more than ten thousand lines or five megabytes are refused whole', async () => {
  const w = await world()
  expect(
    (await post(w, evidence, { body: `${JSON.stringify(good(1))}\n`.repeat(10_001), headers: ndjson }))
      .status,
  ).toBe(413)
  expect((await post(w, evidence, { body: [{ source: 'x'.repeat(6 * 1024 * 1024) }] })).status).toBe(413)
  expect(w.service.takes).toBe(0)
})

test('a body of more levels than anything here has is refused before it is parsed', async () => {
  const w = await world()
  const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`
  expect((await post(w, evidence, { body: deep(1000) })).status).toBe(400)
  expect((await post(w, evidence, { body: [{ source: `${'['.repeat(1000)}\\"` }] })).status).not.toBe(400)
})

test('a text that is never closed is refused in one pass over it', async () => {
  const w = await world()
  expect((await post(w, evidence, { body: `["${'\\"'.repeat(1_000_000)}` })).status).toBe(400)
}, 10_000)

test('a cloud event becomes an event one to one', async () => {
  const w = await world()
  const headers = { 'content-type': 'application/cloudevents+json; charset=utf-8' }
  expect((await post(w, '/api/v1/events', { body: event, headers })).body).toEqual({
    accepted: 1,
    duplicates: 0,
    refused: [],
  })
  expect(w.service.eventsTaken).toEqual([
    {
      id: 'e-1',
      type: 'ticket.opened',
      subject: 'T-1',
      at: Date.parse(event.time),
      data: { severity: 'P1' },
    },
  ])
  expect(
    (
      await post(w, '/api/v1/events', {
        body: [event, { ...event, id: 'e-2' }],
        headers: { 'content-type': 'application/cloudevents-batch+json' },
      })
    ).body,
  ).toMatchObject({ accepted: 1, duplicates: 1 })
})

test('plain JSON needs no envelope, and an amount stays as written', async () => {
  const w = await world()
  await post(w, '/api/v1/events', {
    body: '{"id":"e-3","type":"survey.answered","time":"2026-03-02T11:00:00+01:00","data":{"amount":1200.50,"count":3,"final":true,"note":null}}',
  })
  expect(w.service.eventsTaken).toEqual([
    {
      id: 'e-3',
      type: 'survey.answered',
      subject: '',
      at: Date.parse('2026-03-02T10:00:00Z'),
      data: { amount: '1200.50', count: '3', final: true, note: null },
    },
  ])
})

test.each([
  ['of another version', { ...event, specversion: '0.3' }],
  ['without an envelope', { ...event, specversion: undefined }],
  ['without a source', { ...event, source: undefined }],
  ['without an id', { ...event, id: undefined }],
  ['without a time', { ...event, time: undefined }],
  ['about nothing, where events are paired', { ...event, subject: undefined }],
  ['with a time that is none', { ...event, time: 'soon' }],
  ['with nested data', { ...event, data: { a: { b: 1 } } }],
  ['with data that is a list', { ...event, data: [1] }],
  ['with binary data', { ...event, data: undefined, data_base64: 'aGk=' }],
  ['of another content', { ...event, datacontenttype: 'text/xml' }],
])('a cloud event %s is refused by name', async (_why, body) => {
  const w = await world()
  const answer = await post(w, '/api/v1/events', {
    body,
    headers: { 'content-type': 'application/cloudevents+json' },
  })
  expect(answer.status).toBe(422)
  expect(w.service.eventsTaken).toEqual([])
})

test('a job reports in with a bare POST, and its beat is evidence of now', async () => {
  const w = await world()
  expect((await post(w, `/api/v1/heartbeats/${checkout}/nightly`, {})).status).toBe(200)
  expect(w.service.lines).toEqual([{ source: 'nightly', at: new Date(start).toISOString(), outcome: 'good' }])
  expect((await post(w, `/api/v1/heartbeats/${checkout}/http-source`, {})).status).toBe(422)
  const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  expect((await post(w, `/api/v1/heartbeats/${checkout}/nightly`, form)).status).toBe(200)
})

test('one Idempotency-Key is one effect, also when fifty come at once', async () => {
  const w = await world()
  const [token, headers] = [w.token('provider'), { 'idempotency-key': 'k-1' }]
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => post(w, evidence, { token, body: [good(1)], headers })),
  )
  expect(new Set(answers.map((one) => JSON.stringify(one)))).toEqual(
    new Set([JSON.stringify({ status: 200, body: { accepted: 1, duplicates: 0, refused: [] } })]),
  )
  expect(w.service.takes).toBe(1)
  expect((await post(w, evidence, { token, body: [good(2)], headers })).status).toBe(409)
  expect((await post(w, evidence, { body: [good(2)], headers })).status).toBe(200)
})

test('what failed under an Idempotency-Key may be tried again', async () => {
  const w = await world()
  const [token, headers] = [w.token('provider'), { 'idempotency-key': 'k-2' }]
  w.service.fault = new Error('disk')
  expect((await post(w, evidence, { token, body: [good(1)], headers })).status).toBe(500)
  w.service.fault = null
  expect((await post(w, evidence, { token, body: [good(1)], headers })).body).toMatchObject({ accepted: 1 })
})

const exclusions = `/api/v1/agreements/${checkout}/exclusions`
const maintenance = {
  kind: 'maintenance',
  from: '2026-03-15',
  to: '2026-03-15T04:00:00+01:00',
  reason: 'New disks',
}

test('maintenance is announced, listed and withdrawn', async () => {
  const w = await world()
  const token = w.token('provider')
  expect(await post(w, exclusions, { body: { ...maintenance, id: 'm-1' } })).toMatchObject({
    status: 201,
    body: { id: 'm-1', from: '2026-03-14T23:00:00.000Z', reason: 'New disks', withdrawnAt: null },
  })
  expect((await w.send('DELETE', `/api/v1/exclusions/m-1?agreement=${checkout}`, { token })).status).toBe(204)
  const listed = await (await w.get('/api/v1/exclusions', w.token('customer'))).json()
  expect(listed).toMatchObject({ items: [{ id: 'm-1', withdrawnAt: new Date(start).toISOString() }] })
  expect((await w.send('DELETE', `${exclusions}/never`, { token })).status).toBe(404)
})

test.each([
  ['one that needs both parties', { ...maintenance, kind: 'customer' }, 422],
  ['a kind that the agreement does not know', { ...maintenance, kind: 'weather' }, 422],
  ['an end before its begin', { ...maintenance, to: '2026-03-01' }, 422],
  ['who agreed', { ...maintenance, agreedBy: ['customer'] }, 400],
  ['by whom', { ...maintenance, by: 'customer' }, 400],
  ['when it was announced', { ...maintenance, announcedAt: '2026-01-01T00:00:00Z' }, 400],
  ['another agreement', { ...maintenance, agreement: other }, 400],
])('an announcement cannot say %s', async (_what, body, status) => {
  const w = await world()
  expect((await post(w, exclusions, { body })).status).toBe(status)
  expect(w.service.kept.size).toBe(0)
})

test('an amendment that nobody proposed is a conflict', async () => {
  const w = await world()
  const path = `/api/v1/agreements/${checkout}/amendments/${'b'.repeat(64)}/accept`
  expect((await post(w, path, {})).status).toBe(409)
  expect((await post(w, path, { body: { role: 'customer' } })).status).toBe(400)
})

test('each request that would change something leaves one audit line, also when it is refused', async () => {
  const w = await world()
  await post(w, evidence, { body: [good(1)] })
  await post(w, evidence, { token: w.token('auditor'), body: [good(1)] })
  await w.send('POST', evidence, { body: [good(1)] })
  await w.get('/api/v1/agreements', w.token('auditor'))
  const audit = w.log
    .map((line) => JSON.parse(line) as { audit?: boolean; status: number; role: string | null })
    .filter((line) => line.audit)
  expect(audit.map(({ status, role }) => ({ status, role }))).toEqual([
    { status: 200, role: 'provider' },
    { status: 403, role: 'auditor' },
    { status: 401, role: null },
  ])
})
