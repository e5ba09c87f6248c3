import { describe, expect, test } from 'vitest'
import type { CreditFacts } from '../../src/ledger/credits.ts'
import type { JoinedFacts } from '../../src/ledger/facts.ts'
import { creditText, event, push, pushDay, tell } from './aCredit.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'

const start = at('2026-03-02T00:00:00Z')
const roundMs = () => 6 * hour

const statements = async (world: World): Promise<CreditFacts[]> =>
  (await world.entries('small', 'creditStated')).map(({ facts }) => facts as unknown as CreditFacts)
const stated = async (world: World) =>
  (await statements(world)).map(({ state, amount, claimUntil }) => [state, amount, claimUntil])
const told = async (world: World): Promise<string[]> => {
  const notices = await world.daemon.store.notices({ agreement: 'small', limit: 1000 })
  const entries = await world.entries('small')
  return notices
    .filter(({ kind }) => kind === 'credit')
    .map(({ entry, party }) => `${party} ${entries.find(({ id }) => id === entry)?.kind}`)
    .sort()
}

describe('a credit that must be claimed', () => {
  const claim = '{ within: 7d, after: periodEnd }'
  const aBadDay = async (): Promise<World> => {
    const world = await aDaemon({ now: start, texts: [creditText({ claim })], roundMs })
    await pushDay(world, start, 'bad')
    await world.turn(start + day + hour)
    return world
  }

  test('is claimable from the closing on, and expires the day after its deadline', async () => {
    const world = await aBadDay()
    expect(await stated(world)).toEqual([
      ['accrued', '100.00', '2026-03-09'],
      ['claimable', '100.00', '2026-03-09'],
    ])
    await world.turn(start + 8 * day - hour)
    expect(await stated(world)).toHaveLength(2)
    await world.turn(start + 8 * day + hour)
    expect((await stated(world)).at(-1)).toEqual(['expired', '100.00', '2026-03-09'])
    expect(await told(world)).toEqual(['customer creditStated', 'provider creditStated'])
  })

  test('expires once, however often and late the daemon starts', async () => {
    const world = await aBadDay()
    await world.restart(start + 20 * day)
    await world.restart(start + 21 * day)
    expect((await stated(world)).map(([state]) => state)).toEqual(['accrued', 'claimable', 'expired'])
  })

  test('is claimed, answered twice and told to both parties, whenever the daemon is restarted', async () => {
    const world = await aBadDay()
    world.now = start + 2 * day
    await tell(world, event('claim.filed', start + 2 * day, { period: '2026-03-02', about: 'availability' }))
    await world.restart(start + 3 * day)
    await tell(world, event('claim.answered', start + 3 * day, { period: '2026-03-02', answer: 'refused' }))
    await world.restart(start + 4 * day)
    await tell(world, event('claim.answered', start + 4 * day, { period: '2026-03-02', answer: 'accepted' }))
    await world.restart(start + 5 * day)
    await world.restart(start + 30 * day)
    expect((await stated(world)).map(([state]) => state)).toEqual([
      'accrued',
      'claimable',
      'claimed',
      'refused',
      'accepted',
    ])
    expect((await told(world)).filter((each) => each.startsWith('customer'))).toEqual([
      'customer claimAnswered',
      'customer claimAnswered',
      'customer claimFiled',
    ])
  })

  test('that was claimed in time is claimed, though it is heard of after the deadline', async () => {
    const world = await aBadDay()
    await world.restart(start + 9 * day)
    await tell(world, event('claim.filed', start + 3 * day, { period: '2026-03-02' }))
    await world.round()
    expect((await stated(world)).map(([state]) => state)).toEqual([
      'accrued',
      'claimable',
      'expired',
      'claimed',
    ])
  })
})

