import { beforeAll, expect, test } from 'vitest'
import type { Entry } from '../../src/ledger/entry.ts'
import type { Statement } from '../../src/statements/statement.ts'
import { push } from '../daemon/aCredit.ts'
import { aDaemon, afterwards, at, hour, lastsForTheFile, minute, type World } from '../daemon/aDaemon.ts'
import { spanLine } from '../daemon/anAgreement.ts'
import { incidentText, told } from '../daemon/anIncident.ts'
import { type MailServer, mailServer } from '../notices/mailServer.ts'

/*
 * Every outage may last an hour; one that is longer costs a tenth of 1000.00 EUR, at most 150.00 EUR a month.
 *
 *  outage   begins         ends           bad time                       owed
 *  first    3 Mar 10:00    3 Mar 12:30    150 min, breached 11:00        100.00
 *  second   20 Mar 08:00   20 Mar 09:50   40 + 40 min with 30 unknown    100.00, until 22 Mar:
 *                                         then it is two of 40 min       nothing
 *  third    31 Mar 23:00   1 Apr 01:30    150 min, breached 1 Apr 00:00  100.00
 *
 * The third begins in March and belongs to it: 100.00 + 100.00, cut at 150.00; April has nothing. The daemon stops while
 * it goes on (23:40 to 00:20), and again between its end and its closing (01:32 to 01:40).
 */
const clause =
  'termination:\n  chronic: { right: customer, when: { missed: availability, times: 3, within: quarter } }\n'
const text = incidentText({ credits: '  cap: 150.00 EUR per month\n', more: clause })

let mail: MailServer
let world: World

/** How it was from the last instant told until another one, told when it is over. */
let toldUntil = at('2026-03-01T00:00:00Z')
async function until(when: string, outcome: string | null): Promise<void> {
  const to = at(when)
  const from = toldUntil
  toldUntil = to
  await world.turn(to)
  if (outcome !== null) await push(world, [spanLine('web', new Date(from).toISOString(), when, outcome)])
}

beforeAll(async () => {
  lastsForTheFile()
  mail = await mailServer()
  afterwards(() => mail[Symbol.asyncDispose]())
  const isNear = (now: number): boolean =>
    /-(03-03|03-20|03-22|03-31|04-01)T/.test(new Date(now).toISOString())
  const roundMs = (now: number): number => (isNear(now) ? 5 * minute : 6 * hour)
  world = await aDaemon({ now: toldUntil, texts: [text], smtp: mail.port, roundMs })
  await until('2026-03-03T10:00:00Z', 'good')
  await until('2026-03-03T10:50:00Z', 'bad')
  await until('2026-03-03T12:30:00Z', 'bad')
  await until('2026-03-20T08:00:00Z', 'good')
  await until('2026-03-20T08:40:00Z', 'bad')
  await until('2026-03-20T09:10:00Z', null)
  await until('2026-03-20T09:50:00Z', 'bad')
  await until('2026-03-22T12:00:00Z', 'good')
  await push(world, [spanLine('web', '2026-03-20T08:40:00Z', '2026-03-20T09:10:00Z', 'good')])
  await until('2026-03-31T23:00:00Z', 'good')
  await until('2026-03-31T23:30:00Z', 'bad')
  await world.turn(at('2026-03-31T23:40:00Z'))
  await world.restart(at('2026-04-01T00:20:00Z'))
  await until('2026-04-01T01:30:00Z', 'bad')
  await until('2026-04-01T01:32:00Z', 'good')
  await world.restart(at('2026-04-01T01:40:00Z'))
  await until('2026-04-03T00:00:00Z', 'good')
  await world.turn(at('2026-04-03T06:00:00Z'))
}, 180_000)

const ofKind = async (kind: Entry['kind']): Promise<readonly Entry[]> => world.entries('small', kind)

