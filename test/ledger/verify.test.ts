import { expect, test } from 'vitest'
import { canonicalJson } from '../../src/agreement/canonical.ts'
import { entryHash, entryId, genesis } from '../../src/ledger/chain.ts'
import type { Entry, Head } from '../../src/ledger/entry.ts'
import { type FaultKind, verifyChain } from '../../src/ledger/verify.ts'
import { aChain, aSigner, exportOf, headOf } from './aChain.ts'

const signer = aSigner()
const thief = aSigner()
const chain = aChain(6)
const honest = exportOf(signer, chain)
const mailed = [headOf(signer, chain, 2), headOf(signer, chain, 4)]

function verify(lines: readonly string[], heads: readonly Head[] = [], publicKeys: readonly string[] = []) {
  return verifyChain({ lines, heads, publicKeys })
}

/** Gives every entry from `from` on its right place, id and hash, as one does who rewrites history. */
function rehashed(entries: readonly Entry[], from = 0): Entry[] {
  const done: Entry[] = entries.slice(0, from)
  for (const { hash: _, ...entry } of entries.slice(from)) {
    const placed = { ...entry, id: entryId(entry), prev: done.at(-1)?.hash ?? genesis, seq: done.length + 1 }
    done.push({ ...placed, hash: entryHash(placed) })
  }
  return done
}

const without = (i: number) => chain.filter((_, at) => at !== i)
const withChange = (i: number, change: Partial<Entry>) =>
  chain.map((entry, at) => (at === i ? { ...entry, ...change } : entry))
const swapped = [chain[0], chain[1], chain[3], chain[2], chain[4], chain[5]] as Entry[]
const endHead = headOf(signer, chain)

test('an honest chain holds, with the heads of mails and with the key known from elsewhere', () => {
  expect(verify(honest)).toMatchObject({
    agreement: 'acme-globex',
    entries: 6,
    witnesses: 0,
    trusted: false,
    faults: [],
  })
  expect(verify(honest, mailed, [signer.publicKey])).toMatchObject({
    witnesses: 2,
    trusted: true,
    head: endHead,
    faults: [],
  })
})

test('a correction of an earlier entry holds', () => {
  const corrected = rehashed(withChange(4, { supersedes: chain[1]!.id }))
  expect(verify(exportOf(signer, corrected)).faults).toEqual([])
})

test('heads of other agreements are passed over', () => {
  const other = headOf(thief, aChain(9, { agreement: 'other' }))
  expect(verify(honest, [other])).toMatchObject({ faults: [], witnesses: 0 })
})

test('line ends of another system do no harm', () => {
  expect(verify(honest.map((line) => `${line}\r`)).faults).toEqual([])
})

