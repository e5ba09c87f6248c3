import { expect, test } from 'vitest'
import { backtested, bad, commitment, d, event, unknown } from './backtested.ts'

const c = (when: string, more = 'exercise: 30d', period = 'day', rest = '') =>
  commitment(
    `measure: { uptime: { of: s } }, target: ">= 99%", period: ${period}${rest}`,
    `termination: { t: { right: customer, when: ${when}, ${more} } }`,
  )
const hours = (...days: number[]) => days.map((day) => bad(d('10:00', day), d('12:00', day)))
const at = (day: number, time = '10:14:24.001') => ({
  triggeredAt: `2026-03-${String(day).padStart(2, '0')}T${time}+00:00`,
})
const pay = (by: string) =>
  commitment(
    'measure: { uptime: { of: s } }, target: ">= 99%", period: month }\n  payment: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 10d } }, target: all, period: month',
    `termination: { t: { right: provider, when: { overdue: payment, by: ${by} } } }`,
  )

const cases: [title: string, text: string, lines: object[], termination: object[], asOf?: string][] = [
  [
    'three misses in a row',
    c('{ missed: c, times: 3, consecutive: true }'),
    hours(10, 11, 12),
    [{ clause: 't', right: 'customer', ...at(12), exerciseBy: '2026-04-11' }],
  ],
  [
    'a right can be used for its time from the trigger, although the month goes on',
    c('{ missed: c, times: 1, consecutive: true }', 'exercise: 5d', 'month'),
    hours(10, 11, 12, 13),
    // 1 % of 744 hours is 7:26:24.
    [{ ...at(13, '11:26:24.001'), exerciseBy: '2026-03-18' }],
  ],
  [
    'a met day between ends the run',
    c('{ missed: c, times: 3, consecutive: true }'),
    [...hours(10, 11, 13, 14), bad(d('10:00', 12), d('10:01', 12))],
    [],
  ],
  [
    'an undetermined day between neither ends nor continues it',
    c('{ missed: c, times: 3, consecutive: true }'),
    [...hours(10, 11, 13), unknown(d('10:00', 12), d('12:00', 12))],
    [at(13)],
  ],
  [
    'what triggered once is used up',
    c('{ missed: c, times: 2, consecutive: true }'),
    hours(10, 11, 12),
    [at(11)],
  ],
  [
    'four misses trigger two out of two twice',
    c('{ missed: c, times: 2, consecutive: true }'),
    hours(10, 11, 12, 13),
    [at(11), at(13)],
  ],
  [
    'two out of three',
    c('{ missed: c, times: 2, outOf: 3 }'),
    [...hours(10, 12), bad(d('10:00', 11), d('10:01', 11))],
    [at(12)],
  ],
  [
    'two out of three: too far apart',
    c('{ missed: c, times: 2, outOf: 3 }'),
    [...hours(10, 13), bad(d('10:00', 11), d('10:01', 11)), bad(d('10:00', 12), d('10:01', 12))],
    [],
  ],
  [
    'outages whose begins lie less than the span apart',
    c('{ outages: c, longerThan: 30m, times: 3, within: 3d }'),
    hours(10, 11, 12),
    [at(12, '10:30:00.001')],
  ],
  [
    'exactly the span apart is too far',
    c('{ outages: c, longerThan: 30m, times: 2, within: 2d }'),
    hours(10, 12),
    [],
  ],
  [
    'an outage of just the length is not longer',
    c('{ outages: c, longerThan: 2h, times: 1, within: 2d }'),
    hours(10),
    [],
  ],
  [
    'an outage over midnight is one',
    c('{ outages: c, longerThan: 30m, times: 2, within: 30d }'),
    [bad(d('23:00', 10), d('01:00', 11))],
    [],
  ],
  [
    'a total within a sliding span: the first millisecond beyond',
    c('{ total: c, exceeds: 5h, within: 30d }'),
    hours(10, 11, 12),
    [at(12, '11:00:00.001')],
  ],
  ['exactly the total is not beyond', c('{ total: c, exceeds: 6h, within: 30d }'), hours(10, 11, 12), []],
  [
    'a total by the calendar month',
    c('{ total: c, exceeds: 5h, within: month }'),
    [...hours(30, 31), bad('2026-04-01T10:00:00Z', '2026-04-01T12:00:00Z')],
    [],
  ],
  [
    "a total within a sliding span over the month's end",
    c('{ total: c, exceeds: 5h, within: 30d }'),
    [...hours(30, 31), bad('2026-04-01T10:00:00Z', '2026-04-01T12:00:00Z')],
    [{ triggeredAt: '2026-04-01T11:00:00.001+00:00' }],
  ],
  [
    'an average below',
    c('{ average: c, over: 2, below: 95% }'),
    hours(10, 11),
    [{ triggeredAt: '2026-03-12T00:00:00+00:00' }],
  ],
  ['an average that is just not below', c('{ average: c, over: 2, below: 91% }'), hours(10, 11), []],
  [
    'either of two',
    c('{ any: [{ missed: c, times: 9, consecutive: true }, { missed: c, times: 1, consecutive: true }] }'),
    hours(10),
    [at(10)],
  ],
  [
    'both of two',
    c('{ all: [{ missed: c, times: 1, consecutive: true }, { total: c, exceeds: 3h, within: 30d }] }'),
    hours(10, 11),
    [at(11, '11:00:00.001')],
  ],
  [
    "a right to use from the period's end",
    c('{ missed: c, times: 1, consecutive: true }', 'exercise: { within: 5d, after: periodEnd }', 'month'),
    [bad(d('00:00', 10), d('00:00', 12))],
    [{ exerciseBy: '2026-04-05' }],
  ],
  [
    'missed answers',
    commitment(
      'measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 1h } }, target: ">= 1%", period: day',
      'termination: { t: { right: customer, when: { missedEvents: c, times: 2, within: 3 months } } }',
    ),
    [event('ticket.opened', d('10:00'), 'a'), event('ticket.opened', d('11:00'), 'b')],
    [at(10, '12:00:00.001')],
  ],
  [
    'an invoice overdue by five days',
    pay('5d'),
    [event('invoice.issued', d('00:00', 1), 'i')],
    [{ right: 'provider', triggeredAt: '2026-03-16T00:00:00.001+00:00', exerciseBy: null }],
    '2026-04-01T00:15:00Z',
  ],
  [
    'paid before that it is not',
    pay('5d'),
    [event('invoice.issued', d('00:00', 1), 'i'), event('invoice.paid', d('00:00', 16), 'i')],
    [],
    '2026-04-01T00:15:00Z',
  ],
]

