import { describe, expect, test } from 'vitest'
import { goodText, read, spoiled } from './anAgreement.ts'

const warningsOf = (text: string): string[] => {
  const result = read(text)
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'))
  return result.warnings.map(
    ({ line, column, severity, message }) => `${line}:${column}: ${severity}: ${message}`,
  )
}
const credit = '23:5: warning: commitments.availability.credit: '

describe('bands that leave a credit silent are warned of', () => {
  test.each([
    [
      '"< 99.0%"',
      '"< 98.0%"',
      'a measure of 98% misses the target, but lies in no band: the credit is then silent',
    ],
    ['"< 99.0%"', '"< 99.5%"', 'a measure of 99% lies in two bands that give differently (10% and 25%)'],
    [
      '"< 99.9%, >= 99.0%"',
      '"< 99.95%, >= 99.0%"',
      'a measure of 99.9% meets the target, but a band gives something',
    ],
    ['"< 99.9%, >= 99.0%"', '"< 99.9%, > 99.0%"', 'a measure of 99% misses the target, but lies in no band'],
    ['">= 99.9%"', '"> 99.9%"', 'a measure of 99.9% misses the target, but lies in no band'],
  ])('%s written as %s', (piece, instead, doubt) => {
    expect(warningsOf(withoutLoad(spoiled(piece, instead)))).toEqual([
      expect.stringContaining(credit.replace('23', '22') + doubt),
    ])
  })

  test.each([
    ['the good bands', ''],
    ['bands of which the overlap is decided', '      overlap: highest\n'],
  ])('not %s', (_title, more) => {
    const text =
      more === ''
        ? goodText
        : spoiled('"< 99.0%"', '"< 99.5%"').replace('      of: fees', `${more}      of: fees`)
    expect(warningsOf(withoutLoad(text))).toEqual([])
  })

  test('a count is looked at in whole numbers only', () => {
    const counted = spoiled(
      'measure: { uptime: { of: web, outage: { consecutive: 3 } } }',
      'measure: { outages: { of: web } }',
    )
      .replace('">= 99.9%"', '"<= 2"')
      .replace('"< 99.9%, >= 99.0%"', '"> 2, <= 4"')
      .replace('"< 99.0%"', '">= 5"')
    expect(warningsOf(withoutLoad(counted))).toEqual([])
  })
})

test('a source and an exclusion that nothing uses are warned of', () => {
  expect(warningsOf(spoiled('    exclude: [maintenance]\n', ''))).toEqual([
    '15:3: warning: sources.load: no commitment measures this source',
    '37:3: warning: exclusions.maintenance: no commitment excludes it, so it excuses nothing',
  ])
})

test('a doubt about an amendment is told at its place there', () => {
  const amended = `${withoutLoad(goodText)}amendments:\n  - effective: 2026-06-01\n    changes: { commitments: { availability: { credit: { bands: [{ when: "< 99%", give: 5% }] } } } }\n`
  expect(warningsOf(amended)).toEqual([
    expect.stringMatching(
      /^47:\d+: warning: amendments\.0\.changes\.commitments\.availability\.credit: a measure of 99% misses/,
    ),
  ])
})

function withoutLoad(text: string): string {
  return text.replace(/ {2}load: .*\n/, '')
}
