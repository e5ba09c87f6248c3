import { expect, test } from 'vitest'
import { csvHeader } from '../../src/evidence/formatLines.ts'
import { verifyChain } from '../../src/ledger/verify.ts'
import { checkout, other, start, type World, world } from './server.fixture.ts'

const id = `/api/v1/agreements/${checkout}`

test('compliance shows every commitment now, the worst of them first in the summary, and the credits of the months', async () => {
  const w = await world()
  const [good, bad] = w.service.standings(checkout)
  w.service.standingsOf = () => [good!, { ...bad!, state: 'failing' }]
  const body = await (await w.get(`${id}/compliance`, w.token('auditor'))).json()
  expect(body).toMatchObject({
    summary: {
      state: 'failing',
      provider: 'onTrack',
      customer: 'failing',
      counts: { onTrack: 1, failing: 1, breached: 0 },
    },
    commitments: [{ commitment: 'availability', shown: '99.95 %' }, { commitment: 'payment' }],
    credits: [{ amount: '1200.00' }],
  })
})

test('what has not changed is not sent again', async () => {
  const w = await world()
  const token = w.token('customer')
  const first = await w.get(id, token)
  const etag = first.headers.get('etag')!
  expect(first.headers.get('cache-control')).toBe('no-store')
  const again = await w.get(id, token, { 'if-none-match': etag })
  expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: '' })
  w.service.summaries = w.service.summaries.map((one) => ({ ...one, title: 'Changed' }))
  expect((await w.get(id, token, { 'if-none-match': etag })).status).toBe(200)
})

test('a request without a token is not answered with "not modified"', async () => {
  const w = await world()
  const etag = (await w.get(id)).headers.get('etag')
  expect((await w.get(id, undefined, etag === null ? {} : { 'if-none-match': etag })).status).toBe(401)
})

test('a list is read to its end in portions, each item once', async () => {
  const w = await world()
  const token = w.token('customer')
  const seen: string[] = []
  let next: string | null = ''
  for (let i = 0; next !== null && i < 20; i++) {
    const page = (await (
      await w.get(`${id}/periods?limit=3${next === '' ? '' : `&cursor=${next}`}`, token)
    ).json()) as { items: { from: string; commitment: string }[]; next: string | null }
    seen.push(...page.items.map((one) => `${one.from} ${one.commitment}`))
    next = page.next
  }
  expect(seen).toHaveLength(10)
  expect(new Set(seen).size).toBe(10)
})

test.each(['*', [checkout, other]] as const)(
  'the notices of several agreements (%s) come as one list, each once',
  async (agreements) => {
    const w = await world()
    const token = w.token('operator', { agreements })
    const seen: string[] = []
    let next: string | null = ''
    for (let i = 0; next !== null && i < 20; i++) {
      const page = (await (
        await w.get(`/api/v1/notices?limit=1${next === '' ? '' : `&cursor=${next}`}`, token)
      ).json()) as { items: { messageId: string }[]; next: string | null }
      seen.push(...page.items.map((one) => one.messageId))
      next = page.next
    }
    expect(new Set(seen)).toEqual(new Set((await w.service.store.notices({})).map((one) => one.messageId)))
    expect(seen).toHaveLength(4)
  },
)

test.each(['nonsense', 'bm90LWEta2V5', Buffer.from('{"__proto__":1}').toString('base64url')])(
  'the cursor %s is refused',
  async (cursor) => {
    const w = await world()
    for (const path of [`${id}/periods`, '/api/v1/breaches', '/api/v1/notices']) {
      expect((await w.get(`${path}?cursor=${cursor}`, w.token('operator'))).status).toBe(400)
    }
  },
)

test.each([
  'limit=0',
  'limit=1001',
  'limit=1&limit=2',
  'from=2026-02-31',
  'from=yesterday',
  'until=2026-01-01T00:00:00',
  'cursor=',
])('the query %s is refused with its place', async (query) => {
  const w = await world()
  const response = await w.get(`${id}/periods?${query}`, w.token('customer'))
  expect(response.status).toBe(400)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
})

test('a day is meant in the zone of the agreement, and a plus that became a space is a plus', async () => {
  const w = await world()
  const asked: unknown[] = []
  w.service.periods = async (_agreement, query) => {
    asked.push(query)
    return []
  }
  await w.get(`${id}/periods?from=2026-07-01&until=2026-07-01T00:00:00+02:00`, w.token('customer'))
  expect(asked).toEqual([
    { from: Date.parse('2026-06-30T22:00:00Z'), until: Date.parse('2026-06-30T22:00:00Z') },
  ])
})

test('an explanation comes as text or as JSON, as asked for', async () => {
  const w = await world()
  const token = w.token('customer')
  const text = await w.get(`${id}/explain?commitment=availability`, token, { accept: 'text/plain' })
  expect(await text.text()).toBe('observations, then outages of availability')
  expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  const json = await w.get(`${id}/explain?commitment=availability`, token, {
    accept: 'application/json, text/plain;q=0.5',
  })
  expect(await json.json()).toMatchObject({
    text: 'observations, then outages of availability',
    result: { commitment: 'availability' },
  })
  expect((await w.get(`${id}/explain?commitment=nothing`, token)).status).toBe(404)
})

test('the ledger that was downloaded holds before the verifier', async () => {
  const w = await world()
  const lines = (await (await w.get(`${id}/ledger`, w.token('customer'))).text()).trimEnd().split('\n')
  const found = verifyChain({ lines, heads: [], publicKeys: [w.service.publicKey] })
  expect(found).toMatchObject({ faults: [], entries: 3, trusted: true })
  const cut = verifyChain({ lines: lines.toSpliced(2, 1), heads: [], publicKeys: [w.service.publicKey] })
  expect(cut.faults.length).toBeGreaterThan(0)
})

