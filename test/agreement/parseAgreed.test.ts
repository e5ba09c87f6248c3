import { expect, test } from 'vitest'
import { parseAgreement } from '../../src/agreement/parse.ts'
import { parseAgreed } from '../../src/agreement/parseAgreed.ts'
import { parseContext } from '../../src/settings/context.ts'
import { pushText } from '../daemon/anAgreement.ts'

const context = parseContext({}, new Map())
const titled = (title: string): string => pushText().replace('title: Small', `title: "${title}"`)

test.each([
  ['a character without width', 'Sm\\u200Ball'],
  ['an override of the writing direction', '\\u202ESmall'],
  ['a line break', 'Small\\nagreement'],
])('a text that was agreed on with %s is read without it, and is legally the clean one', (_, title) => {
  const text = titled(title)
  const mended = title.endsWith('agreement') ? 'Small agreement' : 'Small'
  const [agreed, clean] = [
    parseAgreed('ledger:small', text, context),
    parseAgreement('a', titled(mended), context),
  ]
  if (!agreed.ok || !clean.ok) throw new Error('not read')
  expect(agreed.agreement.versions[0]?.terms.title).toBe(mended)
  expect(agreed.agreement.legalDigest).toBe(clean.agreement.legalDigest)
  expect(agreed.agreement.text).toBe(text)
})

test('a new file is refused for it as before, and another mistake is one in an agreed text too', () => {
  expect(parseAgreement('a', titled('Sm\\u200Ball'), context).ok).toBe(false)
  const read = parseAgreed('a', titled('Sm\\u200Ball').replace('>= 99%', '>= soon'), context)
  if (read.ok) throw new Error('it is read')
  expect(read.problems.map(({ message }) => message).join()).toContain('commitments.availability.target')
})

test('names in keys and what is sent to a service stay as they are', () => {
  const probe = '  probe: { tcp: { host: probe.example, port: 9, send: "a\\u0000b" }, every: 1m }\n'
  const text = titled('Sm\\u200Ball').replace('sources:\n', `sources:\n${probe}`)
  const read = parseAgreed('a', text, context)
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('\n'))
  expect(JSON.stringify(read.agreement.document.sources)).toContain('a\\u0000b')
})
