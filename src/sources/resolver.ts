import { Resolver as DnsResolver } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { codeOf, LookFailure } from './failure.ts'

/**
 * Gives all addresses of a name, IPv4 before IPv6; the one who asks keeps the deadline. Rejects with a LookFailure: `nxdomain` where an
 * authoritative answer says that there is none, `resolver` where no answer could be had.
 */
export interface NameResolver {
  addresses(name: string): Promise<readonly string[]>
}

interface Files {
  readonly hosts: ReadonlyMap<string, readonly string[]>
  readonly search: readonly string[]
  readonly ndots: number
}

const readAgainAfterMs = 5_000
const channelLivesMs = 30_000
const patience = { timeout: 1_500, tries: 2 }

/** Lines of a resolver file without comments, in words. */
const wordsOf = (text: string): string[][] =>
  text.split('\n').map((line) => (line.split(/[#;]/)[0] ?? '').trim().split(/\s+/))

/** Names and addresses of a hosts file. */
export function parseHosts(text: string): Map<string, string[]> {
  const hosts = new Map<string, string[]>()
  for (const [address = '', ...names] of wordsOf(text)) {
    if (isIP(address) === 0) continue
    for (const name of names)
      hosts.set(name.toLowerCase(), [...(hosts.get(name.toLowerCase()) ?? []), address])
  }
  return hosts
}

/** What `resolv.conf` says about short names; the servers are read by the resolver itself. */
export function parseSearch(text: string): { search: string[]; ndots: number } {
  const lines = wordsOf(text)
  const search =
    lines
      .filter(([key]) => key === 'search' || key === 'domain')
      .at(-1)
      ?.slice(1, 7) ?? []
  const option = lines
    .filter(([key]) => key === 'options')
    .flat()
    .find((word) => word.startsWith('ndots:'))
  return { search, ndots: option ? Math.min(15, Number(option.slice(6)) || 0) : 1 }
}

const noFile: ReadonlySet<string> = new Set(['ENOENT', 'EACCES', 'ERR_ACCESS_DENIED'])

/** A file's text, empty where there is none for us. Rejects where it could not be read: then no name is judged. */
const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error) => (noFile.has(codeOf(error)) ? '' : Promise.reject(error)))

async function readFiles(): Promise<Files> {
  const [hosts, resolv] = await Promise.all([textOf('/etc/hosts'), textOf('/etc/resolv.conf')])
  return { hosts: parseHosts(hosts), ...parseSearch(resolv) }
}

/** The names to ask for, in order: a short one is tried in the search domains first, as the system would. */
export function candidates(name: string, search: readonly string[], ndots: number): string[] {
  const dots = name.split('.').length - 1
  const searched = search.map((domain) => `${name}.${domain.replace(/\.$/, '')}`)
  return dots >= ndots ? [name, ...searched] : [...searched, name]
}

const isAbsent = (code: string): boolean => code === 'ENOTFOUND' || code === 'ENODATA'

/** Addresses of both families, or null where an answer says that there are none. */
async function ask(channel: DnsResolver, name: string): Promise<string[] | null> {
  const answers = await Promise.allSettled([channel.resolve4(name), channel.resolve6(name)])
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  if (found.length > 0) return found
  const codes = answers.map((answer) => (answer.status === 'rejected' ? codeOf(answer.reason) : 'ENODATA'))
  if (codes.every(isAbsent)) return null
  throw new LookFailure(
    'resolver',
    `the resolver did not answer for ${name} (${codes.find((code) => !isAbsent(code))})`,
  )
}

/** Loopback names never leave the machine (RFC 6761, 6.3). */
const isLocalhost = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost')

/**
 * A resolver that asks the system's servers itself: `dns.lookup` shares four threads, so that one slow server would
 * delay every probe. The hosts file and search domains are honoured, since containers rely on them.
 */
export function systemResolver(monotonic: () => number): NameResolver {
  let [files, filesAt]: [Promise<Files> | null, number] = [null, 0]
  let [channel, channelAt]: [DnsResolver | null, number] = [null, 0]
  const filesNow = (): Promise<Files> => {
    if (!files || monotonic() - filesAt > readAgainAfterMs) {
      ;[files, filesAt] = [readFiles(), monotonic()]
      files.catch(() => {
        files = null
      })
    }
    return files
  }
  // A channel reads the system's servers once, when it is made; they may change under a daemon.
  const channelNow = (): DnsResolver => {
    if (!channel || monotonic() - channelAt > channelLivesMs)
      [channel, channelAt] = [new DnsResolver(patience), monotonic()]
    return channel
  }
  const resolve = async (name: string): Promise<readonly string[]> => {
    const { hosts, search, ndots } = await filesNow()
    const listed = hosts.get(name)
    if (listed) return [...listed].sort((a, b) => isIP(a) - isIP(b))
    if (isLocalhost(name)) return ['127.0.0.1', '::1']
    for (const candidate of candidates(name, search, ndots)) {
      const found = await ask(channelNow(), candidate)
      if (found) return found
    }
    throw new LookFailure('nxdomain', `${name} does not exist`)
  }
  return {
    addresses: async (name) => (isIP(name) > 0 ? [name] : resolve(name.toLowerCase())),
  }
}
