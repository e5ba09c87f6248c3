import { expect, test } from 'vitest'
import { isAction } from '../../src/http/access.ts'
import type { App } from '../../src/http/web.ts'
import type { Role } from '../../src/store.ts'
import { checkout, other, type World, world } from './server.fixture.ts'

type Who = Role | 'otherParty' | 'anonymous' | 'revoked' | 'expired'
type Row = {
  readonly route: string
  readonly path: (w: World) => string
  readonly body?: unknown
  readonly type?: string
} & Readonly<Record<Role | 'otherParty', number>>

const id = `/api/v1/agreements/${checkout}`
const breachOf = (w: World) => w.service.breaches.get(checkout)!.id
const at = (path: string) => () => path
const creditPath = (more: string) => (w: World) =>
  `/api/v1/credits/${w.service.statedCredits.get(checkout)!.id}${more}`
const everyone = { operator: 200, provider: 200, customer: 200, auditor: 200 }
const maintenance = {
  kind: 'maintenance',
  from: '2026-03-15T02:00:00+01:00',
  to: '2026-03-15T04:00:00+01:00',
}
const line = [{ source: 'desk', at: '2026-03-02T10:00:00Z', outcome: 'good' }]
const event = {
  specversion: '1.0',
  id: 'e-1',
  source: '/desk',
  type: 'ticket.opened',
  subject: 'T-1',
  time: '2026-03-02T10:00:00Z',
}
const digest = 'a'.repeat(64)
const dispute = {
  matter: 'correction',
  source: 'web',
  claim: { outcome: 'good' },
  from: '2026-03-02T10:00:00Z',
  to: '2026-03-02T11:00:00Z',
}

