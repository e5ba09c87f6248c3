import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bandFaults } from '../../../src/agreement/check/bands.ts'
import { type Banded, bandedBy } from '../../../src/agreement/check/quantities.ts'
import { compare, type Fraction, fraction, parseDecimal } from '../../../src/agreement/fraction.ts'
import { agreementOf } from '../anAgreement.ts'
import { changed, found, placed, soundText, withCommitment } from './found.ts'

describe('bands that leave a credit silent are warned of', () => {
  const credit = 'commitments.availability.credit'
  test.each([
    [
      '"< 99.0%"',
      '"< 98.0%"',
      `22:5: warning: ${credit}: a measure of at least 98% and below 99%, such as 98.5%, misses the target, but lies in no band: the credit is then silent`,
    ],
    [
      '"< 99.0%"',
      '"< 99.5%"',
      `25:11: warning: ${credit}.bands.1: a measure of at least 99% and below 99.5%, such as 99.25%, lies in two bands that give differently (10% and 25%): the credit is then silent`,
    ],
    [
      '"< 99.9%, >= 99.0%"',
      '"< 99.95%, >= 99.0%"',
      `24:11: warning: ${credit}.bands.0: a measure of at least 99.9% and below 99.95%, such as 99.925%, meets the target, but a band gives 10%: the credit is then silent`,
    ],
    [
      '"< 99.9%, >= 99.0%"',
      '"< 99.9%, > 99.0%"',
      `22:5: warning: ${credit}: a measure of 99% misses the target, but lies in no band: the credit is then silent`,
    ],
    [
      '">= 99.9%"',
      '"> 99.9%"',
      `22:5: warning: ${credit}: a measure of 99.9% misses the target, but lies in no band: the credit is then silent`,
    ],
  ])('%s written as %s', (piece, instead, finding) => {
    expect(placed(changed([piece, instead]))).toEqual([finding])
  })

  test('not good ones, and not an overlap that is decided', () => {
    expect(found(soundText)).toEqual([])
    const decided = changed(
      ['"< 99.0%"', '"< 99.5%"'],
      ['      of: fees', '      overlap: highest\n      of: fees'],
    )
    expect(found(decided)).toEqual([])
  })

  test('with the words of the contract for the clause, the nearest first', () => {
    const quoted = changed(
      ['"< 99.0%", give: 25%', '"< 99.5%", give: 25%, clause: Annex 2 (4b)'],
      ['    period: month\n', '    period: month\n    clause: Annex 2\n'],
    )
    expect(found(quoted)).toEqual([expect.stringMatching(/bands\.1: .* \(clause: Annex 2 \(4b\)\)$/)])
    const hole = changed(
      ['"< 99.0%"', '"< 98%"'],
      ['    period: month\n', '    period: month\n    clause: Annex 2\n'],
    )
    expect(found(hole)).toEqual([expect.stringMatching(/credit: .* \(clause: Annex 2\)$/)])
  })
})

const banded = (measure: string, target: string, credit: string, more = '') =>
  found(
    withCommitment(
      `{ measure: ${measure}, target: "${target}", period: month, ${more} credit: { ${credit}, of: fees.service } }`,
    ),
  )

