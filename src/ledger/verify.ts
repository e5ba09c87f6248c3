import type { KeyObject } from 'node:crypto'
import { entryHash, entryId, genesis } from './chain.ts'
import type { Entry, Head } from './entry.ts'
import { type ExportLine, readExportLine } from './exportLine.ts'
import { checkHead, keyRing } from './head.ts'

/** What to verify: nothing else is read, no clock and no network is asked. */
export interface VerifyInput {
  /** The export's lines, without line ends. */
  readonly lines: Iterable<string>
  /** Heads found in mails; those of other agreements are passed over. */
  readonly heads: readonly Head[]
  /** Public keys (PEM) known from elsewhere; without any, the export's own key is believed and `trusted` says so. */
  readonly publicKeys: readonly string[]
}

export type FaultKind =
  | 'form' // a line that belongs to no export
  | 'key' // the export names no usable key, or one that is not among those given
  | 'agreement' // an entry of another agreement
  | 'gap' // an entry is missing
  | 'order' // an entry stands before its turn
  | 'duplicate' // a place or an id is used twice
  | 'id' // the id is not made of what the entry says
  | 'prev' // it does not name the entry before it
  | 'hash' // it was changed after it was written
  | 'supersedes' // it corrects an entry that is not there
  | 'cutEnd' // entries are missing at the end
  | 'head' // the signed head does not end this chain
  | 'unknownKey' // a head is signed with a key that is not known
  | 'badSignature' // a head's signature is not of its text
  | 'fork' // a head found in a mail tells of another chain

export interface ChainFault {
  readonly kind: FaultKind
  /** Of the entry or head concerned. */
  readonly seq: number | null
  /** Line of the export, from 1. */
  readonly line: number | null
  readonly message: string
}

export interface Verification {
  readonly agreement: string | null
  /** Entries that hold, up to the first broken one. */
  readonly entries: number
  /** The head with which the export ends. */
  readonly head: Head | null
  /** Heads from mails that this chain contains. */
  readonly witnesses: number
  /** Whether the keys came from elsewhere, not from the export itself. */
  readonly trusted: boolean
  /** None: the chain holds. The first is of the first broken entry, where one is broken. */
  readonly faults: readonly ChainFault[]
}

interface Chain {
  readonly agreement: string
  readonly entries: readonly Entry[]
  readonly end: { readonly head: Head; readonly line: number } | null
  readonly keys: ReadonlyMap<string, KeyObject>
}

class Broken extends Error {
  readonly fault: ChainFault
  constructor(kind: FaultKind, at: { seq?: number; line?: number }, message: string) {
    super(message)
    this.fault = { kind, seq: at.seq ?? null, line: at.line ?? null, message }
  }
}

/** Verifies an exported chain offline: its links, its signed end and every head that a mail bears witness with. */
export function verifyChain(input: VerifyInput): Verification {
  const trusted = input.publicKeys.length > 0
  const sound: Entry[] = []
  let start: Pick<Chain, 'agreement' | 'keys'> | null = null
  try {
    const lines = [...input.lines].map((line) => readExportLine(line.replace(/\r$/, '')))
    start = readStart(lines[0], input.publicKeys)
    const end = walk(lines, start.agreement, sound)
    const chain = { ...start, entries: sound, end }
    const against = [...witnessFaults(chain, input.heads)]
    return {
      agreement: chain.agreement,
      entries: sound.length,
      head: end?.head ?? null,
      witnesses: input.heads.filter((head) => head.agreement === chain.agreement).length - against.length,
      trusted,
      faults: [...endFaults(chain), ...against],
    }
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    const agreement = start?.agreement ?? null
    return { agreement, entries: sound.length, head: null, witnesses: 0, trusted, faults: [error.fault] }
  }
}

function readStart(
  line: ExportLine | undefined,
  publicKeys: readonly string[],
): Pick<Chain, 'agreement' | 'keys'> {
  if (!line) throw new Broken('form', {}, 'the export is empty')
  if (line.kind !== 'key') {
    throw new Broken(
      'form',
      { line: 1 },
      `line 1 does not begin an export${line.kind === 'strange' ? `: ${line.why}` : ''}`,
    )
  }
  const own = ringOf([line.publicKey], "the export's public key")
  const [key] = own.values()
  // Base64 has room for bits that decode to nothing: a key has one text here.
  if (key?.export({ type: 'spki', format: 'pem' }).toString() !== line.publicKey)
    throw new Broken('key', { line: 1 }, "the export's public key is not in the form in which it was written")
  if (publicKeys.length === 0) return { agreement: line.agreement, keys: own }
  const keys = ringOf(publicKeys, 'a given public key')
  for (const id of own.keys()) {
    if (!keys.has(id))
      throw new Broken('key', { line: 1 }, `the export names the key ${id}, which is not among those given`)
  }
  return { agreement: line.agreement, keys }
}

function ringOf(pems: readonly string[], what: string): ReadonlyMap<string, KeyObject> {
  try {
    return keyRing(pems)
  } catch (error) {
    throw new Broken('key', {}, `${what} cannot be used: ${(error as Error).message}`)
  }
}

