import { describe, expect, test } from 'vitest'
import { explainJudgement } from '../../src/evaluation/explain.ts'
import { problemsOf } from '../agreement/anAgreement.ts'
import { backtested, bad, commitment, d, event, good, unknown } from './backtested.ts'
import { equationsOf } from './calculator.ts'

const calendars = 'calendars: { office: { days: mon-fri, hours: "08:00-17:00" } }'
const taken = (statistic: string, target: string, more = '') =>
  commitment(
    `measure: { timeTaken: { from: ticket.opened, to: ticket.resolved, statistic: ${statistic}${more} } }, target: "${target}", period: month`,
    calendars,
  )
const opened = (time: string, subject: string, data?: object) => event('ticket.opened', time, subject, data)
const resolved = (time: string, subject: string) => event('ticket.resolved', time, subject)
// Tuesday the 10th: 2 h, 5 h and 8 h; together 15 h, the mean is 5 h = 18000 s.
const three = [
  ...[opened(d('08:00'), 'a'), resolved(d('10:00'), 'a')],
  ...[opened(d('08:00'), 'b'), resolved(d('13:00'), 'b')],
  ...[opened(d('08:00'), 'c'), resolved(d('16:00'), 'c')],
]
const [end, april] = ['2026-04-01T00:15:00Z', '2026-04-10T08:00:00Z']
const open = opened('2026-03-31T20:00:00Z', 'd')

const events: [title: string, text: string, lines: object[], figures: object, asOf?: string][] = [
  [
    'the mean at the target',
    taken('mean', '<= 5h'),
    three,
    { verdict: 'met', measure: { exact: '18000/1', unit: 's' } },
  ],
  [
    'the mean a moment over it',
    taken('mean', '< 5h'),
    three,
    { verdict: 'breached', certainSince: '2026-04-01T00:00:00+00:00' },
  ],
  // 7 h over 3 is no decimal: 8400 s exactly is 2 h 20 min.
  [
    'the mean is exact',
    taken('mean', '<= 140m'),
    [
      ...three.slice(0, 2),
      ...[opened(d('09:00'), 'x'), resolved(d('09:00'), 'x')],
      ...[opened(d('09:00'), 'y'), resolved(d('14:00'), 'y')],
    ],
    { verdict: 'met', measure: { exact: '8400/1' } },
  ],
  ['the longest', taken('max', '<= 8h'), three, { verdict: 'met', measure: { exact: '28800/1' } }],
  ['the shortest', taken('min', '<= 1h'), three, { verdict: 'breached', measure: { exact: '7200/1' } }],
  // Ranks of three: p50 is number 2 (ceil 1.5), p66 number 2 (ceil 1.98), p67 number 3 (ceil 2.01).
  ['the median', taken('p50', '<= 5h'), three, { verdict: 'met', measure: { exact: '18000/1' } }],
  ['the nearest rank below', taken('p66', '<= 5h'), three, { measure: { exact: '18000/1' } }],
  [
    'the nearest rank above',
    taken('p67', '<= 5h'),
    three,
    { verdict: 'breached', measure: { exact: '28800/1' } },
  ],
  // Office hours: 08-10, 08-13 and 08-16 lie in them; a weekend does not: Friday 16:00 to Monday 09:00 is 2 h.
  [
    'working time only',
    taken('mean', '<= 2h', ', calendar: office'),
    [opened(d('16:00', 13), 'w'), resolved(d('09:00', 16), 'w')],
    { verdict: 'met', measure: { exact: '7200/1' } },
  ],
  [
    'outside of working time no time passes',
    taken('max', '<= 1h', ', calendar: office'),
    [opened(d('18:00', 13), 'w'), resolved(d('07:00', 16), 'w')],
    { verdict: 'met', measure: { exact: '0/1' } },
  ],
  // 08-16 without the hour from 09 to 10.
  [
    'pauses left out',
    taken('max', '<= 7h', ', pause: [ticket.paused, ticket.resumed]'),
    [...three.slice(4), event('ticket.paused', d('09:00'), 'c'), event('ticket.resumed', d('10:00'), 'c')],
    { verdict: 'met', measure: { exact: '25200/1' } },
  ],
  // After 13:00 the clock begins on the next working day, at its midnight: 9 h to 09:00.
  [
    'a question after the cut-off',
    taken('max', '<= 9h', ', cutoff: "13:00"'),
    [opened(d('14:00'), 'k'), resolved(d('09:00', 11), 'k')],
    { verdict: 'met', measure: { exact: '32400/1' } },
  ],
  [
    'only those of one severity',
    taken('mean', '<= 2h', ', where: { severity: P1 }'),
    [
      opened(d('08:00'), 'a', { severity: 'P1' }),
      resolved(d('10:00'), 'a'),
      opened(d('08:00'), 'b', { severity: 'P2' }),
      resolved(d('18:00'), 'b'),
    ],
    { verdict: 'met', counts: { bad: '0', total: '1' } },
  ],
  [
    'too few are not judged',
    taken('mean', '<= 1h', ', atLeastEvents: 4'),
    three,
    { verdict: 'notApplicable' },
  ],
  [
    'none are not judged',
    taken('mean', '<= 1h', ', where: { severity: P1 }'),
    three,
    { verdict: 'notApplicable' },
  ],
  // Open since 20:00, 4 h 15 min so far: (15 h + 4 h 15 min) / 4 = 17325 s.
  [
    'an open one may take for ever',
    taken('mean', '<= 5h'),
    [...three, open],
    { verdict: 'undetermined', measure: { best: '17325', worst: null } },
    end,
  ],
  [
    'an open one has taken too long already',
    taken('max', '<= 4h'),
    [open],
    { verdict: 'breached', measure: { best: '15300', worst: null } },
    end,
  ],
  [
    'open ones that cannot matter',
    taken('p50', '<= 5h'),
    [...three, open],
    { verdict: 'met', measure: { worst: '18000' } },
    end,
  ],
  ['open ones that may', taken('p67', '<= 5h'), [...three, open], { verdict: 'undetermined' }, end],
  [
    'open ones left out',
    taken('mean', '<= 5h', ', count: answered'),
    [...three, open],
    { verdict: 'met', measure: { exact: '18000/1' } },
    end,
  ],
  // 20:00 to 10 April 08:00 is 9 days and 12 h: 820800 s.
  [
    'answered later it counts in the month of the question',
    taken('max', '<= 5h'),
    [...three, open, resolved(april, 'd')],
    { verdict: 'breached', measure: { exact: '820800/1' } },
  ],
]

