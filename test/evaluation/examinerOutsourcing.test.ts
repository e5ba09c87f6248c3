import { test } from 'vitest'
import { agreementText, bad, event, good, unknown } from './backtested.ts'
import { type Contract, expectFigures } from './contractFigures.ts'

/* Outsourcing: pools, repeats, rates, shortfalls and reports. By hand. */
const contracts: Contract[] = [
  {
    title: 'the first months give no credit, then each complete half point does: 3 and 5 steps',
    text: agreementText(
      `fees: { saas: { amount: 1000.00, per: month } }
sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.5%", period: month }
amendments:
  - effective: 2026-04-01
    clause: 4.1 Service credits accrue from the fourth month.
    changes: { commitments: { up: { credit: { forEach: { complete: 0.5%, of: shortfall }, give: 2%, of: fees.saas } } } }
`,
      'UTC',
      '{ from: 2026-01-01, until: 2028-01-01 }',
    ),
    lines: [
      bad('2026-03-03T00:00:00Z', '2026-03-04T00:00:00Z'),
      bad('2026-04-03T00:00:00Z', '2026-04-03T14:24:00Z'),
      bad('2026-05-01T00:00:00Z', '2026-05-02T00:00:00Z'),
    ],
    periods: {
      'up@2026-03': { verdict: 'breached', measure: { exact: '30/31' }, credit: null },
      'up@2026-04': {
        measure: { exact: '49/50', value: '98' },
        credit: { percent: '6', amount: '60.00' },
        certainSince: '2026-04-03T03:36:00.001+00:00',
      },
      'up@2026-05': { credit: { percent: '10', amount: '100.00' } },
    },
  },
  {
    title: 'a base and a rate: 5 % and 1 % for each begun quarter of an hour beyond the first hour',
    text: agreementText(`fees: { f: { amount: 800.00, per: month } }
sources: { s: { declared: {} } }
commitments:
  d: { measure: { downtime: { of: s } }, target: "<= 1h", period: month, credit: [{ give: 5%, of: fees.f }, { forEach: { started: 15m, of: excess }, give: 1%, of: fees.f }] }
`),
    lines: [
      bad('2026-03-10T00:00:00Z', '2026-03-10T01:00:00.001Z'),
      bad('2026-04-10T00:00:00Z', '2026-04-10T02:00:00Z'),
      bad('2026-05-10T00:00:00Z', '2026-05-10T01:00:00Z'),
    ],
    periods: {
      'd@2026-03': {
        credit: { percent: '6', amount: '48.00' },
        certainSince: '2026-03-10T01:00:00.001+00:00',
      },
      'd@2026-04': { credit: { percent: '9', amount: '72.00' } },
      'd@2026-05': { verdict: 'met', credit: { state: 'none' } },
    },
  },
  {
    title: 'five complete points below 95 % are 15 days',
    text: agreementText(
      `sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 95%", period: month, credit: { forEach: { complete: 1%, of: shortfall }, give: 3 days extension } }
`,
      'UTC',
      '{ from: 2026-01-01, until: 2027-01-01 }',
    ),
    lines: [bad('2026-03-10T00:00:00Z', '2026-03-13T02:24:00Z')],
    periods: {
      'up@2026-03': {
        measure: { exact: '9/10' },
        credit: { units: '15', unit: 'extension', amount: null, state: 'automatic' },
      },
    },
  },
  {
    title: '9 %, then 13.5 % and 2.97 % of 80,000, capped at 12 %',
    text: agreementText(`fees: { m: { amount: 80000.00, per: month } }
sources: { s: { declared: {} }, t: { declared: {} } }
commitments:
  a: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, credit: { pool: { atRisk: 12%, category: 75%, item: 100% }, of: fees.m, repeat: { multiplier: 1.5 } } }
  b: { measure: { uptime: { of: t } }, target: ">= 99.9%", period: month, credit: { pool: { atRisk: 12%, category: 75%, item: 33% }, of: fees.m } }
credits: { cap: 12% of fees.m per month }
`),
    lines: [
      bad('2026-03-03T00:00:00Z', '2026-03-04T00:00:00Z'),
      bad('2026-04-03T00:00:00Z', '2026-04-04T00:00:00Z'),
      bad('2026-04-03T00:00:00Z', '2026-04-04T00:00:00Z', 't'),
    ],
    periods: {
      'a@2026-03': { credit: { percent: '9', amount: '7200.00' } },
      'a@2026-04': { credit: { percent: '13.5', amount: '10800.00' } },
      'b@2026-04': { credit: { percent: '2.97', amount: '2376.00' } },
    },
    credits: [
      { amount: '7200.00', capped: false },
      { amount: '9600.00', capped: true },
    ],
  },
  {
    title: 'a miss is doubled over an undetermined and a removed month, and not after a met one',
    text: agreementText(`sources: { s: { declared: {} } }
fees: { f: { amount: 1000.00, per: month } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99%", period: month, exclude: [off], credit: { give: 2%, of: fees.f, repeat: { multiplier: 2 } } }
exclusions: { off: { effect: remove } }
`),
    lines: [
      bad('2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z'),
      unknown('2026-02-10T00:00:00Z', '2026-02-11T00:00:00Z'),
      bad('2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z'),
      {
        exclusion: 'off',
        id: 'x33',
        from: '2026-04-01T00:00:00Z',
        to: '2026-05-01T00:00:00Z',
        announcedAt: '2026-03-01T00:00:00Z',
        by: 'provider',
      },
      bad('2026-04-10T00:00:00Z', '2026-04-11T00:00:00Z'),
      bad('2026-05-10T00:00:00Z', '2026-05-11T00:00:00Z'),
      good('2026-06-10T00:00:00Z', '2026-06-11T00:00:00Z'),
      bad('2026-07-10T00:00:00Z', '2026-07-11T00:00:00Z'),
    ],
    periods: {
      'up@2026-01': { credit: { amount: '20.00' } },
      'up@2026-02': { verdict: 'undetermined' },
      'up@2026-03': { credit: { amount: '40.00' } },
      'up@2026-04': { verdict: 'notApplicable' },
      'up@2026-05': { credit: { amount: '40.00' } },
      'up@2026-06': { verdict: 'met' },
      'up@2026-07': { credit: { amount: '20.00' } },
    },
  },
  {
    title:
      'a report a moment after its fifth working day makes the quarter 99 %: three complete steps of 9,000',
    text: agreementText(
      `fees: { f: { amount: 3000.00, per: month } }
sources: { s: { declared: {} } }
commitments:
  report: { measure: { elapsed: { from: period.ended, to: report.delivered, within: 5 business days, calendar: { days: mon-fri, hours: 00:00-24:00, holidays: [DE] } } }, target: all, period: quarter }
  up: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: quarter, deemedMissed: { when: report, as: 99% }, credit: { forEach: { complete: 0.3%, of: shortfall }, give: 1%, of: fees.f } }
`,
      'Europe/Berlin',
    ),
    lines: [
      good('2026-01-01T00:00:00+01:00', '2026-04-01T00:00:00+02:00'),
      event('report.delivered', '2026-04-10T00:00:00+02:00', 'x', { period: '2026-01' }),
    ],
    periods: {
      'report@2026-01': { verdict: 'breached', certainSince: '2026-04-10T00:00:00+02:00' },
      'up@2026-01': { verdict: 'breached', credit: { percent: '3', amount: '270.00' } },
    },
  },
]

test.each(contracts)('$title', expectFigures)
