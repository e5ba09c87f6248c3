import type { CaaRecord, MxRecord, SoaRecord, SrvRecord } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { DnsTerms } from '../agreement/sourceTerms.ts'
import { type Deadline, elapsedUs, type Path } from './connect.ts'
import { codeOf, failed, failedBy, LookFailure } from './failure.ts'
import { forbidden } from './network.ts'
import type { Look } from './observation.ts'

/** A record in the text of zone files, names in lower case without their final dot. */
const named = (text: string): string => text.toLowerCase().replace(/\.$/, '')

const mxText = ({ priority, exchange }: MxRecord): string => `${priority} ${named(exchange)}`
const srvText = ({ priority, weight, port, name }: SrvRecord): string =>
  `${priority} ${weight} ${port} ${named(name)}`
const soaText = (soa: SoaRecord): string =>
  [named(soa.nsname), named(soa.hostmaster), soa.serial, soa.refresh, soa.retry, soa.expire, soa.minttl].join(
    ' ',
  )
const caaText = ({ critical, ...rest }: CaaRecord): string => {
  const [tag, value] = Object.entries(rest).find(([key]) => key !== 'type') ?? ['', '']
  return `${critical} ${tag} ${value}`
}

async function recordsOf(resolver: Resolver, { name, type }: DnsTerms): Promise<string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(name)
    case 'AAAA':
      return resolver.resolve6(name)
    case 'CNAME':
      return (await resolver.resolveCname(name)).map(named)
    case 'MX':
      return (await resolver.resolveMx(name)).map(mxText)
    case 'NS':
      return (await resolver.resolveNs(name)).map(named)
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
    case 'SOA':
      return [soaText(await resolver.resolveSoa(name))]
    case 'SRV':
      return (await resolver.resolveSrv(name)).map(srvText)
    case 'CAA':
      return (await resolver.resolveCaa(name)).map(caaText)
    case 'PTR':
      return isIP(name)
        ? (await resolver.reverse(name)).map(named)
        : (await resolver.resolvePtr(name)).map(named)
  }
}

/** `address`, `address:port` or `[address]:port`: the address alone, or null where it is none. */
const serverAddress = (server: string): string | null => {
  const bare = isIP(server)
    ? server
    : server.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1')
  return isIP(bare) ? bare : null
}

function judgeServer(server: string, path: Path): void {
  const address = serverAddress(server)
  const why = address === null ? 'not an address' : forbidden(address, path.allowedNetworks)
  if (why) throw new LookFailure('forbidden', `the server ${server} may not be asked: ${why}`)
}

/** A resolver's silence is the target's where the agreement names the server, ours where it does not. */
function failureOf(error: unknown, terms: DnsTerms): unknown {
  const code = codeOf(error)
  if (error instanceof LookFailure || code === 'ENOTFOUND' || code === 'ENODATA' || !code) return error
  if (terms.server === undefined) return new LookFailure('resolver', `the resolver did not answer (${code})`)
  if (code === 'ETIMEOUT' || code === 'ECANCELLED')
    return new LookFailure('timeout', 'the server did not answer in time')
  if (code === 'EREFUSED' || code === 'ESERVFAIL' || code === 'ENOTIMP')
    return new LookFailure('answer', `the server answered ${code.slice(1)}`)
  return code === 'EBADRESP' || code === 'EFORMERR'
    ? new LookFailure('protocol', `the server's answer cannot be read (${code})`)
    : error
}

/** Whether two records are the same, whatever their case and spacing; the text of TXT and CAA counts as it is. */
const sameText = (type: DnsTerms['type'], text: string): string =>
  type === 'TXT' || type === 'CAA' ? text : named(text.trim().replace(/\s+/g, ' '))

/** Looks a name up: the records must be there and contain all that are expected. */
export async function lookAtDns(terms: DnsTerms, path: Path, deadline: Deadline): Promise<Look> {
  const left = deadline.endsAt - path.clock.monotonic()
  // The second try comes when the first third is over and has the rest: one lost datagram is no failure.
  const resolver = new Resolver({ timeout: Math.max(1, Math.floor(left / 3)), tries: 2 })
  deadline.onEnd(() => resolver.cancel())
  try {
    if (terms.server !== undefined) {
      judgeServer(terms.server, path)
      resolver.setServers([terms.server])
    }
    const records = await recordsOf(resolver, terms)
    const latencyUs = elapsedUs(path.clock, deadline.startedAt)
    const seen = { latencyUs, phasesUs: { dns: latencyUs } }
    const known = new Set(records.map((record) => sameText(terms.type, record)))
    // A mail exchange may be expected by its name alone: its priority is the operator's own affair.
    if (terms.type === 'MX') for (const record of records) known.add(record.replace(/^\d+ /, ''))
    const absent = terms.expect?.find((wanted) => !known.has(sameText(terms.type, wanted)))
    if (absent !== undefined) return failed('answer', `${absent} is not among ${records.join(', ')}`, seen)
    return records.length === 0 ? failed('nxdomain', 'no such record', seen) : { outcome: 'good', ...seen }
  } catch (error) {
    return failedBy(failureOf(error, terms))
  }
}
