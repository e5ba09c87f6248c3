import { test } from 'vitest'
import { agreementText, bad, event } from './backtested.ts'
import { type Contract, expectFigures } from './contractFigures.ts'

/* Names, mail, payments, backups, data and interfaces. By hand. */
const contracts: Contract[] = [
  {
    title:
      'outages of 15:00, 15:01 and ten hours are 1, 2 and 40 begun quarters, 430 capped at 30 of 31 days of the fee',
    text: agreementText(`fees: { dns: { amount: 300.00, per: month } }
sources: { s: { declared: {} } }
commitments:
  dns:
    measure: { uptime: { of: s } }
    target: ">= 100%"
    period: month
    credit: { forEach: { started: 15m, of: outage, per: outage }, give: 1 day, of: fees.dns, day: 1/30 of month }
credits: { cap: 30 days of fees.dns per month }
`),
    lines: [
      bad('2026-03-03T00:00:00Z', '2026-03-03T00:15:00Z'),
      bad('2026-03-03T02:00:00Z', '2026-03-03T02:15:01Z'),
      bad('2026-03-05T00:00:00Z', '2026-03-05T10:00:00Z'),
    ],
    periods: {
      'dns@2026-03': {
        measure: { exact: '2640599/2678400', value: '98.588672' },
        seconds: { bad: '37801' },
        certainSince: '2026-03-03T00:00:00.001+00:00',
        credit: { units: '43', unit: 'day', amount: '430.00', percent: null },
      },
    },
    credits: [{ amount: '290.32', capped: true }],
  },
  {
    title:
      'a day of 23 hours is in time to the minute, four hours of wall time over the change are one late by a millisecond',
    text: agreementText(
      `eventTypes: { restore.requested: { data: [tier] }, restore.completed: {} }
commitments:
  rto:
    measure: { elapsed: { from: restore.requested, to: restore.completed, within: { by: tier, gold: 4h, silver: 1d } } }
    target: ">= 90%"
    period: quarter
    credit: { forEach: missedEvent, give: 250.00 EUR }
`,
      'Europe/Berlin',
    ),
    lines: [
      event('restore.requested', '2026-03-28T12:00:00+01:00', 'a', { tier: 'silver' }),
      event('restore.completed', '2026-03-29T12:00:00+02:00', 'a'),
      event('restore.requested', '2026-03-28T22:30:00+01:00', 'b', { tier: 'gold' }),
      event('restore.completed', '2026-03-29T03:30:00.001+02:00', 'b'),
      event('restore.requested', '2026-03-30T10:00:00+02:00', 'c', { tier: 'gold' }),
      event('restore.completed', '2026-03-30T14:00:00+02:00', 'c'),
      event('restore.requested', '2026-03-30T11:00:00+02:00', 'd', { tier: 'bronze' }),
    ],
    periods: {
      'rto@2026-01': {
        measure: { exact: '2/3', value: '66.666667' },
        counts: { bad: '1', total: '3' },
        verdict: 'breached',
        certainSince: '2026-04-01T00:00:00+02:00',
        credit: { amount: '250.00' },
      },
    },
  },
  {
    title: 'each backup follows the one before within 24 hours, over the end of the month too',
    text: agreementText(`eventTypes: { backup.completed: {} }
commitments:
  rpo: { measure: { elapsed: { from: backup.completed, to: backup.completed, within: 24h } }, target: all, period: month, credit: { forEach: missedEvent, give: 100.00 EUR } }
`),
    lines: [
      event('backup.completed', '2026-02-26T02:00:00Z', 'db'),
      event('backup.completed', '2026-02-27T02:00:00Z', 'db'),
      event('backup.completed', '2026-02-28T02:00:00.001Z', 'db'),
      event('backup.completed', '2026-03-01T01:00:00Z', 'db'),
      event('backup.completed', '2026-03-02T03:00:00Z', 'db'),
    ],
    periods: {
      'rpo@2026-02': {
        counts: { bad: '1', total: '3' },
        certainSince: '2026-02-28T02:00:00.001+00:00',
        credit: { amount: '100.00' },
      },
      'rpo@2026-03': {
        counts: { bad: '2', total: '2' },
        certainSince: '2026-03-02T01:00:00.001+00:00',
        credit: { amount: '200.00' },
      },
    },
  },
  {
    title: 'data of 900 seconds are fresh, of 901 they are not: 59 of 60 minutes',
    text: agreementText(`sources: { age: { push: gauge, every: 1m } }
commitments:
  fresh:
    measure: { gauge: { of: age, statistic: max, grain: 1m, bad: { when: "> 15m" } } }
    target: ">= 99%"
    period: hour
`),
    lines: [
      ...Array.from({ length: 60 }, (_, i) => ({
        source: 'age',
        at: `2026-03-10T10:${String(i).padStart(2, '0')}:00Z`,
        value: i === 7 ? '901' : '900',
      })),
    ],
    periods: {
      'fresh@2026-03-10T10': { measure: { exact: '59/60', value: '98.333333' }, verdict: 'breached' },
    },
  },
  {
    title:
      '28 days slide: 1.5 times the budget, then less than all of it, then 2.5 times; what slides on owes nothing more',
    text: agreementText(`fees: { api: { amount: 2800.00, per: month } }
sources: { r: { push: ratio, every: 1m } }
commitments:
  api:
    measure: { successRatio: { of: r } }
    target: ">= 99.9%"
    period: { trailing: 28d }
    credit: { bands: [{ when: "< 99.9%, >= 99.8%", give: 10% }, { when: "< 99.8%", give: 25% }], of: fees.api of one month }
`),
    lines: [
      { source: 'r', from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z', bad: 15, total: 10000 },
      { source: 'r', from: '2026-03-02T00:00:00Z', to: '2026-03-03T00:00:00Z', bad: 0, total: 10000 },
      { source: 'r', from: '2026-03-20T00:00:00Z', to: '2026-03-21T00:00:00Z', bad: 61, total: 10000 },
    ],
    periods: {
      'api@2026-02-02': {
        measure: { exact: '1997/2000', value: '99.85' },
        verdict: 'breached',
        credit: { percent: '10', amount: '280.00' },
      },
      'api@2026-02-03': { measure: { exact: '3997/4000' }, verdict: 'met' },
      'api@2026-02-21': {
        measure: { exact: '7481/7500', value: '99.746667' },
        verdict: 'breached',
        credit: { percent: '25', amount: '700.00' },
      },
      'api@2026-02-22': { verdict: 'breached', credit: { amount: '0.00' } },
    },
  },
  {
    title: 'a batch at the cut-off settles by the close after Easter, one a second later a day later',
    text: agreementText(
      `calendars: { target2: { days: mon-fri, hours: 07:00-18:00, holidays: [2026-04-03, 2026-04-06, 2026-05-01] } }
eventTypes: { batch.closed: {}, batch.settled: {} }
commitments:
  settlement:
    measure: { elapsed: { from: batch.closed, to: batch.settled, within: 1 business day, calendar: target2, cutoff: "17:00" } }
    target: all
    period: month
    credit: { forEach: missedEvent, give: 75.00 EUR }
`,
      'Europe/Berlin',
    ),
    lines: [
      event('batch.closed', '2026-04-02T17:00:00+02:00', 'a'),
      event('batch.settled', '2026-04-07T18:00:00+02:00', 'a'),
      event('batch.closed', '2026-04-02T17:00:01+02:00', 'b'),
      event('batch.settled', '2026-04-08T18:00:00+02:00', 'b'),
      event('batch.closed', '2026-04-02T16:59:00+02:00', 'c'),
      event('batch.settled', '2026-04-07T18:00:00.001+02:00', 'c'),
    ],
    periods: {
      'settlement@2026-04': {
        measure: { exact: '2/3' },
        counts: { bad: '1', total: '3' },
        certainSince: '2026-04-07T18:00:00.001+02:00',
        credit: { amount: '75.00' },
      },
    },
  },
  {
    title:
      'three missed viruses in a million are 75 %, 0.00005 points of false positives one begun step; the greater counts',
    text: agreementText(`fees: { mail: { amount: 500.00, per: month } }
sources: { clean: { push: ratio, every: 1h }, falsePositive: { push: ratio, every: 1h } }
commitments:
  virus: { measure: { successRatio: { of: clean } }, target: "= 100%", period: month, credit: { forEach: missedEvent, give: 25%, of: fees.mail } }
  spam: { measure: { successRatio: { of: falsePositive } }, target: ">= 99.9997%", period: month, credit: { forEach: { started: 0.0001%, of: shortfall }, give: 10%, of: fees.mail } }
credits: { cap: 100% of fees.mail per month, join: max }
`),
    lines: [
      { source: 'clean', from: '2026-03-10T00:00:00Z', to: '2026-03-10T01:00:00Z', bad: 3, total: 1000000 },
      {
        source: 'falsePositive',
        from: '2026-03-10T00:00:00Z',
        to: '2026-03-10T01:00:00Z',
        bad: 7,
        total: 2000000,
      },
    ],
    periods: {
      'virus@2026-03': {
        measure: { exact: '999997/1000000' },
        counts: { bad: '3', total: '1000000' },
        credit: { percent: '75', amount: '375.00' },
      },
      'spam@2026-03': {
        measure: { exact: '1999993/2000000', value: '99.99965' },
        verdict: 'breached',
        credit: { percent: '10', amount: '50.00' },
      },
    },
    credits: [{ amount: '375.00' }],
  },
  {
    title: '999 requests are too few to be judged, 1000 are not',
    text: agreementText(`sources: { r: { push: ratio, every: 1h } }
fees: { f: { amount: 100.00, per: month } }
commitments:
  ok: { measure: { successRatio: { of: r, atLeastEvents: 1000 } }, target: ">= 99.9%", period: month, credit: { give: 10%, of: fees.f } }
`),
    lines: [
      { source: 'r', from: '2026-02-10T00:00:00Z', to: '2026-02-10T01:00:00Z', bad: 500, total: 999 },
      { source: 'r', from: '2026-03-10T00:00:00Z', to: '2026-03-10T01:00:00Z', bad: 2, total: 1000 },
    ],
    periods: {
      'ok@2026-02': {
        verdict: 'notApplicable',
        credit: { state: 'none' },
        counts: { bad: '500', total: '999' },
      },
      'ok@2026-03': { verdict: 'breached', measure: { exact: '499/500' }, credit: { amount: '10.00' } },
    },
  },
  {
    title: '99.895 lies between printed bands: silent; rounded it is 99.90 and met',
    text: agreementText(`fees: { f: { amount: 1000.00, per: month } }
sources: { r: { push: ratio, every: 1h } }
commitments:
  ok: { measure: { successRatio: { of: r } }, target: ">= 99.90%", period: month, credit: { bands: [{ when: ">= 99.00%, <= 99.89%", give: 5% }, { when: ">= 95.00%, <= 98.99%", give: 10% }, { when: "<= 94.99%", give: 30% }], of: fees.f } }
  rounded: { measure: { successRatio: { of: r } }, target: ">= 99.90%", period: month, rounding: { to: 0.01%, mode: halfUp }, credit: { bands: [{ when: ">= 99.00%, <= 99.89%", give: 5% }, { when: ">= 95.00%, <= 98.99%", give: 10% }, { when: "<= 94.99%", give: 30% }], of: fees.f } }
`),
    lines: [
      { source: 'r', from: '2026-03-01T00:00:00Z', to: '2026-03-01T01:00:00Z', bad: 105, total: 100000 },
    ],
    periods: {
      'ok@2026-03': { verdict: 'breached', credit: { state: 'silent', amount: null } },
      'rounded@2026-03': { verdict: 'met', measure: { rounded: '99.9' }, credit: { state: 'none' } },
    },
  },
  {
    title: 'requests beyond what was agreed are taken out to the end of the month',
    text: agreementText(`sources: { r: { push: ratio, every: 1h } }
exclusions: { overuse: { while: { usage: requests, over: 1000, per: month }, effect: remove } }
commitments:
  ok: { measure: { successRatio: { of: r } }, target: ">= 99%", period: month, exclude: [overuse] }
`),
    lines: [
      { source: 'r', from: '2026-03-01T00:00:00Z', to: '2026-03-01T01:00:00Z', bad: 4, total: 500 },
      event('usage.reported', '2026-03-10T00:00:00Z', 'u1', { of: 'requests', quantity: '1000' }),
      { source: 'r', from: '2026-03-11T00:00:00Z', to: '2026-03-11T01:00:00Z', bad: 8, total: 500 },
      event('usage.reported', '2026-03-12T00:00:00Z', 'u2', { of: 'requests', quantity: '1' }),
      { source: 'r', from: '2026-03-13T00:00:00Z', to: '2026-03-13T01:00:00Z', bad: 100, total: 500 },
      { source: 'r', from: '2026-04-01T00:00:00Z', to: '2026-04-01T01:00:00Z', bad: 6, total: 500 },
    ],
    periods: {
      'ok@2026-03': {
        measure: { exact: '247/250' },
        counts: { bad: '12', total: '1000' },
        verdict: 'breached',
      },
      'ok@2026-04': { measure: { exact: '247/250' } },
    },
  },
  {
    title: 'thirty days before a claim owe nothing that a midnight owed before',
    text: agreementText(`fees: { f: { amount: 310.00, per: month } }
sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: { trailing: 30d }, credit: { give: 10%, of: fees.f } }
`),
    lines: [
      bad('2026-03-20T10:00:00Z', '2026-03-20T11:00:00Z'),
      event('claim.filed', '2026-04-15T12:00:00Z', 'q', { about: 'up' }),
    ],
    periods: {
      'up@2026-02-19': { credit: { amount: '31.07' }, measure: { exact: '719/720' } },
      'up@2026-03-16T12:00': {
        to: '2026-04-15T12:00:00+00:00',
        verdict: 'breached',
        credit: { amount: '0.00' },
      },
    },
  },
]

test.each(contracts)('$title', expectFigures)
