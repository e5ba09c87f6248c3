import { describe, expect, test } from 'vitest'
import { agreementText, backtested, event } from './backtested.ts'

const text = agreementText(
  `calendars:
  office: { days: mon-fri, hours: 08:00-17:00, holidays: [DE-BE] }
commitments:
  reporting:
    measure: { elapsed: { from: period.ended, to: report.delivered, within: 10 business days, calendar: office } }
    target: all
    period: month
`,
  'Europe/Berlin',
)
const report = (at: string, data?: object) => event('report.delivered', at, at, data)
const verdicts = (lines: readonly object[], asOf?: string) =>
  backtested(text, lines, asOf).periods.map(({ from, verdict }) => `${from.slice(0, 7)} ${verdict}`)

/*
 * March ends with 31 March. Good Friday (3 April) and Easter Monday (6 April 2026) are holidays in Berlin, so the ten
 * business days after it are 1, 2, 7, 8, 9, 10, 13, 14, 15 and 16 April: due until 17:00 on 16 April, which is in time.
 */
const [inTime, late] = ['2026-04-16T15:00:00Z', '2026-04-16T15:00:00.001Z']
const march = { period: '2026-03' }

test('a report is due ten business days after the month that it names', () => {
  expect(verdicts([report(inTime, march)])[0]).toBe('2026-03 met')
  expect(verdicts([report(late, march)])[0]).toBe('2026-03 breached')
})

test('one that names no month answers the month before, one that names another does not', () => {
  expect(verdicts([report('2026-03-10T10:00:00Z'), report(inTime)])).toEqual([
    '2026-03 met',
    '2026-04 breached',
  ])
  expect(verdicts([report('2026-03-10T10:00:00Z'), report(inTime, { period: '2026-02' })])[1]).toBe(
    '2026-03 breached',
  )
})

test('one that comes before the end of its month is in time', () => {
  expect(verdicts([report('2026-03-30T10:00:00Z', march)])).toEqual(['2026-03 met'])
})

test('a period is not judged before its clock has run out', () => {
  expect(verdicts([report('2026-03-10T10:00:00Z', { period: '2026-02' })], '2026-04-16T14:59:59Z')).toEqual([
    '2026-02 met',
    '2026-03 undetermined',
  ])
})

test('nobody reports the end of a period', () => {
  expect(() => backtested(text, [event('period.ended', inTime)])).toThrow(/knows no event "period.ended"/)
})

describe('a promise that is deemed missed by an undelivered report', () => {
  const linked = (as: string) =>
    text
      .replace(
        'calendars:',
        'fees:\n  service: { amount: 1000.00, per: month }\nsources:\n  s: { declared: {} }\ncalendars:',
      )
      .concat(`  availability:
    measure: { uptime: { of: s } }
    target: ">= 99.9%"
    period: month
    deemedMissed: { when: reporting${as} }
    credit: { bands: [{ when: "< 99.9%, >= 99%", give: 10% }, { when: "< 99%", give: 25% }], of: fees.service }
`)
  const good = { source: 's', from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z', outcome: 'good' }
  const march2026 = (as: string, lines: readonly object[]) =>
    backtested(linked(as), [good, ...lines]).periods.find(
      ({ commitment, from }) => commitment === 'availability' && from.startsWith('2026-03'),
    )

  test('is met while the report comes in time', () => {
    expect(march2026(', as: 95%', [report(inTime, march)])).toMatchObject({
      verdict: 'met',
      credit: { amount: '0.00' },
    })
  })

  test('is a miss with the measure as it was and the credit of the value that the contract names', () => {
    expect(march2026(', as: 95%', [report(late, march)])).toMatchObject({
      verdict: 'breached',
      deemed: { by: 'reporting', as: '95%' },
      measure: { value: '100' },
      certainSince: '2026-04-16T17:00:00.001+02:00',
      credit: { percent: '25', amount: '250.00' },
    })
  })

  test('has a silent credit where neither the contract nor the measure names a value that is missed', () => {
    expect(march2026('', [report(late, march)])).toMatchObject({
      verdict: 'breached',
      credit: { state: 'silent', amount: null },
    })
  })
})
