import { describe, expect, test } from 'vitest'
import { creditText, event, pushDay, tell } from './aCredit.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'

const start = at('2026-03-02T00:00:00Z')
const payment =
  '  payment: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 5d } }, target: all, period: month }\n'
const answers =
  '  answers: { measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 4h, where: { severity: [high] } } }, target: all, period: month }\n'
const report =
  '  report: { measure: { elapsed: { from: period.ended, to: report.delivered, within: 2d } }, target: all, period: day }\n'
const chronic =
  'termination:\n  chronic: { right: customer, when: { missed: availability, times: 1, consecutive: true }, exercise: 10d, cure: 5d }\n'

const aWorld = (commitments: string): Promise<World> => {
  const text = creditText({ more: chronic }).replace('exclusions:', `${commitments}exclusions:`)
  return aDaemon({ now: start, texts: [text], roundMs: () => 6 * hour })
}

/** The series of a metric, as `labels value`, without what all of them have in common. */
async function series(world: World, name: string): Promise<string[]> {
  const text = await (await fetch(world.daemon.metricsUrl)).text()
  const found = [
    ...text.matchAll(new RegExp(`^${name}(?:_seconds)?\\{agreement="small",?(.*)\\} (\\S+)$`, 'gm')),
  ]
  return found.map(([, labels, value]) => `${labels} ${value}`.replaceAll('"', '').trim())
}
const seconds = (text: string): number => at(text) / 1000

describe('invoices', () => {
  const issued = (n: number, amount: string) =>
    event('invoice.issued', start + n * hour, { amount }, `R-${n}`)

  test('are open until their time has passed, then overdue with their money, then paid', async () => {
    const world = await aWorld(payment)
    world.now = start + 3 * hour
    await tell(world, issued(1, '1200.50'), issued(2, '300.00'))
    expect(await series(world, 'upheld_obligations')).toEqual([
      'commitment=payment,by=customer,state=open 2',
      'commitment=payment,by=customer,state=overdue 0',
    ])
    expect(await series(world, 'upheld_obligation_due_timestamp')).toEqual([
      `commitment=payment,by=customer ${seconds('2026-03-07T01:00:00Z')}`,
    ])
    expect(await series(world, 'upheld_overdue_amount')).toEqual(['currency=EUR 0'])
    await world.turn(start + 6 * day)
    expect(await series(world, 'upheld_overdue_amount')).toEqual(['currency=EUR 1500.5'])
    expect(await series(world, 'upheld_overdue_invoices')).toEqual(['2'])
    expect(await series(world, 'upheld_overdue_oldest_timestamp')).toEqual([
      `${seconds('2026-03-07T01:00:00Z')}`,
    ])
    await tell(world, event('invoice.paid', world.now, {}, 'R-1'))
    world.now += hour
    expect(await series(world, 'upheld_overdue_amount')).toEqual(['currency=EUR 300'])
  })

  test('that nothing says when to pay have no series', async () => {
    const world = await aWorld(answers)
    await tell(world, issued(0, '10.00'))
    expect(await series(world, 'upheld_overdue_amount')).toEqual([])
  })
})

describe('what waits for an answer', () => {
  test('counts only what was promised, and an answer ends it', async () => {
    const world = await aWorld(answers)
    const opened = (subject: string, severity: string) => event('ticket.opened', start, { severity }, subject)
    await tell(world, opened('T-1', 'high'), opened('T-2', 'low'), opened('T-3', 'high'))
    world.now = start + hour
    await tell(world, event('ticket.responded', world.now, {}, 'T-3'))
    expect(await series(world, 'upheld_obligations')).toEqual([
      'commitment=answers,by=provider,state=open 1',
      'commitment=answers,by=provider,state=overdue 0',
    ])
    world.now = start + 5 * hour
    expect((await series(world, 'upheld_obligations'))[1]).toMatch(/overdue 1$/)
  })

  test('is also a report that is due after a period', async () => {
    const world = await aWorld(report)
    await world.turn(start + day + hour)
    expect(await series(world, 'upheld_obligations')).toEqual([
      'commitment=report,by=provider,state=open 1',
      'commitment=report,by=provider,state=overdue 0',
    ])
    await tell(world, event('report.delivered', world.now, { period: '2026-03-02' }))
    world.now += hour
    expect((await series(world, 'upheld_obligations'))[0]).toMatch(/open 0$/)
  })
})

describe('the procedure between the parties', () => {
  test('shows who must answer until when, and the money between the claims', async () => {
    const world = await aWorld('')
    await pushDay(world, start, 'bad')
    world.now += hour
    await world.round()
    const past = { from: '2026-03-02T00:00:00Z', to: '2026-03-03T00:00:00Z' }
    const body = { matter: 'correction', source: 'web', claim: { outcome: 'good' }, ...past }
    const token = await world.token('provider', ['small'])
    const made = await world.send('POST', '/api/v1/agreements/small/proposals', { token, body })
    expect(made.status).toBe(201)
    expect(await series(world, 'upheld_proposals_waiting')).toEqual(['party=customer,matter=correction 1'])
    expect(await series(world, 'upheld_answer_deadline_timestamp')).toEqual([
      `party=customer,matter=correction ${(world.now + 30 * day) / 1000}`,
    ])
    // A tenth of 1000.00 for a day that the provider says was good.
    expect(await series(world, 'upheld_disputed_amount')).toEqual(['currency=EUR 100'])
    const customer = await world.token('customer', ['small'])
    const { id } = (await made.json()) as { id: string }
    const path = `/api/v1/agreements/small/proposals/${id}/refuse`
    expect((await world.send('POST', path, { token: customer, body: {} })).status).toBe(200)
    world.now += hour
    expect(await series(world, 'upheld_proposals_waiting')).toEqual([])
    expect(await series(world, 'upheld_disputed_amount')).toEqual(['currency=EUR 0'])
  })

  test('shows rights to terminate from their rise to their end', async () => {
    const world = await aWorld('')
    await pushDay(world, start, 'bad')
    await world.turn(start + day + 6 * hour)
    expect(await series(world, 'upheld_termination_rights')).toEqual([
      'clause=chronic,right=customer,state=open 1',
    ])
    // Five days to cure, then ten to use it.
    const [deadline] = await series(world, 'upheld_exercise_deadline_timestamp')
    expect(deadline).toBe(`clause=chronic,right=customer ${seconds('2026-03-18T00:00:00Z')}`)
    const token = await world.token('customer', ['small'])
    const body = { clause: 'chronic' }
    await world.send('POST', '/api/v1/agreements/small/termination', { token, body })
    world.now += hour
    expect(await series(world, 'upheld_termination_rights')).toEqual([
      'clause=chronic,right=customer,state=exercised 1',
    ])
    expect(await series(world, 'upheld_exercise_deadline_timestamp')).toEqual([])
  })

  test('shows known problems until they are resolved', async () => {
    const world = await aWorld('')
    const token = await world.token('provider', ['small'])
    const body = { id: 'p-1', about: 'knownProblem', title: 'Search is slow' }
    await world.send('POST', '/api/v1/announcements', { token, body })
    expect(await series(world, 'upheld_announcements_open')).toContain('about=knownProblem 1')
    await world.send('POST', '/api/v1/announcements', {
      ...{ token, body: { ...body, resolved: '2026-03-02T00:00:00Z' } },
    })
    world.now += hour
    expect(await series(world, 'upheld_announcements_open')).toContain('about=knownProblem 0')
  })
})
