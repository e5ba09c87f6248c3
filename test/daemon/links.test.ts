import { describe, expect, test } from 'vitest'
import { type MailServer, mailServer } from '../notices/mailServer.ts'
import { aDaemon, afterwards, at, day, minute, type World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const api = '/api/v1/agreements/small'
const past = { from: '2026-03-02T10:00:00Z', to: '2026-03-02T12:00:00Z' }
const exclusion = { matter: 'exclusion', kind: 'maintenance', cause: 'The <b>disk</b> was full.', ...past }

interface Mailed {
  readonly world: World
  readonly mail: MailServer
  readonly provider: string
}

const german = 'notices: { it@globex.test: { language: de } }\n'

const money = 'fees: { service: { amount: 3100.00, per: month } }\ncurrency: EUR\n'
const bands =
  '    credit: { bands: [{ when: "< 99%, >= 95%", give: 10% }, { when: "< 95%", give: 50% }], of: fees.service of one month }\n'

async function mailed(
  asked: { hasLinks?: true } = { hasLinks: true },
  more = german,
  credit = '',
  others: readonly string[] = [],
): Promise<Mailed> {
  const mail = await mailServer()
  afterwards(() => mail[Symbol.asyncDispose]())
  const text = pushText({ more }).replace('    period: day\n', `    period: day\n${credit}`)
  const world = await aDaemon({ now: start, texts: [text, ...others], smtp: mail.port, ...asked })
  world.now = start + day + 30 * minute
  await world.send('POST', '/api/v1/evidence?agreement=small', {
    token: await world.token('operator'),
    body: [spanLine('web', '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z', 'bad')],
  })
  await world.round()
  return { world, mail, provider: await world.token('provider', ['small']) }
}

async function propose({ world, provider }: Mailed, body: object = exclusion): Promise<string> {
  const made = await world.send('POST', `${api}/proposals`, { token: provider, body })
  await world.daemon.deliver()
  return ((await made.json()) as { id: string }).id
}

/** The paths of the links of one act in the mails to an address. */
const linksTo = ({ mail }: Mailed, address: string, action: string): string[] =>
  mail.received
    .filter(({ to }) => to.includes(address))
    .flatMap(({ mail: { text = '' } }) => [
      ...text.matchAll(new RegExp(`https://upheld\\.example(/link/[0-9a-f]{64}/${action}\\?key=\\S+)`, 'g')),
    ])
    .map(([, path]) => path ?? '')

const answers = (world: World) => world.entries('small', 'proposalAnswered')
const post = (world: World, path: string, body = '') =>
  fetch(world.daemon.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  })

