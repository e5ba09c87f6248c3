import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emsOf, fitted } from '../../src/statements/wordBreaks.ts'

const lines = (text: string): string[] => text.split('\u200b')

test('a compound word breaks between its words, not after a letter', () => {
  expect(lines(fitted('Verfügbarkeitszusicherung', 12, 'de'))).toEqual(['Verfügbarkeits-', 'zusicherung'])
})

test('a long word breaks between syllables, and no cluster is split', () => {
  expect(lines(fitted('Wiederherstellungsversprechen', 8, 'de')).join(' ')).toMatch(/^Wieder\S*- /)
  for (const part of lines(fitted('Rechenzentrumsbetriebsgesellschaft', 7, 'de')))
    expect(part).not.toMatch(/^(?:h|ck)|s-$(?<=sc-)/)
})

test('what fits is left as it is', () => {
  expect(fitted('Monthly uptime', 20, 'en')).toBe('Monthly uptime')
})

test('a digest gets places to break and no hyphen', () => {
  const digest = 'c76480330dc1e4fcff4166fabf39aeff1408aa3d9759d42458bcb6b351dc13f7'
  const shown = fitted(digest, 20, 'en')
  expect(lines(shown).length).toBeGreaterThan(1)
  expect(shown.replaceAll('\u200b', '')).toBe(digest)
})

test('no part is wider than its line, and none leaves a letter or two alone', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zäöü]{1,60}$/), fc.integer({ min: 8, max: 20 }), (word, ems) => {
      const parts = lines(fitted(word, ems, 'de'))
      expect(parts.join('').replaceAll('-', '')).toBe(word)
      for (const part of parts) expect(emsOf(part)).toBeLessThanOrEqual(ems)
      if (parts.some((part) => part.endsWith('-')) && parts.length === 2)
        for (const part of parts) expect(part.replace('-', '').length).toBeGreaterThanOrEqual(3)
    }),
  )
})
