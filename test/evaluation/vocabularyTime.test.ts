import { expect, test } from 'vitest'
import { agreementText, backtested, bad, d, event } from './backtested.ts'

/*
 * Clocks of events and their calendars (axes CAL and O), periods (axis W) and rounding, at their edges. By hand.
 */
const clock = (rest: string, calendars = '', zone = 'UTC', more = 'target: all, period: year') =>
  agreementText(
    `sources: { e: { push: event } }
calendars:
  office: { days: mon-fri, hours: 08:00-17:00 }
${calendars}
commitments:
  c: { measure: { elapsed: { from: ticket.opened, to: ticket.responded, ${rest} } }, ${more} }
`,
    zone,
  )
const opened = (at: string, subject = 'x', data?: object) => event('ticket.opened', at, subject, data)
const responded = (at: string, subject = 'x') => event('ticket.responded', at, subject)
const two = `  berlin: { days: mon-fri, hours: 08:00-17:00, timeZone: Europe/Berlin }
  newYork: { days: mon-fri, hours: 09:00-17:00, timeZone: America/New_York }
  desk: { any: [berlin, newYork] }`
const free = (holidays: string) => `  work: { days: mon-fri, hours: 09:00-17:00, holidays: ${holidays} }`

/** A deadline: an answer at it is in time, a millisecond later is late. */
const deadlines: [title: string, text: string, lines: object[], due: string][] = [
  [
    'two cities: an hour of Friday evening in New York, three of Monday morning in Berlin',
    clock('within: 4h, calendar: desk', two),
    [opened('2026-07-10T20:00:00Z')],
    '2026-07-13T09:00:00Z',
  ],
  [
    // New York sets its clocks on Sunday 8 March, Berlin three weeks later: 22:00 is 17:00 there on the Friday.
    'two cities while only one has summer time',
    clock('within: 1.5h, calendar: desk', two),
    [opened('2026-03-06T21:30:00Z')],
    '2026-03-09T08:00:00Z',
  ],
  [
    'the hours of both at once: from two to five in Berlin',
    clock('within: 2h, calendar: both', `${two}\n  both: { all: [berlin, newYork] }`),
    [opened('2026-07-09T14:00:00Z')],
    '2026-07-10T14:00:00Z',
  ],
  [
    'a business day of two cities closes with New York',
    clock('within: 1 business day, calendar: desk', two),
    [opened('2026-07-09T05:00:00Z')],
    '2026-07-10T21:00:00Z',
  ],
  [
    'working hours written on the spot',
    clock('within: 4h, calendar: { days: mon-fri, hours: 08:00-17:00 }'),
    [opened('2026-07-10T15:00:00Z')],
    '2026-07-13T10:00:00Z',
  ],
  [
    'Christmas is free in Germany and the United States',
    clock('within: 2h, calendar: work', free('{ all: [DE, US] }')),
    [opened('2026-12-24T16:00:00Z')],
    '2026-12-28T10:00:00Z',
  ],
  [
    'the first of May is not',
    clock('within: 2h, calendar: work', free('{ all: [DE, US] }')),
    [opened('2026-04-30T16:00:00Z')],
    '2026-05-01T10:00:00Z',
  ],
  [
    'but it is where either country is enough',
    clock('within: 2h, calendar: work', free('[DE, US]')),
    [opened('2026-04-30T16:00:00Z')],
    '2026-05-04T10:00:00Z',
  ],
  [
    'the eighth of March is free in Berlin',
    clock('within: 2h, calendar: work', free('DE-BE')),
    [opened('2027-03-05T16:00:00Z')],
    '2027-03-09T10:00:00Z',
  ],
  [
    'and works in the rest of Germany',
    clock('within: 2h, calendar: work', free('DE')),
    [opened('2027-03-05T16:00:00Z')],
    '2027-03-08T10:00:00Z',
  ],
  [
    'the second of January is free in the canton of Berne',
    clock('within: 2h, calendar: work', free('CH-BE')),
    [opened('2028-12-29T16:00:00Z')],
    '2029-01-03T10:00:00Z',
  ],
  [
    'a date of the contract is free as well',
    clock('within: 2h, calendar: work', free('[DE, 2026-12-28]')),
    [opened('2026-12-24T16:00:00Z')],
    '2026-12-29T10:00:00Z',
  ],
  [
    'a fixed offset does not know summer time: eight to five are seven to four in UTC',
    clock('within: 2h, calendar: cet', '  cet: { days: mon-fri, hours: 08:00-17:00, timeZone: "+01:00" }'),
    [opened('2026-07-09T15:00:00Z')],
    '2026-07-10T08:00:00Z',
  ],
  [
    'half an hour of offset',
    clock(
      'within: 1h, calendar: ist',
      '  ist: { days: mon-fri, hours: 09:00-18:00, timeZone: Asia/Kolkata }',
    ),
    [opened('2026-07-09T12:00:00Z')],
    '2026-07-10T04:00:00Z',
  ],
  [
    'a night shift belongs to the day on which it begins: Friday night is Saturday morning',
    clock('within: 7h, calendar: night', '  night: { days: fri, hours: 22:00-06:00 }'),
    [opened('2026-07-10T20:00:00Z')],
    '2026-07-11T05:00:00Z',
  ],
  [
    'a day is the same time of the next day, here 23 hours later',
    clock('within: 1d', '', 'Europe/Berlin'),
    [opened('2026-03-28T12:00:00+01:00')],
    '2026-03-29T12:00:00+02:00',
  ],
  [
    '24 hours are 24 hours',
    clock('within: 24h', '', 'Europe/Berlin'),
    [opened('2026-03-28T12:00:00+01:00')],
    '2026-03-29T13:00:00+02:00',
  ],
  [
    'a month after the 31st ends with February',
    clock('within: 1 month'),
    [opened('2026-01-31T12:00:00Z')],
    '2026-02-28T12:00:00Z',
  ],
  [
    'a question at the cut-off is one of the day',
    clock('within: 1 business day, calendar: office, cutoff: "13:00"'),
    [opened('2026-07-09T13:00:00Z')],
    '2026-07-10T17:00:00Z',
  ],
  [
    'one a millisecond later is one of the next working day',
    clock('within: 1 business day, calendar: office, cutoff: "13:00"'),
    [opened('2026-07-09T13:00:00.001Z')],
    '2026-07-13T17:00:00Z',
  ],
  [
    'hours after the cut-off begin with the next opening',
    clock('within: 2h, calendar: office, cutoff: "13:00"'),
    [opened('2026-07-10T13:30:00Z')],
    '2026-07-13T10:00:00Z',
  ],
  [
    'a pause stops the clock of working hours',
    clock('within: 2h, calendar: office, pause: [ticket.paused, ticket.resumed]'),
    [
      opened(d('16:00')),
      event('ticket.paused', d('16:30')),
      event('ticket.resumed', d('09:00', 11)),
      event('ticket.paused', d('09:30', 11), 'another'),
    ],
    d('10:30', 11),
  ],
  [
    'a pause gives days back',
    clock('within: 2d, pause: [ticket.paused, ticket.resumed]'),
    [opened(d('10:00')), event('ticket.paused', d('00:00', 11)), event('ticket.resumed', d('00:00', 12))],
    d('10:00', 13),
  ],
  [
    'but not once the time has run out',
    clock('within: 2d, pause: [ticket.paused, ticket.resumed]'),
    [opened(d('10:00')), event('ticket.paused', d('11:00', 12)), event('ticket.resumed', d('11:00', 13))],
    d('10:00', 12),
  ],
  [
    'three seconds a megabyte, two and a half of them',
    clock('within: { each: 3s, per: megabytes }'),
    [opened(d('10:00'), 'x', { megabytes: 2.5 })],
    '2026-03-10T10:00:07.500Z',
  ],
  [
    'a table by severity',
    clock('within: { by: severity, P1: 30m, P2: 1 business day }, calendar: office'),
    [opened(d('10:00'), 'x', { severity: 'P2' })],
    d('17:00', 11),
  ],
]

