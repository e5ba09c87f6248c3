import ipaddr from 'ipaddr.js'
import { RE2JS } from 're2js'
import { z } from 'zod'
import {
  bytesAsText,
  choice,
  count,
  durationMs,
  flag,
  intervalMs,
  keyed,
  name,
  oneOrMany,
  parsed,
  strict,
  words,
} from './scalars.ts'

const url = words('a URL such as https://example.com/health').superRefine((text, context) => {
  const problem = urlProblem(text)
  if (problem !== null) context.addIssue({ code: 'custom', message: problem })
})

function urlProblem(text: string): string | null {
  if (!URL.canParse(text)) return `"${text.slice(0, 80)}" is not a URL such as https://example.com/health`
  const read = new URL(text)
  if (read.protocol !== 'http:' && read.protocol !== 'https:') return 'only http and https URLs can be probed'
  if (read.username !== '' || read.password !== '') return 'put credentials into `headers`, not into the URL'
  return null
}

const host = words('a host name or address')
  .max(253)
  .regex(/^[A-Za-z0-9._:[\]-]+$/, { error: 'is not a host name or address' })
const port = count('a port from 1 to 65535').refine((value) => value < 65_536, {
  error: 'a port is at most 65535',
})
const timeout = durationMs
  .refine((ms) => ms >= 10 && ms <= 300_000, { error: 'a timeout lies between 10ms and 5m' })
  .default(10_000)
const bytes = parsed<number>('a size such as 64kB or 1MB', (text) => {
  const match = /^(\d{1,7}) ?(B|kB|KiB|MB|MiB)?$/.exec(text)
  const factors: Record<string, number> = { B: 1, kB: 1000, KiB: 1024, MB: 1_000_000, MiB: 1_048_576 }
  const size = match ? Number(match[1]) * (factors[match[2] ?? 'B'] ?? 1) : 0
  return size > 0 && size <= 16_777_216 ? size : null
})

const statusRange = parsed<{ from: number; to: number }>('a status such as 200, 200-299 or 2xx', (text) => {
  const match =
    /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(text) ??
    (/^[1-5]xx$/.test(text) ? [text, `${text[0]}00`, `${text[0]}99`] : null)
  if (!match) return null
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])]
  return from <= to ? { from, to } : null
})
const statusText = z.union([
  z.array(statusRange).min(1),
  parsed<readonly { from: number; to: number }[]>('statuses such as "200-299, 304"', (text) => {
    const ranges = text.split(',').map((part) => statusRange.safeParse(part.trim()))
    return ranges.every((each) => each.success)
      ? ranges.map((each) => each.data as { from: number; to: number })
      : null
  }),
])

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, { error: 'is not a header name' })
const headerValue = words('a header value').regex(/^[\t\x20-\x7e\x80-\xff]*$/, {
  error: 'a header value is one line of text',
})
/** How a message is framed is the probe's own: such a header of another's would keep every look from being made. */
const framing =
  /^(connection|content-length|expect|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i
const requestHeader = headerName.refine((header) => !framing.test(header), {
  error: 'this header is made by the probe itself',
})
const headers = z.record(requestHeader, headerValue).default({})

/** An expression that is matched in linear time, so it knows neither backreferences nor lookaround. */
const expression = words('an expression').superRefine((text, context) => {
  try {
    RE2JS.compile(text)
  } catch (error) {
    const why =
      error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'it cannot be read'
    context.addIssue({ code: 'custom', message: `is not a regular expression (RE2): ${why.slice(0, 200)}` })
  }
})

const expectation = strict({
  status: statusText.optional(),
  body: bytesAsText().optional(),
  bodyMatches: expression.optional(),
  bodyLacks: bytesAsText().optional(),
  headers: z.record(headerName, z.union([headerValue, strict({ matches: expression })])).optional(),
}).prefault({})

const http = strict({
  url,
  method: choice('GET', 'HEAD', 'POST', 'OPTIONS').default('GET'),
  headers,
  body: bytesAsText().optional(),
  expect: expectation,
  timeout,
  maxBody: bytes.default(65_536),
  redirects: count('a number of redirects', 0)
    .refine((n) => n <= 10, { error: 'at most 10 redirects' })
    .default(0),
  verify: flag.default(true),
})

const tcp = strict({ host, port, timeout, send: bytesAsText().optional(), expect: bytesAsText().optional() })

/** An address as it can be asked: IPv4 or IPv6, with a port where it is not 53. */
const nameServer = words('an address such as 9.9.9.9 or 127.0.0.1:5353').refine(
  (text) => {
    const [, bracketed, plain, given = '53'] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(text) ?? []
    const address = bracketed ?? plain ?? text
    const isAddress = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address)
    return isAddress && Number(given) > 0 && Number(given) < 65_536
  },
  { error: 'is not an address such as 9.9.9.9, 127.0.0.1:5353 or [2001:db8::1]:53' },
)

const dnsTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SOA', 'SRV', 'CAA', 'PTR'] as const
const dns = strict({
  name: host,
  type: choice(...dnsTypes).default('A'),
  server: nameServer.optional(),
  expect: oneOrMany(words()).optional(),
  timeout,
})

const tls = strict({
  host,
  port: port.default(443),
  serverName: host.optional(),
  timeout,
  minDays: count('a number of days', 0).default(0),
  verify: flag.default(true),
})

const heartbeat = strict({ every: intervalMs, grace: durationMs.optional() })

const query = words('a PromQL query')
const prometheus = strict({
  url,
  headers,
  timeout,
  delay: durationMs.optional(),
  good: query.optional(),
  bad: query.optional(),
  total: query.optional(),
  value: query.optional(),
}).superRefine((terms, context) => {
  const given = (['good', 'bad', 'total', 'value'] as const)
    .filter((key) => terms[key] !== undefined)
    .join('+')
  if (['good+total', 'bad+total', 'good+bad', 'value'].includes(given)) return
  context.addIssue({
    code: 'custom',
    message: 'give `bad` and `total`, `good` and `total`, `good` and `bad`, or `value` alone',
  })
})

const json = strict({
  url,
  value: words('a JSON Pointer such as /data/load').regex(/^(?:\/(?:[^~/]|~[01])*)*$/, {
    error: 'is not a JSON Pointer such as /data/load',
  }),
  headers,
  timeout,
  maxBody: bytes.default(1_048_576),
  verify: flag.default(true),
})

const looks = {
  http,
  tcp,
  dns,
  tls,
  heartbeat,
  declared: z.union([strict({}), z.null().transform(() => ({}))]),
  push: choice('state', 'ratio', 'gauge', 'event'),
  prometheus,
  json,
}

const looksAnywhere = { ...looks, shared: name }
const commonKeys = {
  every: intervalMs.optional(),
  schedule: words('a cron expression').optional(),
  holdsFor: durationMs.optional(),
  silence: choice('good', 'unknown').optional(),
  valid: words().optional(),
}

const common = strict(commonKeys)
const definition = <K extends z.core.$ZodLooseShape>(kinds: K) => {
  const optional = Object.fromEntries(
    Object.entries(kinds).map(([key, schema]) => [key, z.optional(schema as z.ZodType)]),
  )
  const one = keyed(kinds, 'the way to look')
  type Definition = { readonly look: z.output<typeof one> } & z.output<typeof common>
  return strict({ ...commonKeys, ...optional })
    .superRefine((value, context) => {
      const found = Object.keys(value).filter((key) => key in kinds)
      if (found.length !== 1) {
        const message = `expected exactly one of ${Object.keys(kinds).join(', ')}, found ${found.join(' and ') || 'none'}`
        context.addIssue({ code: 'custom', message })
      }
      if (value.every !== undefined && value.schedule !== undefined) {
        context.addIssue({ code: 'custom', path: ['every'], message: 'give `every` or `schedule`, not both' })
      }
    })
    .transform((value): Definition => {
      const [kind = '', terms] = Object.entries(value).find(([key]) => key in kinds) ?? []
      const { every, schedule, holdsFor, silence, valid } = value as z.output<typeof common>
      return { look: { kind, terms }, every, schedule, holdsFor, silence, valid } as Definition
    })
}

/** A source as an agreement writes it; `shared` names one of `config/sources/`. */
export const sourceDefinition = definition(looksAnywhere)
/** A source of `config/sources/*.yaml`. */
export const sharedDefinition = definition(looks)
export type SourceDefinition = z.output<typeof sourceDefinition>
export const sharedSources = strict({ sources: z.record(name, sharedDefinition) })