describe('an automatic credit', () => {
  test('settles by itself when its month is over, with the month after joins and caps', async () => {
    const credits = '  cap: 15% of fees.service per month\n'
    const world = await aDaemon({ now: start, texts: [creditText({ credits })], roundMs })
    await pushDay(world, start, 'bad')
    await pushDay(world, start + day, 'bad')
    await world.turn(start + 20 * day)
    expect((await stated(world)).map(([state]) => state).sort()).toEqual([
      'accrued',
      'accrued',
      'automatic',
      'automatic',
    ])
    await world.restart(start + 31 * day)
    expect((await stated(world)).slice(4).map(([state]) => state)).toEqual(['settled', 'settled'])
    const [month] = await world.entries('small', 'creditsJoined')
    expect(month?.facts as unknown as JoinedFacts).toMatchObject({ amount: '150.00', capped: true })
    expect(await told(world)).toEqual(['customer creditsJoined', 'provider creditsJoined'])
  })

  test('that has settled is corrected by a difference when a later fee changes it', async () => {
    const world = await aDaemon({ now: start, texts: [creditText()], roundMs })
    await pushDay(world, start, 'bad')
    await world.turn(start + 31 * day)
    await push(world, [{ fee: 'service', from: '2026-03-01', to: '2026-04-01', amount: '600.00' }])
    await world.round()
    await world.restart(start + 33 * day)
    const last = (await statements(world)).slice(-2)
    expect(
      last.map(({ state, amount, settled, difference }) => [state, amount, settled, difference]),
    ).toEqual([
      ['settled', '100.00', '100.00', null],
      ['settled', '60.00', '60.00', '-40.00'],
    ])
  })
})

describe('the news of a month', () => {
  const line = (amount: string) => [{ fee: 'service', from: '2026-03-01', to: '2026-04-01', amount }]
  const claim = '{ within: 60d, after: periodEnd }'
  const mailsSince = async (world: World, seq: number) => {
    const entries = (await world.entries('small')).filter((each) => each.seq > seq)
    const notices = await world.daemon.store.notices({ agreement: 'small', limit: 500 })
    const customer = notices.filter(({ party }) => party === 'customer').map((each) => each.entry)
    const told = entries.filter(({ id, kind }) => kind.startsWith('credit') && customer.includes(id))
    return told.map(({ kind, facts }) => [kind, facts.amount])
  }

  test('is one mail where a later fee changes its only credit', async () => {
    const world = await aDaemon({ now: start, texts: [creditText({ claim })], roundMs })
    await pushDay(world, start, 'bad')
    await world.turn(start + 31 * day)
    const { length } = await world.entries('small')
    await push(world, line('600.00'))
    await world.turn(start + 32 * day)
    expect(await mailsSince(world, length)).toEqual([['creditStated', '60.00']])
  })

  test('is one mail where a later fee changes several, with what is due after the cap', async () => {
    const credits = '  cap: 15% of fees.service per month\n'
    const world = await aDaemon({ now: start, texts: [creditText({ claim, credits })], roundMs })
    await pushDay(world, start, 'bad')
    await pushDay(world, start + day, 'bad')
    await world.turn(start + 31 * day)
    const { length } = await world.entries('small')
    await push(world, line('600.00'))
    await world.turn(start + 32 * day)
    // 15 % of 600.00; each of the two days gives 60.00 by itself.
    expect(await mailsSince(world, length)).toEqual([['creditsJoined', '90.00']])
    const last = (await world.entries('small', 'creditStated')).at(-1)
    expect(last?.facts).toMatchObject({ amount: '60.00', together: { amount: '90.00', capped: true } })
  })
})