test.each(deadlines)('%s', (_, text, lines, due) => {
  const at = (ms: number) => Temporal.Instant.from(due).add({ milliseconds: ms }).toString()
  const judged = (ms: number) => backtested(text, [...lines, responded(at(ms))]).periods
  expect(judged(0)).toMatchObject([{ verdict: 'met', counts: { bad: '0', total: '1' } }])
  const [late] = judged(1)
  expect(late).toMatchObject({ verdict: 'breached', counts: { bad: '1', total: '1' } })
  expect(Temporal.Instant.from(late?.certainSince ?? '').epochMilliseconds).toBe(
    Temporal.Instant.from(due).epochMilliseconds + 1,
  )
})

const counted: [title: string, text: string, lines: object[], period: object][] = [
  [
    'a second question about the same thing is answered by the same answer, each with its own time',
    clock('within: 1h', '', 'UTC', 'target: ">= 50%", period: day'),
    [opened(d('10:00')), opened(d('10:50')), responded(d('11:30'))],
    { verdict: 'met', counts: { bad: '1', total: '2' } },
  ],
  [
    'reopened after its answer it is a new pair',
    clock('within: 30m', '', 'UTC', 'target: all, period: day'),
    [
      opened(d('10:00')),
      responded(d('10:30')),
      opened(d('12:00')),
      responded(d('12:20')),
      responded(d('14:00')),
    ],
    { verdict: 'met', counts: { bad: '0', total: '2' } },
  ],
  [
    'an answer before the question answers nothing',
    clock('within: 30m', '', 'UTC', 'target: all, period: day'),
    [responded(d('09:00')), opened(d('10:00'))],
    { verdict: 'breached', counts: { bad: '1', total: '1' } },
  ],
  [
    'answered ones only: the unanswered is left out',
    clock('within: 30m, count: answered', '', 'UTC', 'target: all, period: day'),
    [opened(d('10:00')), responded(d('10:20')), opened(d('11:00'), 'y')],
    { verdict: 'met', counts: { bad: '0', total: '1' } },
  ],
  [
    'none answered leaves nothing to judge',
    clock('within: 30m, count: answered', '', 'UTC', 'target: all, period: day'),
    [opened(d('11:00'), 'y')],
    { verdict: 'notApplicable', counts: { total: '0' } },
  ],
  [
    'a severity without a limit is promised nothing',
    clock('within: { by: severity, P1: 30m }', '', 'UTC', 'target: all, period: day'),
    [
      opened(d('10:00'), 'x', { severity: 'P1' }),
      responded(d('10:30')),
      opened(d('10:00'), 'y', { severity: 'P4' }),
    ],
    { verdict: 'met', counts: { bad: '0', total: '1' } },
  ],
  [
    'where picks by attributes, several values are alternatives',
    clock(
      'within: 30m, where: { severity: [P1, P2], vip: true }',
      '',
      'UTC',
      'target: ">= 50%", period: day',
    ),
    [
      opened(d('10:00'), 'a', { severity: 'P1', vip: true }),
      opened(d('10:00'), 'b', { severity: 'P2', vip: true }),
      opened(d('10:00'), 'c', { severity: 'P3', vip: true }),
      opened(d('10:00'), 'd', { severity: 'P1', vip: false }),
      responded(d('10:10'), 'b'),
    ],
    { verdict: 'met', counts: { bad: '1', total: '2' } },
  ],
  [
    'nineteen tickets of the twenty that are asked for suspend the measure',
    clock('within: 30m, atLeastEvents: 20', '', 'UTC', 'target: all, period: day'),
    Array.from({ length: 19 }, (_, i) => opened(d('10:00'), `t${i}`)),
    { verdict: 'notApplicable' },
  ],
  [
    'twenty do not',
    clock('within: 30m, atLeastEvents: 20', '', 'UTC', 'target: all, period: day'),
    Array.from({ length: 20 }, (_, i) => opened(d('10:00'), `t${i}`)),
    { verdict: 'breached', counts: { bad: '20', total: '20' } },
  ],
  [
    'a clock that is paused for good never runs out',
    clock('within: 30m, pause: [ticket.paused, ticket.resumed]', '', 'UTC', 'target: all, period: day'),
    [opened(d('10:00')), event('ticket.paused', d('10:10'))],
    { verdict: 'undetermined' },
  ],
]

