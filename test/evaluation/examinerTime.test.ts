import { test } from 'vitest'
import { agreementText, bad, event, unknown } from './backtested.ts'
import { type Contract, expectFigures } from './contractFigures.ts'

/* Zones, calendars, periods and amendments at their edges. By hand. */
const contracts: Contract[] = [
  {
    title: 'half an hour more in a month and a day: 720.5 h and 24.5 h',
    text: agreementText(
      `sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: month }
  hour: { measure: { downtime: { of: s } }, target: "<= 20m", period: day }
`,
      'Australia/Lord_Howe',
    ),
    lines: [bad('2026-04-04T13:00:00Z', '2026-04-04T15:30:00Z')],
    periods: {
      'up@2026-04': { seconds: { bad: '9000', total: '2593800' }, measure: { exact: '1436/1441' } },
      'hour@2026-04-05': {
        from: '2026-04-05T00:00:00+11:00',
        to: '2026-04-06T00:00:00+10:30',
        seconds: { total: '88200', bad: '9000' },
      },
    },
  },
  {
    title: 'London and Sydney on Easter Monday and after: 2 h, then 19 h',
    text: agreementText(`calendars:
  london: { days: mon-fri, hours: 08:00-18:00, timeZone: Europe/London, holidays: GB-ENG }
  sydney: { days: mon-fri, hours: 08:00-18:00, timeZone: Australia/Sydney, holidays: AU-NSW }
  desk: { any: [london, sydney] }
sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99%", period: day, hours: desk }
`),
    lines: [
      bad('2026-04-06T00:00:00Z', '2026-04-07T00:00:00Z'),
      bad('2026-04-07T06:00:00Z', '2026-04-07T09:00:00Z'),
    ],
    periods: {
      'up@2026-04-06': { seconds: { bad: '7200', total: '7200' }, measure: { exact: '0/1' } },
      'up@2026-04-07': { seconds: { bad: '10800', total: '68400' }, measure: { exact: '16/19' } },
    },
  },
  {
    title: 'Sunday to Friday, ten to five, 05:45 ahead: 90 minutes of 175 h',
    text: agreementText(
      `sources: { s: { declared: {} } }
calendars: { office: { days: sun-fri, hours: 10:00-17:00, holidays: [2026-04-14] } }
commitments:
  up: { measure: { downtime: { of: s } }, target: "<= 30m", period: month, hours: office }
`,
      'Asia/Kathmandu',
    ),
    lines: [
      bad('2026-04-10T11:00:00Z', '2026-04-12T04:45:00Z'),
      bad('2026-04-13T11:00:00Z', '2026-04-15T04:45:00Z'),
    ],
    periods: {
      'up@2026-04': {
        seconds: { bad: '5400', total: '630000' },
        certainSince: '2026-04-12T10:15:00.001+05:45',
        verdict: 'breached',
      },
    },
  },
  {
    title:
      'on 24 December one works till noon, on the 31st not at all: 184 h, and six hours from nine are over on Monday at eleven',
    text: agreementText(
      `calendars:
  office: { any: [{ days: mon-fri, hours: 08:00-17:00, holidays: [DE, 12-24, 12-31] }, { dates: 12-24, hours: 08:00-12:00 }] }
sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 98%", period: month, hours: office }
  support: { measure: { elapsed: { from: ticket.opened, to: ticket.resolved, within: 6h, calendar: office } }, target: all, period: month }
`,
      'Europe/Berlin',
    ),
    lines: [
      bad('2026-12-24T11:00:00+01:00', '2026-12-24T14:00:00+01:00'),
      bad('2026-12-31T08:00:00+01:00', '2026-12-31T17:00:00+01:00'),
      event('ticket.opened', '2026-12-24T09:00:00+01:00'),
      event('ticket.resolved', '2026-12-28T11:00:00+01:00'),
    ],
    periods: {
      'up@2026-12': {
        seconds: { bad: '3600', total: '662400' },
        measure: { exact: '183/184' },
        verdict: 'met',
      },
      'support@2026-12': { verdict: 'met', counts: { bad: '0', total: '1' } },
    },
  },
  {
    title:
      'a fiscal quarter with a leap day: 10.8 h of 2160 are exactly 0.5 %, 11.05 of 2208 round down below it',
    text: agreementText(
      `sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.5%", period: { fiscal: quarter, startsIn: february }, rounding: { to: 0.01%, mode: floor } }
`,
      'UTC',
      '{ from: 2028-01-01 }',
    ),
    lines: [
      bad('2028-02-29T00:00:00Z', '2028-02-29T10:48:00Z'),
      bad('2028-05-02T00:00:00Z', '2028-05-02T11:03:00Z'),
    ],
    periods: {
      'up@2028-02-01': { verdict: 'met', measure: { exact: '199/200', rounded: '99.5' } },
      'up@2028-05-01': { verdict: 'breached', measure: { rounded: '99.49' } },
    },
  },
  {
    title: 'a week over the end of the year is one of January: four complete points',
    text: agreementText(
      `fees: { f: { amount: 70.00, per: week } }
sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99%", period: week, credit: { forEach: { complete: 1%, of: shortfall }, give: 10%, of: fees.f } }
credits: { claim: { within: 5 business days, after: periodEnd, calendar: { days: mon-fri, hours: 08:00-16:00, holidays: [CH-BE] } } }
`,
      'Europe/Zurich',
    ),
    lines: [bad('2026-12-31T00:00:00+01:00', '2026-12-31T08:24:00+01:00')],
    periods: {
      'up@2026-12-28': {
        measure: { exact: '19/20' },
        credit: { percent: '40', amount: '28.00', claimUntil: '2027-01-08' },
      },
    },
    credits: [{ from: '2027-01-01T00:00:00+01:00', amount: '28.00' }],
  },
  {
    title: 'from the last of February to the last of March: one day at 310/28 and thirty at 10',
    text: agreementText(`fees: { f: { amount: 310.00, per: month } }
sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: { billing: month, anchor: 2026-01-31 }, credit: { give: 10%, of: fees.f } }
credits: { claim: { until: end of 2nd period after incident } }
`),
    lines: [bad('2026-02-28T00:00:00Z', '2026-02-28T02:00:00Z')],
    periods: {
      'up@2026-02-28': {
        to: '2026-03-31T00:00:00+00:00',
        seconds: { total: '2678400' },
        credit: { amount: '31.11', claimUntil: '2026-05-30' },
      },
    },
    credits: [{ from: '2026-02-28T00:00:00+00:00', to: '2026-03-31T00:00:00+00:00', amount: '31.11' }],
  },
  {
    title: 'the mean with two months before, fewer where there are none',
    text: agreementText(`sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 98%", period: month, averagedWith: 2 }
`),
    lines: [
      bad('2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z'),
      bad('2026-02-10T00:00:00Z', '2026-02-10T12:00:00Z'),
      bad('2026-04-10T00:00:00Z', '2026-04-11T12:00:00Z'),
    ],
    periods: {
      'up@2026-01': { verdict: 'breached', measure: { exact: '30/31' } },
      'up@2026-02': { verdict: 'breached', measure: { exact: '3385/3472' } },
      'up@2026-04': { measure: { exact: '821/840' }, verdict: 'breached' },
    },
  },
  {
    title: 'two unknown hours between three and one bad ones: between three and six',
    text: agreementText(`sources: { s: { declared: {} } }
commitments:
  l: { measure: { longestOutage: { of: s } }, target: "<= 4h", period: month }
`),
    lines: [
      bad('2026-03-10T00:00:00Z', '2026-03-10T03:00:00Z'),
      unknown('2026-03-10T03:00:00Z', '2026-03-10T05:00:00Z'),
      bad('2026-03-10T05:00:00Z', '2026-03-10T06:00:00Z'),
    ],
    periods: { 'l@2026-03': { measure: { best: '10800', worst: '21600' }, verdict: 'undetermined' } },
  },
  {
    title: 'a quarter and an incident are judged by the text of their begin',
    text: agreementText(`sources: { s: { declared: {} } }
commitments:
  q: { measure: { uptime: { of: s } }, target: ">= 99%", period: quarter }
  i: { measure: { downtime: { of: s } }, target: "<= 4h", period: incident }
amendments:
  - effective: 2026-05-15
    until: 2026-08-01
    changes: { commitments: { q: { target: ">= 99.9%" }, i: { target: "<= 1h" } } }
`),
    lines: [
      bad('2026-05-14T23:00:00Z', '2026-05-15T01:30:00Z'),
      bad('2026-06-01T00:00:00Z', '2026-06-01T02:00:00Z'),
      bad('2026-07-15T00:00:00Z', '2026-07-15T03:00:00Z'),
      bad('2026-08-15T00:00:00Z', '2026-08-15T03:00:00Z'),
    ],
    periods: {
      'q@2026-04': { verdict: 'met' },
      'q@2026-07': { verdict: 'breached', certainSince: '2026-07-15T02:12:28.801+00:00' },
      'i@2026-05-14': { verdict: 'met' },
      'i@2026-06-01': { verdict: 'breached', certainSince: '2026-06-01T01:00:00.001+00:00' },
      'i@2026-07-15': { verdict: 'breached' },
      'i@2026-08-15': { verdict: 'met' },
    },
  },
  {
    title: 'three places of a dinar: 10.0125 is 10.013',
    text: agreementText(
      `fees: { f: { amount: 100.125, per: month } }
sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, credit: { give: 10%, of: fees.f } }
`,
      'UTC',
      '{ from: 2026-01-01 }',
    ).replace('currency: EUR', 'currency: KWD'),
    lines: [bad('2026-03-03T00:00:00Z', '2026-03-04T00:00:00Z')],
    periods: { 'up@2026-03': { credit: { amount: '10.013', currency: 'KWD' } } },
  },
]

test.each(contracts)('$title', expectFigures)