/** Who gets what: one row a route that needs a token. The other party has a token of its own agreement. */
const matrix: readonly Row[] = [
  { route: 'GET /api/v1/agreements', path: at('/api/v1/agreements'), ...everyone, otherParty: 200 },
  { route: 'GET /api/v1/agreements/:agreement', path: at(id), ...everyone, otherParty: 404 },
  {
    route: 'GET /api/v1/agreements/:agreement/compliance',
    path: at(`${id}/compliance`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/terminations',
    path: at(`${id}/terminations`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/value',
    path: at(`${id}/value`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/value/map.svg',
    path: at(`${id}/value/map.svg`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/statements',
    path: at(`${id}/statements`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/statements/:file',
    path: at(`${id}/statements/2026-02.json`),
    operator: 404,
    provider: 404,
    customer: 404,
    auditor: 404,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/renewal',
    path: at(`${id}/renewal`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/portfolio',
    path: at('/api/v1/portfolio'),
    ...everyone,
    customer: 403,
    auditor: 403,
    otherParty: 200,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/periods',
    path: at(`${id}/periods`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/explain',
    path: at(`${id}/explain?commitment=availability`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/evidence',
    path: at(`${id}/evidence?source=web`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/ledger',
    path: at(`${id}/ledger`),
    ...everyone,
    otherParty: 404,
  },
  {
    // An entry whose list stands in itself, or none.
    route: 'GET /api/v1/agreements/:agreement/ledger/:entry/counted',
    path: at(`${id}/ledger/${digest}/counted`),
    ...{ operator: 404, provider: 404, customer: 404, auditor: 404, otherParty: 404 },
  },
  {
    route: 'GET /api/v1/agreements/:agreement/exclusions',
    path: at(`${id}/exclusions`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/exclusions',
    path: at(`/api/v1/exclusions?agreement=${checkout}`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/breaches',
    path: at(`/api/v1/breaches?agreement=${checkout}`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/breaches/:breach',
    path: (w) => `/api/v1/breaches/${breachOf(w)}`,
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/notices',
    path: at(`/api/v1/notices?agreement=${checkout}`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/breaches/:breach/acknowledge',
    path: (w) => `/api/v1/breaches/${breachOf(w)}/acknowledge`,
    body: { note: 'seen' },
    ...everyone,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/credits',
    path: at(`/api/v1/credits?agreement=${checkout}`),
    ...everyone,
    otherParty: 404,
  },
  { route: 'GET /api/v1/credits/:credit', path: creditPath(''), ...everyone, otherParty: 404 },
  { route: 'GET /api/v1/credits/:credit/letter', path: creditPath('/letter'), ...everyone, otherParty: 404 },
  {
    route: 'POST /api/v1/credits/:credit/claim',
    path: creditPath('/claim'),
    body: { statement: 'five minutes in which nobody could pay' },
    ...everyone,
    provider: 403,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/credits/:credit/elect',
    path: creditPath('/elect'),
    ...everyone,
    provider: 403,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/credits/:credit/answer',
    path: creditPath('/answer'),
    body: { answer: 'refused', reason: 'the claim is not ours' },
    ...everyone,
    customer: 403,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/credits/:credit/settlement',
    path: creditPath('/settlement'),
    body: { reference: 'CN-17', amount: '1200.00' },
    ...everyone,
    customer: 403,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/exclusions',
    path: at('/api/v1/exclusions'),
    body: { ...maintenance, agreement: checkout },
    operator: 201,
    provider: 201,
    customer: 403,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/agreements/:agreement/exclusions',
    path: at(`${id}/exclusions`),
    body: maintenance,
    operator: 201,
    provider: 201,
    customer: 403,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/agreements/:agreement/exclusions.ics',
    path: at(`${id}/exclusions.ics?kind=maintenance`),
    type: 'text/calendar',
    body: 'BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR',
    operator: 200,
    provider: 200,
    customer: 403,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'DELETE /api/v1/exclusions/:exclusion',
    path: at(`/api/v1/exclusions/m-1?agreement=${checkout}`),
    operator: 204,
    provider: 204,
    customer: 403,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'DELETE /api/v1/agreements/:agreement/exclusions/:exclusion',
    path: at(`${id}/exclusions/m-1`),
    operator: 204,
    provider: 204,
    customer: 403,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/agreements/:agreement/amendments/:digest/accept',
    path: at(`${id}/amendments/${digest}/accept`),
    operator: 403,
    provider: 200,
    customer: 200,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/proposals',
    path: at(`${id}/proposals`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/proposals/:proposal',
    path: at(`${id}/proposals/p-1`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/proposals/:proposal/figures',
    path: at(`${id}/proposals/p-1/figures`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/termination',
    path: at(`${id}/termination`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/declarations',
    path: at(`${id}/declarations`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/agreements/:agreement/proposals',
    path: at(`${id}/proposals`),
    body: dispute,
    operator: 403,
    provider: 201,
    customer: 201,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/agreements/:agreement/proposals/:proposal/accept',
    path: at(`${id}/proposals/p-1/accept`),
    body: {},
    operator: 403,
    provider: 200,
    customer: 200,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/agreements/:agreement/proposals/:proposal/refuse',
    path: at(`${id}/proposals/p-1/refuse`),
    body: {},
    operator: 403,
    provider: 200,
    customer: 200,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/agreements/:agreement/proposals/:proposal/withdraw',
    path: at(`${id}/proposals/p-1/withdraw`),
    body: {},
    operator: 403,
    provider: 200,
    customer: 200,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/agreements/:agreement/proposals/:proposal/claim',
    path: at(`${id}/proposals/p-1/claim`),
    body: { claim: { outcome: 'bad' } },
    operator: 403,
    provider: 200,
    customer: 200,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/agreements/:agreement/termination',
    path: at(`${id}/termination`),
    body: { clause: 'chronicOutage' },
    operator: 403,
    provider: 201,
    customer: 201,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/agreements/:agreement/termination/:termination/withdraw',
    path: at(`${id}/termination/t-1/withdraw`),
    body: {},
    operator: 403,
    provider: 200,
    customer: 200,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/agreements/:agreement/declarations',
    path: at(`${id}/declarations`),
    body: { about: 'notice', text: 'We have moved.' },
    operator: 403,
    provider: 201,
    customer: 201,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/evidence',
    path: at(`/api/v1/evidence?agreement=${checkout}`),
    body: line,
    ...everyone,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/events',
    path: at(`/api/v1/events?agreement=${checkout}`),
    body: event,
    ...everyone,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/heartbeats/:agreement/:source',
    path: at(`/api/v1/heartbeats/${checkout}/nightly`),
    ...everyone,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'PUT /api/v1/heartbeats/:agreement/:source',
    path: at(`/api/v1/heartbeats/${checkout}/nightly`),
    ...everyone,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/surveys',
    path: at(`${id}/surveys`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'GET /api/v1/agreements/:agreement/announcements',
    path: at(`${id}/announcements`),
    ...everyone,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/announcements',
    path: at('/api/v1/announcements'),
    body: { agreements: [checkout], id: 'a-1', about: 'feature', title: 'Search' },
    operator: 403,
    provider: 201,
    customer: 403,
    auditor: 403,
    otherParty: 404,
  },
  {
    route: 'POST /api/v1/erasures',
    path: at('/api/v1/erasures'),
    body: { text: 'jane@acme.test' },
    operator: 200,
    provider: 403,
    customer: 403,
    auditor: 403,
    otherParty: 403,
  },
  {
    route: 'POST /-/reload',
    path: at('/-/reload'),
    operator: 200,
    provider: 403,
    customer: 403,
    auditor: 403,
    otherParty: 403,
  },
]

/** What needs no token, and why it gives nothing away. */
const open = [
  'GET /', // where everything is
  'GET /-/healthy', // says nothing but that it answers
  'GET /-/ready', // a reason of a class
  'GET /version',
  'GET /api/openapi.json',
  'GET /api/docs', // the page's scripts and styles lie below
  'GET /link/:entry/:action', // the key in its address is the token, and it only shows
  'POST /link/:entry/:action', // the same key; bound to one recipient, entry and act
  'GET /survey/:entry', // as a link: the key is the token, and it only shows
  'POST /survey/:entry', // bound to one recipient and form
  'GET /metrics', // a token of its own where one is set
  'GET /api/v1/badges/:agreement/:commitment/:file', // an address that nobody guesses
  'POST /api/v1/webhooks/:webhook', // a signature in the place of a token
]

const who: readonly Who[] = [
  'operator',
  'provider',
  'customer',
  'auditor',
  'otherParty',
  'anonymous',
  'revoked',
  'expired',
]

async function tokenOf(w: World, one: Who): Promise<string | undefined> {
  if (one === 'anonymous') return undefined
  if (one === 'otherParty') return w.token('provider', { agreements: [other] })
  if (one === 'expired') return w.token('operator', { expiresAt: w.service.now() })
  if (one !== 'revoked') return w.token(one)
  const token = w.token('operator')
  await w.revoke(token)
  return token
}

test.each(matrix)('$route answers each role as the matrix says', async (row) => {
  const w = await world()
  const [method = ''] = row.route.split(' ')
  for (const one of who) {
    w.service.kept.set(checkout, [
      {
        id: 'm-1',
        kind: 'maintenance',
        from: 1,
        to: 2,
        announcedAt: 0,
        by: ['provider'],
        agreedBy: [],
        withdrawnAt: null,
      },
    ])
    const token = await tokenOf(w, one)
    const response = await w.send(method, row.path(w), {
      ...(token === undefined ? {} : { token }),
      body: row.body,
      ...(row.type === undefined ? {} : { headers: { 'content-type': row.type } }),
    })
    const expected = one === 'anonymous' || one === 'revoked' || one === 'expired' ? 401 : row[one]
    expect({ one, status: response.status }).toEqual({ one, status: expected })
  }
})

test('every route stands in the matrix', async () => {
  const routes: string[] = []
  const watch = (app: App) =>
    void app.addHook('onRoute', ({ method, url }) => {
      routes.push(...[method].flat().map((one) => `${one} ${url}`))
    })
  await world({ also: watch })
  const listed = [...matrix.map(({ route }) => route), ...open]
  expect(routes.length).toBeGreaterThan(25)
  const unlisted = routes.filter(
    (route) => !listed.includes(route) && !/^(HEAD|OPTIONS) |^GET \/api\/docs/.test(route),
  )
  expect(unlisted).toEqual([])
  expect(listed.filter((route) => !routes.includes(route))).toEqual([])
})

test('a route that declares no action does not start', async () => {
  const started = world({ also: (app) => void app.get('/api/v1/forgotten', async () => 'all of it') })
  await expect(started).rejects.toThrow('routes without an action: GET /api/v1/forgotten')
  expect(isAction('agreement.read')).toBe(true)
  expect(isAction('toString')).toBe(false)
})

test('an agreement of others and one that never was get the same bytes', async () => {
  const w = await world()
  const token = w.token('customer')
  const bodies = await Promise.all(
    [other, 'no-such-agreement'].map(async (one) =>
      (await w.get(`/api/v1/agreements/${one}/compliance`, token)).text(),
    ),
  )
  expect(bodies[0]).toBe(bodies[1])
})

test('lists, counts and exports hold nothing of the agreements of others', async () => {
  const w = await world()
  const token = w.token('customer')
  for (const path of [
    '/api/v1/agreements',
    '/api/v1/breaches',
    '/api/v1/notices',
    '/api/v1/exclusions',
    `${id}/compliance`,
    `${id}/value`,
    `${id}/ledger`,
    `${id}/evidence?source=web`,
  ]) {
    expect(await (await w.get(path, token)).text()).not.toContain(other)
  }
})

test('a portfolio holds the agreements of its token alone', async () => {
  const w = await world()
  const token = w.token('provider', { agreements: [checkout] })
  const body = await (await w.get('/api/v1/portfolio', token)).text()
  expect(body).toContain(checkout)
  expect(body).not.toContain(other)
})

test('a breach of others is not there, neither to read nor to acknowledge', async () => {
  const w = await world()
  const breach = w.service.breaches.get(other)!.id
  const token = w.token('provider')
  expect((await w.get(`/api/v1/breaches/${breach}`, token)).status).toBe(404)
  expect((await w.send('POST', `/api/v1/breaches/${breach}/acknowledge`, { token })).status).toBe(404)
  expect(await w.service.store.entries({ kinds: ['acknowledged'] })).toEqual([])
})

test('an address is shown to its own party and the operator only', async () => {
  const w = await world()
  const recipients = async (role: Role) => {
    const page = (await (await w.get(`/api/v1/notices?agreement=${checkout}`, w.token(role))).json()) as {
      items: { recipient: string | null; lastError: string | null; party: string }[]
    }
    return page.items.map(({ recipient, lastError, party }) => ({
      party,
      shown: recipient !== null,
      error: lastError !== null,
    }))
  }
  expect(await recipients('customer')).toEqual([
    { party: 'customer', shown: true, error: true },
    { party: 'provider', shown: false, error: false },
  ])
  expect((await recipients('auditor')).some(({ shown, error }) => shown || error)).toBe(false)
  expect((await recipients('operator')).every(({ shown }) => shown)).toBe(true)
})

test('a customer does not withdraw what the provider announced', async () => {
  const w = await world()
  await w.send('POST', `${id}/exclusions`, {
    token: w.token('provider'),
    body: { ...maintenance, id: 'm-2' },
  })
  expect((await w.send('DELETE', `${id}/exclusions/m-2`, { token: w.token('customer') })).status).toBe(403)
  expect(w.service.kept.get(checkout)![0]!.withdrawnAt).toBeNull()
})