test('the ledger says of each outage what became of it, in the order in which it was known', async () => {
  expect(await told(world, 'breach', 'periodClosed')).toEqual([
    'breach 1 03-03T10:00 03-03T12:30 breached goingOn',
    'periodClosed 1 03-03T10:00 03-03T12:30 breached ended',
    'breach 1 03-20T08:00 03-20T09:50 breached goingOn',
    'periodClosed 1 03-20T08:00 03-20T09:50 breached ended',
    'breach 2 03-20T08:00 03-20T08:40 met ended',
    'periodClosed 2 03-20T08:00 03-20T08:40 met ended',
    'periodClosed 1 03-20T09:10 03-20T09:50 met ended',
    'breach 1 03-31T23:00 04-01T01:30 breached goingOn',
    'periodClosed 1 03-31T23:00 04-01T01:30 breached ended',
  ])
})

test('each credit moves as its outage does, and the month of the third is March', async () => {
  const moves = (await ofKind('creditStated')).map(
    ({ facts }) => `${String(facts.from).slice(5, 16)} ${facts.state} ${facts.amount}`,
  )
  expect(moves).toEqual([
    '03-03T10:00 accrued 100.00',
    '03-03T10:00 automatic 100.00',
    '03-20T08:00 accrued 100.00',
    '03-20T08:00 automatic 100.00',
    '03-20T08:00 void 0.00',
    '03-31T23:00 accrued 100.00',
    '03-31T23:00 automatic 100.00',
    '03-03T10:00 settled 100.00',
    '03-31T23:00 settled 100.00',
  ])
  const months = (await ofKind('creditsJoined')).map(({ facts }) => [facts.from, facts.amount, facts.capped])
  expect(months).toEqual([['2026-03-01T00:00:00+00:00', '150.00', true]])
})

test('both are told of every breach, every closing and every correction, and of nothing twice', async () => {
  const notices = await world.daemon.store.notices({ agreement: 'small', limit: 1000 })
  const entries = await ofKind('breach').then(async (all) => [...all, ...(await ofKind('periodClosed'))])
  for (const { id } of entries) {
    const parties = notices.filter(({ entry }) => entry === id).map(({ party }) => party)
    expect(parties.sort()).toEqual(['customer', 'provider'])
  }
  const subjects = mail.received
    .filter(({ to }) => to[0] === 'it@globex.test')
    .map(({ mail: { subject } }) => subject ?? '')
    .filter((subject) => /Availability/.test(subject) && !/Termination|Credit/.test(subject))
  const first = '2 h 30 min > 1h — Small for Globex, 3 March 2026, 10:00'
  const second = '1 h 20 min > 1h — Small for Globex, 20 March 2026, 08:00'
  const third = '2 h 30 min > 1h — Small for Globex, 31 March 2026 – 1 April 2026'
  expect(subjects).toEqual([
    `[Upheld] Breach: Availability ${first}`,
    `[Upheld] Breached: Availability ${first}`,
    `[Upheld] Breach: Availability ${second}`,
    `[Upheld] Breached: Availability ${second}`,
    '[Upheld] Correction: Breach taken back: Availability 40 min — Small for Globex, 20 March 2026, 08:00',
    '[Upheld] Correction: Met: Availability 40 min — Small for Globex, 20 March 2026, 08:00',
    '[Upheld] Met: Availability 40 min — Small for Globex, 20 March 2026, 09:10',
    `[Upheld] Breach: Availability ${third}`,
    `[Upheld] Breached: Availability ${third}`,
  ])
})

test('March is stated with its four outages, April is open', async () => {
  const [first, ...more] = await ofKind('statementIssued')
  expect(more).toEqual([])
  const stated = JSON.parse((await world.daemon.store.text(String(first?.facts.digest))) ?? '') as Statement
  const [availability] = stated.commitments
  expect(availability?.verdicts).toEqual({ breached: 2, met: 2 })
  expect(availability?.periods.map(({ facts }) => facts.to.slice(5, 16))).toEqual([
    '03-03T12:30',
    '03-20T08:40',
    '03-20T09:50',
    '04-01T01:30',
  ])
  expect(stated.credits?.amount).toBe('150.00')
})

test('the warning of the second miss is taken back, and comes again with the third outage', async () => {
  const near = await ofKind('terminationNear')
  expect(near.map(({ facts }) => facts.superseded === true)).toEqual([false, true, false])
  expect(await ofKind('terminationMet')).toEqual([])
})
