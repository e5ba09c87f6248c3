import { describe, expect, test } from 'vitest'
import { readCalendar } from '../../src/evidence/calendarFile.ts'

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds
const question = {
  timeZone: 'Europe/Berlin',
  from: at('2026-01-01T00:00:00Z'),
  until: at('2027-01-01T00:00:00Z'),
}
const file = (...events: string[]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.map((each) => `BEGIN:VEVENT\n${each}\nEND:VEVENT`),
    'END:VCALENDAR',
  ].join('\n')
const spans = (text: string) => {
  const read = readCalendar(text, question)
  if (!read.ok) return read.problem
  const iso = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toString()
  return read.occurrences.map(({ from, to }) => `${iso(from)}/${iso(to)}`)
}
const weekly = `UID:a@x
DTSTART;TZID=Europe/Berlin:20260315T020000
DTEND;TZID=Europe/Berlin:20260315T040000
RRULE:FREQ=WEEKLY;COUNT=4
SUMMARY:Patch`

describe('a calendar file', () => {
  test('keeps the wall clock over a clock change; a skipped time moves on and lasts as long as ever', () => {
    expect(spans(file(weekly))).toEqual([
      '2026-03-15T01:00:00Z/2026-03-15T03:00:00Z',
      '2026-03-22T01:00:00Z/2026-03-22T03:00:00Z',
      '2026-03-29T01:00:00Z/2026-03-29T03:00:00Z',
      '2026-04-05T00:00:00Z/2026-04-05T02:00:00Z',
    ])
  })

  test('knows exceptions, also in another zone, and occurrences that were moved', () => {
    const moved = `UID:a@x
RECURRENCE-ID:20260322T010000Z
DTSTART;TZID=Europe/Berlin:20260323T100000
DTEND;TZID=Europe/Berlin:20260323T103000`
    const text = file(`${weekly}\nEXDATE:20260315T010000Z`, moved)
    expect(spans(text)).toEqual([
      '2026-03-23T09:00:00Z/2026-03-23T09:30:00Z',
      '2026-03-29T01:00:00Z/2026-03-29T03:00:00Z',
      '2026-04-05T00:00:00Z/2026-04-05T02:00:00Z',
    ])
  })

  test('takes days and times without a zone as those of the agreement', () => {
    const day = 'UID:b@x\nDTSTART;VALUE=DATE:20260329\nDTEND;VALUE=DATE:20260330'
    const floating = 'UID:c@x\nDTSTART:20260701T100000\nDURATION:PT90M'
    expect(spans(file(day, floating))).toEqual([
      '2026-03-28T23:00:00Z/2026-03-29T22:00:00Z',
      '2026-07-01T08:00:00Z/2026-07-01T09:30:00Z',
    ])
  })

  test('gives an occurrence the same key however often it is read', () => {
    const [one, other] = [readCalendar(file(weekly), question), readCalendar(file(weekly), question)]
    expect(one).toEqual(other)
    expect(one.ok && new Set(one.occurrences.map(({ key }) => key)).size).toBe(4)
  })

  test('leaves out what was cancelled, and reads alarms as no events', () => {
    const alarm = 'BEGIN:VALARM\nTRIGGER:-PT15M\nACTION:DISPLAY\nEND:VALARM'
    expect(spans(file(`${weekly}\n${alarm}\nSTATUS:CANCELLED`))).toEqual([])
    expect(spans(file(`${weekly}\nSTATUS:cancelled`))).toEqual([])
  })

  test('says a leap second as the second before it, and a summary without what nobody sees', () => {
    const text = file('UID:d@x\nDTSTART:20260630T235960Z\nDTEND:20260701T020000Z\nSUMMARY:a\u202eb\u200bc')
    expect(spans(text)).toEqual(['2026-06-30T23:59:59Z/2026-07-01T02:00:00Z'])
    expect(readCalendar(text, question)).toMatchObject({ occurrences: [{ summary: 'abc' }] })
  })
})

test.each([
  [
    'an endless rule within the hour',
    `${weekly.replace('WEEKLY;COUNT=4', 'SECONDLY')}`,
    'more often than daily',
  ],
  ['too many occurrences', `${weekly.replace('WEEKLY;COUNT=4', 'DAILY')}\n`, ''],
  ['an unknown zone', weekly.replaceAll('Europe/Berlin', 'Mars/Base'), 'no time zone "Mars/Base"'],
])('%s is bounded or refused in words', (_, event, words) => {
  const found = spans(file(event))
  if (words === '') expect(found.length).toBeLessThanOrEqual(400)
  else expect(found).toContain(words)
})

const once = 'UID:b@x\nDTSTART:20260315T020000Z\nDTEND:20260315T040000Z'

test.each([
  ['dates of its own', [`${once}\nRDATE:20260322T020000Z`], /lists dates of its own/],
  [
    'an end before its begin',
    ['UID:c@x\nDTSTART:20260315T020000Z\nDTEND:20260314T040000Z'],
    /ends before it begins/,
  ],
  ['the UID of another', [once, once.replaceAll('0315', '0316')], /two events have the UID "b@x"/],
  ['a rule that takes dates out', [`${weekly}\nEXRULE:FREQ=WEEKLY`], /takes out dates by a rule/],
  ['a second rule', [`${weekly}\nRRULE:FREQ=DAILY;COUNT=3`], /has two rules/],
  ['no UID', [once.replace('UID:b@x\n', '')], /has no UID/],
  ['no length', [once.replace(/\nDTEND.*/, '')], /has no length/],
  ['a length that is none', [once.replace(/DTEND.*/, 'DURATION:P1H')], /"DURATION:P1H" is no length/],
  ['a day that is none', [once.replaceAll('20260315', '20260230')], /"20260230T020000Z" is no time/],
  ['a date that is none', ['UID:e@x\nDTSTART;VALUE=DATE:20261331'], /"20261331" is no time/],
  ['an offset for a zone', [weekly.replaceAll('Europe/Berlin', '+14:00')], /is no time/],
  ...(
    [
      ['INTERVAL=0', /"INTERVAL=0" in a rule/],
      ['INTERVAL=0.5', /"INTERVAL=0.5" in a rule/],
      ['BYMONTH=13', /"BYMONTH=13" in a rule/],
      ['BYMONTHDAY=3', /BYMONTHDAY beside FREQ=WEEKLY/],
      ['BYWEEKNO=20', /BYWEEKNO beside FREQ=WEEKLY/],
      ['DTSTART=19700101T000000Z', /"DTSTART=19700101T000000Z" in a rule/],
      ['COUNT=5', /"COUNT=5" in a rule/],
    ] as const
  ).map(([part, problem]): [string, string[], RegExp] => [
    `a rule with ${part}`,
    [weekly.replace('COUNT=4', `COUNT=4;${part}`)],
    problem,
  ]),
])('an event with %s is refused rather than left out', (_, events, problem) => {
  expect(spans(file(...events))).toMatch(problem)
})

test('a file that takes its events back, or holds a second calendar, is refused', () => {
  expect(spans(file(once).replace('VERSION:2.0', 'METHOD:CANCEL'))).toMatch(/takes its events back/)
  expect(spans(`${file(once)}\n${file(weekly)}`)).toMatch(/holds several calendars/)
})

test('what is no calendar is refused', () => {
  expect(readCalendar('hello', question)).toMatchObject({ ok: false })
  expect(readCalendar('', question)).toMatchObject({ ok: false })
})
