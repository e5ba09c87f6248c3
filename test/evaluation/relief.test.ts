import { describe, expect, test } from 'vitest'
import { agreementText, backtested, bad, d, event, good } from './backtested.ts'

const text = (rule: string) =>
  agreementText(
    `sources:
  s: { declared: {} }
  load: { push: gauge, every: 10m, holdsFor: 25m }
  e: { push: event }
commitments:
  c: { measure: { uptime: { of: s } }, target: ">= 99%", period: day, exclude: [relief] }
exclusions:
  relief: ${rule}
`,
    'Europe/Berlin',
  )
const load = (time: string, value: string) => ({ source: 'load', at: d(time), value })
const period = (rule: string, lines: readonly object[]) =>
  backtested(text(rule), lines).periods.find(({ from }) => from.startsWith('2026-03-10'))

describe('a load above a limit', () => {
  const rule = '{ while: { gauge: load, is: "> 80" }, effect: excuse }'
  // Above the limit from 10:10 to 10:20; the last number speaks for 25 minutes and no longer.
  const loads = [load('10:00', '80'), load('10:10', '80.5'), load('10:20', '79'), load('11:00', '99')]

  test('relieves for as long as the number speaks, to the second', () => {
    const outage = [bad(d('10:05'), d('10:25')), bad(d('11:20'), d('11:40'))]
    // 20 + 20 minutes bad; excused 10:10–10:20 and 11:20–11:25: 25 minutes stay.
    expect(period(rule, [...loads, ...outage])).toMatchObject({
      seconds: { bad: '1500', excused: '900', total: '86400' },
    })
  })

  test('does nothing where the number only equals it', () => {
    expect(period(rule, [load('10:00', '80.0'), bad(d('10:00'), d('10:10'))])).toMatchObject({
      seconds: { bad: '600', excused: '0' },
    })
  })

  test('stays within its budget', () => {
    const budget = rule.replace('effect', 'budget: 4m per day, effect')
    expect(period(budget, [...loads, bad(d('10:10'), d('10:20'))])).toMatchObject({
      seconds: { bad: '360', excused: '240' },
    })
  })
})

describe('use beyond what was agreed', () => {
  const rule = '{ while: { usage: calls, over: 100, per: day }, effect: remove }'
  const used = (time: string, quantity: string, of = 'calls') =>
    event('usage.reported', d(time), `${time} ${of}`, { of, quantity })

  test('relieves from the report that passes it to the end of the local day', () => {
    // 60 + 40 = 100 is what was agreed; 0.1 more at 12:00 passes it. The day ends at 23:00Z: 11 hours leave.
    const lines = [
      used('08:00', '60'),
      used('09:00', '40'),
      used('10:00', '500', 'storage'),
      used('12:00', '0.1'),
    ]
    expect(period(rule, [...lines, good(d('00:00'), d('01:00')), bad(d('11:00'), d('13:00'))])).toMatchObject(
      {
        seconds: { bad: '3600', excluded: '39600', total: '46800' },
      },
    )
  })

  test('begins anew with each day', () => {
    const next = event('usage.reported', d('01:00', 11), 'x', { of: 'calls', quantity: '100' })
    const lines = [used('12:00', '101'), next, bad(d('01:00', 11), d('02:00', 11))]
    const second = backtested(text(rule), lines).periods.at(-1)
    expect(second).toMatchObject({ seconds: { bad: '3600', excluded: '0' } })
  })
})

test('what holds by itself cannot ask to be announced', () => {
  expect(() => period('{ notice: 24h, while: { gauge: load, is: "> 80" } }', [])).toThrow(
    /is not announced: leave out `notice`/,
  )
  expect(() => period('{ while: { gauge: s, is: "> 80" } }', [])).toThrow(/"s" gives no number/)
  expect(() => period('{ while: { gauge: lod, is: "> 80" } }', [])).toThrow(
    /no source "lod"; did you mean "load"/,
  )
})
