import { z } from 'zod'
import {
  choice,
  count,
  durationMs,
  emailAddress,
  named,
  parsed,
  strict,
  words,
} from '../agreement/schema/scalars.ts'
import { isNetwork } from '../sources/network.ts'
import { webhook } from './webhooks.ts'

export interface HostPort {
  readonly host: string
  readonly port: number
}

/** Reads `host:port`, `[::1]:port` and, where `open` allows it, `:port` for all addresses; null where it is none. */
function hostPort(text: string, open: boolean): HostPort | null {
  const match = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]*):(\d{1,5})$/.exec(text.trim())
  const [host, port] = [match?.[1] ?? '', Number(match?.[2])]
  if (!match || port > 65_535 || (host === '' && !open)) return null
  return { host: host === '' ? '0.0.0.0' : host.replace(/^\[|\]$/g, ''), port }
}

const listenAddress = parsed<HostPort>(
  'an address to listen on such as 127.0.0.1:9520, [::1]:9520 or :9520',
  (text) => hostPort(text, true),
)
const target = parsed<HostPort>('a host and a port such as 192.0.2.1:53', (text) => {
  const read = hostPort(text, false)
  return read && read.port > 0 ? read : null
})
const file = words('a file')
const folder = words('a folder')
const network = parsed<string>('a network such as 10.0.0.0/8, or an address', (text) =>
  isNetwork(text) ? text : null,
)
const url = parsed<string>('a URL such as https://upheld.example.com/', (text) => {
  const read = URL.parse(text)
  if (read === null || !/^https?:$/.test(read.protocol) || read.username !== '' || read.password !== '')
    return null
  if (read.search !== '' || read.hash !== '') return null
  return read.href.endsWith('/') ? read.href : `${read.href}/`
})

/** A list, or one text with commas as flags and variables have it. */
const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (input) => (typeof input === 'string' ? input.split(',').map((part) => part.trim()) : input),
    z.array(item).max(1000),
  )

const flag = z.preprocess(
  (input) => (input === 'true' ? true : input === 'false' ? false : input),
  z.boolean({ error: 'expected true or false' }),
)

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const smtp = strict({
  host: words('the host of the mail server').describe('Host of the mail server. Without it no mail is sent.'),
  port: count('a port from 1 to 65535')
    .refine((port) => port < 65_536, { error: 'a port is at most 65535' })
    .optional()
    .describe('Port of the mail server; 465 with `tls: implicit`, else 587.'),
  tls: choice('required', 'implicit', 'none')
    .default('required')
    .describe(
      '`required` refuses a server without STARTTLS, `implicit` is TLS from the first byte, `none` sends in clear.',
    ),
  caFile: file
    .optional()
    .describe("PEM of the authority that signed the server's certificate, beside the system's."),
  user: words('a user name').optional().describe('User name, where the server asks for one.'),
  passwordFile: file.optional().describe('File that holds the password.'),
  from: emailAddress.describe('Address that notices come from.'),
  deadline: durationMs.prefault('60s').describe('How long one attempt to hand over a mail may take.'),
}).superRefine((smtp, context) => {
  if ((smtp.user === undefined) === (smtp.passwordFile === undefined)) return
  const message = '`user` and `passwordFile` belong together'
  context.addIssue({ code: 'custom', path: [smtp.user === undefined ? 'passwordFile' : 'user'], message })
})

/** The daemon's own configuration as its file writes it. */
export const settingsSchema = strict({
  web: strict({
    listenAddress: listenAddress
      .prefault('127.0.0.1:9520')
      .describe('Address of REST, metrics and pages; `:9520` is every address.'),
    externalUrl: url
      .optional()
      .describe(
        'How others reach the daemon, for links in notices; `http://` and the listen address unless given. Only where it is given do mails have links by which recipients answer.',
      ),
    metrics: strict({
      listenAddress: listenAddress.optional().describe('An address of its own for `/metrics`.'),
      tokenFile: file.optional().describe('File with the bearer token that `/metrics` then asks for.'),
    })
      .prefault({})
      .describe('How Prometheus gets in.'),
    trustedProxies: list(network).default([]).describe('Proxies whose forwarded headers are believed.'),
  })
    .prefault({})
    .describe('What the daemon serves.'),
  smtp: smtp.optional().describe('The mail server that notices go through.'),
  allowedNetworks: list(network)
    .default([])
    .describe('Private, loopback or otherwise special networks that probes may connect to.'),
  referenceTargets: list(target)
    .default([])
    .describe(
      'Addresses that are always reachable: when they fail too, our own network is dead, and an outcome is unknown.',
    ),
  agreements: folder
    .optional()
    .describe('Folder of the agreement files; `agreements` beside the configuration file unless given.'),
  sources: folder
    .optional()
    .describe('Folder of the shared sources; `sources` beside the configuration file unless given.'),
  storage: strict({
    path: folder
      .optional()
      .describe(
        'Folder of the database, its lock and the signing key; `data` in the working directory unless given.',
      ),
    retention: durationMs
      .refine((ms) => ms >= 86_400_000, { error: 'is shorter than a day' })
      .optional()
      .describe(
        'How long raw evidence is kept, such as 400d, and never shorter than something of its time is open; for good unless given. Verdicts and the ledger stay.',
      ),
  })
    .prefault({})
    .describe('What is kept.'),
  signingKeyFile: file
    .optional()
    .describe(
      'Ed25519 key that signs the ledger; made at the first start. `signing-key.pem` in the storage folder unless given.',
    ),
  log: strict({
    level: choice(...logLevels)
      .default('info')
      .describe('Least level that is logged.'),
  })
    .prefault({})
    .describe('What is logged, to the standard output.'),
  webhooks: named(webhook).default({}).describe('Systems that post signed events, by name.'),
  trustFiles: flag
    .default(false)
    .describe(
      "Accept changed agreement files at once; for an operator who keeps both parties' consent elsewhere.",
    ),
})
export type WrittenSettings = z.output<typeof settingsSchema>
