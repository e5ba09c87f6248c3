import { describe, expect, test } from 'vitest'
import { explainJudgement } from '../../src/evaluation/explain.ts'
import { problemsOf } from '../agreement/anAgreement.ts'
import { agreementText, backtested, bad, commitment, d, event } from './backtested.ts'

const more =
  'fees: { f: { amount: 3100, per: month } }\ncalendars: { office: { days: mon-fri, hours: "08:00-17:00", holidays: [2026-03-11] } }'
const c = (forEach: string, measure = 'measure: { uptime: { of: s } }, target: ">= 99.99%"') =>
  commitment(`${measure}, period: month, credit: { forEach: { ${forEach} }, give: 3%, of: fees.f }`, more)
const late = 'measure: { elapsed: { from: file.due, to: file.delivered, within: 24h } }, target: all'
// Tuesday the 10th.
const [two, longDay] = [bad(d('08:00'), d('10:00')), bad(d('09:00', 12), d('09:30', 12))]
const overnight = bad(d('22:00', 16), d('03:00', 18))

const cases: [title: string, text: string, lines: object[], percent: string][] = [
  ['two outages on one day are one day', c('each: day'), [two, bad(d('12:00'), d('13:00'))], '3'],
  ['each day touched, however long', c('each: day'), [two, longDay], '6'],
  // 22-24, 0-24, 0-3: three days.
  ['an outage over two midnights touches three days', c('each: day'), [overnight], '9'],
  ['up to midnight it does not touch the next', c('each: day'), [bad(d('22:00', 16), d('00:00', 17))], '3'],
  ['only days with more than an hour', c('each: day, down: "> 1h"'), [two, longDay], '3'],
  // 22-24 is 2 h, no more; the whole of the 17th; 3 h of the 18th.
  ['a day of exactly so long is not longer', c('each: day, down: "> 2h"'), [overnight], '6'],
  ['a day of exactly so long is as long', c('each: day, down: ">= 2h"'), [overnight], '9'],
  // Half an hour and 31 minutes are more than an hour in all.
  [
    'what of a day counts is added up',
    c('each: day, down: "> 1h"'),
    [longDay, bad(d('20:00', 12), d('20:31', 12))],
    '3',
  ],
  [
    'or looked at outage by outage',
    c('each: day, down: "> 1h", per: outage'),
    [longDay, bad(d('20:00', 12), d('20:31', 12)), two],
    '3',
  ],
  [
    'each outage by itself touches the day again',
    c('each: day, per: outage'),
    [two, bad(d('12:00'), d('13:00'))],
    '6',
  ],
  ['each hour of the clock', c('each: hour'), [bad(d('08:59'), d('10:01'))], '9'],
  // Sunday the 15th and Monday the 16th lie in two weeks.
  ['each week', c('each: week'), [bad(d('12:00', 15), d('12:00', 16))], '6'],
  // The 11th is a holiday, the 14th a Saturday.
  ['only working days', c('each: day, calendar: office'), [bad(d('20:00'), d('04:00', 14))], '9'],
  ['only what lies in the period', c('each: day'), [bad('2026-02-27T12:00:00Z', d('12:00', 2))], '6'],
  [
    'only outages long enough',
    c('each: day, of: outage', 'measure: { longestOutage: { of: s } }, target: "<= 1h"'),
    [two, longDay],
    '3',
  ],
  // Due on the 11th at 08:00, there on the 13th at 07:00: the 11th, 12th and 13th.
  [
    'each day of delay',
    c('each: day, of: excess', late),
    [event('file.due', d('08:00')), event('file.delivered', d('07:00', 13))],
    '9',
  ],
  [
    'each working day of delay',
    c('each: day, of: excess, calendar: office', late),
    [event('file.due', d('08:00')), event('file.delivered', d('07:00', 13))],
    '6',
  ],
  // The second: due the 12th, there the 13th; each by itself 3 + 2, together the 11th to the 13th.
  [
    'days of several delays once',
    c('each: day, of: excess', late),
    [
      event('file.due', d('08:00')),
      event('file.delivered', d('07:00', 13)),
      event('file.due', d('08:00', 11), 'y'),
      event('file.delivered', d('07:00', 13), 'y'),
    ],
    '9',
  ],
  [
    'or of each delay',
    c('each: day, of: excess, per: outage', late),
    [
      event('file.due', d('08:00')),
      event('file.delivered', d('07:00', 13)),
      event('file.due', d('08:00', 11), 'y'),
      event('file.delivered', d('07:00', 13), 'y'),
    ],
    '15',
  ],
]

describe('for each day of the calendar', () => {
  test.each(cases)('%s', (_, text, lines, percent) => {
    const period = backtested(text, lines).periods.find(({ from }) => from.startsWith('2026-03'))
    expect(period?.credit).toMatchObject({ percent, state: 'automatic' })
  })

  test('no day with enough gives nothing', () => {
    const { periods } = backtested(c('each: day, down: "> 3h"'), [two])
    expect(periods[0]).toMatchObject({ verdict: 'breached', credit: { state: 'none', amount: '0.00' } })
  })

  test("days are the agreement's: an evening in UTC is the next day in Auckland", () => {
    const text = c('each: day').replace(
      /^.*timeZone: UTC/su,
      agreementText('', 'Pacific/Auckland').split('\ncurrency')[0] ?? '',
    )
    // 10:00 to 12:00 UTC is 23:00 to 01:00.
    expect(backtested(text, [bad(d('10:00'), d('12:00'))]).periods[0]?.credit).toMatchObject({ percent: '6' })
  })

  test('each day is told with what of it counts', () => {
    const { judgements, credits, clauses } = backtested(c('each: day, down: "> 1h"'), [overnight])
    const [judgement] = judgements
    if (!judgement) throw new Error('no period was judged')
    const text = explainJudgement(judgement, { judged: { judgements, months: credits }, clauses })
    expect(text).toContain('each day of the calendar with downtime > 1h: 3')
    expect(text).toContain('2026-03-17: 86400 s')
    expect(text).toContain('units: 3 × 3 % = 9 %')
  })

  test.each([
    ['each: day, of: shortfall', 'a shortfall lies on no day'],
    ['each: hour, calendar: office', 'it needs each: day'],
    ['started: 1h, down: "> 1h"', '`down` and `calendar` belong to `each`'],
    ['each: day, started: 1h', 'expected exactly one of complete, started, exact, each'],
    ['each: day, of: excess', 'only what is late has an excess that lies on days'],
    ['each: day, down: "> 5%"', 'is not a length of time such as'],
    ['each: day, calendar: nights', 'there is no calendar "nights"'],
  ])('%s is refused', (forEach, problem) => {
    expect(problemsOf(c(forEach)).join()).toContain(problem)
  })
})
