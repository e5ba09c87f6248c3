import { test } from 'vitest'
import { agreementText, at, bad, event } from './backtested.ts'
import { type Contract, expectFigures } from './contractFigures.ts'

/* Lines, voice, data links and outages as carriers sell them. By hand. */
/** A look each minute of an hour, those from the n-th to before the m-th failed. */
const looks = (source: string, second: string, from: number, to: number) =>
  Array.from({ length: 60 }, (_, i) =>
    at(
      `2026-03-10T10:${String(i).padStart(2, '0')}:${second}Z`,
      i >= from && i < to ? 'bad' : 'good',
      source,
    ),
  )
const contracts: Contract[] = [
  {
    title:
      'a line down from Thursday to Tuesday pays 10 % of the dearer fee on days three and four, twice on day five: 64 h are 3 days, 15 h one',
    text: agreementText(
      `fees: { line: { amount: 44.95, per: month }, floor: { amount: 50.00, per: month } }
calendars: { everyDay: { days: daily } }
eventTypes: { fault.reported: {}, fault.repaired: {} }
commitments:
  third:
    measure: { elapsed: { from: fault.reported, to: fault.repaired, within: 2 business days, calendar: everyDay } }
    target: all
    period: incident
    credit: { forEach: { started: 24h, of: excess, per: outage }, give: 10%, of: "max(fees.line, fees.floor)" }
  fifth:
    measure: { elapsed: { from: fault.reported, to: fault.repaired, within: 4 business days, calendar: everyDay } }
    target: all
    period: incident
    credit: { forEach: { started: 24h, of: excess, per: outage }, give: 10%, of: "max(fees.line, fees.floor)" }
`,
      'Europe/Berlin',
    ),
    lines: [
      event('fault.reported', '2026-10-22T09:00:00+02:00'),
      event('fault.repaired', '2026-10-27T15:00:00+01:00'),
    ],
    periods: {
      'third@2026-10-22': {
        credit: { amount: '15.00', percent: '30' },
        certainSince: '2026-10-25T00:00:00+02:00',
      },
      'fifth@2026-10-22': { credit: { amount: '5.00' }, certainSince: '2026-10-27T00:00:00+01:00' },
    },
    credits: [{ amount: '20.00' }],
  },
  {
    title: 'five minutes of a mean of 3.795 are bad, those of exactly 3.8 are not: 10 of 12',
    text: agreementText(`fees: { voice: { amount: 600.00, per: month } }
sources: { mos: { push: gauge, every: 150s } }
commitments:
  quality:
    measure: { gauge: { of: mos, statistic: mean, grain: 5m, bad: { when: "mean < 3.8" } } }
    target: ">= 90%"
    period: hour
    credit: { give: 5%, of: fees.voice }
`),
    lines: [
      ...Array.from({ length: 12 }, (_, i) => i).flatMap((i) => [
        {
          source: 'mos',
          at: `2026-03-10T10:${String(5 * i).padStart(2, '0')}:00Z`,
          value: ['3.9', '3.9', '3.5'][i] ?? '4.1',
        },
        {
          source: 'mos',
          at: `2026-03-10T10:${String(5 * i + 2).padStart(2, '0')}:30Z`,
          value: ['3.7', '3.69', '3.5'][i] ?? '4.2',
        },
      ]),
    ],
    periods: {
      'quality@2026-03-10T10': {
        measure: { exact: '5/6', value: '83.333333', unit: '%' },
        verdict: 'breached',
        certainSince: '2026-03-10T11:00:00+00:00',
        credit: { percent: '5', amount: '30.00' },
      },
    },
  },
  {
    title: '180 of 250 Mbit/s reduce 39.90 by 28 %: 11.172',
    text: agreementText(`sources: { mbit: { push: gauge, every: 1h } }
fees: { line: { amount: 39.90, per: month } }
commitments:
  speed: { measure: { gauge: { of: mbit, statistic: mean } }, target: ">= 250", period: month, credit: { forEach: { exact: 1%, of: exceedance }, give: 1%, of: fees.line } }
`),
    lines: [
      { source: 'mbit', at: '2026-03-01T00:00:00Z', value: '150' },
      { source: 'mbit', at: '2026-03-01T01:00:00Z', value: '210' },
    ],
    periods: { 'speed@2026-03': { measure: { exact: '180/1' }, credit: { percent: '28', amount: '11.17' } } },
  },
  {
    title: 'nine of ten measurements of at least 90 Mbit/s meet 90 %, 26 of 30 do not',
    text: agreementText(`sources: { mbit: { push: gauge, every: 1m } }
commitments:
  normal: { measure: { score: { of: mbit, points: [{ when: ">= 90", give: 1 }, { give: 0 }] } }, target: ">= 90%", period: day }
`),
    lines: [
      ...[3, 4].flatMap((slow, day) =>
        Array.from({ length: 30 }, (_, i) => ({
          source: 'mbit',
          at: `2026-03-1${day}T10:${String(i).padStart(2, '0')}:00Z`,
          value: i < slow ? '89.999' : '90',
        })),
      ),
    ],
    periods: {
      'normal@2026-03-10': { measure: { exact: '9/10' }, verdict: 'met', counts: { bad: '3', total: '30' } },
      'normal@2026-03-11': { measure: { exact: '13/15' }, verdict: 'breached' },
    },
  },
  {
    title: 'each point of 19.25 below the target is 1 %',
    text: agreementText(`fees: { line: { amount: 40.00, per: month } }
sources: { mbit: { push: gauge, every: 1m, holdsFor: 1m } }
commitments:
  mean:
    measure: { gauge: { of: mbit, statistic: mean } }
    target: ">= 100"
    period: month
    credit: { forEach: { exact: 1, of: shortfall }, give: 1%, of: fees.line }
`),
    lines: [
      { source: 'mbit', at: '2026-03-10T10:00:00Z', value: '70' },
      { source: 'mbit', at: '2026-03-10T10:01:00Z', value: '91.5' },
    ],
    periods: {
      'mean@2026-03': {
        measure: { exact: '323/4', value: '80.75' },
        credit: { percent: '19.25', amount: '7.70' },
      },
    },
  },
  {
    title: 'two of three places down at the same time for three minutes of an hour',
    text: agreementText(`sources: { a: { push: state, every: 1m }, b: { push: state, every: 1m }, c: { push: state, every: 1m } }
commitments:
  up: { measure: { uptime: { of: { atLeast: 2, of: [a, b, c] }, outage: { atLeast: 3m } } }, target: ">= 99.9%", period: hour, whenUnknown: good }
`),
    lines: [...looks('a', '00', 10, 15), ...looks('b', '30', 11, 14), ...looks('c', '15', 60, 60)],
    periods: {
      'up@2026-03-10T10': {
        seconds: { bad: '180', total: '3600', unknown: '15' },
        verdict: 'breached',
        measure: { exact: '19/20' },
      },
    },
  },
  {
    title: 'each line pays five times its own time: 60 h, 20 h and 40 days of 31, capped at its fee',
    text: agreementText(`fees: { line: { amount: 62.00, per: month } }
sources: { l1: { declared: {} }, l2: { declared: {} }, l3: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: { each: [l1, l2, l3] }, outage: { atLeast: 15m } } }, target: ">= 99.9%", period: month, credit: { give: 5x, of: fees.line } }
credits: { cap: 100% of fees.line per period }
`),
    lines: [
      bad('2026-03-10T00:00:00Z', '2026-03-10T12:00:00Z', 'l1'),
      bad('2026-03-11T00:00:00Z', '2026-03-11T00:14:59Z', 'l2'),
      bad('2026-03-31T20:00:00Z', '2026-04-01T04:00:00Z', 'l2'),
      bad('2026-03-02T00:00:00Z', '2026-03-10T00:00:00Z', 'l3'),
    ],
    periods: {
      'up:l1@2026-03': { credit: { amount: '5.00' } },
      'up:l2@2026-03': { seconds: { bad: '14400' }, credit: { amount: '1.67' } },
      'up:l2@2026-04': { seconds: { bad: '14400' }, credit: { amount: '1.72' } },
      'up:l3@2026-03': { credit: { amount: '80.00' } },
    },
    credits: [
      { amount: '68.67', capped: true },
      { amount: '1.72', capped: false },
    ],
  },
  {
    title:
      '120, 40, 400 and 80 are capped at 100 an incident and 250 a quarter, and 40 is no more than the minimum',
    text: agreementText(`sources: { s: { declared: {} } }
commitments:
  repair: { measure: { downtime: { of: s } }, target: "<= 10m", period: incident, credit: { forEach: { started: 1h, of: outage }, give: 40.00 EUR } }
credits: { cap: [100.00 EUR per incident, 250.00 EUR per quarter], minimum: 40.00 }
`),
    lines: [
      bad('2026-02-10T00:00:00Z', '2026-02-10T02:30:00Z'),
      bad('2026-02-12T00:00:00Z', '2026-02-12T00:30:00Z'),
      bad('2026-02-13T00:00:00Z', '2026-02-13T00:10:00Z'),
      bad('2026-03-03T00:00:00Z', '2026-03-03T10:00:00Z'),
      bad('2026-03-31T22:30:00Z', '2026-04-01T00:30:00Z'),
      bad('2026-04-10T00:00:00Z', '2026-04-10T01:00:00Z'),
    ],
    periods: {
      'repair@2026-02-10': { credit: { amount: '120.00' } },
      'repair@2026-02-13': { verdict: 'met', credit: { state: 'none' } },
      'repair@2026-03-31': { seconds: { bad: '7200', total: '7200' }, credit: { amount: '80.00' } },
    },
    credits: [
      { from: '2026-02-01T00:00:00+00:00', amount: '140.00', capped: true },
      { from: '2026-03-01T00:00:00+00:00', amount: '110.00', capped: true },
      { from: '2026-04-01T00:00:00+00:00', amount: '0.00', capped: false },
    ],
  },
  {
    title: 'of several credits on one day of New York the greatest counts: 30, 60 and 30',
    text: agreementText(
      `fees: { f: { amount: 900.00, per: month } }
sources: { s: { declared: {} }, t: { declared: {} } }
commitments:
  net: { measure: { longestOutage: { of: s } }, target: "<= 5m", period: incident, credit: { give: 1 day, of: fees.f, day: 1/30 of month } }
  power: { measure: { longestOutage: { of: t } }, target: "<= 0s", period: incident, credit: { give: 2 days, of: fees.f, day: 1/30 of month } }
credits: { join: onePerDay, cap: 7 days of fees.f per month }
`,
      'America/New_York',
    ),
    lines: [
      bad('2026-03-10T03:30:00Z', '2026-03-10T03:45:00Z'),
      bad('2026-03-10T23:00:00Z', '2026-03-10T23:30:00Z', 't'),
      bad('2026-03-11T03:00:00Z', '2026-03-11T03:30:00Z'),
      bad('2026-03-11T05:00:00Z', '2026-03-11T05:04:00Z'),
      bad('2026-03-11T12:00:00Z', '2026-03-11T13:00:00Z'),
    ],
    periods: { 'net@2026-03-11T01:00': { verdict: 'met' } },
    credits: [{ amount: '120.00', capped: false }],
  },
  {
    title: 'four hours for a quarter of the users and one for all are two of 744',
    text: agreementText(`fees: { f: { amount: 744.00, per: month } }
sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s, unit: affected } }, target: ">= 99.9%", period: month, credit: { give: 10x, of: fees.f, share: affected } }
`),
    lines: [
      {
        source: 's',
        from: '2026-03-10T00:00:00Z',
        to: '2026-03-10T04:00:00Z',
        outcome: 'bad',
        affected: '0.25',
      },
      bad('2026-03-11T00:00:00Z', '2026-03-11T01:00:00Z'),
    ],
    periods: { 'up@2026-03': { measure: { exact: '371/372' }, credit: { amount: '20.00' } } },
  },
]

test.each(contracts)('$title', expectFigures)
