import { beforeAll, describe, expect, test } from 'vitest'
import { backtest } from '../../src/backtest.ts'
import { readEvidence } from '../../src/evaluation/evidenceFile.ts'
import type { PeriodFacts } from '../../src/evaluation/verdict.ts'
import { publicHolidays } from '../../src/holidays.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import { headsInMail } from '../../src/ledger/headLine.ts'
import { verifyChain } from '../../src/ledger/verify.ts'
import type { NoticeRecord } from '../../src/notices/notice.ts'
import {
  aDaemon,
  afterwards,
  at,
  hour,
  lastsForTheFile,
  minute,
  target,
  type World,
} from '../daemon/aDaemon.ts'
import { type MailServer, mailServer } from '../notices/mailServer.ts'
import { shop, shopText, story } from './shop.ts'

/*
 * The slots are those of every ten minutes, each 18.747 s later: the offset that the source's identity gives it. Every
 * slot goes through the measuring rounds and the store. Within an hour of anything in the story a real HTTP request is
 * made and agreements are judged every ten minutes; in the calm between, a look is taken as good without a request,
 * and rounds are six hours apart, but for the first and last days of a month.
 */
const isNear = (slot: number): boolean => story.some(({ from, to }) => slot > from - hour && slot < to + hour)
const isMonthEdge = (now: number): boolean => new Date(now + 2 * hour).getUTCDate() === 1

interface Told {
  readonly to: string
  readonly kind: string
  readonly clause: string | null
  readonly references: readonly string[]
  readonly messageId: string
}

let mail: MailServer
let world: World
let entries: readonly Entry[]
let notices: readonly NoticeRecord[]
let told: readonly Told[]

async function announce(id: string, from: string, to: string): Promise<void> {
  const token = await world.token('provider', ['shop-globex'])
  const body = { id, kind: 'maintenance', from, to }
  const answer = await world.send('POST', '/api/v1/agreements/shop-globex/exclusions', { token, body })
  expect(answer.status).toBe(201)
}

beforeAll(async () => {
  lastsForTheFile()
  let now = 0
  mail = await mailServer()
  afterwards(() => mail[Symbol.asyncDispose]())
  const { port } = await target(shop(() => now))
  world = await aDaemon({
    now: at('2026-02-28T22:00:00Z'),
    texts: [shopText],
    env: { SHOP_PORT: String(port) },
    smtp: mail.port,
    roundMs: (from) => (isNear(from) || isMonthEdge(from) ? 10 * minute : 6 * hour),
    look: (_, slot) => {
      now = slot
      return isNear(slot) ? null : { outcome: 'good', latencyUs: 20_000 }
    },
  })
  await world.turn(at('2026-03-09T09:00:00Z'))
  await announce('in-time', '2026-03-15T02:00:00+01:00', '2026-03-15T04:00:00+01:00')
  await world.turn(at('2026-03-21T09:00:00Z'))
  await announce('too-late', '2026-03-22T02:00:00+01:00', '2026-03-22T03:00:00+01:00')
  await world.turn(at('2026-04-08T08:00:00Z'))
  await world.restart(at('2026-04-08T13:00:00Z'))
  await world.turn(at('2026-06-05T00:00:00Z'))
  entries = await world.entries('shop-globex')
  notices = await world.daemon.store.notices({ agreement: 'shop-globex', limit: 1000 })
  told = mail.received.map(({ to, mail: { messageId, references } }) => {
    const notice = notices.find((each) => each.messageId === messageId)
    const entry = entries.find((each) => each.id === notice?.entry)
    return {
      to: String(to[0]),
      kind: String(notice?.kind),
      clause: entry?.clause ?? null,
      references: references?.split(/\s+/) ?? [],
      messageId: String(messageId),
    }
  })
}, 120_000)

async function exported(): Promise<string> {
  const token = await world.token('auditor', ['shop-globex'])
  const path = '/api/v1/agreements/shop-globex/evidence?source=shop&from=2026-02-28&to=2026-06-01'
  return (await world.send('GET', path, { token })).text()
}

