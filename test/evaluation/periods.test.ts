import { expect, test } from 'vitest'
import { agreementText, at, backtested, bad, commitment, d, event, good, unknown } from './backtested.ts'

const up = (period: string, more = '') =>
  commitment(`measure: { uptime: { of: s } }, target: ">= 99%", period: ${period}${more}`)
const inZone = (zone: string, period: string, term = '{ from: 2026-01-01 }', more = '') =>
  agreementText(
    `sources: { s: { declared: {} } }\ncommitments:\n  c: { measure: { uptime: { of: s } }, target: ">= 99%", period: ${period} }\n${more}`,
    zone,
    term,
  )
const short = (from: string) => bad(from, from.replace(':00Z', ':01Z'))

const cases: [title: string, text: string, lines: object[], periods: object[], asOf?: string][] = [
  [
    'a day that loses an hour',
    inZone('Europe/Berlin', 'day'),
    [short('2026-03-29T10:00:00Z')],
    [{ from: '2026-03-29T00:00:00+01:00', to: '2026-03-30T00:00:00+02:00', seconds: { total: '82800' } }],
  ],
  [
    'a day that gains one',
    inZone('Europe/Berlin', 'day'),
    [short('2026-10-25T10:00:00Z')],
    [{ seconds: { total: '90000' } }],
  ],
  [
    'a week begins on Monday',
    inZone('UTC', 'week'),
    [short('2026-03-15T10:00:00Z')],
    [{ from: '2026-03-09T00:00:00+00:00', to: '2026-03-16T00:00:00+00:00' }],
  ],
  [
    'a quarter',
    inZone('UTC', 'quarter'),
    [short('2026-05-15T10:00:00Z')],
    [{ from: '2026-04-01T00:00:00+00:00', to: '2026-07-01T00:00:00+00:00' }],
  ],
  [
    'a leap year',
    inZone('UTC', 'year', '{ from: 2027-01-01 }'),
    [short('2028-05-15T10:00:00Z')],
    [{ seconds: { total: '31622400' } }],
  ],
  [
    'the first period is clipped by the term',
    inZone('UTC', 'month', '{ from: 2026-03-10 }'),
    [bad(d('00:00', 9), d('12:00', 10))],
    [{ from: '2026-03-10T00:00:00+00:00', seconds: { bad: '43200', total: '1900800' } }],
  ],
  [
    'the last too',
    inZone('UTC', 'month', '{ from: 2026-01-01, until: 2026-03-10 }'),
    [bad(d('12:00', 9), d('12:00', 10))],
    [{ to: '2026-03-10T00:00:00+00:00', seconds: { bad: '43200' } }],
  ],
  [
    'nothing before or after the term is judged',
    inZone('UTC', 'day', '{ from: 2026-03-10, until: 2026-03-11 }'),
    [bad(d('00:00', 8), d('00:00', 14))],
    [{ from: '2026-03-10T00:00:00+00:00' }],
  ],
  [
    'a billing month on the 31st does not drift',
    inZone('UTC', '{ billing: month, anchor: 2026-01-31 }'),
    [short('2026-02-10T00:00:00Z'), short('2026-03-10T00:00:00Z'), short('2026-04-10T00:00:00Z')],
    [
      { from: '2026-01-31T00:00:00+00:00', to: '2026-02-28T00:00:00+00:00' },
      { to: '2026-03-31T00:00:00+00:00' },
      { to: '2026-04-30T00:00:00+00:00' },
    ],
  ],
  [
    'a fiscal quarter from February',
    inZone('UTC', '{ fiscal: quarter, startsIn: february }'),
    [short('2026-04-10T00:00:00Z')],
    [{ from: '2026-02-01T00:00:00+00:00', to: '2026-05-01T00:00:00+00:00' }],
  ],
  [
    'a fiscal year that began last year',
    inZone('UTC', '{ fiscal: year, startsIn: july }', '{ from: 2025-01-01 }'),
    [short('2026-04-10T00:00:00Z')],
    [{ from: '2025-07-01T00:00:00+00:00', to: '2026-07-01T00:00:00+00:00' }],
  ],
  [
    'trailing days are judged at each midnight as long as they look back on evidence',
    inZone('UTC', '{ trailing: 2d }'),
    [short('2026-03-10T10:00:00Z')],
    [
      { from: '2026-03-09T00:00:00+00:00', to: '2026-03-11T00:00:00+00:00' },
      { from: '2026-03-10T00:00:00+00:00', to: '2026-03-12T00:00:00+00:00' },
    ],
  ],
  [
    'a period is judged by the version in force when it begins',
    inZone(
      'UTC',
      'month',
      '{ from: 2026-01-01 }',
      'amendments: [{ effective: 2026-03-15, changes: { commitments: { c: { target: ">= 10%" } } } }]',
    ),
    [
      bad('2026-03-20T00:00:00Z', '2026-03-28T00:00:00Z'),
      bad('2026-04-20T00:00:00Z', '2026-04-28T00:00:00Z'),
    ],
    [{ verdict: 'breached' }, { verdict: 'met' }],
  ],
  [
    'an amendment that ends gives the old text back',
    inZone(
      'UTC',
      'day',
      '{ from: 2026-01-01 }',
      'amendments: [{ effective: 2026-03-10, until: 2026-03-11, changes: { commitments: { c: { target: ">= 10%" } } } }]',
    ),
    [bad(d('00:00', 9), d('12:00', 11))],
    [{ verdict: 'breached' }, { verdict: 'breached' }, { verdict: 'breached' }].map((each, i) =>
      i === 1 ? { verdict: 'breached' } : each,
    ),
  ],
  [
    'exactly the target is met',
    up('day'),
    [bad(d('10:00'), '2026-03-10T10:14:24Z')],
    [{ verdict: 'met', measure: { value: '99', exact: '99/100' } }],
  ],
  [
    'fillings that disagree are undetermined',
    up('day'),
    [unknown(d('10:00'), d('11:00'))],
    [{ verdict: 'undetermined', measure: { best: '100', worst: '95.833333', value: '100' } }],
  ],
  ['fillings that agree are not', up('day'), [unknown(d('10:00'), d('10:10'))], [{ verdict: 'met' }]],
  [
    'a breach stays one whatever the unknown time was',
    up('day'),
    [unknown(d('10:00'), d('10:10')), bad(d('12:00'), d('13:00'))],
    [{ verdict: 'breached' }],
  ],
  [
    'too little coverage is undetermined although the fillings agree',
    up('day', ', minCoverage: 99.9%'),
    [unknown(d('10:00'), d('10:10'))],
    [{ verdict: 'undetermined' }],
  ],
  [
    'the coverage asked for is enough',
    up('day', ', minCoverage: 99%'),
    [unknown(d('10:00'), d('10:10'))],
    [{ verdict: 'met' }],
  ],
  [
    'whenUnknown good',
    up('day', ', whenUnknown: good'),
    [unknown(d('10:00'), d('11:00'))],
    [{ verdict: 'met' }],
  ],
  [
    'whenUnknown bad',
    up('day', ', whenUnknown: bad'),
    [unknown(d('10:00'), d('11:00'))],
    [{ verdict: 'breached' }],
  ],
  [
    'a push source without evidence before its first look is unknown',
    commitment('measure: { uptime: { of: p } }, target: ">= 99%", period: day'),
    [at(d('12:00'), 'good')],
    [{ verdict: 'undetermined', seconds: { unknown: '84900' } }],
  ],
  [
    'a look speaks until the next, at most as long as it holds',
    commitment('measure: { downtime: { of: p } }, target: "<= 1h", period: day'),
    [at(d('10:00'), 'bad'), at(d('10:10'), 'bad'), at(d('11:00'), 'good')],
    [{ seconds: { bad: '2100' } }],
  ],
  [
    'bad wins over unknown over good where spans overlap',
    up('day'),
    [good(d('09:00'), d('12:00')), unknown(d('10:00'), d('11:00')), bad(d('10:30'), d('10:40'))],
    [{ seconds: { bad: '600', unknown: '3000' } }],
  ],
  [
    'unknown time leaves a run open and is no part of it',
    commitment('measure: { longestOutage: { of: s } }, target: "<= 1h", period: day'),
    [bad(d('10:00'), d('10:10')), unknown(d('10:10'), d('10:20')), bad(d('10:20'), d('10:30'))],
    [{ measure: { value: '1200', best: '600', worst: '1800' } }],
  ],
  [
    'hours count only',
    up('day', ', hours: { days: mon-fri, hours: "08:00-18:00" }'),
    [bad(d('07:00'), d('08:06'))],
    [{ verdict: 'met', seconds: { bad: '360', total: '36000' } }],
  ],
  [
    'without service hours there is nothing to judge',
    up('day', ', hours: { days: sat }'),
    [bad(d('07:00'), d('08:00'))],
    [{ verdict: 'notApplicable', measure: { value: null } }],
  ],
  [
    'fewer events than asked for are not judged',
    commitment(
      'measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 1h, atLeastEvents: 2 } }, target: all, period: day',
    ),
    [event('ticket.opened', d('10:00'))],
    [{ verdict: 'notApplicable' }],
  ],
  [
    'a clock that still runs leaves it open',
    commitment(
      'measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 10h } }, target: all, period: day',
    ),
    [event('ticket.opened', d('20:00'))],
    [{ verdict: 'undetermined' }],
    d('00:20', 11),
  ],
  [
    'the closing waits for the last clock',
    commitment(
      'measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 10h } }, target: all, period: day',
    ),
    [event('ticket.opened', d('20:00'))],
    [{ verdict: 'breached', certainSince: '2026-03-11T06:00:00.001+00:00' }],
  ],
  [
    'the mean with the month before',
    commitment('measure: { uptime: { of: s } }, target: ">= 99%", period: day, averagedWith: 1'),
    [bad(d('00:00', 10), d('00:30', 10)), good(d('00:00', 11), d('00:01', 11))],
    [
      { verdict: 'breached', measure: { value: '97.916667' } },
      { verdict: 'breached', measure: { value: '98.958333' }, certainSince: '2026-03-12T00:00:00+00:00' },
    ],
  ],
  [
    'a failed look lies above any limit',
    commitment(
      'measure: { latency: { of: p, statistic: p50, within: 300ms } }, target: ">= 60%", period: day',
    ),
    [{ ...at(d('10:00'), 'good'), latencyUs: 300_000 }, at(d('10:10'), 'bad')],
    [{ verdict: 'breached', measure: { value: '50' } }],
  ],
  [
    'unless failures are skipped',
    commitment(
      'measure: { latency: { of: p, statistic: p50, within: 300ms, failures: skip } }, target: ">= 60%", period: day',
    ),
    [{ ...at(d('10:00'), 'good'), latencyUs: 300_000 }, at(d('10:10'), 'bad')],
    [{ verdict: 'met', measure: { value: '100' } }],
  ],
  [
    'nearest rank',
    commitment('measure: { latency: { of: p, statistic: p95 } }, target: "<= 300ms", period: day'),
    Array.from({ length: 20 }, (_, i) => ({
      ...at(d(`0${Math.floor(i / 6)}:${(i % 6) * 10 || '00'}`), 'good'),
      latencyUs: (i + 1) * 1000,
    })),
    [{ verdict: 'met', measure: { value: '0.019', unit: 's' } }],
  ],
]

test.each(cases)('%s', (_, text, lines, periods, asOf) => {
  expect(backtested(text, lines, asOf).periods).toMatchObject(periods)
})