describe('what bands look at decides which values there are', () => {
  const outages = '{ outages: { of: web } }'
  const uptime = '{ uptime: { of: web } }'
  const silent = 'misses the target, but lies in no band'
  test.each([
    [
      'a count is whole',
      outages,
      '<= 2',
      'bands: [{ when: "> 2, <= 4", give: 5% }, { when: ">= 5", give: 9% }]',
      '',
    ],
    [
      'a count of four is in no band',
      outages,
      '<= 2',
      'bands: [{ when: "> 2, < 4", give: 5% }, { when: ">= 5", give: 9% }]',
      'a measure of 4',
    ],
    [
      'nine and a half minutes',
      '{ downtime: { of: web } }',
      '<= 5m',
      'bands: [{ when: "> 5m, <= 9m", give: 5% }, { when: ">= 10m", give: 9% }]',
      'a measure above 9m and below 10m, such as 9m30s,',
    ],
    [
      'a time below the target is not missed',
      '{ downtime: { of: web } }',
      '<= 5m',
      'bands: [{ when: "> 5m, <= 9m", give: 5% }, { when: "> 9m", give: 9% }]',
      '',
    ],
    [
      'thirty and a half minutes',
      uptime,
      '>= 100%',
      'on: duration, bands: [{ when: "<= 30m", give: 5% }, { when: ">= 31m", give: 9% }]',
      'a downtime above 30m and below 31m, such as 30m30s,',
    ],
    [
      'outages have a least length',
      '{ uptime: { of: web, outage: { atLeast: 5m } } }',
      '>= 100%',
      'on: duration, bands: [{ when: ">= 5m, <= 30m", give: 5% }, { when: "> 30m", give: 9% }]',
      '',
    ],
    [
      'an excess begins beyond the target',
      uptime,
      '>= 99.9%',
      'on: excess, bands: [{ when: "> 0s, < 1h", give: 5% }, { when: "> 1h", give: 9% }]',
      'an excess of 1h',
    ],
    [
      'a shortfall ends with the target',
      uptime,
      '>= 99%',
      'on: shortfall, bands: [{ when: "<= 1%", give: 5% }, { when: "> 1%, <= 99%", give: 9% }]',
      '',
    ],
    [
      'an exceedance is a share of the target',
      '{ gauge: { of: load, statistic: mean } }',
      '<= 80',
      'on: exceedance, bands: [{ when: "< 10%", give: 5% }, { when: "> 10%", give: 9% }]',
      'an exceedance of 10%',
    ],
  ])('%s', (_title, measure, target, credit, hole) => {
    const all = found(
      withCommitment(
        `{ measure: ${measure}, target: "${target}", period: month, credit: { ${credit}, of: fees.service } }`,
        measure.includes('load') ? 'sources: { load: { push: gauge } }' : '',
      ),
    )
    expect(all).toEqual(hole === '' ? [] : [expect.stringContaining(`${hole} ${silent}`)])
  })

  test('a printed decimal leaves no hole where the measure is rounded to it', () => {
    const bands = 'bands: [{ when: ">= 98.0%, <= 98.9%", give: 5% }, { when: "<= 97.9%", give: 9% }]'
    expect(banded(uptime, '>= 99%', bands)).toHaveLength(2)
    expect(banded(uptime, '>= 99%', bands, 'rounding: { to: 0.1% },')).toEqual([])
  })

  test.each([
    [
      'of another unit',
      uptime,
      '>= 99.9%',
      'bands: [{ when: "< 99", give: 5% }]',
      'error: commitments.it.credit.bands.0.when: "< 99" is compared with the measure, which is a share such as 99%',
    ],
    [
      'that hold no value',
      uptime,
      '>= 99%',
      'bands: [{ when: "< 99%", give: 5% }, { when: "< 98%, > 98.5%", give: 9% }]',
      'warning: commitments.it.credit.bands.1.when: no value can lie in this band: it gives 9% never',
    ],
    [
      'on what the measure does not have',
      '{ successRatio: { of: load } }',
      '>= 99%',
      'on: duration, bands: [{ when: "> 0s", give: 5% }]',
      'warning: commitments.it.credit.on: successRatio has no bad time: the credit is silent at each miss',
    ],
  ])('bands %s are told', (_title, measure, target, credit, finding) => {
    const all = found(
      withCommitment(
        `{ measure: ${measure}, target: "${target}", period: month, credit: { ${credit}, of: fees.service } }`,
        measure.includes('load') ? 'sources: { load: { push: ratio } }' : '',
      ),
    )
    expect(all).toEqual([finding])
  })
})

