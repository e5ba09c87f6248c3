import ipaddr from 'ipaddr.js'

/** A network in CIDR form, or one address, to which probes may connect although it is special. */
export type AllowedNetwork = string

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Range = readonly [Address, number]

/**
 * Address space that is not the public internet (IANA's special-purpose registries and what they left behind), by
 * what a refusal calls it. Whoever names a target must not reach into the operator's own networks through it.
 */
const special: readonly (readonly [name: string, ...networks: string[]])[] = [
  ['this network', '0.0.0.0/8', '::/128'],
  ['private', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fec0::/10'],
  ['shared', '100.64.0.0/10'],
  ['loopback', '127.0.0.0/8', '::1/128'],
  ['link-local', '169.254.0.0/16', 'fe80::/10'],
  ['protocol assignment', '192.0.0.0/24', '192.88.99.0/24', '2001::/23', '5f00::/16'],
  ['documentation', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'],
  ['benchmark', '198.18.0.0/15'],
  ['multicast', '224.0.0.0/4', 'ff00::/8'],
  ['reserved', '240.0.0.0/4', '::/96', '64:ff9b:1::/48', '100::/64', '::ffff:0:0:0/96'],
]

/** Where clouds hand out credentials to whoever asks: open only to an operator who names the very address. */
const metadata: readonly string[] = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '169.254.169.253',
  '100.100.100.200',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  '168.63.129.16',
]

const rangeOf = (text: string): Range => ipaddr.parseCIDR(text)
const specialRanges = special.flatMap(([name, ...networks]) =>
  networks.map((text) => ({ name, range: rangeOf(text) })),
)
const metadataAddresses = new Set(metadata.map((text) => ipaddr.parse(text).toNormalizedString()))

const contains = ([network, bits]: Range, address: Address): boolean =>
  network.kind() === address.kind() && address.match(network as never, bits)

const bytes4 = (bytes: readonly number[], from: number): ipaddr.IPv4 =>
  new ipaddr.IPv4(bytes.slice(from, from + 4))
const [nat64, sixToFour] = [rangeOf('64:ff9b::/96'), rangeOf('2002::/16')]

/** The IPv4 address that an IPv6 one carries (mapped, NAT64, 6to4), since that is where the packets go. */
function carried(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address
  if (address.isIPv4MappedAddress()) return address.toIPv4Address()
  if (contains(nat64, address)) return bytes4(address.toByteArray(), 12)
  if (contains(sixToFour, address)) return bytes4(address.toByteArray(), 2)
  return address
}

const plainIpv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

/** An address in one spelling, so that two can be compared; null where the text is not a plain address. */
export function canonicalAddress(text: string): string | null {
  if (plainIpv4.test(text)) return text
  const plain = text.split('%')[0] ?? ''
  if (ipaddr.IPv6.isValid(plain)) return carried(ipaddr.parse(plain)).toNormalizedString()
  return null
}

/** The network that an allowed text names, or null where it names none. */
function allowedRange(text: AllowedNetwork): Range | null {
  try {
    const [network, bits] = text.includes('/') ? rangeOf(text) : [ipaddr.parse(text), Number.NaN]
    const inner = carried(network)
    const width = inner.kind() === 'ipv4' ? 32 : 128
    if (Number.isNaN(bits)) return [inner, width]
    return inner === network ? [network, bits] : [inner, Math.max(0, bits - 96)]
  } catch {
    return null
  }
}

/** The networks of a list, read once for each list: a list is handed around as it is, for as long as it holds. */
const readLists = new WeakMap<readonly AllowedNetwork[], readonly Range[]>()

function allowedRanges(allowed: readonly AllowedNetwork[]): readonly Range[] {
  const known = readLists.get(allowed)
  if (known) return known
  const ranges = allowed.map(allowedRange).filter((range) => range !== null)
  readLists.set(allowed, ranges)
  return ranges
}

/** Whether a text is an address or a network in CIDR form. */
export const isNetwork = (text: string): boolean => allowedRange(text) !== null

/**
 * Why a probe must not connect to `address` (such as `private (10.0.0.0/8)`), or null where it may. Anything that is
 * not a plain address is forbidden. `allowed` opens special networks; a metadata address only by naming it exactly.
 */
export function forbidden(address: string, allowed: readonly AllowedNetwork[]): string | null {
  const text = canonicalAddress(address)
  if (text === null) return 'not an address'
  const target = ipaddr.parse(text)
  const ranges = allowedRanges(allowed).filter((range) => contains(range, target))
  if (metadataAddresses.has(text)) {
    const width = target.kind() === 'ipv4' ? 32 : 128
    return ranges.some(([, bits]) => bits === width) ? null : 'metadata address'
  }
  if (ranges.length > 0) return null
  const found = specialRanges.find(({ range }) => contains(range, target))
  return found ? `${found.name} address` : null
}

/**
 * The host of a target in the one spelling that is resolved and judged: `127.1`, `0x7f.1` and `①②⑦.0.0.1` are
 * 127.0.0.1, brackets and a final dot are gone. Null where the text cannot be a host.
 */
export function hostOf(text: string): string | null {
  try {
    const bare = text.includes(':') && !text.startsWith('[') ? `[${text}]` : text
    const url = new URL(`http://${bare}/`)
    if (url.port || url.username || url.pathname !== '/' || url.search || url.hash) return null
    return bareHost(url.hostname)
  } catch {
    return null
  }
}

/** A URL's host name without brackets and final dot. */
export const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
