import { describe, expect, test } from 'vitest'
import { changed, found, soundText, withCommitment } from './found.ts'

const inside = 'inside: { days: sun, hours: 02:00-06:00 }'
const noBudget = ', budget: 4h per month'

describe('working hours that a clock leaves out', () => {
  const path = 'warning: exclusions.maintenance.inside.hours: '
  const where = '2026-03-29 in Europe/Berlin, where the clock goes from 02:00 to 03:00'
  test.each([
    ['hours: 02:15-02:45', `${path}02:15-02:45 does not exist on ${where}`],
    ['hours: 02:00-03:00', `${path}02:00-03:00 does not exist on ${where}`],
    ['hours: 01:00-02:30', `${path}02:30 does not exist on ${where}: it is read as 03:30`],
    ['hours: 02:30-06:00', `${path}02:30 does not exist on ${where}: it is read as 03:30`],
  ])('%s', (hours, finding) => {
    const text = changed([inside, `inside: { days: sun, ${hours} }`], [noBudget, ''])
    expect(found(text)).toEqual([finding])
  })

  test.each([
    ['hours that only begin with the gap', 'days: sun, hours: 02:00-06:00'],
    ['hours that end with it', 'days: sun, hours: 01:00-02:00'],
    ['other days', 'days: sat, hours: 02:15-02:45'],
    ['a zone without a summer time', 'days: sun, hours: 02:15-02:45, timeZone: "+01:00"'],
  ])('not %s', (_title, calendar) => {
    expect(found(changed([inside, `inside: { ${calendar} }`], [noBudget, '']))).toEqual([])
  })

  test('are told once for all versions of the text', () => {
    const text = `${changed([inside, 'inside: { days: sun, hours: 02:15-02:45 }'], [noBudget, ''])}amendments:\n  - { effective: 2027-01-01, changes: { title: Other } }\n`
    expect(found(text)).toHaveLength(1)
  })

  test('and a cut-off among them', () => {
    const text = changed(
      ['calendar: office } }', 'calendar: office, cutoff: "02:30" } }'],
      ['days: mon-fri, hours: 08:00-17:00', 'days: daily, hours: 00:00-05:00'],
    )
    expect(found(text)).toEqual([
      expect.stringContaining('elapsed.cutoff: 02:30 does not exist on 2026-03-29'),
    ])
  })
})

test('a date that a zone never had is told', () => {
  const text = changed(['2026-01-01', '2011-12-30'], ['Europe/Berlin', 'Pacific/Apia'])
  expect(found(text)).toContain(
    'warning: term.from: 2011-12-30 does not exist in Pacific/Apia: 2011-12-31 is taken',
  )
})

describe('windows of exclusions', () => {
  test('that leave a budget unused are told', () => {
    expect(found(changed(['budget: 4h per month', 'budget: 40h per month']))).toEqual([
      'warning: exclusions.maintenance.budget: "40h per month" can never be used up: `inside` has 21h of a month at most',
    ])
  })

  test('outside of the hours that count are told', () => {
    expect(found(changed(['    exclude: [', '    hours: office\n    exclude: [']))).toEqual([
      'warning: commitments.availability.exclude: maintenance lies outside of the hours that count, so it excludes nothing here',
    ])
  })
})

describe('a claim that may have to be made before the measure is known', () => {
  const claim = (written: string, period = 'month') =>
    found(
      withCommitment(
        `{ measure: { uptime: { of: web } }, target: ">= 99%", period: ${period}, credit: { give: 5%, of: fees.service, claim: ${written} } }`,
      ),
    )
  test.each([
    [
      '{ within: 10d, after: incident }',
      'month',
      '10d after the incident can pass 21d before a month of it ends',
    ],
    [
      '{ within: 5 business days, after: last incident }',
      'month',
      '5 business days after the incident can pass 17d before a month of it ends',
    ],
    ['{ until: end of 2nd month after incident }', 'year', 'this can pass 273d before a year of it ends'],
    [
      '[{ event: ticket.opened, within: 2d, after: incident }, { within: 3d, after: incident }]',
      'month',
      '3d after the incident',
    ],
  ])('%s of a %s', (written, period, finding) => {
    expect(claim(written, period)).toEqual([expect.stringContaining(finding)])
  })

  test.each([
    ['{ within: 10d, after: periodEnd }', 'month'],
    ['{ within: 60d, after: incident }', 'month'],
    ['{ until: end of 2nd month after incident }', 'month'],
    ['{ event: ticket.opened, within: 48h, after: incident }', 'month'],
    ['{ within: 10d, after: end of incident }', 'incident'],
    ['automatic', 'month'],
  ])('but not %s of a %s', (written, period) => {
    expect(claim(written, period)).toEqual([])
  })
})

describe('an amendment', () => {
  const amended = (amendment: string) => found(`${soundText}amendments:\n  - ${amendment}\n`)
  test('that comes after the end of the term is told', () => {
    expect(amended('{ effective: 2028-02-01, changes: { title: Other } }')).toEqual([
      'warning: amendments.0.effective: takes effect after the term has ended on 2028-01-01',
    ])
  })

  test('that changes a commitment inside its period is told with the day from which it judges', () => {
    const changes = 'changes: { commitments: { support: { target: ">= 97%" } } }'
    expect(amended(`{ effective: 2026-06-01, ${changes} }`)).toEqual([
      'warning: amendments.0.changes.commitments.support: changes on 2026-06-01, inside a quarter that began on 2026-04-01: the text before it judges until 2026-07-01',
    ])
    expect(amended(`{ effective: 2026-07-01, ${changes} }`)).toEqual([])
  })

  test('that changes nothing is told', () => {
    expect(amended('{ effective: 2026-06-01, changes: { currency: EUR } }')).toEqual([
      'warning: amendments.0.changes: changes nothing of the text',
    ])
  })
})
