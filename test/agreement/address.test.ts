import { expect, test } from 'vitest'
import { parseAddress } from '../../src/agreement/address.ts'

const good = [
  ['ops@globex.example', 'ops@globex.example'],
  ["mary.o'brien+sla@Mail.Globex.Example", "mary.o'brien+sla@mail.globex.example"],
  ['a@xn--mller-kva.example', 'a@xn--mller-kva.example'],
  [`${'a'.repeat(64)}@b.example`, `${'a'.repeat(64)}@b.example`],
] as const
test.each(good)('%s is read as %s', (text, address) => {
  expect(parseAddress(text)).toEqual({ address })
})

const tricks = [
  'Cust <evil@evil.test> <a@cust.test>',
  'Cust <a@cust.test>',
  'a@cust.test, evil@evil.test',
  'a@cust.test;evil@evil.test',
  'a@cust.test evil@evil.test',
  '"evil@x y"@cust.test',
  '"evil"@cust.test',
  'a@cust.test(x)evil.com',
  'a(evil@evil.test)@cust.test',
  'group: a@cust.test;',
  'a@cust.test\r\nRCPT TO:<evil@evil.test>',
  'a\n@cust.test',
  'a@cust.test\n',
  'a@cust.test\u0000',
  '@evil.test:a@cust.test',
  'evil.test!a@cust.test',
  'evil%evil.test@cust.test',
  'a@[127.0.0.1]',
  'a@127.0.0.1',
  'a@0x7f.1',
  'a@localhost',
  'a@cust..test',
  'a@-cust.test',
  'a@cust.test.',
  '.a@cust.test',
  'a..b@cust.test',
  'a@',
  '@cust.test',
  '',
  ' a@cust.test',
  'jürgen@cust.test',
  'a@münchen.test',
  'a@сust.test',
  'a@cust。test',
  'a@xn--.test',
  'a@cust.test\u202E',
  `${'a'.repeat(65)}@cust.test`,
  `a@${'b'.repeat(64)}.test`,
  `${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(5)}test`,
]
test.each(tricks)('%j is refused with a reason', (text) => {
  expect(parseAddress(text)).toEqual({ problem: expect.stringMatching(/\w{3}/) })
})

test('an international host is refused with its A-label as the suggestion', () => {
  expect(parseAddress('a@münchen.test')).toEqual({
    problem: 'write the host in ASCII, as its A-label (xn--…): xn--mnchen-3ya.test',
  })
})
