import { expect, test } from 'vitest'
import { parseAgreement } from '../../src/agreement/parse.ts'
import type { Facts } from '../../src/ledger/facts.ts'
import { parseContext } from '../../src/settings/context.ts'
import type { Statement } from '../../src/statements/statement.ts'
import { creditText } from './aCredit.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'

const april = at('2026-04-01T00:00:00Z')
const text = (per: string): string =>
  creditText({ period: 'month', more: `statements: { per: ${per} }\n` }).replace(
    'web: { push: state, every: 10m }',
    'web: { declared: {} }',
  )

const read = async (world: World, file: string): Promise<Response> =>
  world.send('GET', `/api/v1/agreements/small/statements/${file}`, {
    token: await world.token('customer', ['small']),
  })
const issued = async (world: World) =>
  (await world.entries('small', 'statementIssued')).map(({ period, facts }) => [
    period?.from.slice(0, 10),
    (facts as unknown as Facts['statementIssued']).version,
  ])
const tell = async (world: World, from: string, to: string): Promise<void> => {
  const token = await world.token('operator')
  const line = { source: 'web', from, to, outcome: 'bad' }
  await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: [line] })
}

test('a statement of a quarter holds its three months, comes when they are judged, and again with what differs', async () => {
  const start = at('2026-01-01T00:00:00Z')
  const world = await aDaemon({ now: start, texts: [text('quarter')], roundMs: () => 5 * day })
  await world.turn(at('2026-03-01T00:00:00Z'))
  await tell(world, '2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z')
  await world.turn(april - hour)
  expect(await issued(world)).toEqual([])
  await world.restart(april + 12 * hour)
  await world.turn(april + 13 * hour)
  expect(await issued(world)).toEqual([['2026-01-01', 1]])
  const first = (await (await read(world, '2026-01.json')).json()) as Statement
  // A day of 31 is more than 1 %: a tenth of the fee of 1,000.00; the other two months kept theirs.
  expect(first).toMatchObject({ to: '2026-04-01T00:00:00+00:00', credits: { amount: '100.00' } })
  expect(first.commitments[0]?.verdicts).toEqual({ breached: 1, met: 2 })

  await tell(world, '2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z')
  await world.turn(april + 2 * day)
  expect(await issued(world)).toEqual([
    ['2026-01-01', 1],
    ['2026-01-01', 2],
  ])
  const second = (await (await read(world, '2026-01-01.json')).json()) as Statement
  expect(second.credits).toMatchObject({ amount: '200.00', from: '2026-01-01T00:00:00+00:00', to: second.to })
  expect(second.creditMonths?.map(({ amount }) => amount)).toEqual(['100.00', '100.00'])
  const german = await (await read(world, '2026-01.html?language=de')).text()
  expect(german).toContain('Abrechnung für 1. Quartal 2026')
  expect(german).toContain('200,00 EUR')
}, 60_000)

test('a statement of a billing month has the days of that month', async () => {
  const start = at('2026-03-10T00:00:00Z')
  const per = '{ billing: month, anchor: 2026-01-15 }'
  const texts = [text(per).replace('period: month', `period: ${per}`)]
  const world = await aDaemon({ now: start, texts, roundMs: () => 2 * day })
  await world.turn(at('2026-04-17T00:00:00Z'))
  expect((await issued(world)).map(([from]) => from)).toContain('2026-03-15')
  const html = await (await read(world, '2026-03-15.html')).text()
  expect(html).toContain('Statement for 15 March 2026 – 14 April 2026')
}, 60_000)

test('a statement is for months, quarters or years', () => {
  const problems = (per: string): string[] => {
    const read = parseAgreement('small.yaml', text(per), parseContext({}, new Map()))
    return read.ok ? [] : read.problems.map(({ message }) => message)
  }
  expect(problems('{ fiscal: year, startsIn: july }')).toEqual([])
  expect(problems('week').join()).toContain('is not month, quarter or year')
  expect(problems('incident').join()).toContain('is not month, quarter or year')
})
