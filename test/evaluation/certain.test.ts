import { expect, test } from 'vitest'
import { at, backtested, bad, commitment, d, event, good, unknown } from './backtested.ts'

const maintenance = 'exclusions: { m: { effect: excuse } }'
const excused = (from: string, to: string, announcedAt: string) => ({
  exclusion: 'm',
  id: from,
  from,
  to,
  announcedAt,
  by: 'provider',
})
const ratio = (from: string, to: string, failed: number, total: number) => ({
  source: 'r',
  from,
  to,
  bad: failed,
  total,
})
/** Ten-minute looks from a time on, `b`ad, `g`ood or unknown by a dot. */
const looks = (from: string, pattern: string) =>
  [...pattern].map((letter, i) =>
    at(
      Temporal.Instant.from(from)
        .add({ minutes: 10 * i })
        .toString(),
      { b: 'bad', g: 'good' }[letter] ?? 'unknown',
    ),
  )

const day = 'period: day'
const cases: [title: string, text: string, lines: object[], certain: string | null][] = [
  [
    'uptime: the first millisecond beyond what the target leaves',
    commitment(`measure: { uptime: { of: s } }, target: ">= 99%", ${day}`),
    [bad(d('10:00'), d('11:00'))],
    '2026-03-10T10:14:24.001+00:00',
  ],
  [
    'exactly what the target leaves is met',
    commitment(`measure: { uptime: { of: s } }, target: ">= 99%", ${day}`),
    [bad(d('10:00'), '2026-03-10T10:14:24Z')],
    null,
  ],
  [
    'above the target: what it leaves is already too much',
    commitment(`measure: { uptime: { of: s } }, target: "> 99%", ${day}`),
    [bad(d('10:00'), d('11:00'))],
    '2026-03-10T10:14:24+00:00',
  ],
  [
    'downtime below a length',
    commitment(`measure: { downtime: { of: s } }, target: "< 5m", ${day}`),
    [bad(d('10:00'), d('10:03')), bad(d('12:00'), d('12:10'))],
    '2026-03-10T12:02:00+00:00',
  ],
  [
    'longest outage: when it passes',
    commitment(`measure: { longestOutage: { of: s } }, target: "<= 5m", ${day}`),
    [bad(d('10:00'), d('10:05')), bad(d('12:00'), d('12:10'))],
    '2026-03-10T12:05:00.001+00:00',
  ],
  [
    'outages: at the begin of the one too many',
    commitment(`measure: { outages: { of: s } }, target: "<= 1", ${day}`),
    [bad(d('10:00'), d('10:05')), bad(d('12:00'), d('12:10'))],
    '2026-03-10T12:00:00+00:00',
  ],
  [
    'outages at least so long: when the second is',
    commitment(`measure: { outages: { of: s, outage: { atLeast: 3m } } }, target: "<= 1", ${day}`),
    [bad(d('10:00'), d('10:05')), bad(d('12:00'), d('12:10'))],
    '2026-03-10T12:03:00+00:00',
  ],
  [
    'outages longer than so long: a millisecond after',
    commitment(`measure: { outages: { of: s, outage: { longerThan: 3m } } }, target: "<= 1", ${day}`),
    [bad(d('10:00'), d('10:05')), bad(d('12:00'), d('12:10'))],
    '2026-03-10T12:03:00.001+00:00',
  ],
  [
    'three failed looks are an outage at the third',
    commitment(`measure: { outages: { of: p, outage: { consecutive: 3 } } }, target: "= 0", ${day}`),
    looks(d('10:00'), 'gbbbbg'),
    '2026-03-10T10:30:00+00:00',
  ],
  [
    'and take the first two along',
    commitment(`measure: { downtime: { of: p, outage: { consecutive: 3 } } }, target: "<= 15m", ${day}`),
    looks(d('10:00'), 'gbbbbg'),
    '2026-03-10T10:30:00+00:00',
  ],
  [
    'the end of the grain that is one too many',
    commitment(`measure: { uptime: { of: r, grain: 5m, bad: { when: "> 5%" } } }, target: ">= 99%", ${day}`),
    [
      ratio(d('00:00'), d('10:00'), 0, 600),
      ratio(d('10:00'), d('11:00'), 30, 60),
      ratio(d('11:00'), d('00:00', 11), 0, 780),
    ],
    '2026-03-10T10:15:00+00:00',
  ],
  [
    'two grains in a row, confirmed by the second',
    commitment(
      `measure: { outages: { of: r, grain: 5m, bad: { when: "> 5%" }, outage: { consecutive: 2 } } }, target: "= 0", ${day}`,
    ),
    [
      ratio(d('00:00'), d('10:00'), 0, 600),
      ratio(d('10:00'), d('11:00'), 30, 60),
      ratio(d('11:00'), d('00:00', 11), 0, 780),
    ],
    '2026-03-10T10:10:00+00:00',
  ],
  [
    'an outage over the begin of the period counts from it',
    commitment(`measure: { downtime: { of: s } }, target: "<= 5m", ${day}`),
    [bad(d('23:30', 9), d('00:10'))],
    '2026-03-10T00:05:00.001+00:00',
  ],
  [
    'an outage that is long enough only after the end of the period is certain then',
    commitment(`measure: { downtime: { of: s, outage: { longerThan: 20m } } }, target: "<= 5m", ${day}`),
    [bad(d('23:50'), d('00:15', 11))],
    '2026-03-11T00:10:00.001+00:00',
  ],
  [
    'rounding that hides a little gives that little more time',
    commitment(
      `measure: { uptime: { of: s } }, target: ">= 99%", ${day}, rounding: { to: 1%, mode: halfUp }`,
    ),
    [bad(d('10:00'), d('11:00'))],
    '2026-03-10T10:21:36.001+00:00',
  ],
  [
    'an exclusion announced before takes its time out',
    commitment(`measure: { downtime: { of: s } }, target: "<= 5m", ${day}, exclude: [m]`, maintenance),
    [bad(d('10:00'), d('10:30')), excused(d('10:00'), d('10:20'), d('09:00'))],
    '2026-03-10T10:25:00.001+00:00',
  ],
  [
    'an exclusion announced when it was certain already does not make it earlier or later',
    commitment(`measure: { downtime: { of: s } }, target: "<= 5m", ${day}, exclude: [m]`, maintenance),
    [bad(d('10:00'), d('10:30')), excused(d('10:00'), d('10:20'), d('12:00'))],
    '2026-03-10T10:05:00.001+00:00',
  ],
  [
    'an exclusion announced after all, that leaves nothing, leaves no breach',
    commitment(`measure: { downtime: { of: s } }, target: "<= 5m", ${day}, exclude: [m]`, maintenance),
    [bad(d('10:00'), d('10:30')), excused(d('10:00'), d('10:30'), d('12:00'))],
    null,
  ],
  [
    'removed time makes the allowance smaller, from the announcement on',
    commitment(
      `measure: { uptime: { of: s } }, target: ">= 99%", ${day}, exclude: [m]`,
      'exclusions: { m: { effect: remove } }',
    ),
    [bad(d('10:00'), '2026-03-10T10:10:00Z'), excused(d('12:00'), d('00:00', 11), d('11:00'))],
    '2026-03-10T11:00:00+00:00',
  ],
  [
    'unknown time does not make certain',
    commitment(`measure: { downtime: { of: s } }, target: "<= 5m", ${day}`),
    [unknown(d('08:00'), d('09:00')), bad(d('10:00'), d('10:30'))],
    '2026-03-10T10:05:00.001+00:00',
  ],
  [
    'where unknown counts as bad it does',
    commitment(`measure: { downtime: { of: s } }, target: "<= 5m", ${day}, whenUnknown: bad`),
    [unknown(d('08:00'), d('09:00')), bad(d('10:00'), d('10:30'))],
    '2026-03-10T08:05:00.001+00:00',
  ],
  [
    'every question in time: the millisecond after the deadline',
    commitment(
      `measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 1h } }, target: all, ${day}`,
    ),
    [event('ticket.opened', d('10:00')), event('ticket.responded', d('15:00'))],
    '2026-03-10T11:00:00.001+00:00',
  ],
  [
    'where only answers count: at the late answer',
    commitment(
      `measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 1h, count: answered } }, target: all, ${day}`,
    ),
    [event('ticket.opened', d('10:00')), event('ticket.responded', d('15:00'))],
    '2026-03-10T15:00:00+00:00',
  ],
  [
    'a share of questions: at the end of the period',
    commitment(
      `measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 1h } }, target: ">= 90%", ${day}`,
    ),
    [event('ticket.opened', d('10:00')), event('ticket.responded', d('15:00'))],
    '2026-03-11T00:00:00+00:00',
  ],
  [
    'a share of questions whose clock runs on after the period',
    commitment(
      `measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 2h } }, target: ">= 90%", ${day}`,
    ),
    [event('ticket.opened', d('23:00'))],
    '2026-03-11T01:00:00.001+00:00',
  ],
  [
    'one event too many',
    commitment(`measure: { occurrences: { of: ticket.opened } }, target: "<= 1", ${day}`),
    [event('ticket.opened', d('10:00')), event('ticket.opened', d('11:00'), 'y')],
    '2026-03-10T11:00:00+00:00',
  ],
  [
    'too few events: at the end',
    commitment(`measure: { occurrences: { of: ticket.opened } }, target: ">= 2", ${day}`),
    [event('ticket.opened', d('10:00'))],
    '2026-03-11T00:00:00+00:00',
  ],
  [
    'a mean: at the end',
    commitment(`measure: { gauge: { of: g, statistic: max } }, target: "<= 5", ${day}`),
    [{ source: 'g', at: d('10:00'), value: '9' }],
    '2026-03-11T00:00:00+00:00',
  ],
  [
    'a ratio: at the end',
    commitment(`measure: { successRatio: { of: r } }, target: ">= 99%", ${day}`),
    [ratio(d('00:00'), d('10:00'), 60, 600)],
    '2026-03-11T00:00:00+00:00',
  ],
]

test.each(cases)('%s', (_, text, lines, certain) => {
  const found = backtested(text, [...lines, good(d('09:00'), d('09:01'), 't')]).periods
  const period = found.findLast((each) => each.verdict === 'breached')
  expect(period?.certainSince ?? null).toBe(certain)
})