describe('how long answers took', () => {
  test.each(events)('%s', (_, text, lines, figures, asOf) => {
    expect(backtested(text, lines, asOf).periods[0]).toMatchObject(figures)
  })

  test('a period cannot be asked how long its report took', () => {
    const text = commitment(
      'measure: { timeTaken: { from: period.ended, to: report.delivered, statistic: mean } }, target: "<= 5d", period: month',
    )
    expect(problemsOf(text).join()).toContain('is no event of which several could be averaged; use `elapsed`')
  })
})

const state = (measure: string, target: string, more = '') =>
  commitment(`measure: { ${measure} }, target: "${target}", period: month${more}`)
const repair = (statistic: string, target: string, more = '') =>
  state(`repairTime: { of: s, statistic: ${statistic} }`, target, more)
const between = (target: string, more = '') => state('timeBetweenFailures: { of: s }', target, more)
// 1 h, 2 h and 6 h: together 9 h, the mean is 3 h.
const outages = [
  bad(d('01:00'), d('02:00')),
  bad(d('10:00', 12), d('12:00', 12)),
  bad(d('10:00', 14), d('16:00', 14)),
]
const blind = unknown(d('00:00', 20), d('01:00', 20))

const states: [title: string, text: string, lines: object[], figures: object][] = [
  [
    'the mean time to repair',
    repair('mean', '<= 3h'),
    outages,
    { verdict: 'met', measure: { exact: '10800/1', unit: 's' } },
  ],
  ['a moment over it', repair('mean', '< 3h'), outages, { verdict: 'breached' }],
  ['the longest', repair('max', '<= 6h'), outages, { verdict: 'met', measure: { exact: '21600/1' } }],
  ['the shortest', repair('min', '<= 1h'), outages, { verdict: 'met', measure: { exact: '3600/1' } }],
  // p66 of three is number 2, p67 number 3.
  ['the nearest rank', repair('p66', '<= 2h'), outages, { verdict: 'met', measure: { exact: '7200/1' } }],
  [
    'the nearest rank above',
    repair('p67', '<= 2h'),
    outages,
    { verdict: 'breached', measure: { exact: '21600/1' } },
  ],
  [
    'no outage is nothing to judge',
    repair('mean', '<= 1m'),
    [good(d('00:00'), d('01:00'))],
    { verdict: 'notApplicable', measure: { value: null } },
  ],
  // Of the outage over the edge four hours lie in February.
  [
    'what lies in the period',
    repair('mean', '<= 2h'),
    [bad('2026-02-28T20:00:00Z', '2026-03-01T02:00:00Z'), good(d('00:00'), d('01:00'))],
    { verdict: 'breached', measure: { exact: '14400/1' } },
  ],
  // Known 9 h in 3; one more may have begun in the unknown hour: least 9 h / (4 + 1 from before), most 10 h / 3.
  [
    'unknown time bounds the mean',
    repair('mean', '<= 200m'),
    [...outages, blind],
    { verdict: 'met', measure: { best: '6480', worst: '12000' } },
  ],
  ['unknown time that may matter', repair('mean', '<= 3h'), [...outages, blind], { verdict: 'undetermined' }],
  [
    'unknown time cannot hide a long one',
    repair('max', '< 6h'),
    [...outages, blind],
    { verdict: 'breached' },
  ],
  [
    'no known outage, and too little unknown time to matter',
    repair('mean', '<= 1h'),
    [blind],
    { verdict: 'met', measure: { worst: '3600' } },
  ],
  [
    'no known outage, and unknown time that may be one',
    repair('mean', '< 1h'),
    [blind],
    { verdict: 'undetermined' },
  ],
  [
    'an outage judged with only what is not excluded',
    state('repairTime: { of: s, statistic: mean, outage: { atLeast: 90m } }', '<= 4h'),
    outages,
    { verdict: 'met', measure: { exact: '14400/1' } },
  ],
  // 744 h in March less 9 h: 735 h over three failures are 245 h.
  [
    'the mean time between failures',
    between('>= 245h'),
    outages,
    { verdict: 'met', measure: { exact: '882000/1', unit: 's' } },
  ],
  ['a moment under it', between('> 245h'), outages, { verdict: 'breached' }],
  [
    'without a failure it lies beyond every number',
    between('>= 10000h'),
    [good(d('00:00'), d('01:00'))],
    { verdict: 'met', measure: { value: null, exact: null } },
  ],
  // One more failure may have begun: (735 - 1) / 4 = 183.5 h = 660600 s.
  [
    'unknown time may hide a failure',
    between('>= 200h'),
    [...outages, blind],
    { verdict: 'undetermined', measure: { best: '882000', worst: '660600' } },
  ],
  ['unknown time cannot mend what failed', between('> 245h'), [...outages, blind], { verdict: 'breached' }],
  [
    'no known failure, and unknown time that may be one',
    between('>= 800h'),
    [blind],
    { verdict: 'undetermined', measure: { best: null, worst: '2674800' } },
  ],
  [
    'missing evidence may count as bad',
    between('>= 200h', ', whenUnknown: bad'),
    [...outages, blind],
    { verdict: 'breached' },
  ],
]

