import { test } from 'vitest'
import { agreementText, bad } from './backtested.ts'
import { type Contract, expectFigures } from './contractFigures.ts'

/* Hosting: maintenance, budgets, consent afterwards and first months. By hand. */
const contracts: Contract[] = [
  {
    title: 'of four Sundays 3.5 h are taken out and of the 23-hour one its three: 17 h of 743',
    text: agreementText(
      `sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.99%", period: month, exclude: [maintenance] }
exclusions:
  maintenance: { planned: [{ every: sunday, from: "02:00", to: "06:00", since: 2026-02-01 }], budget: 3.5h per week, effect: remove }
`,
      'Europe/Berlin',
    ),
    lines: [
      bad('2026-03-22T05:00:00+01:00', '2026-03-22T06:00:00+01:00'),
      bad('2026-03-29T05:00:00+02:00', '2026-03-29T06:00:00+02:00'),
    ],
    periods: {
      'up@2026-03': {
        seconds: { bad: '1800', total: '2613600', excluded: '61200' },
        measure: { exact: '1451/1452' },
        verdict: 'breached',
      },
    },
  },
  {
    title: 'ten hours a year of the contract: 6, 3 and the last one before July; July has ten of its own',
    text: agreementText(
      `sources: { s: { declared: {} } }
exclusions: { maintenance: { budget: 10h per contract year, effect: remove } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.5%", period: month, exclude: [maintenance] }
`,
      'Europe/Berlin',
      '{ from: 2025-07-01 }',
    ),
    lines: [
      bad('2027-05-10T00:00:00+02:00', '2027-05-10T06:00:00+02:00'),
      {
        exclusion: 'maintenance',
        id: 'x42',
        from: '2027-05-10T00:00:00+02:00',
        to: '2027-05-10T06:00:00+02:00',
        announcedAt: '2027-05-01T00:00:00+02:00',
        by: 'provider',
      },
      bad('2027-06-30T22:00:00+02:00', '2027-07-01T04:00:00+02:00'),
      {
        exclusion: 'maintenance',
        id: 'x43',
        from: '2027-06-30T22:00:00+02:00',
        to: '2027-07-01T04:00:00+02:00',
        announcedAt: '2027-06-01T00:00:00+02:00',
        by: 'provider',
      },
      bad('2027-06-10T00:00:00+02:00', '2027-06-10T03:00:00+02:00'),
      {
        exclusion: 'maintenance',
        id: 'x44',
        from: '2027-06-10T00:00:00+02:00',
        to: '2027-06-10T03:00:00+02:00',
        announcedAt: '2027-06-01T00:00:00+02:00',
        by: 'provider',
      },
    ],
    periods: {
      'up@2027-05': { seconds: { excluded: '21600', bad: '0' } },
      'up@2027-06': { seconds: { excluded: '14400', bad: '3600', total: '2577600' }, verdict: 'met' },
      'up@2027-07': { seconds: { excluded: '14400', bad: '0' } },
    },
  },
  {
    title: '21 days less 6, both down for 10 h less 2: 8 of 360; ten times 8 h of 504 of 210.00',
    text: agreementText(
      `sources: { s: { declared: {} }, t: { declared: {} } }
fees: { f: { amount: 310.00, per: month } }
exclusions: { notInUse: { effect: remove }, idle: { effect: assumeGood } }
commitments:
  up: { measure: { uptime: { of: { all: [s, t] } } }, target: ">= 99%", period: month, exclude: [notInUse, idle], credit: { give: 10x, of: fees.f } }
`,
      'UTC',
      '{ from: 2026-03-11 }',
    ),
    lines: [
      bad('2026-03-11T00:00:00Z', '2026-03-11T20:00:00Z'),
      bad('2026-03-11T10:00:00Z', '2026-03-12T00:00:00Z', 't'),
      {
        exclusion: 'notInUse',
        id: 'x47',
        from: '2026-03-15T00:00:00Z',
        to: '2026-03-21T00:00:00Z',
        announcedAt: '2026-03-01T00:00:00Z',
        by: 'provider',
      },
      {
        exclusion: 'idle',
        id: 'x48',
        from: '2026-03-11T18:00:00Z',
        to: '2026-03-11T21:00:00Z',
        announcedAt: '2026-03-01T00:00:00Z',
        by: 'provider',
      },
    ],
    periods: {
      'up@2026-03': {
        seconds: { bad: '28800', total: '1296000', excluded: '518400', excused: '7200' },
        measure: { exact: '44/45' },
        credit: { amount: '33.33' },
      },
    },
  },
  {
    title: 'two of three hours are forgiven by what was agreed after the month',
    text: agreementText(`fees: { f: { amount: 1000.00, per: month } }
sources: { s: { declared: {} }, t: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, exclude: [ddos], credit: { give: 10%, of: fees.f, claim: automatic } }
exclusions: { ddos: { consent: both, effect: excuse, budget: 2h per quarter } }
`),
    lines: [
      bad('2026-03-10T00:00:00Z', '2026-03-10T03:00:00Z'),
      {
        exclusion: 'ddos',
        id: 'x29',
        from: '2026-03-10T00:00:00Z',
        to: '2026-03-10T03:00:00Z',
        announcedAt: '2026-04-20T00:00:00Z',
        by: 'provider',
        agreedBy: 'customer',
      },
    ],
    asOf: '2026-05-01T00:00:00Z',
    periods: {
      'up@2026-03': {
        seconds: { bad: '3600', excused: '7200' },
        verdict: 'breached',
        credit: { amount: '100.00' },
      },
    },
  },
  {
    title: 'before it was agreed nothing is forgiven',
    text: agreementText(`sources: { s: { declared: {} } }
exclusions: { vendor: { either: [{ notice: 48h }, { consent: both }], effect: excuse } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, exclude: [vendor] }
`),
    lines: [
      bad('2026-03-10T00:00:00Z', '2026-03-10T02:00:00Z'),
      {
        exclusion: 'vendor',
        id: 'x49',
        from: '2026-03-10T00:00:00Z',
        to: '2026-03-10T02:00:00Z',
        announcedAt: '2026-04-20T00:00:00Z',
        by: 'provider',
        agreedBy: 'customer',
      },
    ],
    asOf: '2026-04-05T00:00:00Z',
    periods: { 'up@2026-03': { verdict: 'breached', seconds: { bad: '7200', excused: '0' } } },
  },
  {
    title: 'once it was agreed all is',
    text: agreementText(`sources: { s: { declared: {} } }
exclusions: { vendor: { either: [{ notice: 48h }, { consent: both }], effect: excuse } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, exclude: [vendor] }
`),
    lines: [
      bad('2026-03-10T00:00:00Z', '2026-03-10T02:00:00Z'),
      {
        exclusion: 'vendor',
        id: 'x50',
        from: '2026-03-10T00:00:00Z',
        to: '2026-03-10T02:00:00Z',
        announcedAt: '2026-04-20T00:00:00Z',
        by: 'provider',
        agreedBy: 'customer',
      },
    ],
    asOf: '2026-04-25T00:00:00Z',
    periods: { 'up@2026-03': { verdict: 'met', seconds: { bad: '0', excused: '7200' } } },
  },
  {
    title: 'five business days over Easter are given from Tuesday the 31st, not from Tuesday the 7th',
    text: agreementText(
      `sources: { s: { declared: {} } }
exclusions: { maintenance: { notice: 5 business days, calendar: { days: mon-fri, hours: 09:00-17:00, holidays: DE } } }
commitments:
  warned: { measure: { notice: { of: maintenance, atLeast: 5 business days, calendar: { days: mon-fri, hours: 09:00-17:00, holidays: DE } } }, target: all, period: month }
  up: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, exclude: [maintenance] }
`,
      'Europe/Berlin',
    ),
    lines: [
      bad('2026-04-09T22:00:00+02:00', '2026-04-10T00:00:00+02:00'),
      {
        exclusion: 'maintenance',
        id: 'x30',
        from: '2026-04-09T22:00:00+02:00',
        to: '2026-04-10T00:00:00+02:00',
        announcedAt: '2026-03-31T16:00:00+02:00',
        by: 'provider',
      },
      bad('2026-04-14T12:00:00+02:00', '2026-04-14T13:00:00+02:00'),
      {
        exclusion: 'maintenance',
        id: 'x31',
        from: '2026-04-14T12:00:00+02:00',
        to: '2026-04-14T13:00:00+02:00',
        announcedAt: '2026-04-07T12:00:00+02:00',
        by: 'provider',
      },
    ],
    periods: {
      'warned@2026-04': { measure: { exact: '1/2' }, verdict: 'breached' },
      'up@2026-04': { seconds: { bad: '3600', excluded: '7200', total: '2584800' } },
    },
  },
]

test.each(contracts)('$title', expectFigures)
