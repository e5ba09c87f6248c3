import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Path, type Raw, type RawObject, readDocument } from '../../src/agreement/document.ts'
import { goodText, read } from './anAgreement.ts'

const language = readFileSync(new URL('../fixtures/agreements/language.yaml', import.meta.url), 'utf8')
const rawOf = (text: string): RawObject => {
  const result = readDocument('a.yaml', text)
  if (!result.ok) throw new Error(result.problems[0]?.message)
  return result.document.raw
}

function* pathsOf(value: Raw, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value))
    yield* pathsOf(member, [...path, Array.isArray(value) ? Number(key) : key])
}

function exchanged(value: Raw, [head, ...tail]: Path, instead: Raw): Raw {
  if (head === undefined) return instead
  if (Array.isArray(value))
    return value.map((item, i) => (i === head ? exchanged(item, tail, instead) : item))
  const object = value as RawObject
  return { ...object, [head]: exchanged(object[head] ?? null, tail, instead) }
}

const strange: readonly Raw[] = [
  null,
  true,
  '',
  '-1',
  '1e999',
  'a'.repeat(20_000),
  [],
  [[]],
  { a: 'b' },
  '${',
]
const librarysOwn =
  /Invalid (?:input|option|string|key)|Too (?:small|big)|Unrecognized|expected (?:string|record|object|array), received/

describe('a strange value in any place', () => {
  test.each(strange.map((value) => ({ value, title: JSON.stringify(value).slice(0, 20) })))(
    '$title is taken or refused in words of ours',
    ({ value }) => {
      const raw = rawOf(language)
      for (const path of pathsOf(raw)) {
        const result = read(JSON.stringify(exchanged(raw, path, value)))
        if (result.ok) continue
        expect(result.problems.length, path.join('.')).toBeGreaterThan(0)
        for (const { message, line, column } of result.problems) {
          expect(message, path.join('.')).not.toMatch(librarysOwn)
          expect(message.length, message.slice(0, 300)).toBeLessThan(1000)
          expect([line, column].every((each) => each >= 1)).toBe(true)
        }
      }
    },
  )
})

test('a text with any edits is taken or refused, and never throws', () => {
  const edit = fc.record({
    at: fc.nat({ max: goodText.length }),
    remove: fc.nat({ max: 12 }),
    insert: fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom(
        '\n',
        '  ',
        '- ',
        ': ',
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        '#',
        '&a ',
        '*a',
        '!',
        '|',
        '>',
        '%',
        '\t',
        '\u2028',
        '\ud800',
        '? ',
      ),
    ),
  })
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce(
        (all, { at, remove, insert }) => all.slice(0, at) + insert + all.slice(at + remove),
        goodText,
      )
      const result = read(text)
      return result.ok ? result.agreement.versions.length > 0 : result.problems.every(({ line }) => line >= 1)
    }),
    { numRuns: 200 },
  )
})
