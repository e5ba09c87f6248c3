import { describe, expect, test } from 'vitest'
import { readDocument } from '../../src/agreement/document.ts'
import { problemsOf, read } from './anAgreement.ts'

const rawOf = (text: string) => {
  const result = readDocument('a.yaml', text)
  if (!result.ok) throw new Error(result.problems[0]?.message)
  return result.document.raw
}

function aliasBomb(): string {
  const levels = Array.from(
    { length: 10 },
    (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`,
  )
  return ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]', ...levels].join('\n')
}

describe('a hostile file is refused with a message', () => {
  const hostile: readonly (readonly [title: string, text: string, problem: string])[] = [
    ['more than 1 MiB', `a: ${'x'.repeat(1_100_000)}`, '1:1: the file is larger than 1024 KiB; split it'],
    ['a NUL', 'a: \0', '1:1: the file has NUL characters; is it text?'],
    ['an alias bomb', aliasBomb(), 'too many values; aliases may be multiplying them'],
    ['an alias of itself', 'a: &a [*a, *a]', 'nested deeper than 40 levels'],
    ['an alias of nothing', 'a: *b', '1:4: there is no anchor &b above this alias'],
    ['an alias above its anchor', 'a: *b\nb: &b 1', '1:4: there is no anchor &b above this alias'],
    [
      '10,000 lists in each other',
      `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      'nested deeper than 40 levels',
    ],
    ['10,000 dashes', `a:\n ${'- '.repeat(10_000)}x`, 'nested deeper than 40 levels'],
    ['10,000 question marks', `${'? '.repeat(10_000)}x`, 'nested deeper than 40 levels'],
    [
      'a mapping 1,000 deep',
      Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'nested deeper',
    ],
    ['a mapping 41 deep', `a: ${'{ b: '.repeat(41)}1${' }'.repeat(41)}`, 'nested deeper than 40 levels'],
    ['a key given twice', 'a: 1\nb: 2\na: 3', '3:1: this key stands twice in the same place; keep one'],
    [
      'a key given twice deep inside',
      'x:\n  - { a: 1, "a": 2 }',
      '2:13: this key stands twice in the same place',
    ],
    ['a tab for indentation', 'a:\n\tb: 1', '2:1: Tabs are not allowed as indentation'],
    ['an open bracket', 'a: [1, 2', '1:9: Flow sequence in block collection must be sufficiently indented'],
    ['two documents', 'a: 1\n---\nb: 2', '2:1: a second document begins here'],
    ['a tag', 'a: !!js/function "x"', '1:4: Unresolved tag'],
    ['a merge key', 'a: &a { x: 1 }\nb: { <<: *a }', '2:6: merge keys (<<) are not read'],
    ['a list as a key', '? [a, b]\n: 1', '1:3: a key must be plain text'],
    ['half of a character', 'a: "\\ud800"', '1:4: the text has half of a character'],
    ['an empty file', '', '1:1: expected a mapping of keys to values at the top of the file'],
    ['a list at the top', '- a', '1:1: expected a mapping of keys to values at the top of the file'],
    ['a text at the top', 'a', '1:1: expected a mapping of keys to values at the top of the file'],
  ]
  test.each(hostile)('%s', (_title, text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem)
  })
})

test('a file of many keys or aliases is read in time that grows with its size alone', () => {
  const keys = Array.from({ length: 40_000 }, (_, i) => `k${i}: ${i}`).join('\n')
  expect(read(keys).ok).toBe(false)
  const aliases = `a: &a 1\nb: [${'*a, '.repeat(40_000)}1]`
  expect((rawOf(aliases).b as readonly unknown[]).length).toBe(40_001)
})

test('nothing is told more than a hundred times', () => {
  const keys = Array.from({ length: 5_000 }, (_, i) => `k${i}: ${i}`).join('\n')
  expect(problemsOf(keys).length).toBeLessThanOrEqual(100)
})

describe('what is written is what is read', () => {
  test.each([
    ['a: 1.10', '1.10'],
    ['a: 1e3', '1e3'],
    ['a: 0o17', '0o17'],
    ['a: 99.99999999999999999', '99.99999999999999999'],
    ['a: 2026-01-01', '2026-01-01'],
    ['a: 12:30:45', '12:30:45'],
    ['a: no', 'no'],
    ['a: .inf', '.inf'],
    ['a: 9007199254740993', '9007199254740993'],
    ['a: "quoted \\u00e9"', 'quoted é'],
    ['a: true', true],
    ['a: null', null],
    ['a:', null],
    ['\ufeffa: 1\r\n', '1'],
  ])('%j', (text, value) => {
    expect(rawOf(text)).toEqual({ a: value })
  })

  test('an alias means the last anchor of its name above it', () => {
    expect(rawOf('a: &x 1\nb: *x\nc: &x 2\nd: *x')).toEqual({ a: '1', b: '1', c: '2', d: '2' })
    expect(rawOf('a: &x { b: &y 1 }\nc: &y 2\nd: *x\ne: *y')).toEqual({
      a: { b: '1' },
      c: '2',
      d: { b: '1' },
      e: '2',
    })
  })
})

test('a place is that of the key, or of the nearest one above that is there', () => {
  const result = readDocument('a.yaml', 'a:\n  b: [x, { c: 1 }]\n')
  const place = result.ok ? result.document.place : () => null
  expect(place(['a', 'b', 1, 'c'])).toEqual({ line: 2, column: 12 })
  expect(place(['a', 'b', 1, 'missing'])).toEqual({ line: 2, column: 10 })
  expect(place(['nothing'])).toEqual({ line: 1, column: 1 })
})
