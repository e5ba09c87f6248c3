import type { Entry } from '../ledger/entry.ts'
import { readExportLine } from '../ledger/exportLine.ts'
import type { Facts } from '../ledger/facts.ts'
import { verifyChain } from '../ledger/verify.ts'
import { type StatementVerification, verifyStatement } from '../statements/verifyStatement.ts'
import type { CommandContext } from './command.ts'

export interface StatementFiles {
  readonly file: string
  readonly text: string
  readonly publicKeys: readonly string[]
  readonly mails: readonly string[]
  /** An exported ledger, or null. */
  readonly ledger: { readonly file: string; readonly text: string } | null
}

/** Checks a statement against what the flags name; answers the exit code. */
export function checkStatement(
  { file, text, publicKeys, mails, ledger }: StatementFiles,
  { flags, out }: Pick<CommandContext, 'flags' | 'out'>,
): number {
  const chain = ledger === null ? null : issuedBy(ledger.text, publicKeys)
  const given = flags.text('signature')
  const result = verifyStatement({
    text,
    signatures: [...(given === undefined ? [] : [given]), ...(chain?.signatures ?? [])],
    publicKeys: publicKeys.length > 0 ? publicKeys : (chain?.keys ?? []),
    told: [...mails.flatMap(digestsIn), ...(chain?.digests ?? [])],
  })
  const faults = [
    ...(chain?.fault ? [`the ledger ${ledger?.file} does not hold: ${chain.fault}`] : []),
    ...result.faults,
  ]
  const isTrusted = publicKeys.length > 0 || result.keyId === null
  if (flags.is('json'))
    out(JSON.stringify({ ok: faults.length === 0, ...result, trusted: isTrusted, faults }, null, 2))
  else for (const line of report(file, { ...result, faults }, isTrusted)) out(line)
  return faults.length === 0 ? 0 : 1
}

function* report(file: string, result: StatementVerification, isTrusted: boolean): Generator<string> {
  const { agreement, from, to, version, digest, keyId, faults, unchecked } = result
  for (const fault of faults) yield `${file}: error: ${fault}`
  yield `${file}: the statement of ${agreement} from ${from} to ${to}, version ${version}, digest ${digest}`
  if (keyId !== null) yield `Its signature is of this text, by key ${keyId}.`
  for (const what of unchecked) yield `Not checked: ${what}.`
  if (!isTrusted)
    yield 'The key is the one that the ledger itself names; give --key to check it against your own.'
}

/** SHA-256 digests that stand in a mail, also where its lines were broken by quoted-printable. */
const digestsIn = (mail: string): readonly string[] =>
  mail.replace(/=\r?\n/g, '').match(/\b[0-9a-f]{64}\b/g) ?? []

interface Issued {
  readonly fault: string | null
  readonly keys: readonly string[]
  readonly digests: readonly string[]
  readonly signatures: readonly string[]
}

/** What a ledger that holds says of the statements that were issued. */
function issuedBy(text: string, publicKeys: readonly string[]): Issued {
  const lines = text.replace(/\r?\n$/, '').split('\n')
  const [fault] = verifyChain({ lines, heads: [], publicKeys }).faults
  if (fault) return { fault: fault.message, keys: [], digests: [], signatures: [] }
  const read = lines.map((line) => readExportLine(line.replace(/\r$/, '')))
  const entries = read.flatMap((line): Entry[] => (line.kind === 'entry' ? [line.entry] : []))
  const facts = entries
    .filter(({ kind }) => kind === 'statementIssued')
    .map((entry) => entry.facts as unknown as Facts['statementIssued'])
  return {
    fault: null,
    keys: read.flatMap((line) => (line.kind === 'key' ? [line.publicKey] : [])),
    digests: facts.map(({ digest }) => digest),
    signatures: facts.map(({ signature }) => signature),
  }
}