interface Forgery {
  readonly name: string
  readonly entries: readonly Entry[]
  readonly fault: FaultKind
  readonly seq: number
}
const forgeries: Forgery[] = [
  {
    name: 'a changed fact',
    entries: withChange(2, { facts: { verdict: 'breached' } }),
    fault: 'hash',
    seq: 3,
  },
  { name: 'a changed time', entries: withChange(2, { decidedAt: 0 }), fault: 'hash', seq: 3 },
  { name: 'a changed clause', entries: withChange(2, { clause: 'support' }), fault: 'id', seq: 3 },
  { name: 'a changed id', entries: withChange(2, { id: genesis }), fault: 'id', seq: 3 },
  { name: 'a changed hash', entries: withChange(2, { hash: genesis }), fault: 'hash', seq: 3 },
  { name: 'a changed link', entries: withChange(2, { prev: genesis }), fault: 'hash', seq: 3 },
  { name: 'a deleted first entry', entries: without(0), fault: 'gap', seq: 2 },
  { name: 'a deleted middle entry', entries: without(2), fault: 'gap', seq: 4 },
  { name: 'swapped entries', entries: swapped, fault: 'order', seq: 4 },
  {
    name: 'an entry given twice',
    entries: [...chain.slice(0, 3), ...chain.slice(2)],
    fault: 'duplicate',
    seq: 3,
  },
  { name: 'an entry given again at the end', entries: [...chain, chain[1]!], fault: 'duplicate', seq: 2 },
  {
    name: 'a deleted entry with the rest renumbered',
    entries: without(2).map((entry, i) => ({ ...entry, seq: i + 1 })),
    fault: 'hash',
    seq: 3,
  },
  {
    name: 'a changed entry with its own hash made anew',
    entries: [...rehashed(withChange(2, { facts: {} })).slice(0, 3), ...chain.slice(3)],
    fault: 'prev',
    seq: 4,
  },
  {
    name: 'an entry of another agreement',
    entries: rehashed(withChange(2, { agreement: 'other' })),
    fault: 'agreement',
    seq: 3,
  },
  {
    name: 'a correction of nothing',
    entries: rehashed(withChange(2, { supersedes: genesis })),
    fault: 'supersedes',
    seq: 3,
  },
  {
    name: 'a correction of a later entry',
    entries: rehashed(withChange(2, { supersedes: chain[4]!.id })),
    fault: 'supersedes',
    seq: 3,
  },
  {
    name: 'the same statement twice',
    entries: rehashed([...chain.slice(0, 3), chain[1]!, ...chain.slice(3)]),
    fault: 'duplicate',
    seq: 4,
  },
  {
    name: 'a chain that goes on after its signed head',
    entries: [...chain, ...aChain(7).slice(6)],
    fault: 'head',
    seq: 6,
  },
  {
    name: 'a last entry deleted before the signed head',
    entries: chain.slice(0, 5),
    fault: 'cutEnd',
    seq: 6,
  },
  { name: 'everything hashed anew', entries: rehashed(withChange(2, { facts: {} })), fault: 'head', seq: 6 },
]

test.each(forgeries)('$name is rejected: $fault', ({ entries, fault, seq }) => {
  const [first] = verify(exportOf(signer, entries, endHead)).faults
  expect(first).toMatchObject({ kind: fault, seq })
})

test('the first of two broken entries is named, with its line', () => {
  const twice = withChange(4, { decidedAt: 1 }).map((entry, i) =>
    i === 1 ? { ...entry, decidedAt: 1 } : entry,
  )
  const result = verify(exportOf(signer, twice, endHead))
  expect(result.faults).toMatchObject([
    { seq: 2, line: 3, message: expect.stringContaining('entry 2 (line 3) was changed') },
  ])
  expect(result.entries).toBe(1)
})

test('a cut end is noticed without any mail', () => {
  expect(verify(honest.slice(0, -1)).faults).toMatchObject([{ kind: 'cutEnd', seq: 6 }])
  expect(verify(honest.slice(0, -2)).faults).toMatchObject([{ kind: 'cutEnd', seq: 5 }])
  expect(verify(honest.slice(0, 1)).faults).toMatchObject([{ kind: 'cutEnd', seq: null }])
})

test('an older copy with its own signed head holds alone and is rejected with a newer mail', () => {
  const older = exportOf(signer, chain.slice(0, 3))
  expect(verify(older).faults).toEqual([])
  expect(verify(older, mailed).faults).toMatchObject([{ kind: 'cutEnd', seq: 4 }])
})

test('a history rewritten and signed by the daemon itself holds alone and is rejected with an older mail', () => {
  const rewritten = exportOf(signer, rehashed(withChange(0, { facts: {} })))
  expect(verify(rewritten).faults).toEqual([])
  expect(verify(rewritten, mailed).faults).toMatchObject([
    { kind: 'fork', seq: 2 },
    { kind: 'fork', seq: 4 },
  ])
})

test('a fork after the mailed head holds, one before it is rejected', () => {
  const fork = exportOf(signer, rehashed(withChange(3, { facts: {} })))
  expect(verify(fork, [mailed[0]!]).faults).toEqual([])
  expect(verify(fork, mailed).faults).toMatchObject([{ kind: 'fork', seq: 4 }])
})