test.each(cases)('%s', (_, text, lines, termination, asOf) => {
  const found = backtested(text, lines, asOf).termination
  expect(found).toMatchObject(termination)
  expect(found).toHaveLength(termination.length)
})

test('late answers count in the month in which they were asked for, also where one of before is known later', () => {
  const text = commitment(
    'measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: { by: severity, P1: 1h, P2: 20d } } }, target: all, period: month',
    'termination: { t: { right: customer, when: { missedEvents: c, times: 2, within: month } } }',
  )
  const asked = (instant: string, subject: string, severity: string) =>
    event('ticket.opened', instant, subject, { severity })
  // Asked for on 20 March and late on 9 April; the one of 31 March is late on 1 April; that of 1 April is of another month.
  const lines = [
    asked('2026-03-20T00:00:00Z', 'a', 'P2'),
    asked('2026-03-31T23:30:00Z', 'b', 'P1'),
    asked('2026-04-01T00:00:00Z', 'c', 'P1'),
  ]
  const { termination } = backtested(text, lines, '2026-06-01T00:00:00Z')
  expect(termination.map(({ triggeredAt }) => triggeredAt)).toEqual(['2026-04-09T00:00:00.001+00:00'])
})

test('rights of overdue payments arise in order of time', () => {
  const text = commitment(
    'by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 7d } }, target: all, period: month',
    'termination: { t: { right: provider, when: { overdue: c, by: 10d } } }',
  )
  const lines = [
    event('invoice.issued', '2026-03-01T00:00:00Z', 'a', { due: '2026-03-20' }),
    event('invoice.issued', '2026-03-02T00:00:00Z', 'b'),
  ]
  const { termination } = backtested(text, lines, '2026-06-01T00:00:00Z')
  expect(termination.map(({ triggeredAt }) => triggeredAt)).toEqual([
    '2026-03-19T00:00:00.001+00:00',
    '2026-03-31T00:00:00+00:00',
  ])
})
