import type { Head } from './entry.ts'

const marker = 'upheld-head:1:'
const line =
  /^upheld-head:1:([a-z0-9][a-z0-9-]{0,99}):([1-9]\d{0,14}):([A-Za-z0-9_-]{43}):(\d{1,15}):([0-9a-f]{16}):([A-Za-z0-9_-]{86})/

/**
 * A head as one printable line for mails: agreement, place, hash, milliseconds, key id and signature, the bytes in
 * base64url. It has no blank and no character that mail or HTML would escape.
 */
export function headLine({ agreement, seq, hash, at, keyId, signature }: Head): string {
  const digest = Buffer.from(hash, 'hex').toString('base64url')
  const proof = Buffer.from(signature, 'base64').toString('base64url')
  return `${marker}${agreement}:${seq}:${digest}:${at}:${keyId}:${proof}`
}

/** The head at the begin of a text, or null where there is none. */
export function parseHeadLine(text: string): Head | null {
  const [, agreement, seq, digest, at, keyId, proof] = line.exec(text.trim()) ?? []
  if (!agreement || !seq || !digest || !at || !keyId || !proof) return null
  return {
    agreement,
    seq: Number(seq),
    hash: Buffer.from(digest, 'base64url').toString('hex'),
    at: Number(at),
    keyId,
    signature: Buffer.from(proof, 'base64url').toString('base64'),
  }
}

/**
 * Every head in the text of mails: plain, quoted with `> `, wrapped, HTML, or a raw message whose parts are
 * quoted-printable or base64. Each head once, in the order found.
 */
export function headsInMail(text: string): readonly Head[] {
  const found = new Map<string, Head>()
  for (const part of [text, text.replace(/=\r?\n/g, ''), ...base64Parts(text)]) {
    for (const head of headsInText(part)) found.set(headLine(head), head)
  }
  return [...found.values()]
}

// A line has at most 300 characters; quoting, wrapping and mark-up between them is allowed for.
const reach = 2_000

function* headsInText(text: string): Generator<Head> {
  for (let i = text.indexOf(marker); i >= 0; i = text.indexOf(marker, i + 1)) {
    const head = parseHeadLine(unwrap(text.slice(i, i + reach)))
    if (head) yield head
  }
}

/** Removes what mail programs put between the characters of a long line. */
function unwrap(text: string): string {
  return text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/<[^<>]{0,200}>/g, '')
    .replace(/[\s>|\u00ad\u200b\u2060]+/g, '')
}

/** What runs of base64 lines say, as UTF-8; a message's long German text may be sent so. */
function* base64Parts(text: string): Generator<string> {
  let run = ''
  for (const raw of [...text.split('\n'), '']) {
    const row = raw.trim()
    if (/^[A-Za-z0-9+/]+={0,2}$/.test(row)) {
      run += row
      continue
    }
    if (run.length >= 64) yield Buffer.from(run, 'base64').toString('utf8')
    run = ''
  }
}
