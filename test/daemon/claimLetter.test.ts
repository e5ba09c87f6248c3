import { expect, test } from 'vitest'
import type { CreditView } from '../../src/http/service.ts'
import { creditText, push } from './aCredit.ts'
import { aDaemon, at, day, hour, lastsForTheFile, type World } from './aDaemon.ts'
import { spanLine } from './anAgreement.ts'

lastsForTheFile()
const start = at('2026-03-02T00:00:00Z')
const claim =
  '{ within: 7d, after: periodEnd, subject: SLA Credit Request, asks: [resource ids, logs of the errors] }'
const iso = (hours: number): string => new Date(start + hours * hour).toISOString()

/** A day with two hours of outage, closed. */
async function aWorld(): Promise<World> {
  const texts = [
    creditText({ claim }).replace('uptime: { of: web } }', 'uptime: { of: web } }\n    clause: § 4.2'),
  ]
  const made = await aDaemon({ now: start, texts, roundMs: () => 6 * hour })
  made.now = start + day
  await push(made, [
    spanLine('web', iso(0), iso(8), 'good'),
    spanLine('web', iso(8), iso(10), 'bad'),
    spanLine('web', iso(10), iso(24), 'good'),
  ])
  await made.turn(start + day + 2 * hour)
  return made
}
const world = await aWorld()
const token = await world.token('customer', ['small'])
const listed = await world.send('GET', '/api/v1/credits?agreement=small', { token })
const [credit] = ((await listed.json()) as { items: CreditView[] }).items
const letter = async (query = ''): Promise<Response> =>
  world.send('GET', `/api/v1/credits/${credit!.id}/letter${query}`, { token })

test('the letter says who claims what of whom, by which clause, and how it was computed', async () => {
  const text = await (await letter()).text()
  const [agreement] = world.agreements()
  for (const said of [
    'SLA Credit Request\n',
    'Claimed by: Globex',
    'Owed by: Acme',
    `Digest of its text: ${agreement!.digest}`,
    'Clause: § 4.2',
    'Period: 2 March 2026 (UTC)',
    'Promised: ≥ 99 %',
    'Exactly: 91.666667 % = 11/12',
    '2026-03-02 08:00:00 (UTC)  2026-03-02 10:00:00 (UTC)  2 h',
    'Credit: 10 %',
    'Of: fees.service of one month',
    'Amount: 100.00 EUR',
    'Step: claim.filed: within 7 days after the end of the period',
    'To be claimed by: 2026-03-09',
  ])
    expect(text).toContain(said)
})

test('the letter lists what the contract asks for, to be filled in, and what proves it', async () => {
  const text = await (await letter()).text()
  expect(text).toMatch(/resource ids\s*\nlogs of the errors/)
  const [closed] = await world.facts('small', 'periodClosed')
  expect(text).toContain(closed!.inputs.evidence[0]!.digest)
  expect(text).toContain((await world.entries('small')).at(-1)!.hash)
})

test('the same ledger makes the same letter, in German and as PDF too', async () => {
  expect(await (await letter()).text()).toBe(await (await letter('?format=text')).text())
  expect(await (await letter('?language=de')).text()).toContain('Geltend zu machen bis: 2026-03-09')
  const [one, two] = [await letter('?format=pdf'), await letter('?format=pdf')]
  const [first, second] = [Buffer.from(await one.arrayBuffer()), Buffer.from(await two.arrayBuffer())]
  expect(one.headers.get('content-type')).toBe('application/pdf')
  expect(first.subarray(0, 5).toString()).toBe('%PDF-')
  expect(first.equals(second)).toBe(true)
})