/** Follows the links from the first entry on, keeping those that hold in `sound`; answers the signed end, if any. */
function walk(lines: readonly ExportLine[], agreement: string, sound: Entry[]): Chain['end'] {
  const places = new Set(lines.flatMap((line) => (line.kind === 'entry' ? [line.entry.seq] : [])))
  const ids = new Set<string>()
  for (const [index, content] of lines.entries()) {
    const line = index + 1
    if (index === 0) continue
    if (content.kind === 'head' && line === lines.length) return { head: content.head, line }
    if (content.kind === 'strange')
      throw new Broken('form', { line, seq: sound.length + 1 }, `line ${line}: ${content.why}`)
    if (content.kind !== 'entry')
      throw new Broken('form', { line }, `line ${line}: a ${content.kind} line inside the chain`)
    const { entry } = content
    const fault =
      placeFault(entry, sound.length + 1, places) ??
      contentFault(entry, { agreement, before: sound.at(-1)?.hash ?? genesis, ids })
    if (fault)
      throw new Broken(fault.kind, { line, seq: entry.seq }, `entry ${entry.seq} (line ${line}) ${fault.how}`)
    ids.add(entry.id)
    sound.push(entry)
  }
  return null
}

type How = { readonly kind: FaultKind; readonly how: string } | null

function placeFault({ seq }: Entry, due: number, places: ReadonlySet<number>): How {
  if (seq === due) return null
  if (seq < due) return { kind: 'duplicate', how: 'uses a place that is taken' }
  if (places.has(due)) return { kind: 'order', how: `stands before its turn: entry ${due} comes later` }
  return { kind: 'gap', how: `follows entry ${due - 1}: entry ${due} is missing` }
}

/** What an entry has wrong beside its place; `before` is the hash of the one before it, `ids` are those of all before. */
export function contentFault(
  entry: Entry,
  { agreement, before, ids }: { agreement: string; before: string; ids: ReadonlySet<string> },
): How {
  if (entry.agreement !== agreement)
    return { kind: 'agreement', how: `belongs to the agreement ${entry.agreement}` }
  if (entry.id !== entryId(entry)) return { kind: 'id', how: 'has an id that is not made of what it says' }
  const { hash, ...rest } = entry
  if (hash !== entryHash(rest)) return { kind: 'hash', how: 'was changed: its hash is not of its content' }
  if (entry.prev !== before) return { kind: 'prev', how: 'does not name the entry before it' }
  if (ids.has(entry.id))
    return { kind: 'duplicate', how: 'says again what an earlier entry says, under its id' }
  if (entry.supersedes !== null && !ids.has(entry.supersedes)) {
    return { kind: 'supersedes', how: `corrects ${entry.supersedes}, which is not an earlier entry` }
  }
  return null
}

function* endFaults({ agreement, entries, end, keys }: Chain): Generator<ChainFault> {
  const last = entries.at(-1)
  if (!end) {
    yield {
      kind: 'cutEnd',
      seq: last?.seq ?? null,
      line: null,
      message: 'the export ends without its signed head: its end was cut off',
    }
    return
  }
  const { head, line } = end
  const at = { seq: head.seq, line }
  const check = checkHead(head, keys)
  if (check !== 'signed')
    yield { kind: check, ...at, message: `the head at the end ${signatureFault(check, head)}` }
  if (head.agreement !== agreement)
    yield { kind: 'head', ...at, message: `the head at the end is of ${head.agreement}` }
  else if (head.seq > entries.length)
    yield {
      kind: 'cutEnd',
      ...at,
      message: `the signed head is entry ${head.seq}, but the chain ends with entry ${entries.length}`,
    }
  else if (head.seq < entries.length)
    yield { kind: 'head', ...at, message: `the chain goes on after entry ${head.seq}, the signed head` }
  else if (head.hash !== last?.hash)
    yield { kind: 'head', ...at, message: `entry ${head.seq} is not the one that was signed` }
}

function* witnessFaults({ agreement, entries, keys }: Chain, heads: readonly Head[]): Generator<ChainFault> {
  for (const head of heads.filter((each) => each.agreement === agreement)) {
    const at = { seq: head.seq, line: null }
    const check = checkHead(head, keys)
    const entry = entries[head.seq - 1]
    if (check !== 'signed')
      yield {
        kind: check,
        ...at,
        message: `a mailed head (entry ${head.seq}) ${signatureFault(check, head)}`,
      }
    else if (!entry)
      yield {
        kind: 'cutEnd',
        ...at,
        message: `a mail tells of entry ${head.seq}, but the chain ends with entry ${entries.length}`,
      }
    else if (entry.hash !== head.hash)
      yield {
        kind: 'fork',
        ...at,
        message: `entry ${head.seq} is not the one of which a mail tells: the chain was rewritten`,
      }
  }
}

function signatureFault(check: 'unknownKey' | 'badSignature', head: Head): string {
  return check === 'unknownKey'
    ? `is signed with the unknown key ${head.keyId}`
    : `has a signature by ${head.keyId} that is not of its text`
}