describe('a link in a mail', () => {
  test('shows what it will do and does nothing by itself, in the language of its recipient', async () => {
    const made = await mailed()
    await propose(made)
    const [path = ''] = linksTo(made, 'it@globex.test', 'accept')
    for (let i = 0; i < 3; i++) expect((await made.world.send('GET', path)).status).toBe(200)
    const page = await made.world.send('GET', path)
    const html = await page.text()
    expect(html).toContain('<html lang="de">')
    expect(html).toContain('Der Knopf nimmt den Vorschlag für Ihre Seite an.')
    expect(html).toContain('The &lt;b>disk&lt;/b> was full.')
    expect(html).not.toMatch(/<script|<a |<img|src=|href=/)
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(await answers(made.world)).toEqual([])
  })

  test('and its mail show the three figures of a dispute and the money between them', async () => {
    const made = await mailed({ hasLinks: true }, german + money, bands)
    await propose(made, { ...past, matter: 'correction', source: 'web', claim: { outcome: 'good' } })
    const [path = ''] = linksTo(made, 'it@globex.test', 'accept')
    // The whole day was bad: 50 % of 3,100.00. Were two hours of 24 good, it would be 8.33 %, and 50 % as well.
    const [all, less] = ['0 %', '8,33 %'].map((share) => `${share}, verletzt, Gutschrift 1.550,00 EUR`)
    const mail = made.mail.received.filter(({ to }) => to.includes('it@globex.test')).at(-1)?.mail
    expect(mail?.text).toContain(`availability, 2. März 2026; ${all}; ${less}; ${all}; 0,00 EUR`)
    expect(String(mail?.html)).toContain(`${less}`)
    const page = async () => (await made.world.send('GET', path)).text()
    expect(await page()).toContain(`<td>${all}</td><td>${less}</td><td>${all}</td><td>0,00 EUR</td>`)
    // What the customer says meanwhile is on the page.
    const [offer] = await made.world.entries('small', 'proposalMade')
    await made.world.send('POST', `${api}/proposals/${offer?.facts.proposal}/claim`, {
      token: await made.world.token('customer', ['small']),
      body: { claim: { outcome: 'good' } },
    })
    expect(await page()).toContain(`<td>${all}</td><td>${less}</td><td>${less}</td><td>0,00 EUR</td>`)
  })

  test('accepts for its party when the button is pressed, and does nothing a second time', async () => {
    const made = await mailed()
    await propose(made)
    const [path = ''] = linksTo(made, 'it@globex.test', 'accept')
    expect((await post(made.world, path)).status).toBe(200)
    const [answer] = await answers(made.world)
    expect(answer?.facts).toMatchObject({ outcome: 'accepted', answeredBy: 'customer' })
    expect((await post(made.world, path)).status).toBe(409)
    expect(await (await made.world.send('GET', path)).text()).toContain('Das ist schon erledigt')
    expect(await answers(made.world)).toHaveLength(1)
  })

  test('of two that are pressed at once one counts', async () => {
    const made = await mailed()
    await propose(made)
    const [accept = ''] = linksTo(made, 'it@globex.test', 'accept')
    const [refuse = ''] = linksTo(made, 'it@globex.test', 'refuse')
    const both = await Promise.all([post(made.world, accept), post(made.world, refuse, 'reason=No.')])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await answers(made.world)).toHaveLength(1)
  })

  test('is given to those who can use it alone', async () => {
    const made = await mailed()
    await propose(made)
    expect(linksTo(made, 'it@globex.test', 'accept')).toHaveLength(1)
    expect(linksTo(made, 'sla@acme.test', 'accept')).toEqual([])
    expect(linksTo(made, 'sla@acme.test', 'acknowledge')).toHaveLength(1)
  })

  test('says so after a withdrawal and after its time', async () => {
    const made = await mailed()
    const id = await propose(made)
    const [path = ''] = linksTo(made, 'it@globex.test', 'accept')
    made.world.now += 31 * day
    expect((await post(made.world, path)).status).toBe(410)
    made.world.now -= 31 * day
    await made.world.send('POST', `${api}/proposals/${id}/withdraw`, { token: made.provider, body: {} })
    expect((await post(made.world, path)).status).toBe(409)
    expect((await answers(made.world)).map(({ facts }) => facts.outcome)).toEqual(['withdrawn'])
  })

  test('does not fit another act, another entry or a changed key', async () => {
    const made = await mailed()
    await propose(made)
    const [accept = ''] = linksTo(made, 'it@globex.test', 'accept')
    const [seen = ''] = linksTo(made, 'it@globex.test', 'acknowledge')
    const key = accept.split('key=')[1] ?? ''
    const wrong = [
      accept.replace('/accept?', '/refuse?'),
      seen.replace(/key=.*/, `key=${key}`),
      accept.replace(/key=.{4}/, 'key=AAAA'),
      accept.replace(/\?key=.*/, ''),
      accept.replace('/accept?', '/toString?'),
      `${accept}&key=${key}`,
    ]
    for (const path of wrong) {
      expect((await post(made.world, path)).status).toBe(404)
      expect((await made.world.send('GET', path)).status).toBe(404)
    }
    expect(await answers(made.world)).toEqual([])
  })

  test('does not fit the same act about another agreement with the same contacts', async () => {
    const other = pushText({ more: german }).replace('agreement: small', 'agreement: other')
    const made = await mailed({ hasLinks: true }, german, '', [other])
    await propose(made)
    const token = await made.world.token('provider', ['other'])
    await made.world.send('POST', '/api/v1/agreements/other/proposals', { token, body: exclusion })
    await made.world.daemon.deliver()
    const [mine = '', theirs = ''] = linksTo(made, 'it@globex.test', 'accept')
    const key = mine.split('key=')[1] ?? ''
    expect(theirs).not.toBe('')
    expect((await post(made.world, theirs.replace(/key=.*/, `key=${key}`))).status).toBe(404)
    expect((await post(made.world, theirs)).status).toBe(200)
    expect(await made.world.entries('other', 'proposalAnswered')).toHaveLength(1)
    expect(await answers(made.world)).toEqual([])
  })

  test('of an address that is no contact any more opens nothing', async () => {
    const made = await mailed({ hasLinks: true }, '')
    await propose(made)
    const [path = ''] = linksTo(made, 'it@globex.test', 'accept')
    made.world.texts = made.world.texts.map((text) => text.replace('it@globex.test', 'new@globex.test'))
    await made.world.daemon.reload()
    expect((await post(made.world, path)).status).toBe(404)
  })

  test('acknowledges a breach once', async () => {
    const made = await mailed()
    const [path = ''] = linksTo(made, 'it@globex.test', 'acknowledge')
    expect((await post(made.world, path, 'reason=Seen.')).status).toBe(200)
    expect((await post(made.world, path)).status).toBe(409)
    const [entry] = await made.world.entries('small', 'acknowledged')
    expect(entry?.facts.by).toBe('customer')
    expect(await made.world.daemon.store.text(String(entry?.facts.note))).toBe('Seen.')
  })

  test('is the same when the mail is made again after a stop between commit and mail', async () => {
    const made = await mailed()
    const { world, mail, provider } = made
    await world.send('POST', `${api}/proposals`, { token: provider, body: exclusion })
    const before = mail.received.length
    await world.restart(world.now + minute)
    expect(mail.received.length).toBeGreaterThan(before)
    const [path = ''] = linksTo(made, 'it@globex.test', 'accept')
    expect((await post(world, path)).status).toBe(200)
  })

  test('is in no mail unless the daemon was told how others reach it', async () => {
    const made = await mailed({})
    await propose(made)
    expect(linksTo(made, 'it@globex.test', 'accept')).toEqual([])
  })
})

