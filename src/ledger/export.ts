import { canonicalJson } from '../agreement/canonical.ts'
import type { Entry, Head } from './entry.ts'

/**
 * A chain as JSON Lines for whoever verifies it: a line that names the agreement and the public key, the entries in
 * canonical JSON from the first on, and last the signed head, by which a cut end is noticed. Lines have no line end.
 */
export function* exportLines(chain: {
  agreement: string
  publicKey: string
  entries: Iterable<Entry>
  head: Head
}): Generator<string> {
  const { agreement, publicKey, entries, head } = chain
  yield canonicalJson({ agreement, publicKey, upheld: 'ledger' })
  for (const entry of entries) yield canonicalJson(entry)
  yield canonicalJson({ head })
}
