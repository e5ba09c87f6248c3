import { expect, test } from 'vitest'
import { agreementText, at, backtested, bad, d, event, unknown } from './backtested.ts'
import { type Contract, expectFigures } from './contractFigures.ts'

/* The language's page by its sentences: what each says, computed by hand. */
const hourly = (members: string) =>
  agreementText(`fees: { f: { amount: 744.00, per: month } }
sources: { s: { declared: {} } }
commitments:
  c: { period: hour, ${members} }
`)

/** A look each minute of an hour: those that failed, and those that learnt nothing. */
const looks = (source: string, failed: readonly number[], blind: readonly number[] = []) =>
  Array.from({ length: 60 }, (_, i) => {
    const outcome = failed.includes(i) ? 'bad' : blind.includes(i) ? 'unknown' : 'good'
    return at(d(`10:${String(i).padStart(2, '0')}`), outcome, source)
  })

const contracts: Contract[] = [
  {
    title: 'three minutes of which nobody knows count as bad: 95 %, and the band of it',
    text: hourly(
      'measure: { uptime: { of: s } }, target: ">= 99%", whenUnknown: bad, credit: { bands: [{ when: "< 99%, >= 96%", give: 5.00 EUR }, { when: "< 96%", give: 10.00 EUR }] }',
    ),
    lines: [unknown(d('10:00'), d('10:03'))],
    periods: {
      'c@2026-03-10T10': {
        measure: { value: '100', best: '100', worst: '95' },
        seconds: { bad: '0', unknown: '180' },
        verdict: 'breached',
        credit: { amount: '10.00', state: 'automatic' },
      },
    },
  },
  {
    title: 'ten times the fee of three minutes of 744 hours, and two begun steps of seven minutes',
    text: hourly(
      'measure: { downtime: { of: s } }, target: "<= 10m", whenUnknown: bad, credit: [{ give: 10x, of: fees.f }, { forEach: { started: 5m, of: excess }, give: 1.00 EUR }]',
    ),
    lines: [unknown(d('10:00'), d('10:12')), bad(d('10:20'), d('10:25'))],
    // 17 minutes of 60 × 744 are 10 × 17 / 60 = 2.83, and 7 minutes beyond ten are two steps.
    periods: { 'c@2026-03-10T10': { measure: { value: '300', worst: '1020' }, credit: { amount: '4.83' } } },
  },
  {
    title: 'what counts as good ends an outage: four steps of the one that is long enough alone',
    text: hourly(
      'measure: { downtime: { of: s, outage: { atLeast: 10m } } }, target: "<= 15m", whenUnknown: good, credit: { forEach: { started: 5m, of: downtime }, give: 1.00 EUR }',
    ),
    lines: [
      bad(d('10:00'), d('10:06')),
      unknown(d('10:06'), d('10:08')),
      bad(d('10:08'), d('10:14')),
      bad(d('10:30'), d('10:50')),
    ],
    periods: { 'c@2026-03-10T10': { measure: { best: '1200' }, credit: { amount: '4.00' } } },
  },
  {
    title: 'a failure of which the control tells nothing is not the third one: open, from 95 to 100 %',
    text: agreementText(`sources: { a: { push: state, every: 1m }, b: { push: state, every: 1m } }
commitments:
  c: { measure: { uptime: { of: { control: b, of: a }, outage: { consecutive: 3 } } }, target: ">= 99%", period: hour }
`),
    lines: [...looks('a', [30, 31, 32]), ...looks('b', [], [31])],
    periods: {
      'c@2026-03-10T10': {
        measure: { value: '100', best: '100', worst: '95' },
        seconds: { bad: '0', unknown: '60' },
        verdict: 'undetermined',
      },
    },
  },
  {
    title: 'a payment of the next month but one is seen: 45 days after the due day had passed by then',
    text: agreementText(`commitments:
  pay: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 30d } }, target: all, period: month }
termination:
  unpaid: { right: provider, when: { overdue: pay, by: 45d } }
`),
    lines: [
      event('invoice.issued', '2026-01-01T10:00:00Z', 'i', { amount: '5.00' }),
      event('invoice.paid', '2026-03-20T10:00:00Z', 'i'),
    ],
    periods: { 'pay@2026-01': { verdict: 'breached', certainSince: '2026-01-31T10:00:00.001+00:00' } },
    termination: [{ clause: 'unpaid', triggeredAt: '2026-03-17T10:00:00.001+00:00' }],
  },
  {
    title: 'where only answered questions count, an answer after the month is late, not missing',
    text: agreementText(`commitments:
  c: { measure: { elapsed: { from: ticket.opened, to: ticket.resolved, within: 2h, count: answered } }, target: ">= 50%", period: month }
`),
    lines: [event('ticket.opened', '2026-03-31T10:00:00Z'), event('ticket.resolved', '2026-04-20T11:00:00Z')],
    periods: { 'c@2026-03': { verdict: 'breached', counts: { bad: '1', total: '1' } } },
  },
]

test('a budget of a period is looked for in that period alone, however long time is excluded beyond it', () => {
  const text = agreementText(`sources: { s: { declared: {} } }
exclusions: { moved: { budget: 1h per period } }
commitments: { c: { measure: { downtime: { of: s } }, target: "<= 1h", period: day, exclude: [moved] } }
`)
  const [from, to] = ['2026-03-10T10:00:00Z', '2027-03-10T10:00:00Z']
  const moved = { exclusion: 'moved', id: 'm', from, to, announcedAt: '2026-01-01T00:00:00Z', by: 'provider' }
  const begun = performance.now()

  const [period] = backtested(text, [bad(d('09:30'), d('12:00')), moved]).periods

  expect(period).toMatchObject({ seconds: { bad: '5400', excluded: '3600' }, verdict: 'breached' })

  // One step a millisecond of the year would take hours.
  expect(performance.now() - begun).toBeLessThan(20_000)
})

test.each(contracts)('$title', expectFigures)