describe('a credit whose base or whose payment is awaited', () => {
  test('is pending until the invoice that it is taken from is there', async () => {
    const claim = '{ within: 60d, after: periodEnd }'
    const text = creditText({ claim, of: 'fees.service of next invoice', period: 'month' })
    const world = await aDaemon({ now: at('2026-03-01T00:00:00Z'), texts: [text], roundMs: () => day / 2 })
    await push(world, [])
    for (let n = 0; n < 31; n++) await pushDay(world, at('2026-03-01T00:00:00Z') + n * day, 'bad')
    await world.turn(at('2026-04-02T00:00:00Z'))
    const before = (await stated(world)).at(-1)
    await tell(
      world,
      event('invoice.issued', at('2026-04-02T00:00:00Z'), { fee: 'service', amount: '800.00' }),
    )
    await world.round()
    expect([before, (await stated(world)).at(-1)]).toEqual([
      ['claimable', '100.00', '2026-05-30'],
      ['claimable', '80.00', '2026-05-30'],
    ])
  })

  test('is suspended while the customer is in arrears, and released on payment', async () => {
    const payment =
      '  payment: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 2d } }, target: all, period: month }\n'
    const text = creditText({ credits: '  requires: [payment]\n' }).replace(
      'exclusions:',
      `${payment}exclusions:`,
    )
    const world = await aDaemon({ now: start, texts: [text], roundMs })
    world.now = start + day
    await tell(world, event('invoice.issued', start + hour))
    await pushDay(world, start, 'bad')
    await world.turn(start + day + hour)
    await world.restart(start + 3 * day)
    await tell(world, event('invoice.paid', start + 3 * day))
    await world.restart(start + 4 * day)
    expect((await stated(world)).map(([state]) => state)).toEqual([
      'accrued',
      'automatic',
      'suspended',
      'automatic',
    ])
  })

  test('is told to both parties when a payment releases it after its month is over', async () => {
    const payment =
      '  payment: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 2d } }, target: all, period: day }\n'
    const text = creditText({ credits: '  requires: [payment]\n' }).replace(
      'exclusions:',
      `${payment}exclusions:`,
    )
    const world = await aDaemon({ now: start, texts: [text], roundMs: () => day })
    world.now = start + day
    await tell(world, event('invoice.issued', start + hour))
    await pushDay(world, start, 'bad')
    const later = at('2026-04-05T00:00:00Z')
    await world.turn(later)
    await tell(world, event('invoice.paid', later))
    await world.turn(later + day)
    const [before, released] = (await world.entries('small', 'creditStated')).slice(-2)
    expect([before?.facts.state, released?.facts.state]).toEqual(['suspended', 'settled'])
    const told = await world.daemon.store.notices({ entry: released!.id, limit: 10 })
    expect(told.map(({ party }) => party).sort()).toEqual(['customer', 'provider'])
  })
})

describe('a correction of a closed period', () => {
  const evening = at('2026-03-02T20:00:00Z')
  test('says which figures differ, undoes what followed, and is told to both parties', async () => {
    const commitment =
      '  support: { measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 1h } }, target: all, period: day, credit: { give: 10%, of: fees.service of one month } }\n'
    const clause =
      'termination:\n  slow: { right: customer, when: { missed: support, times: 1, outOf: 1 }, exercise: 20d }\n'
    const text = creditText({ claim: '{ within: 7d, after: periodEnd }', more: clause })
    const world = await aDaemon({
      now: evening,
      texts: [text.replace('exclusions:', `${commitment}exclusions:`)],
      roundMs,
    })
    await tell(world, event('ticket.opened', evening, {}, 'T-1'))
    await world.turn(start + day + 6 * hour)
    const before = (await stated(world)).at(-1)?.[0]
    await tell(world, event('ticket.responded', evening + hour / 2, {}, 'T-1'))
    await world.round()
    await world.restart(start + 2 * day)
    expect([before, (await stated(world)).at(-1)?.[0]]).toEqual(['claimable', 'void'])
    const [, second] = (await world.entries('small', 'periodClosed')).filter(
      (each) => each.clause === 'support',
    )
    expect(second?.facts.changes).toEqual(
      expect.arrayContaining([
        { figure: 'verdict', before: 'breached', after: 'met' },
        { figure: 'credit', before: '100.00', after: '0.00' },
      ]),
    )
    const notices = await world.daemon.store.notices({ entry: second!.id, limit: 10 })
    expect(notices.map(({ party }) => party).sort()).toEqual(['customer', 'provider'])
    const rights = await world.entries('small', 'terminationMet')
    expect(rights.map(({ facts }) => facts.superseded ?? false)).toEqual([false, true])
  })
})
