import { expect, test } from 'vitest'
import { changed, found, soundText, withCommitment } from './found.ts'

const credited = (measure: string, target: string, credit: string, more = '') =>
  found(
    withCommitment(
      `{ measure: ${measure}, target: "${target}", period: month, credit: { ${credit} } }`,
      measure.includes('load') ? `sources: { load: { push: ratio } }\n${more}` : more,
    ),
  )
const uptime = '{ uptime: { of: web } }'
const ratio = '{ successRatio: { of: load } }'
const credit = 'commitments.it.credit'

test.each([
  [
    'a share of downtime',
    uptime,
    'give: 5%, of: fees.service, forEach: { started: 1%, of: downtime }',
    `error: ${credit}.forEach: downtime is cut into times, such as 30m`,
  ],
  [
    'a time of a shortfall',
    uptime,
    'give: 5%, of: fees.service, forEach: { started: 1h, of: shortfall }',
    `error: ${credit}.forEach: the shortfall is cut into shares, such as 0.5%`,
  ],
  [
    'downtime of requests',
    ratio,
    'give: 5%, of: fees.service, forEach: { started: 1h, of: downtime }',
    `warning: ${credit}.forEach: successRatio has no downtime, so no step is ever reached`,
  ],
  [
    'a share that is always less than another',
    uptime,
    'give: "max(5%, 3%, 50.00 EUR)", of: fees.service',
    `warning: ${credit}.give: 3% never counts here`,
  ],
  [
    'a least above the most',
    uptime,
    'give: 5%, of: fees.service, atLeast: 60.00 EUR, atMost: 50.00 EUR',
    `warning: ${credit}.atLeast: lies above \`atMost\`: each credit comes to 50.00 EUR`,
  ],
  [
    'a multiple for requests',
    ratio,
    'give: 10x, of: fees.service',
    `warning: ${credit}: successRatio has no bad time that a fee could be pro-rated to: the credit is nothing`,
  ],
  [
    'points without a price',
    uptime,
    'give: 2 points',
    `warning: ${credit}: points come to no money: \`credits\` has neither \`pointValue\` nor \`pointsTable\``,
  ],
])('%s is told', (_title, measure, written, finding) => {
  expect(credited(measure, '>= 99%', written)).toEqual([finding])
})

test('sound steps, multiples and points are not', () => {
  const all = [
    credited(uptime, '>= 99%', 'give: 5%, of: fees.service, forEach: { started: 1h, of: excess }'),
    credited(uptime, '>= 99%', 'give: 5%, of: fees.service, forEach: { complete: 0.5%, of: shortfall }'),
    credited(uptime, '>= 99%', 'give: 10x, of: fees.service'),
    credited(uptime, '>= 99%', 'give: 2 points', 'credits: { pointValue: 1%, pointsOf: fees.service }'),
  ]
  expect(all.flat()).toEqual([])
})

test('of a table of points and a value of each one is told to be of no use', () => {
  const both =
    'credits: { pointValue: 1%, pointsTable: { of: fees.service, bands: [{ when: ">= 1", give: 5% }] } }'
  expect(credited(uptime, '>= 99%', 'give: 2 points', both)).toEqual([
    'warning: credits.pointValue: is never used: points are turned into money by `pointsTable`',
  ])
})

test('a group of which only one gives a credit excludes nothing', () => {
  expect(found(changed(['  requires:', '  groups: [[availability, payment]]\n  requires:']))).toEqual([
    'warning: credits.groups.0: excludes nothing: only availability of it gives a credit',
  ])
})

test('what credits require is told where there is no credit, and where it can never be missed', () => {
  const alone = withCommitment(
    '{ by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 30d } }, target: all, period: month }',
    'sources: {}\ncredits: { requires: [it] }\n',
  )
  expect(found(alone)).toEqual([
    'warning: credits.requires.0: no commitment gives a credit that could be suspended',
  ])
  const never = changed(
    ['requires: [payment]', 'requires: [payment, feedback]'],
    [
      'exclusions:',
      '  feedback: { by: customer, measure: { occurrences: { of: survey.answered } }, target: ">= 0", period: month }\nexclusions:',
    ],
  )
  expect(found(never)).toEqual([
    expect.stringContaining('feedback.target: every measure meets this target'),
    'warning: credits.requires.1: feedback can never be missed, so it suspends nothing',
  ])
})

test.each([
  [
    'an exclusion',
    ['notice: 72h', 'notice: 3 business days, calendar: offce'],
    'exclusions.maintenance.calendar',
  ],
  ['a right', ['right: customer', 'calendar: offce, right: customer'], 'termination.chronic.calendar'],
  [
    'a claim',
    ['  requires:', '  claim: { within: 5 business days, after: periodEnd, calendar: offce }\n  requires:'],
    'credits.claim',
  ],
] as const)('a calendar of %s that does not exist is an error', (_title, change, path) => {
  expect(found(changed(change))).toEqual([
    `error: ${path}: there is no calendar "offce"; did you mean "office"?`,
  ])
})

test('a benefit that is scaled by what the customer does is told', () => {
  const value = (scaledBy: string) =>
    found(
      `${soundText}value: { benefits: [{ name: Sales, worth: { amount: 9.00, per: month }, scaledBy: ${scaledBy} }] }\n`,
    )
  expect(value('payment')).toEqual([
    "warning: value.benefits.0.scaledBy: payment is the customer's own: the benefit would fall with what the customer does",
  ])
  expect(value('availability')).toEqual([])
})

test.each([
  ['successRatio: { of: load }', '>= 99%', 'push: ratio'],
  ['meanSuccessRatio: { of: load, grain: 1m }', '>= 99%', 'push: ratio'],
  ['gauge: { of: load, statistic: max }', '<= 9', 'push: gauge'],
  ['latency: { of: load, statistic: p95 }', '<= 1s', 'push: state'],
])('%s has nothing that could be judged one by one', (measure, target, source) => {
  const commitment = `{ measure: { ${measure} }, target: "${target}", period: incident }`
  expect(found(withCommitment(commitment, `sources: { load: { ${source}, every: 1m } }\n`))).toEqual([
    expect.stringMatching(/^error: commitments.it.period: \w+ has no outages and no events/),
  ])
})

test('time that is excluded from a count of events is told, since it changes nothing', () => {
  const commitment =
    '{ measure: { elapsed: { from: ticket.opened, to: ticket.resolved, within: 4h } }, target: all, period: month, hours: { days: mon-fri, hours: 08:00-17:00 }, exclude: [off] }'
  expect(found(withCommitment(commitment, 'sources: {}\nexclusions: { off: {} }\n'))).toEqual([
    expect.stringContaining('commitments.it.hours: changes nothing here, since elapsed counts no time'),
    expect.stringContaining('commitments.it.exclude: changes nothing here, since elapsed counts no time'),
  ])
})

test('a source and an exclusion that nothing uses are told', () => {
  const text = changed(
    ['    exclude: [maintenance]\n', ''],
    ['  desk:', '  load: { json: { url: https://acme.example/load, value: /now }, every: 1m }\n  desk:'],
  )
  expect(found(text)).toEqual([
    'warning: sources.load: no commitment measures this source',
    'warning: exclusions.maintenance: no commitment excludes it, so it excuses nothing',
  ])
})
