import { describe, expect, test } from 'vitest'
import { hiddenIn, hiddenInLine, withoutHidden } from '../../src/agreement/hidden.ts'
import { parseAgreement } from '../../src/agreement/parse.ts'
import { parseLine } from '../../src/evidence/lines.ts'
import { parseContext } from '../../src/settings/context.ts'
import { pushText } from '../daemon/anAgreement.ts'

const problems = (text: string): string[] => {
  const read = parseAgreement('a.yaml', text, parseContext({}, new Map()))
  return read.ok ? [] : read.problems.map(({ line, message }) => `${line}: ${message}`)
}

describe('what nobody sees', () => {
  test.each([
    ['an override of the writing direction', 'Acme \\u202Efdp.exe', 'U+202E'],
    ['an isolate', 'Acme\\u2066', 'U+2066'],
    ['a space without width', 'Ac\\u200Bme', 'U+200B'],
    ['a byte order mark', '\\uFEFFAcme', 'U+FEFF'],
    ['an escape that a terminal obeys', 'Acme \\e[31m', 'U+001B'],
    ['a null', 'Acme\\0', 'U+0000'],
    ['a tag', 'Acme\\U000E0041', 'U+E0041'],
    ['a line separator', 'Acme\\u2028Inc', 'U+2028'],
  ])('is refused in a party’s name: %s', (_, name, code) => {
    expect(problems(pushText().replace('name: Acme', `name: "${name}"`))).toEqual([
      `5: parties.provider.name: has a character that nobody sees (${code}); leave it out`,
    ])
  })

  test('is refused in a title, where a line break is no better: it would end a header of a mail', () => {
    const title = (text: string): string[] => problems(pushText().replace('title: Small', `title: "${text}"`))
    expect(title('Small\\r\\nBcc: evil@evil.test')).toEqual([
      '3: title: is one line of text; leave out the line break or tab',
    ])
    expect(title('Small\\n')).toEqual([])
    expect(title('Small\\u202E')).toHaveLength(1)
  })

  test('is refused in the text of a clause, which may have lines', () => {
    const clause = (text: string): string[] =>
      problems(pushText().replace('period: day', `period: day\n    clause: "${text}"`))
    expect(clause('5.1\\n\\tUptime')).toEqual([])
    expect(clause('5.1 \\u202Elairt')).toHaveLength(1)
  })

  test('is refused in the subject of an event', () => {
    const event = { event: 'ticket.opened', id: 'a', at: '2026-03-02T10:00:00Z' }
    const read = (subject: string) => parseLine(JSON.stringify({ ...event, subject }), 1)
    expect(read('T-1')).toMatchObject({ kind: 'event' })
    expect(read('T-1\u202e')).toMatchObject({ kind: 'problem' })
    expect(read('T-1\nX')).toMatchObject({ kind: 'problem' })
  })

  test('is none of what languages are written with', () => {
    for (const text of ['Ağrı Bulut A.Ş.', 'می‌خواهم', 'שלום\u200f', '👩‍💻 Ops', '株式会社', 'Straße\u00ad'])
      expect(hiddenInLine(text)).toBe(null)
    expect(hiddenIn('two\r\nlines\tand a tab')).toBe(null)
  })

  test('is taken out of what a person types into a form', () => {
    expect(withoutHidden('good\u202e\u0000 work\nall of it')).toBe('good work\nall of it')
  })
})
