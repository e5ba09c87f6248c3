/** A mail address that was read, or why it is not one. */
export type AddressReading = { readonly address: string } | { readonly problem: string }

/** Dot-atom of RFC 5322 without `% ! |` and the backquote, with which mail servers were made to route elsewhere. */
const localPart = /^[A-Za-z0-9#$&'*+/=?^_{}~-]+(?:\.[A-Za-z0-9#$&'*+/=?^_{}~-]+)*$/
const hostLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const beyondAscii = /[^\p{ASCII}]/u

const maxAddress = 254
const maxLocalPart = 64

/**
 * Reads exactly one bare address, `name@host.example`: no display name, list, group, quotes, comment or address
 * literal, because each of those has sent mail to somebody else. The host comes back in lower case. Never throws.
 */
export function parseAddress(text: string): AddressReading {
  if (text.length > maxAddress) return { problem: `a mail address has at most ${maxAddress} characters` }
  const parts = text.split('@')
  const [local = '', written = ''] = parts
  if (parts.length !== 2) return { problem: 'write one bare mail address, such as service@example.com' }
  if (local.length > maxLocalPart || !localPart.test(local)) return { problem: localProblem(local) }
  const host = written.toLowerCase()
  const problem = hostProblem(host)
  return problem === null ? { address: `${local}@${host}` } : { problem }
}

function localProblem(local: string): string {
  if (local.length > maxLocalPart) return `the part before the @ has at most ${maxLocalPart} characters`
  return "the part before the @ may have letters, digits, single dots and # $ & ' * + / = ? ^ _ { } ~ -"
}

function hostProblem(host: string): string | null {
  if (beyondAscii.test(host)) return aLabelHint(host)
  const labels = host.split('.')
  if (labels.length < 2 || !labels.every((label) => hostLabel.test(label))) {
    return 'the part after the @ must be a full host name, such as example.com'
  }
  if (/^\d+$/.test(labels.at(-1) ?? '')) return 'the part after the @ must be a host name, not an IP address'
  return null
}

/** Letters that look alike in two scripts are told apart only in the A-label, so that is what is written. */
function aLabelHint(host: string): string {
  const ascii = URL.parse(`http://${host}`)?.hostname
  const example = ascii !== undefined && /^[a-z0-9.-]+$/.test(ascii) ? `: ${ascii}` : ''
  return `write the host in ASCII, as its A-label (xn--…)${example}`
}
