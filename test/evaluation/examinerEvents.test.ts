import { expect, test } from 'vitest'
import { agreementText, backtested, event } from './backtested.ts'

/* Consumer telecom and desks: what lateness and counts cost, by hand. */
const cases: [title: string, text: string, lines: object[], periods: object[], credits: string[]][] = [
  [
    'a line that is repaired 36 hours after two working days costs two days, and a missed visit its own amount',
    // Friday 27 March, two working days: the end of Tuesday 31, in summer time.
    agreementText(
      `calendars: { working: { days: mon-fri, hours: 00:00-24:00, holidays: GB-ENG } }
eventTypes: { fault.reported: {}, fault.repaired: {}, appointment.missed: {} }
commitments:
  repair:
    measure: { elapsed: { from: fault.reported, to: fault.repaired, within: 2 business days, calendar: working } }
    target: all
    period: incident
    credit: { forEach: { started: 24h, of: excess, per: outage }, give: 9.76 EUR }
  visit:
    measure: { occurrences: { of: appointment.missed } }
    target: "= 0"
    period: month
    credit: { forEach: missedEvent, give: 30.49 EUR }
`,
      'Europe/London',
    ),
    [
      event('fault.reported', '2026-03-27T10:00:00Z'),
      event('fault.repaired', '2026-04-02T11:00:00Z'),
      event('appointment.missed', '2026-03-30T09:00:00Z'),
    ],
    [
      { certainSince: '2026-04-01T00:00:00+01:00', credit: { amount: '19.52' } },
      { certainSince: '2026-03-30T10:00:00+01:00', credit: { amount: '30.49' } },
    ],
    ['50.01'],
  ],
  ...(
    [
      ['"<= 2"', 5, '90.00'],
      ['"< 2"', 5, '120.00'],
      ['"= 3"', 5, '60.00'],
      ['"= 7"', 5, '60.00'],
      ['">= 7"', 5, '60.00'],
      ['"> 7"', 5, '90.00'],
    ] as const
  ).map(([target, count, amount]): (typeof cases)[number] => [
    `of ${count} a target ${target} has so many missed`,
    agreementText(`eventTypes: { x.y: {} }
commitments:
  c: { measure: { occurrences: { of: x.y } }, target: ${target}, period: month, credit: { forEach: missedEvent, give: 30.00 EUR } }
`),
    Array.from({ length: count }, (_, i) => event('x.y', `2026-03-0${i + 1}T00:00:00Z`)),
    [{ verdict: 'breached', credit: { amount } }],
    [amount],
  ]),
]

test.each(cases)('%s', (_, text, lines, periods, credits) => {
  const found = backtested(text, lines)
  expect(found.periods).toMatchObject(periods)
  expect(found.credits.map(({ amount }) => amount)).toEqual(credits)
})
