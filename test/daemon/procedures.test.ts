import { describe, expect, test } from 'vitest'
import type { PeriodFacts } from '../../src/evaluation/verdict.ts'
import type { EntryKind } from '../../src/ledger/entry.ts'
import { aDaemon, at, day, hour, minute, type World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const api = '/api/v1/agreements/small'

const credit = `
fees: { service: { amount: 3100.00, per: month } }
currency: EUR
`

const withBands = pushText({ more: credit }).replace(
  '    period: day\n',
  '    period: day\n    credit: { bands: [{ when: "< 99%, >= 95%", give: 10% }, { when: "< 95%", give: 50% }], of: fees.service of one month }\n',
)

interface Parties {
  readonly world: World
  readonly provider: string
  readonly customer: string
}

/** A closed day of which two hours were bad. */
async function aClosedDay(more = '', text = pushText({ more })): Promise<Parties> {
  const world = await aDaemon({ now: start, texts: [text] })
  const [operator, provider, customer] = await Promise.all([
    world.token('operator'),
    world.token('provider', ['small']),
    world.token('customer', ['small']),
  ])
  world.now = start + day + 30 * minute
  const lines = [
    spanLine('web', '2026-03-02T00:00:00Z', '2026-03-02T10:00:00Z', 'good'),
    spanLine('web', '2026-03-02T10:00:00Z', '2026-03-02T12:00:00Z', 'bad'),
    spanLine('web', '2026-03-02T12:00:00Z', '2026-03-03T00:00:00Z', 'good'),
  ]
  const sent = await world.send('POST', '/api/v1/evidence?agreement=small', { token: operator, body: lines })
  expect(sent.status).toBe(200)
  await world.round()
  return { world, provider, customer }
}

const past = { from: '2026-03-02T10:00:00Z', to: '2026-03-02T12:00:00Z' }
const correction = { matter: 'correction', source: 'web', claim: { outcome: 'good' }, ...past }
const exclusion = { matter: 'exclusion', kind: 'maintenance', cause: 'The disk was full.', ...past }

async function propose({ world, provider }: Parties, body: object, token = provider): Promise<string> {
  const made = await world.send('POST', `${api}/proposals`, { token, body })
  expect(made.status).toBe(201)
  return ((await made.json()) as { id: string }).id
}

const move = ({ world }: Parties, id: string, what: string, token: string, body: object = {}) =>
  world.send('POST', `${api}/proposals/${id}/${what}`, { token, body })

const closed = (world: World): Promise<PeriodFacts[]> => world.facts('small', 'periodClosed', 'availability')
const mailsOf = async (world: World, kind: string) => {
  const [entry] = (await world.entries('small')).filter((each) => each.kind === kind).slice(-1)
  const records = await world.daemon.store.notices({ agreement: 'small', limit: 200 })
  return records.filter((each) => each.entry === entry?.id).map((each) => each.party)
}

describe('an exclusion after the fact', () => {
  test('counts once the other party accepts it: the closed day is judged again as revision 2', async () => {
    const parties = await aClosedDay()
    const { world, customer } = parties
    expect((await closed(world)).map(({ verdict }) => verdict)).toEqual(['breached'])
    const id = await propose(parties, exclusion)
    await world.round()
    expect((await closed(world)).map(({ verdict }) => verdict)).toEqual(['breached'])
    expect((await move(parties, id, 'accept', customer)).status).toBe(200)
    await world.round()
    const [first, second] = await world.entries('small', 'periodClosed')
    expect(second).toMatchObject({ revision: 2, supersedes: first?.id, facts: { verdict: 'met' } })
    expect(second?.facts.exclusions).toMatchObject([{ id, kind: 'maintenance' }])
  })

  test('is told to both parties when proposed and when answered', async () => {
    const parties = await aClosedDay()
    const id = await propose(parties, exclusion)
    expect(await mailsOf(parties.world, 'proposalMade')).toEqual(['customer', 'provider'])
    await move(parties, id, 'refuse', parties.customer, { reason: 'We were not told.' })
    expect(await mailsOf(parties.world, 'proposalAnswered')).toEqual(['customer', 'provider'])
  })

  test('has an id by which the other party can answer it: dots alone vanish from an address', async () => {
    const { world, provider } = await aClosedDay()
    for (const id of ['.', '..']) {
      const made = await world.send('POST', `${api}/proposals`, {
        token: provider,
        body: { ...exclusion, id },
      })
      expect(made.status).toBe(400)
      const announced = { id, kind: 'maintenance', from: '2026-03-04T00:00:00Z', to: '2026-03-04T01:00:00Z' }
      const told = await world.send('POST', `${api}/exclusions`, { token: provider, body: announced })
      expect(told.status).toBe(400)
    }
    expect(await world.entries('small', 'proposalMade')).toEqual([])
  })

  test('is not taken back by one party once both have agreed', async () => {
    const parties = await aClosedDay()
    const id = await propose(parties, exclusion)
    await move(parties, id, 'accept', parties.customer)
    const gone = await parties.world.send('DELETE', `${api}/exclusions/${id}`, { token: parties.provider })
    expect(gone.status).toBe(409)
  })

  test('of the future is refused: it is announced instead', async () => {
    const { world, provider } = await aClosedDay()
    const body = { ...exclusion, from: '2026-03-04T00:00:00Z', to: '2026-03-04T01:00:00Z' }
    expect((await world.send('POST', `${api}/proposals`, { token: provider, body })).status).toBe(422)
  })

  test('of a kind that needs consent counts the same way', async () => {
    const text = pushText({ more: '' }).replace(
      'maintenance: { notice: 1h, effect: remove }',
      'maintenance: { consent: both, effect: excuse }',
    )
    const parties = await aClosedDay('', text)
    const id = await propose(parties, exclusion, parties.customer)
    await move(parties, id, 'accept', parties.provider)
    await parties.world.round()
    expect((await closed(parties.world)).at(-1)?.verdict).toBe('met')
  })
})

describe('a dispute', () => {
  test('that is accepted counts in the place of the evidence, which stays as it was', async () => {
    const parties = await aClosedDay()
    const { world } = parties
    const before = await world.daemon.store.extent('push')
    const id = await propose(parties, { ...correction, cause: 'Our probe was cut off.' })
    await move(parties, id, 'accept', parties.customer)
    await world.round()
    const [first, second] = await closed(world)
    expect([first?.verdict, second?.verdict]).toEqual(['breached', 'met'])
    expect(second?.seconds).toMatchObject({ bad: '0', total: '86400' })
    expect(second?.inputs.evidence[0]?.observations).toBe(first?.inputs.evidence[0]?.observations)
    expect(second?.inputs.digest).not.toBe(first?.inputs.digest)
    expect(await world.daemon.store.extent('push')).toEqual(before)
  })

  test('that is accepted still counts after a restart', async () => {
    const parties = await aClosedDay()
    const id = await propose(parties, correction)
    await move(parties, id, 'accept', parties.customer)
    await parties.world.restart(parties.world.now + minute)
    await parties.world.round()
    expect((await closed(parties.world)).at(-1)?.verdict).toBe('met')
  })

  test('shows three figures and the money between them', async () => {
    const parties = await aClosedDay('', withBands)
    const id = await propose(parties, correction)
    await move(parties, id, 'claim', parties.customer, { claim: { outcome: 'bad' }, reason: 'It was down.' })
    const { world, customer: token } = parties
    const shown = await world.send('GET', `${api}/proposals/${id}/figures`, { token })
    // 2 of 24 hours were bad: 91.67 %, and 50 % of 3,100.00.
    expect(await shown.json()).toMatchObject({
      items: [
        {
          commitment: 'availability',
          measured: { verdict: 'breached', credit: { amount: '1550.00' } },
          provider: { verdict: 'met', credit: { amount: '0.00' } },
          customer: { verdict: 'breached', credit: { amount: '1550.00' } },
          between: '1550.00',
          currency: 'EUR',
        },
      ],
    })
    expect(await mailsOf(world, 'claimStated')).toEqual(['customer', 'provider'])
  })

  test('keeps its three figures in the entries about it, and not a second time when it is said again', async () => {
    const parties = await aClosedDay('', withBands)
    const id = await propose(parties, correction)
    const said = { claim: { outcome: 'bad' }, reason: 'It was down.' }
    await move(parties, id, 'claim', parties.customer, said)
    await move(parties, id, 'claim', parties.customer, said)
    await move(parties, id, 'accept', parties.customer)
    const told = async (kind: EntryKind) =>
      (await parties.world.entries('small', kind)).map(({ facts }) => facts.disputed)
    // 22 of 24 hours were good: 91.66 % as the eye is shown it; 50 % of 3,100.00 is due. All good: nothing is.
    const measured = { shown: '91.66 %', verdict: 'breached', credit: { amount: '1550.00' } }
    const provider = { shown: '100 %', verdict: 'met', credit: { amount: '0.00' } }
    // Before the customer speaks, the measured figures are what it has to say.
    const before = { periods: [{ measured, provider, customer: measured, between: '1550.00' }], omitted: 0 }
    expect(await told('proposalMade')).toMatchObject([before])
    expect(await told('claimStated')).toMatchObject([before])
    expect(await told('proposalAnswered')).toMatchObject([before])
  })

  test('is about a source of the agreement and says what such a source can say', async () => {
    const { world, provider } = await aClosedDay()
    const send = async (body: object) =>
      (await world.send('POST', `${api}/proposals`, { token: provider, body })).status
    expect(await send({ ...correction, source: 'wbe' })).toBe(422)
    expect(await send({ ...correction, claim: { value: '1' } })).toBe(422)
    expect(await send({ ...correction, claim: { outcome: 'fine' } })).toBe(400)
  })
})

describe('answers', () => {
  test('by the proposer, the operator and others are refused', async () => {
    const parties = await aClosedDay()
    const id = await propose(parties, exclusion)
    expect((await move(parties, id, 'accept', parties.provider)).status).toBe(403)
    expect((await move(parties, id, 'accept', await parties.world.token('operator'))).status).toBe(403)
    expect((await move(parties, id, 'withdraw', parties.customer)).status).toBe(403)
    expect((await move(parties, 'p-none', 'accept', parties.customer)).status).toBe(404)
  })

  test('of two at once the first one counts, and the ledger has one answer', async () => {
    const parties = await aClosedDay()
    const id = await propose(parties, exclusion)
    const all = await Promise.all([
      move(parties, id, 'accept', parties.customer),
      move(parties, id, 'refuse', parties.customer),
      move(parties, id, 'withdraw', parties.provider),
      move(parties, id, 'accept', parties.customer),
    ])
    const answers = await parties.world.entries('small', 'proposalAnswered')
    expect(answers).toHaveLength(1)
    expect(all.filter(({ status }) => status === 409).length).toBeGreaterThanOrEqual(2)
    const announced = await parties.world.entries('small', 'exclusionAnnounced')
    expect(announced).toHaveLength(answers[0]?.facts.outcome === 'accepted' ? 1 : 0)
  })

  test('a second proposal of the same content while it is open is the same one', async () => {
    const parties = await aClosedDay()
    expect(await propose(parties, exclusion)).toBe(await propose(parties, exclusion))
    expect(await parties.world.entries('small', 'proposalMade')).toHaveLength(1)
  })
})

describe('deadlines', () => {
  test('are reminded of once and end in a refusal unless the contract says otherwise', async () => {
    const parties = await aClosedDay('procedure: { answerWithin: 2d, remind: 1d }\n')
    const { world } = parties
    const made = world.now
    await propose(parties, exclusion)
    world.now = made + day + hour
    await world.round()
    await world.round()
    expect(await world.entries('small', 'stepDue')).toHaveLength(1)
    world.now = made + 2 * day
    await world.round()
    const [answer] = await world.entries('small', 'proposalAnswered')
    expect(answer?.facts).toMatchObject({ outcome: 'lapsed', isAccepted: false, answeredBy: 'silence' })
    expect(await world.entries('small', 'exclusionAnnounced')).toEqual([])
  })

  test('end in an acceptance where both parties agreed to that', async () => {
    const more = 'procedure: { answerWithin: 2d, matters: { exclusion: { ifSilent: accepted } } }\n'
    const parties = await aClosedDay(more)
    const { world } = parties
    await propose(parties, exclusion)
    world.now += 2 * day
    await world.round()
    await world.round()
    expect((await closed(world)).find(({ from }) => from.startsWith('2026-03-02'))?.verdict).toBeDefined()
    const revised = (await world.entries('small', 'periodClosed')).filter(({ revision }) => revision === 2)
    expect(revised.map(({ facts }) => facts.verdict)).toEqual(['met'])
  })

  test('in business days are counted by the calendar that the contract names', async () => {
    const more = `procedure: { answerWithin: 2 business days, calendar: office }
calendars: { office: { days: mon-fri, hours: "08:00-17:00", holidays: [2026-03-04] } }
`
    const parties = await aClosedDay(more)
    await propose(parties, exclusion)
    const [made] = await parties.world.entries('small', 'proposalMade')
    expect(made?.facts.answerBy).toBe('2026-03-06T17:00:00+00:00')
  })
})

test('a stop between an answer and its judgement loses nothing', async () => {
  const parties = await aClosedDay()
  const id = await propose(parties, exclusion)
  await move(parties, id, 'accept', parties.customer)
  await parties.world.restart(parties.world.now + minute)
  await parties.world.round()
  const verdicts = (await closed(parties.world)).filter(({ from }) => from.startsWith('2026-03-02'))
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['breached', 'met'])
})