test('an export signed anew with another key is rejected by a mail, or by the known key', () => {
  const stolen = exportOf(thief, chain)
  expect(verify(stolen).trusted).toBe(false)
  expect(verify(stolen, mailed).faults).toMatchObject([{ kind: 'unknownKey' }, { kind: 'unknownKey' }])
  expect(verify(stolen, [], [signer.publicKey]).faults).toMatchObject([{ kind: 'key', line: 1 }])
})

test('a head line signed with another key is rejected', () => {
  expect(verify(exportOf(signer, chain, headOf(thief, chain))).faults).toMatchObject([
    { kind: 'unknownKey', line: 8 },
  ])
})

test('after a change of keys, old mails hold with both public keys', () => {
  const heads = [headOf(thief, chain, 2)]
  expect(verify(honest, heads, [signer.publicKey, thief.publicKey]).faults).toEqual([])
})

test('a forged signature is rejected at the end and in a mail', () => {
  const forged = { ...endHead, at: endHead.at + 1 }
  expect(verify(exportOf(signer, chain, forged)).faults).toMatchObject([{ kind: 'badSignature' }])
  expect(verify(honest, [forged]).faults).toMatchObject([{ kind: 'badSignature', line: null }])
})

test('a head of another agreement at the end is rejected', () => {
  const other = headOf(signer, aChain(6, { agreement: 'other' }))
  expect(verify(exportOf(signer, chain, other)).faults).toMatchObject([{ kind: 'head' }])
})

const spoilt = (i: number, change: (line: string) => string) =>
  honest.map((line, at) => (at === i ? change(line) : line))
test.each([
  ['nothing at all', [], null],
  ['no first line', honest.slice(1), 1],
  ['an empty line', spoilt(2, () => ''), 3],
  ['a line that is not JSON', spoilt(2, (line) => line.slice(1)), 3],
  ['a line that is no object', spoilt(2, () => '[]'), 3],
  ['blanks between members', spoilt(2, (line) => line.replace(',', ', ')), 3],
  ['a member given twice', spoilt(2, (line) => line.replace('{', '{"kind":"breach",')), 3],
  ['a member too many', spoilt(2, (line) => canonicalJson({ ...JSON.parse(line), note: 1 })), 3],
  ['a missing member', spoilt(2, (line) => canonicalJson({ ...JSON.parse(line), prev: undefined })), 3],
  ['a fraction as a place', spoilt(2, (line) => line.replace('"seq":2', '"seq":2.5')), 3],
  ['a head in the middle', [...honest.slice(0, 3), honest.at(-1)!, ...honest.slice(3)], 4],
  ['a second first line', [honest[0]!, ...honest], 2],
  ['something after the head', [...honest, honest[2]!], 8],
])('%s is no export', (_name, lines, line) => {
  expect(verify(lines).faults).toMatchObject([{ kind: 'form', line }])
})

test('an export without a usable key is rejected', () => {
  expect(verify(spoilt(0, (line) => line.replace('BEGIN', 'BEGUN'))).faults).toMatchObject([{ kind: 'key' }])
})

test('a key whose text was changed without changing its bits is noticed', () => {
  const { publicKey } = JSON.parse(honest[0]!) as { publicKey: string }
  // The last letter before the padding has two bits that no decoder reads.
  const [letter = ''] = /.(?==\n)/.exec(publicKey) ?? []
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const changed = publicKey.replace(`${letter}=`, `${alphabet[alphabet.indexOf(letter) ^ 1]}=`)
  expect(changed).not.toBe(publicKey)
  const lines = spoilt(0, (line) => canonicalJson({ ...JSON.parse(line), publicKey: changed }))
  expect(verify(lines).faults).toMatchObject([{ kind: 'key', line: 1 }])
})

test('every single changed character of an export is noticed', () => {
  const text = honest.join('\n')
  const accepted: number[] = []
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '\n') continue
    const changed = text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ 1) + text.slice(i + 1)
    if (verify(changed.split('\n')).faults.length === 0) accepted.push(i)
  }
  expect(accepted).toEqual([])
})
