import { test } from 'vitest'
import { agreementText, bad, event, unknown } from './backtested.ts'
import { type Contract, expectFigures } from './contractFigures.ts'

/* Deadlines of claims, caps over years and rights to terminate. By hand. */
const contracts: Contract[] = [
  {
    title: "an incident that began on New Year's Eve of New York: the second month after December",
    text: agreementText(
      `fees: { f: { amount: 1000.00, per: month } }
sources: { s: { declared: {} }, t: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, credit: { give: 10%, of: fees.f } }
credits: { claim: { until: end of 2nd month after incident } }
`,
      'America/New_York',
    ),
    lines: [bad('2027-01-01T04:30:00Z', '2027-01-01T06:30:00Z')],
    periods: {
      'up@2026-12': { seconds: { bad: '1800' }, verdict: 'met' },
      'up@2027-01': {
        seconds: { bad: '5400' },
        verdict: 'breached',
        credit: { amount: '100.00', claimUntil: '2027-02-28' },
      },
    },
  },
  {
    title: 'certain 44 min 34.8 s after half past eleven is the next day',
    text: agreementText(
      `fees: { f: { amount: 1000.00, per: month } }
sources: { s: { declared: {} }, t: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, credit: { give: 10%, of: fees.f } }
credits: { claim: { within: 30d, after: certain } }
`,
      'Europe/Berlin',
    ),
    lines: [bad('2026-03-30T23:30:00+02:00', '2026-03-31T00:30:00+02:00')],
    periods: {
      'up@2026-03': {
        certainSince: '2026-03-31T00:14:34.801+02:00',
        seconds: { bad: '3600', total: '2674800' },
        credit: { claimUntil: '2026-04-30', state: 'claimable' },
      },
    },
  },
  {
    title: 'fifteen working days over Easter',
    text: agreementText(
      `fees: { f: { amount: 1000.00, per: month } }
sources: { s: { declared: {} }, t: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, credit: { give: 10%, of: fees.f } }
credits: { claim: { within: 15 business days, after: last incident, calendar: { days: mon-fri, hours: 09:00-17:00, holidays: GB-ENG } } }
`,
      'Europe/London',
    ),
    lines: [
      bad('2026-03-10T00:00:00Z', '2026-03-10T02:00:00Z'),
      bad('2026-03-30T10:00:00Z', '2026-03-30T10:05:00Z'),
    ],
    periods: { 'up@2026-03': { seconds: { bad: '7500' }, credit: { claimUntil: '2026-04-22' } } },
  },
  {
    title: 'eight days of 10.00 are capped at seven',
    text: agreementText(`fees: { f: { amount: 3650.00, per: year } }
sources: { s: { declared: {} } }
commitments:
  up: { measure: { downtime: { of: s } }, target: "<= 0m", period: month, credit: { forEach: { started: 1h, of: downtime }, give: 1 day, of: fees.f } }
credits: { cap: 7 days of fees.f per month }
`),
    lines: [bad('2026-02-10T00:00:00Z', '2026-02-10T07:00:01Z')],
    periods: { 'up@2026-02': { credit: { units: '8', unit: 'day', amount: '80.00' } } },
    credits: [{ amount: '70.00', capped: true }],
  },
  {
    title: '500, 500 and what is left of 1,200 in the first year of the contract, 500 in the second',
    text: agreementText(
      `fees: { f: { amount: 1000.00, per: month } }
sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99%", period: { billing: month, anchor: 2026-03-15 }, credit: { give: 50%, of: fees.f } }
credits: { cap: 10% of fees.f per contract year }
`,
      'UTC',
      '{ from: 2026-03-15 }',
    ),
    lines: [
      bad('2026-03-20T00:00:00Z', '2026-03-21T00:00:00Z'),
      bad('2026-09-20T00:00:00Z', '2026-09-21T00:00:00Z'),
      bad('2027-02-20T00:00:00Z', '2027-02-21T00:00:00Z'),
      bad('2027-03-20T00:00:00Z', '2027-03-21T00:00:00Z'),
    ],
    credits: [
      { from: '2026-03-15T00:00:00+00:00', amount: '500.00', capped: false },
      { from: '2026-09-15T00:00:00+00:00', amount: '500.00' },
      { from: '2027-02-15T00:00:00+00:00', amount: '200.00', capped: true },
      { from: '2027-03-15T00:00:00+00:00', amount: '500.00', capped: false },
    ],
  },
  {
    title: 'the mean of three months is below 97 % at the end of April; ten working days over two holidays',
    text: agreementText(
      `calendars: { office: { days: mon-fri, hours: 09:00-17:00, holidays: DE } }
sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99%", period: month }
termination:
  low: { right: customer, when: { average: up, over: 3, below: 97% }, exercise: { within: 10 business days, after: periodEnd }, calendar: office }
`,
      'Europe/Berlin',
    ),
    lines: [
      bad('2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z'),
      bad('2026-02-10T00:00:00Z', '2026-02-11T00:00:00Z'),
      bad('2026-03-10T00:00:00Z', '2026-03-10T15:00:00Z'),
      bad('2026-04-10T00:00:00Z', '2026-04-12T00:00:00Z'),
    ],
    termination: [
      {
        clause: 'low',
        right: 'customer',
        triggeredAt: '2026-05-01T00:00:00+02:00',
        exerciseBy: '2026-05-18',
      },
    ],
  },
  {
    title: '45 days after the due day, a cent short within ten more',
    text: agreementText(`commitments:
  pay: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 30d } }, target: all, period: month }
termination:
  unpaid: { right: provider, when: { overdue: pay, by: 45d }, cure: 10d, exercise: 30d }
`),
    lines: [
      event('invoice.issued', '2026-01-30T09:00:00Z', 'i1', { amount: '1000.00', due: '2026-02-28' }),
      event('invoice.paid', '2026-03-01T09:00:00Z', 'i1', { amount: '400.00' }),
      event('invoice.paid', '2026-04-26T12:00:00Z', 'i1', { amount: '599.99' }),
    ],
    asOf: '2026-06-01T00:00:00Z',
    termination: [{ clause: 'unpaid', right: 'provider', triggeredAt: '2026-04-15T00:00:00+00:00' }],
  },
  {
    title: 'two of three quarters, an undetermined one between',
    text: agreementText(`sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99%", period: quarter }
termination:
  t: { right: customer, when: { missed: up, times: 2, outOf: 3 }, exercise: 3 months }
`),
    lines: [
      bad('2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z'),
      unknown('2026-04-10T00:00:00Z', '2026-04-11T00:00:00Z'),
      bad('2026-09-29T00:00:00Z', '2026-10-02T00:00:00Z'),
    ],
    periods: {
      'up@2026-04': { verdict: 'undetermined', measure: { best: '100', worst: '98.901099' } },
      'up@2026-07': { certainSince: '2026-09-29T22:04:48.001+00:00' },
      'up@2026-10': { seconds: { bad: '86400' }, verdict: 'breached' },
    },
    termination: [{ clause: 't', triggeredAt: '2026-09-29T22:04:48.001+00:00', exerciseBy: '2026-12-29' }],
  },
  {
    title: 'both of two, mended until 30 days after notice, used 60 days more',
    text: agreementText(`sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.5%", period: month }
termination:
  t: { right: customer, when: { all: [{ missed: up, times: 2, consecutive: true }, { total: up, exceeds: 10h, within: quarter }] }, cure: 30d, exercise: 60d }
`),
    lines: [
      bad('2026-02-10T00:00:00Z', '2026-02-10T04:00:00Z'),
      bad('2026-03-10T00:00:00Z', '2026-03-10T05:00:00Z'),
      bad('2026-03-20T00:00:00Z', '2026-03-20T02:00:00Z'),
      event('notice.given', '2026-03-25T09:00:00Z', 't', { about: 't' }),
    ],
    asOf: '2026-07-01T00:00:00Z',
    termination: [{ clause: 't', triggeredAt: '2026-03-20T01:00:00.001+00:00', exerciseBy: '2026-06-23' }],
  },
  {
    title: 'the cap of two months within twelve; a month from the end of the later one',
    text: agreementText(`sources: { s: { declared: {} } }
fees: { f: { amount: 1000.00, per: month } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.5%", period: month, credit: { bands: [{ when: "< 99.5%, >= 99%", give: 5% }, { when: "< 99%", give: 25% }], of: fees.f } }
credits: { cap: 20% of fees.f per month }
termination: { t: { right: customer, when: { capReached: credits, times: 2, within: 12 months }, exercise: { within: 1 month, after: periodEnd } } }
`),
    lines: [
      bad('2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z'),
      bad('2026-03-10T00:00:00Z', '2026-03-10T05:00:00Z'),
      bad('2026-12-30T00:00:00Z', '2026-12-31T00:00:00Z'),
    ],
    credits: [{ amount: '200.00', capped: true }, { amount: '50.00' }, { amount: '200.00', capped: true }],
    termination: [{ clause: 't', exerciseBy: '2027-01-31' }],
  },
]

test.each(contracts)('$title', expectFigures)