describe('how long failures lasted, and how far they lay apart', () => {
  test('a failure counts in the month in which it begins, and is none of the next', () => {
    const lines = [bad('2026-02-28T20:00:00Z', '2026-03-01T02:00:00Z'), good(d('00:00'), d('01:00'))]
    const { periods } = backtested(between('>= 742h'), lines)
    expect(periods.map(({ verdict }) => verdict)).toEqual(['breached', 'met'])
  })

  test.each(states)('%s', (_, text, lines, figures) => {
    expect(backtested(text, lines).periods[0]).toMatchObject(figures)
  })
})

describe('is explained so that it can be redone', () => {
  const explained = (text: string, lines: readonly object[]): string => {
    const { judgements, credits, clauses } = backtested(text, lines)
    const [judgement] = judgements
    if (!judgement) throw new Error('no period was judged')
    return explainJudgement(judgement, { judged: { judgements, months: credits }, clauses })
  }
  const lines = (text: string): string[] => equationsOf(text).map(({ line }) => line.trim())

  test.each([
    [taken('mean', '<= 5h'), three, 'mean: 54000 s ÷ 3 = 18000 s'],
    [repair('mean', '<= 3h'), outages, 'mean: 32400 s ÷ 3 = 10800 s'],
    [between('>= 245h'), outages, 'up time ÷ failures that began: 2646000 s ÷ 3 = 882000 s'],
  ])('%#', (text, evidence, line) => {
    expect(lines(explained(text, evidence))).toContain(line)
  })

  test('a percentile names its rank', () => {
    expect(explained(taken('p66', '<= 5h'), three)).toContain(
      'p66 by nearest rank: number 2 of 3 from the shortest: 18000 s',
    )
  })
})