test('a changed text is accepted by the link in the mail that proposes it', async () => {
  const made = await mailed()
  const { world } = made
  world.texts = world.texts.map((text) => text.replace('>= 99%', '>= 98%'))
  await world.daemon.reload()
  await world.daemon.deliver()
  const [path = ''] = linksTo(made, 'it@globex.test', 'accept')
  expect((await post(world, path)).status).toBe(200)
  const [entry] = await world.entries('small', 'amendmentAccepted')
  expect(entry?.facts).toMatchObject({ acceptedBy: 'customer', digest: world.agreements()[0]?.digest })
})

test('an imported calendar is one mail to each contact of both parties, with all of its occurrences', async () => {
  const { world, mail, provider } = await mailed({ hasLinks: true }, '')
  await world.daemon.deliver()
  const before = mail.received.length
  const text = `BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:patch@acme.test
DTSTART:20260310T020000Z
DTEND:20260310T040000Z
RRULE:FREQ=WEEKLY;COUNT=3
SUMMARY:Patches
END:VEVENT
END:VCALENDAR`
  const sent = await fetch(`${world.daemon.url}${api}/exclusions.ics?kind=maintenance`, {
    method: 'POST',
    headers: { authorization: `Bearer ${provider}`, 'content-type': 'text/calendar' },
    body: text,
  })
  expect(sent.status).toBe(200)
  world.now += 2 * minute
  await world.daemon.deliver()
  const news = mail.received.slice(before)
  expect(news.map(({ to }) => to.join()).sort()).toEqual(['it@globex.test', 'sla@acme.test'])
  for (const { mail: one } of news)
    for (const date of ['2026-03-10', '2026-03-17', '2026-03-24'])
      expect(one.text).toContain(`${date} 02:00:00`)
  const listed = await world.send('GET', `${api}/exclusions`, {
    token: await world.token('customer', ['small']),
  })
  expect(((await listed.json()) as { items: unknown[] }).items).toHaveLength(3)
})