const evidence = async (w: World, query: string, headers: Record<string, string> = {}) =>
  (await w.get(`${id}/evidence?source=web${query}`, w.token('customer'), headers)).text()

test('evidence comes line by line under the source’s name in the agreement, each observation once over all days', async () => {
  const w = await world()
  const lines = (await evidence(w, '&from=2026-03-01&to=2026-03-12'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { source: string; at: string })
  expect(lines).toHaveLength(100)
  expect(new Set(lines.map(({ at }) => at)).size).toBe(100)
  expect(lines[1]).toEqual({
    source: 'web',
    at: '2026-03-08T11:00:00Z',
    outcome: 'good',
    latencyUs: 23_151,
  })
})

test('evidence begins and ends where asked: the begin belongs to it, the end does not', async () => {
  const lines = (await evidence(await world(), '&from=2026-03-09T00:00:00Z&to=2026-03-09T01:00:00Z'))
    .trimEnd()
    .split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { at: string }).at)).toEqual([
    '2026-03-09T00:00:00Z',
    '2026-03-09T00:30:00Z',
  ])
})

test('a span that goes over midnight is told once', async () => {
  const w = await world()
  const [at, to] = [Date.parse('2026-03-05T23:00:00Z'), Date.parse('2026-03-06T02:00:00Z')]
  await w.service.store.record([
    {
      kind: 'state',
      source: `source-of-${checkout}`,
      at,
      to,
      outcome: 'bad',
      reason: 'declared',
    },
  ])
  const text = await evidence(w, '&from=2026-03-05T00:00:00Z&to=2026-03-07T00:00:00Z')
  expect(text).toBe(
    '{"source":"web","from":"2026-03-05T23:00:00Z","to":"2026-03-06T02:00:00Z","outcome":"bad","reason":"declared"}\n',
  )
})

test('evidence comes as CSV by Accept or by format', async () => {
  const w = await world()
  const [byAccept, byFormat] = [
    await evidence(w, '', { accept: 'text/csv' }),
    await evidence(w, '&format=csv'),
  ]
  expect(byAccept).toBe(byFormat)
  expect(byAccept.split('\r\n')[0]).toBe(csvHeader)
})

test('without a source the evidence of all is told, source by source, under one heading', async () => {
  const w = await world()
  const one = w.service.summaries.find(({ agreement }) => agreement === checkout)!
  const second = { ...one.sources[0]!, name: 'again' }
  w.service.summaries = [{ ...one, sources: [...one.sources, second] }]
  const text = await (await w.get(`${id}/evidence`, w.token('customer'))).text()
  const sources = text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { source: string }).source)
  expect(sources).toEqual([...sources].sort().reverse())
  expect(new Set(sources)).toEqual(new Set(['web', 'again']))
  const csv = await (await w.get(`${id}/evidence?format=csv`, w.token('customer'))).text()
  expect(csv.split(csvHeader)).toHaveLength(2)
  expect(csv.trimEnd().split('\r\n')).toHaveLength(sources.length + 1)
})

test('a span that began before what is asked for and reaches into it is told', async () => {
  const w = await world()
  const [at, to] = [start, start + 3_600_000]
  await w.service.store.record([
    { kind: 'state', source: `source-of-${checkout}`, at, to, outcome: 'bad', reason: 'declared' },
  ])
  const text = await evidence(
    w,
    `&from=${new Date(start + 1_800_000).toISOString()}&to=${new Date(to).toISOString()}`,
  )
  expect(text).toContain('"from":"2026-03-10T12:00:00Z"')
})

test('a source without evidence, and one that the agreement does not name', async () => {
  const w = await world()
  w.service.summaries = w.service.summaries.map((one) => ({
    ...one,
    sources: [{ ...one.sources[0]!, identity: 'silent' }],
  }))
  expect(await evidence(w, '')).toBe('')
  expect((await w.get(`${id}/evidence?source=source-of-${checkout}`, w.token('customer'))).status).toBe(404)
})

test('a breach shows who acknowledged it and with what note', async () => {
  const w = await world()
  const breach = w.service.breaches.get(checkout)!
  const acknowledged = await w.send('POST', `/api/v1/breaches/${breach.id}/acknowledge`, {
    token: w.token('customer'),
    body: { note: 'We saw it too.' },
  })
  expect(await acknowledged.json()).toMatchObject({ kind: 'acknowledged', agreement: checkout })
  const shown = await (await w.get(`/api/v1/breaches/${breach.id}`, w.token('provider'))).json()
  expect(shown).toMatchObject({
    commitment: 'availability',
    facts: { shown: '99.80 %' },
    acknowledgements: [{ by: 'customer', note: 'We saw it too.' }],
  })
})

test('breaches are filtered by commitment and time', async () => {
  const w = await world()
  const count = async (query: string) =>
    ((await (await w.get(`/api/v1/breaches?${query}`, w.token('customer'))).json()) as { items: unknown[] })
      .items.length
  expect(await count('')).toBe(1)
  expect(await count('commitment=payment')).toBe(0)
  expect(await count(`from=${new Date(start).toISOString()}`)).toBe(0)
  expect(await count(`until=${new Date(start).toISOString()}`)).toBe(1)
})

test('the value map comes as a picture that fetches nothing, in the language asked for', async () => {
  const w = await world()
  const answer = await w.get(`/api/v1/agreements/${checkout}/value/map.svg?language=de`, w.token('customer'))
  expect(answer.headers.get('content-type')).toBe('image/svg+xml')
  const svg = await answer.text()
  for (const said of ['<svg xmlns=', 'Diese Vereinbarung', 'Them', 'Relativer Preis'])
    expect(svg).toContain(said)
  expect(svg).not.toMatch(/href|url\(|<script|NaN/)
})