test.each([
  ['two printed decimals', '>= 99.9%', '"<= 99.89%, >= 99%"', '"< 99%"', '99.895%'],
  ['one printed decimal', '>= 98%', '"<= 97.9%, >= 97%"', '"< 97%"', '97.95%'],
  ['a value on neither side', '>= 99.9%', '"< 99.9%, > 99%"', '"< 99%"', '99%'],
])('a public table with %s has its hole found', (_title, target, first, second, value) => {
  const bands = `bands: [{ when: ${first}, give: 10% }, { when: ${second}, give: 25% }]`
  expect(banded('{ uptime: { of: web } }', target, bands)).toEqual([
    expect.stringMatching(new RegExp(`(?:such as|of) ${value},? misses the target, but lies in no band`)),
  ])
})

test('a doubt about an amendment is told at its place there', () => {
  const amended = `${soundText}amendments:\n  - effective: 2026-06-01\n    changes: { commitments: { availability: { credit: { bands: [{ when: "< 99%", give: 5% }] } } } }\n`
  expect(placed(amended)).toEqual([
    expect.stringMatching(
      /^47:\d+: warning: amendments\.0\.changes\.commitments\.availability\.credit: a measure of at least 99% and below 99.9%/,
    ),
  ])
})

/* Sampling, by a reader who knows nothing of stretches: limits are whole per cents, so that halves see all between. */
interface RandomBand {
  readonly low: number
  readonly high: number
  readonly isLowIn: boolean
  readonly isHighIn: boolean
  readonly give: number
}
interface RandomText {
  readonly bands: readonly RandomBand[]
  readonly target: number
  readonly isStrict: boolean
}

const randomBand = fc.record({
  low: fc.integer({ min: 90, max: 100 }),
  high: fc.integer({ min: 90, max: 100 }),
  isLowIn: fc.boolean(),
  isHighIn: fc.boolean(),
  give: fc.integer({ min: 0, max: 2 }),
})
const randomText: fc.Arbitrary<RandomText> = fc.record({
  bands: fc.array(randomBand, { minLength: 1, maxLength: 5 }),
  target: fc.integer({ min: 91, max: 100 }),
  isStrict: fc.boolean(),
})

/** What a person with the table in hand would say of a measure, in per cent. */
function byHand(value: number, { bands, target, isStrict }: RandomText): string | null {
  const gifts = bands
    .filter(({ low, isLowIn }) => (isLowIn ? value >= low : value > low))
    .filter(({ high, isHighIn }) => (isHighIn ? value <= high : value < high))
    .map(({ give }) => give)
  const isMet = isStrict ? value > target : value >= target
  if (isMet) return gifts.some((give) => give > 0) ? 'paysThough' : null
  if (gifts.length === 0) return 'hole'
  return new Set(gifts).size > 1 ? 'overlap' : null
}

const written = ({ bands, target, isStrict }: RandomText): string =>
  `{ measure: { uptime: { of: web } }, target: "${isStrict ? '>' : '>='} ${target}%", period: month, credit: { of: fees.service, bands: [${bands
    .map(
      ({ low, high, isLowIn, isHighIn, give }) =>
        `{ when: "${isLowIn ? '>=' : '>'} ${low}%, ${isHighIn ? '<=' : '<'} ${high}%", give: ${give}% }`,
    )
    .join(', ')}] } }`

function faultsAt(value: Fraction, text: string): string[] {
  const { terms } = agreementOf(text).versions[0]!
  const commitment = terms.commitments.it!
  const credit = commitment.credit![0]!
  return bandFaults(bandedBy('measure', commitment) as Banded, credit)
    .filter(({ stretch: { from, to } }) => {
      const [low, high] = [from ? compare(value, from.value) : 1, to ? compare(value, to.value) : -1]
      return (low > 0 || (low === 0 && from?.isIncluded)) && (high < 0 || (high === 0 && to?.isIncluded))
    })
    .map(({ kind }) => kind.kind)
}

test('of random bands the proof says the same as sampling every half per cent', () => {
  fc.assert(
    fc.property(randomText, fc.integer({ min: 170, max: 200 }), (text, halves) => {
      const value = halves / 2
      const expected = byHand(value, text)
      const share = parseDecimal(String(value)) as Fraction
      expect(faultsAt(fraction(share.n, share.d * 100n), withCommitment(written(text)))).toEqual(
        expected === null ? [] : [expected],
      )
    }),
    { numRuns: 500 },
  )
})
