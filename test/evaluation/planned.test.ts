import { describe, expect, test } from 'vitest'
import { plannedSpans } from '../../src/agreement/planned.ts'
import { planned } from '../../src/agreement/schema/planned.ts'
import { agreementText, backtested, bad, d } from './backtested.ts'

const text = (list: string, more = '', kind = 'notice: 72h, effect: remove'): string =>
  agreementText(`sources: { s: { declared: {} } }
commitments:
  c: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, exclude: [maintenance] }
exclusions:
  maintenance: { ${kind}, planned: [${list}] }
${more}`)

const secondsOf = (written: string, lines: readonly object[]) =>
  backtested(written, lines).periods.map(({ seconds }) => seconds)

describe('time that the text announces', () => {
  test('leaves numerator and denominator where it recurs, and nowhere else', () => {
    const list = '{ every: first sunday of the month, from: 02:00, to: 04:00 }'
    // 31 days are 2,678,400 s; the 1st of March is a Sunday, the 8th is one that is not planned.
    expect(
      secondsOf(text(list), [bad(d('02:00', 1), d('04:00', 1)), bad(d('02:00', 8), d('03:00', 8))]),
    ).toEqual([expect.objectContaining({ bad: '3600', total: '2671200' })])
  })

  test('was announced when the term began, so that notice is counted from there', () => {
    const list =
      '{ from: 2026-01-03T23:59, to: 2026-01-04T00:30 }, { from: 2026-01-04T00:00, to: 2026-01-04T01:00 }'
    const [seconds] = secondsOf(text(list), [bad('2026-01-03T23:00:00Z', '2026-01-04T02:00:00Z')])
    // 3 h were bad; the hour that begins 72 h after the term counts, the minute before it was announced too late.
    expect(seconds).toMatchObject({ bad: '7200', total: '2674800' })
  })

  test('that an amendment brings is announced when it takes effect', () => {
    const brought = `amendments:
  - effective: 2026-02-01
    changes: { exclusions: { maintenance: { planned: [{ from: 2026-02-02T00:00, to: 2026-02-02T01:00 }, { from: 2026-02-04T00:00, to: 2026-02-04T01:00 }] } } }`
    const list = '{ every: day, from: 12:00, to: 12:01, until: 2026-01-02 }'
    const lines = [
      bad('2026-02-02T00:00:00Z', '2026-02-02T01:00:00Z'),
      bad('2026-02-04T00:00:00Z', '2026-02-04T01:00:00Z'),
    ]
    expect(secondsOf(text(list, brought), lines)).toMatchObject([{ bad: '3600', total: '2415600' }])
  })

  test('that an amendment leaves as it was keeps its announcement', () => {
    const other = `amendments:
  - effective: 2026-02-01
    changes: { commitments: { c: { target: ">= 99%" } } }`
    const list = '{ from: 2026-02-02T00:00, to: 2026-02-02T01:00 }'
    const lines = [bad('2026-02-02T00:00:00Z', '2026-02-02T01:00:00Z')]
    expect(secondsOf(text(list, other), lines)).toMatchObject([{ bad: '0', total: '2415600' }])
  })

  test('uses up a budget of a window that began before the period', () => {
    const list = '{ every: day, from: 02:00, to: 03:00, since: 2026-02-20 }'
    const kind = 'budget: 10h per quarter, effect: remove'
    // From the 20th of February to the 1st of March there are ten: those of March have no budget left after one.
    const lines = [bad(d('02:00', 1), d('03:00', 1)), bad(d('02:00', 2), d('03:00', 2))]
    expect(secondsOf(text(list, '', kind), lines)).toMatchObject([{ bad: '3600', total: '2674800' }])
  })

  test('counts where both parties must agree, since both have agreed to the text', () => {
    const list = '{ from: 2026-03-10T10:00, to: 2026-03-10T11:00 }'
    const kind = 'consent: both, effect: excuse'
    const lines = [bad(d('10:00'), d('11:00'))]
    expect(secondsOf(text(list, '', kind), lines)).toMatchObject([{ bad: '0' }])
  })
})

describe('a recurrence', () => {
  const datesOf = (every: string, from: string, to: string, timeZone = 'UTC'): string[] => {
    const at = (instant: string) => Temporal.Instant.from(instant).epochMilliseconds
    const list = planned.parse([{ every, from: '02:30', to: '03:30' }])
    return plannedSpans(list, { from: at(from), to: at(to) }, timeZone).map(
      (span) => `${new Date(span.from).toISOString().slice(5, 16)} ${(span.to - span.from) / 60_000}`,
    )
  }

  test.each([
    ['first sunday of the month', ['03-01T02:30 60', '04-05T02:30 60']],
    ['last friday of the month', ['03-27T02:30 60', '04-24T02:30 60']],
    ['last day of the month', ['03-31T02:30 60', '04-30T02:30 60']],
    ['day 31 of the month', ['03-31T02:30 60']],
  ])('%s', (every, spans) => {
    expect(datesOf(every, '2026-03-01T00:00:00Z', '2026-05-01T00:00:00Z')).toEqual(spans)
  })

  test('at a time that the clocks skip begins after the gap, and one that ends with it has no time', () => {
    // On the 29th of March 02:30 is 03:30 in Berlin, where it should end.
    expect(datesOf('sunday', '2026-03-20T00:00:00Z', '2026-04-06T00:00:00Z', 'Europe/Berlin')).toEqual([
      '03-22T01:30 60',
      '04-05T00:30 60',
    ])
  })
})