test('a calendar announces its coming occurrences once, however often it is sent', async () => {
  const { world, provider } = await aClosedDay()
  const text = `BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:patch@acme.test
DTSTART:20260301T020000Z
DTEND:20260301T040000Z
RRULE:FREQ=DAILY;COUNT=5
SUMMARY:Patches
END:VEVENT
END:VCALENDAR`
  const send = async () => {
    const response = await fetch(`${world.daemon.url}${api}/exclusions.ics?kind=maintenance`, {
      method: 'POST',
      headers: { authorization: `Bearer ${provider}`, 'content-type': 'text/calendar' },
      body: text,
    })
    return response.json()
  }
  // It is 3 March, half past midnight: three of five are still to come.
  expect(await send()).toEqual({ announced: 3, known: 0, refused: [] })
  expect(await send()).toEqual({ announced: 0, known: 3, refused: [] })
  const announced = await world.entries('small', 'exclusionAnnounced')
  expect(announced.map(({ facts }) => facts.from)).toEqual([
    '2026-03-03T02:00:00+00:00',
    '2026-03-04T02:00:00+00:00',
    '2026-03-05T02:00:00+00:00',
  ])
})

describe('a kind with several ways', () => {
  const ways = (either: string): string =>
    pushText({}).replace(
      'maintenance: { notice: 1h, effect: remove }',
      `maintenance: { either: [${either}], effect: excuse }`,
    )
  const announce = async (either: string) => {
    const { world, provider } = await aClosedDay('', ways(either))
    const body = { kind: 'maintenance', from: '2026-03-03T10:00:00Z', to: '2026-03-03T12:00:00Z' }
    return world.send('POST', `${api}/exclusions`, { token: provider, body })
  }

  test('can be announced by one party where one of them needs no consent', async () => {
    expect((await announce('{ notice: 1h }, { consent: both }')).status).toBe(201)
  })

  test('cannot where each of them needs it', async () => {
    const refused = await announce('{ notice: 1h, consent: both }, { consent: both }')
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('consent of both parties')
  })

  test('counts by the way that was agreed on afterwards', async () => {
    const parties = await aClosedDay('', ways('{ notice: 1h }, { consent: both }'))
    await move(parties, await propose(parties, exclusion), 'accept', parties.customer)
    await parties.world.round()
    expect((await closed(parties.world)).at(-1)?.verdict).toBe('met')
  })
})