test.each(counted)('%s', (_, text, lines, period) => {
  expect(backtested(text, lines).periods).toMatchObject([period])
})

const inZone = (zone: string, period: string, term = '{ from: 2024-01-01 }', more = '') =>
  agreementText(
    `sources: { s: { declared: {} } }\ncommitments:\n  c: { measure: { uptime: { of: s } }, target: ">= 99%", period: ${period}${more} }\n`,
    zone,
    term,
  )
const second = (from: string) => bad(from, Temporal.Instant.from(from).add({ seconds: 1 }).toString())

const periods: [title: string, text: string, lines: object[], periods: object[]][] = [
  [
    'the clock is set back by half an hour: the hour from half past one is half as long',
    inZone('Australia/Lord_Howe', 'hour'),
    [bad('2026-04-04T14:30:00Z', '2026-04-04T15:15:00Z')],
    [
      { from: '2026-04-05T01:00:00+11:00', seconds: { bad: '1800', total: '3600' } },
      { from: '2026-04-05T01:30:00+10:30', seconds: { bad: '900', total: '1800' } },
    ],
  ],
  [
    'and forward: the hour from half past two',
    inZone('Australia/Lord_Howe', 'hour'),
    [second('2026-10-03T15:10:00Z'), second('2026-10-03T15:40:00Z')],
    [
      { from: '2026-10-04T01:00:00+10:30', seconds: { total: '3600' } },
      { from: '2026-10-04T02:30:00+11:00', seconds: { total: '1800' } },
    ],
  ],
  [
    'hours of an offset of half an hour begin at half past in UTC',
    inZone('Asia/Kolkata', 'hour'),
    [second('2026-03-10T10:45:00Z')],
    [{ from: '2026-03-10T16:00:00+05:30', seconds: { total: '3600' } }],
  ],
  [
    'a day with half an hour more',
    inZone('Australia/Lord_Howe', 'day'),
    [second('2026-04-04T14:30:00Z')],
    [{ seconds: { total: '88200' } }],
  ],
  [
    'a day that New York makes an hour shorter',
    inZone('America/New_York', 'day'),
    [second('2026-03-08T18:00:00Z')],
    [{ from: '2026-03-08T00:00:00-05:00', to: '2026-03-09T00:00:00-04:00', seconds: { total: '82800' } }],
  ],
  [
    'a month of a fixed offset',
    inZone('+05:30', 'month'),
    [second('2026-02-28T18:29:59Z'), second('2026-02-28T18:30:00Z')],
    [
      { from: '2026-02-01T00:00:00+05:30', to: '2026-03-01T00:00:00+05:30', seconds: { bad: '1' } },
      { from: '2026-03-01T00:00:00+05:30', seconds: { bad: '1', total: '2678400' } },
    ],
  ],
  [
    'a billing year from the 29th of February comes back to it',
    inZone('UTC', '{ billing: year, anchor: 2024-02-29 }', '{ from: 2024-02-29 }'),
    [second('2026-06-01T00:00:00Z'), second('2027-06-01T00:00:00Z'), second('2028-06-01T00:00:00Z')],
    [
      { from: '2026-02-28T00:00:00+00:00', to: '2027-02-28T00:00:00+00:00' },
      { from: '2027-02-28T00:00:00+00:00', to: '2028-02-29T00:00:00+00:00' },
      { from: '2028-02-29T00:00:00+00:00', to: '2029-02-28T00:00:00+00:00' },
    ],
  ],
  [
    'billing quarters from the 30th of November',
    inZone('UTC', '{ billing: quarter, anchor: 2025-11-30 }'),
    [second('2026-01-15T00:00:00Z'), second('2026-04-15T00:00:00Z'), second('2026-07-15T00:00:00Z')],
    [
      { from: '2025-11-30T00:00:00+00:00', to: '2026-02-28T00:00:00+00:00' },
      { to: '2026-05-30T00:00:00+00:00' },
      { to: '2026-08-30T00:00:00+00:00' },
    ],
  ],
  [
    'billing weeks from a Wednesday, also before their anchor',
    inZone('UTC', '{ billing: week, anchor: 2026-03-11 }'),
    [second('2026-03-10T00:00:00Z')],
    [{ from: '2026-03-04T00:00:00+00:00', to: '2026-03-11T00:00:00+00:00' }],
  ],
  [
    'the last fiscal quarter from February holds January',
    inZone('UTC', '{ fiscal: quarter, startsIn: february }'),
    [second('2026-01-15T00:00:00Z')],
    [{ from: '2025-11-01T00:00:00+00:00', to: '2026-02-01T00:00:00+00:00' }],
  ],
  [
    'a leap February has 29 days',
    inZone('UTC', 'month'),
    [second('2028-02-15T00:00:00Z')],
    [{ seconds: { total: '2505600' } }],
  ],
  [
    'an incident over the end of the month is not split',
    inZone('UTC', 'incident'),
    [bad('2026-01-31T23:00:00Z', '2026-02-01T01:00:00Z')],
    [{ from: '2026-01-31T23:00:00+00:00', to: '2026-02-01T01:00:00+00:00', seconds: { bad: '7200' } }],
  ],
  [
    'trailing days that end at a claim, and at every midnight',
    inZone('UTC', '{ trailing: 2d }'),
    [bad(d('10:00'), d('12:00')), event('claim.filed', d('12:00', 11))],
    [
      { from: '2026-03-09T00:00:00+00:00', to: '2026-03-11T00:00:00+00:00', seconds: { bad: '7200' } },
      { from: '2026-03-09T12:00:00+00:00', to: '2026-03-11T12:00:00+00:00', seconds: { bad: '7200' } },
      { from: '2026-03-10T00:00:00+00:00', to: '2026-03-12T00:00:00+00:00', seconds: { bad: '7200' } },
    ],
  ],
]

test.each(periods)('%s', (_, text, lines, found) => {
  expect(backtested(text, lines).periods).toMatchObject(found)
})