describe('three months of an agreement', () => {
  test('leave exactly these entries, in this order', () => {
    expect(entries.map(({ kind, clause, revision }) => [kind, clause, revision].join(' '))).toEqual([
      'agreementLoaded  1',
      // March. The four hours on the 10th warn, then are too much.
      'exclusionAnnounced maintenance 1',
      'atRisk availability 1',
      'breach availability 1',
      'creditStated availability 1',
      'terminationNear chronic 1',
      'exclusionAnnounced maintenance 1',
      'periodClosed availability 1',
      'periodClosed response 1',
      // The credit is granted, the month joined, and the credit settled by itself; then both get the statement.
      'creditStated availability 2',
      'creditsJoined  1',
      'statementIssued  1',
      // April. Five hours without the daemon, 25 slow answers, an outage.
      'evidenceGap  1',
      'atRisk response 1',
      'atRisk availability 1',
      'periodClosed availability 1',
      'breach response 1',
      'periodClosed response 1',
      'statementIssued  1',
      // May. The second miss of uptime; the term ends with it, and nothing more is judged.
      'atRisk availability 1',
      'breach availability 1',
      'creditStated availability 1',
      'terminationMet chronic 1',
      'agreementEnded  1',
      'periodClosed availability 1',
      'periodClosed response 1',
      'creditStated availability 2',
      'creditsJoined  1',
      'statementIssued  1',
      // The right is reminded of, and lapses unused.
      'stepDue  1',
      'terminationEnded chronic 1',
    ])
  })

  test('give uptime these figures', async () => {
    const closed = await world.facts('shop-globex', 'periodClosed', 'availability')
    const told = closed.map(({ from, verdict, seconds, measure, certainSince, credit }: PeriodFacts) => ({
      from,
      verdict,
      bad: seconds?.bad,
      excluded: seconds?.excluded,
      unknown: seconds?.unknown,
      total: seconds?.total,
      value: measure.value,
      certainSince,
      amount: credit?.amount,
    }))
    expect(told).toEqual([
      // March has 743 h = 2674800 s, less 7200 s of maintenance = 2667600 s; 0.5 % of it is 13338 s.
      // Bad: 4 h; 04:00 to 04:30 of the maintenance that ran over, and 18.747 s to the next good look; 1 h that was
      // announced too late; 1 h over the clock change: 14400 + 1818.747 + 3600 + 3600 s.
      // Certain 13338.001 s after 10:00:18.747.
      {
        from: '2026-03-01T00:00:00+01:00',
        verdict: 'breached',
        bad: '23418.747',
        excluded: '7200',
        unknown: '0',
        total: '2667600',
        value: '99.122104',
        certainSince: '2026-03-10T13:42:36.748+01:00',
        amount: '1200.00',
      },
      // April has 2592000 s, of which 12960 s may be bad: 20 slots are 12000 s, the 30 slots of the stop 18000 s.
      {
        from: '2026-04-01T00:00:00+02:00',
        verdict: 'undetermined',
        bad: '12000',
        excluded: '0',
        unknown: '18000',
        total: '2592000',
        value: '99.537037',
        certainSince: null,
        amount: '0.00',
      },
      // May has 2678400 s, of which 13392 s may be bad: 23 slots are 13800 s; certain 13392.001 s after 12:00:18.747.
      {
        from: '2026-05-01T00:00:00+02:00',
        verdict: 'breached',
        bad: '13800',
        excluded: '0',
        unknown: '0',
        total: '2678400',
        value: '99.484767',
        certainSince: '2026-05-05T15:43:30.748+02:00',
        amount: '1200.00',
      },
    ])
  })

  test('give quick answers these figures', async () => {
    const closed = await world.facts('shop-globex', 'periodClosed', 'response')
    // April has 4320 slots less 30 of the stop and 20 without an answer; 25 of 4270 are slow.
    expect(closed.map(({ verdict, measure }) => [verdict, measure.exact])).toEqual([
      ['met', '1/1'],
      ['breached', '849/854'],
      ['met', '1/1'],
    ])
    expect(closed[1]?.certainSince).toBe('2026-05-01T00:00:00+02:00')
  })

  test('declare each breach once, at the first look after it became certain', async () => {
    const breaches = entries.filter(({ kind }) => kind === 'breach')
    expect(breaches.map(({ decidedAt }) => new Date(decidedAt).toISOString())).toEqual([
      '2026-03-10T12:50:00.000Z',
      '2026-04-30T22:20:00.000Z',
      '2026-05-05T13:50:00.000Z',
    ])
    const [march] = await world.facts('shop-globex', 'breach', 'availability')
    expect(march?.certainSince).toBe('2026-03-10T13:42:36.748+01:00')
  })

  test('count the maintenance that was announced in time, and not the other', async () => {
    const [march] = await world.facts('shop-globex', 'periodClosed', 'availability')
    expect(march?.exclusions).toEqual([
      {
        id: 'in-time',
        kind: 'maintenance',
        from: '2026-03-15T02:00:00+01:00',
        to: '2026-03-15T04:00:00+01:00',
        effect: 'remove',
      },
    ])
  })

  test('tell of the time in which the daemon did not run', () => {
    const gap = entries.find(({ kind }) => kind === 'evidenceGap')
    expect(gap?.facts).toMatchObject({
      source: 'shop',
      from: '2026-04-08T10:00:18.747+02:00',
      to: '2026-04-08T15:00:18.747+02:00',
      seconds: '18000',
      reasons: { stopped: 30 },
      commitments: ['availability', 'response'],
    })
  })

  test('meet the termination clause with the second miss, for thirty days', () => {
    const met = entries.find(({ kind }) => kind === 'terminationMet')
    expect(met?.facts).toMatchObject({
      clause: 'chronic',
      right: 'customer',
      triggeredAt: '2026-05-05T15:43:30.748+02:00',
      exerciseBy: '2026-06-04',
    })
  })

  test('are told to each contact by what it asked for, once each', () => {
    const mailsTo = (address: string): string[] =>
      told.filter(({ to }) => to === address).map(({ kind, clause }) => `${kind} ${clause ?? ''}`)
    const both = [
      'amendment ',
      'exclusion maintenance',
      'breach availability',
      'terminationNear chronic',
      'exclusion maintenance',
      'periodClosed availability',
      'periodClosed response',
      'evidenceGap ',
      'periodClosed availability',
      'breach response',
      'periodClosed response',
      'breach availability',
      'terminationMet chronic',
      'periodClosed availability',
      'periodClosed response',
      'procedure ',
      'procedure ',
      'procedure chronic',
      // The papers of each month.
      'statement ',
      'statement ',
      'statement ',
    ].sort()
    expect(mailsTo('it@globex.test').sort()).toEqual(both)
    const warned = ['atRisk availability', 'atRisk availability', 'atRisk availability', 'atRisk response']
    expect(mailsTo('sla@acme.test').sort()).toEqual([...both, ...warned].sort())
    expect(mailsTo('legal@globex.test').sort()).toEqual([
      'breach availability',
      'breach availability',
      'breach response',
      'terminationMet chronic',
    ])
  })

  test('leave nothing in the outbox, and one Message-ID for each entry and recipient', () => {
    expect(notices.filter(({ state }) => state !== 'sent')).toEqual([])
    const pairs = notices.map(({ entry, recipient }) => `${entry} ${recipient}`)
    expect(new Set(pairs).size).toBe(pairs.length)
    expect(new Set(told.map(({ messageId }) => messageId)).size).toBe(told.length)
    expect(told).toHaveLength(notices.length)
  })

  test('put the mails about one period into one thread', () => {
    const march = told
      .filter(({ to, clause }) => to === 'sla@acme.test' && clause === 'availability')
      .slice(0, 3)
    const [atRisk, breach, closed] = march
    expect(march.map(({ kind }) => kind)).toEqual(['atRisk', 'breach', 'periodClosed'])
    expect(new Set(march.map(({ references }) => references[0])).size).toBe(1)
    expect(breach?.references).toContain(atRisk?.messageId)
    expect(closed?.references).toContain(breach?.messageId)
  })

  test('go to every mailbox under STARTTLS, in its language', () => {
    expect(mail.received.every(({ secure }) => secure)).toBe(true)
    const german = mail.received.filter(({ to }) => to[0] === 'legal@globex.test')
    expect(german[0]?.mail.subject).toContain('Verletzung: Monthly uptime 99,48 % < 99,5 %')
  })

  test('leave a chain that holds, with every head that the mails bear witness to', async () => {
    const token = await world.token('auditor', ['shop-globex'])
    const answer = await world.send('GET', '/api/v1/agreements/shop-globex/ledger', { token })
    const lines = (await answer.text()).split('\n').filter((line) => line !== '')
    const heads = mail.received.flatMap(({ raw }) => headsInMail(raw))
    const verified = verifyChain({ lines, heads, publicKeys: [] })
    expect(verified.faults).toEqual([])
    expect(verified.entries).toBe(entries.length)
    expect(verified.witnesses).toBe(heads.length)
    expect(heads.length).toBeGreaterThanOrEqual(mail.received.length)
  })

  test('say the same when the exported evidence is judged without a daemon', async () => {
    const [agreement] = world.agreements()
    const maintenance = [
      ['in-time', '2026-03-09T09:00:00Z', '2026-03-15T02:00:00+01:00', '2026-03-15T04:00:00+01:00'],
      ['too-late', '2026-03-21T09:00:00Z', '2026-03-22T02:00:00+01:00', '2026-03-22T03:00:00+01:00'],
    ].map(([id, announcedAt, from, to]) =>
      JSON.stringify({ exclusion: 'maintenance', id, from, to, announcedAt, by: 'provider' }),
    )
    const read = readEvidence(agreement!, 'export.jsonl', [await exported(), ...maintenance].join('\n'))
    if (!read.ok) throw new Error(read.problems[0]?.message)
    const only = { from: at('2026-03-01T00:00:00+01:00'), to: at('2026-06-01T00:00:00+02:00') }
    const judged = backtest({
      agreement: agreement!,
      evidence: read.evidence,
      only,
      asOf: world.now,
      holidays: publicHolidays(),
    })
    const facts = await world.facts('shop-globex', 'periodClosed')
    const inOrder = [...facts].sort((a, b) =>
      a.commitment < b.commitment ? -1 : a.commitment > b.commitment ? 1 : 0,
    )
    for (const [i, period] of judged.periods.entries()) expect(inOrder[i]).toMatchObject(period)
    expect(judged.periods).toHaveLength(6)
    const token = await world.token('auditor', ['shop-globex'])
    const shown = await world.send('GET', '/api/v1/agreements/shop-globex/terminations', { token })
    expect(await shown.json()).toMatchObject({ items: judged.termination })
  })

  test('have an observation for every slot', async () => {
    const instants = (await exported())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => at((JSON.parse(line) as { at: string }).at))
      .filter((one) => one >= at('2026-03-01T00:00:00+01:00'))
    // 743 h, 720 h and 744 h at six slots an hour.
    expect(instants).toHaveLength(13_242)
    expect(instants.every((one, i) => i === 0 || one - (instants[i - 1] ?? 0) === 10 * minute)).toBe(true)
  })
})
