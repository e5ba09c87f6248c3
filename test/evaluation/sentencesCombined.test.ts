import { test } from 'vitest'
import { agreementText, bad, event } from './backtested.ts'
import { type Contract, expectFigures } from './contractFigures.ts'

/* Clauses that meet in one contract, as lawyers write them. By hand. */
const announced = (kind: string, from: string, to: string, announcedAt: string) => ({
  exclusion: kind,
  id: `${kind} ${from}`,
  from,
  to,
  announcedAt,
  by: 'provider',
})

const contracts: Contract[] = [
  {
    // 17 working days of ten hours from Wednesday the 8th, two hours of budget removed: 3,900 s of 604,800.
    title: 'hours, a window, a budget, rounding, bands, a cap and a claim of a month that begins on the 8th',
    text: agreementText(
      `fees: { f: { amount: 2200.00, per: month } }
calendars: { o: { days: mon-fri, hours: 08:00-18:00, holidays: [2026-04-03, 2026-04-06] } }
sources: { s: { declared: {} } }
exclusions: { m: { notice: 72h, inside: { days: daily, hours: 16:00-20:00 }, budget: 2h per month, effect: remove } }
commitments:
  c: { measure: { uptime: { of: s, outage: { longerThan: 5m } } }, target: ">= 99.50%", period: month, hours: o, exclude: [m], rounding: { to: 0.01%, mode: halfUp }, credit: { bands: [{ when: "< 99.50%, >= 98.00%", give: 5% }, { when: "< 98.00%", give: 15% }], of: fees.f } }
credits: { cap: 10% of fees.f per month, claim: { within: 10 business days, after: periodEnd, calendar: o } }
`,
      'Europe/Berlin',
      '{ from: 2026-04-08 }',
    ),
    lines: [
      bad('2026-04-15T15:00:00+02:00', '2026-04-15T19:00:00+02:00'),
      announced('m', '2026-04-15T15:30:00+02:00', '2026-04-15T21:00:00+02:00', '2026-04-12T15:30:00+02:00'),
      bad('2026-04-20T07:00:00+02:00', '2026-04-20T08:05:00+02:00'),
      bad('2026-04-21T09:00:00+02:00', '2026-04-21T09:05:00+02:00'),
    ],
    periods: {
      'c@2026-04-08': {
        seconds: { bad: '3900', excluded: '7200', total: '604800' },
        measure: { rounded: '99.36' },
        certainSince: '2026-04-15T15:50:54.241+02:00',
        credit: { percent: '5', amount: '84.33', state: 'claimable', claimUntil: '2026-05-14' },
      },
    },
  },
  {
    title: 'four hours a week, counted anew from Monday: an hour outside of the window and three beyond it',
    text: agreementText(`sources: { s: { declared: {} } }
exclusions: { m: { notice: 30h, budget: 4h per week, inside: { days: daily, hours: 22:00-06:00 } } }
commitments: { c: { measure: { downtime: { of: s } }, target: "<= 2h", period: month, exclude: [m] } }
`),
    lines: [
      bad('2026-03-08T21:00:00Z', '2026-03-09T02:00:00Z'),
      announced('m', '2026-03-08T21:00:00Z', '2026-03-09T02:00:00Z', '2026-03-01T00:00:00Z'),
      bad('2026-03-10T22:00:00Z', '2026-03-11T03:00:00Z'),
      announced('m', '2026-03-10T22:00:00Z', '2026-03-11T03:00:00Z', '2026-03-09T16:00:00Z'),
    ],
    periods: { 'c@2026-03': { seconds: { bad: '14400', excluded: '21600' }, verdict: 'breached' } },
  },
  {
    title:
      'a notice a minute late and one never given: claimed too late, and the right arises with the second',
    text: agreementText(`eventTypes: { fault.detected: {} }
commitments: { c: { measure: { elapsed: { from: fault.detected, to: notice.given, within: 15m } }, target: all, period: quarter, credit: { forEach: missedEvent, give: 100.00 EUR, claim: { within: 24h, after: incident } } } }
termination: { x: { right: customer, when: { missedEvents: c, times: 2, within: month }, exercise: 10d } }
`),
    lines: [
      event('fault.detected', '2026-03-10T10:00:00Z', '1'),
      event('notice.given', '2026-03-10T10:15:00Z', '1'),
      event('fault.detected', '2026-03-11T10:00:00Z', '2'),
      event('notice.given', '2026-03-11T10:16:00Z', '2'),
      event('fault.detected', '2026-03-12T10:00:00Z', '3'),
    ],
    periods: {
      'c@2026-01': {
        counts: { bad: '2', total: '3' },
        certainSince: '2026-03-11T10:15:00.001+00:00',
        credit: { amount: '200.00', state: 'expired', claimUntil: '2026-03-12T10:00:00+00:00' },
      },
    },
    credits: [{ amount: '0.00' }],
    termination: [{ triggeredAt: '2026-03-12T10:15:00.001+00:00', exerciseBy: '2026-03-22' }],
  },
  {
    title: '0.5 % of a leap year are 43.92 hours; forty in the year are passed before, over New Year too',
    text: agreementText(
      `sources: { s: { declared: {} } }
commitments: { c: { measure: { uptime: { of: s } }, target: ">= 99.5%", period: year } }
termination: { x: { right: customer, when: { total: c, exceeds: 40h, within: year }, exercise: { within: 30d, after: periodEnd } } }
`,
      'UTC',
      '{ from: 2028-01-01, until: 2030-01-01 }',
    ),
    lines: [
      bad('2028-02-28T00:00:00Z', '2028-02-29T12:00:00Z'),
      bad('2028-07-01T00:00:00Z', '2028-07-01T08:00:00Z'),
      bad('2028-12-31T22:00:00Z', '2029-01-01T02:00:00Z'),
    ],
    periods: {
      'c@2028': {
        seconds: { bad: '165600', total: '31622400' },
        certainSince: '2028-07-01T07:55:12.001+00:00',
      },
    },
    termination: [{ triggeredAt: '2028-07-01T04:00:00.001+00:00', exerciseBy: '2029-01-30' }],
  },
]

test.each(contracts)('$title', expectFigures)
