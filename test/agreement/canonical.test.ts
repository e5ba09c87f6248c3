import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, sha256 } from '../../src/agreement/canonical.ts'

test('members are sorted by UTF-16 code units, as in the example of RFC 8785', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 }
  const text = '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}'
  expect(canonicalJson(value)).toBe(text)
})

test('text is escaped as RFC 8785 wants it', () => {
  expect(canonicalJson('€$\u000f\nA\'B"\\\\"/')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"')
})

test('nested values have no white space and undefined members are left out', () => {
  expect(canonicalJson({ b: [1, -0, null, true, { d: 'x', c: undefined }], a: {} })).toBe(
    '{"a":{},"b":[1,0,null,true,{"d":"x"}]}',
  )
})

test('a member called __proto__ is an ordinary member', () => {
  expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1},"b":1}')
})

test.each([
  ['a fraction', 0.1],
  ['a number beyond the safe integers', 2 ** 53],
  ['NaN', Number.NaN],
  ['a lone surrogate', 'a\ud800'],
  ['a lone surrogate in a key', { '\udc00': 1 }],
  ['undefined', undefined],
  ['undefined in an array', [undefined]],
  ['a hole in an array', new Array(1)],
  ['a bigint', 1n],
  ['a date', new Date(0)],
  ['a map', new Map()],
])('%s has no canonical text', (_name, value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError)
})

test('a cycle is refused instead of overflowing the stack', () => {
  const cycle: unknown[] = []
  cycle.push(cycle)
  expect(() => canonicalJson(cycle)).toThrow('nested deeper than 200')
})

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'grapheme' }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value')),
  ),
})).value

test('reading the text back gives the value, and its text again', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('a digest is of the UTF-8 bytes', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(sha256('ä')).toBe(sha256(Uint8Array.of(0xc3, 0xa4)))
})
