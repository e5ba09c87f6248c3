import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Document, type Problem, type Raw, type RawObject, readDocument } from '../agreement/document.ts'
import { interpolate } from '../agreement/interpolate.ts'
import { flattenIssues, type Issue, placeOf } from '../agreement/issues.ts'
import { didYouMean } from '../agreement/suggest.ts'
import type { Settings, SmtpSettings } from '../settings.ts'
import { readTextFile } from './files.ts'
import { configFileVariable, type SettingKey, settingKeys } from './keys.ts'
import { webhooksOf } from './readWebhooks.ts'
import { settingsSchema, type WrittenSettings } from './schema.ts'
import { readSecretFile } from './secrets.ts'

export interface SettingsInput {
  /** The configuration file that was named; without one `config/upheld.yaml` is read where it exists. */
  readonly configFile: string | undefined
  /** Values from the command line by flag name without dashes; lists with commas. */
  readonly flags: ReadonlyMap<string, string>
  readonly env: Readonly<Record<string, string | undefined>>
  /** The working directory: paths of flags and variables are relative to it, those of the file to the file. */
  readonly folder: string
}

export type SettingsResult =
  | {
      readonly ok: true
      readonly settings: Settings
      /** The file that was read, null where there is none. */
      readonly file: string | null
      readonly warnings: readonly Problem[]
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const defaultFile = 'config/upheld.yaml'

/** Where a value came from when it is not the file: the flag or variable, for messages and relative paths. */
type Origins = ReadonlyMap<string, string>

interface Written {
  readonly document: Document | null
  readonly raw: RawObject
  readonly origins: Origins
}

/** Reads the daemon's configuration: flag before variable before file before default. All problems come at once. */
export async function loadSettings(input: SettingsInput): Promise<SettingsResult> {
  const found = await configDocument(input)
  if (!found.ok) return found
  const issues: Issue[] = []
  const written = withOverrides(found.document, input, issues)
  const problemOf = (issue: Issue): Problem => placed(issue, written)
  const parsed = settingsSchema.safeParse(written.raw)
  if (!parsed.success) issues.push(...flattenIssues(parsed.error.issues, written.raw))
  if (!parsed.success || issues.length > 0) return { ok: false, problems: issues.map(problemOf) }
  const settings = await complete(parsed.data, { input, written, issues })
  if (settings === null) return { ok: false, problems: issues.map(problemOf) }
  const warnings = [...strangeVariables(input.env), ...doubtful(settings, written)]
  return { ok: true, settings, file: found.document?.file ?? null, warnings }
}

type Found = { ok: true; document: Document | null } | { ok: false; problems: readonly Problem[] }

async function configDocument({ configFile, env, folder }: SettingsInput): Promise<Found> {
  const named = configFile ?? (env[configFileVariable] || undefined)
  const file = named ?? defaultFile
  const path = resolve(folder, file)
  if (named === undefined && !(await exists(path))) return { ok: true, document: null }
  const read = await readTextFile(path)
  if (!read.ok) {
    return { ok: false, problems: [{ file, line: 1, column: 1, severity: 'error', message: read.problem }] }
  }
  // A file of nothing but comments is the defaults, written down for later.
  if (/^(?:\s*(?:#.*)?(?:\n|$))*$/.test(read.text)) return { ok: true, document: null }
  return readDocument(file, read.text)
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

function withOverrides(document: Document | null, { flags, env }: SettingsInput, issues: Issue[]): Written {
  const missing = (path: Issue['path'], name: string) =>
    void issues.push({
      path,
      message: `the variable ${name} is not set; set it, or give a default as in \${${name}:-default}`,
    })
  let raw: RawObject = document ? interpolate(document.raw, (name) => env[name], missing) : {}
  const origins = new Map<string, string>()
  for (const key of settingKeys) {
    const given = flags.get(key.flag)
    const value = given ?? (env[key.env] || undefined)
    if (value === undefined) continue
    raw = withValue(raw, key.path, value)
    origins.set(key.path.join('.'), given === undefined ? key.env : `--${key.flag}`)
  }
  return { document, raw, origins }
}

function withValue(raw: RawObject, [head = '', ...tail]: readonly string[], value: string): RawObject {
  if (tail.length === 0) return { ...raw, [head]: value }
  const inner: Raw | undefined = raw[head]
  const object =
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as RawObject) : {}
  return { ...raw, [head]: withValue(object, tail, value) }
}

function placed(issue: Issue, { document, origins }: Written): Problem {
  const { path, message } = issue
  const origin = originOf(path.map(String), origins)
  const place = origin === undefined && document ? document.place(placeOf(issue)) : { line: 1, column: 1 }
  const file = origin ?? document?.file ?? 'configuration'
  const shown = origin === undefined && path.length > 0 ? `${path.join('.')}: ${message}` : message
  return { file, ...place, severity: 'error', message: shown }
}

function originOf(path: readonly string[], origins: Origins): string | undefined {
  for (let length = path.length; length > 0; length--) {
    const origin = origins.get(path.slice(0, length).join('.'))
    if (origin !== undefined) return origin
  }
  return undefined
}

interface Completion {
  readonly input: SettingsInput
  readonly written: Written
  readonly issues: Issue[]
}

/** Fills in what depends on other settings, and reads the files that settings name. */
async function complete(values: WrittenSettings, state: Completion): Promise<Settings | null> {
  const { input, written, issues } = state
  const beside = written.document
    ? dirname(resolve(input.folder, written.document.file))
    : resolve(input.folder, 'config')
  const pathOf = (key: string, value: string): string =>
    resolve(written.origins.has(key) ? input.folder : beside, value)
  const optional = (key: string, value: string | undefined, otherwise: string): string =>
    value === undefined ? otherwise : pathOf(key, value)
  const { web, storage } = values
  const data = optional('storage.path', storage.path, resolve(input.folder, 'data'))
  const metricsToken = await secret(['web', 'metrics', 'tokenFile'], web.metrics.tokenFile, pathOf, issues)
  const smtp = values.smtp ? await smtpOf(values.smtp, pathOf, issues) : null
  const webhooks = await webhooksOf(values.webhooks, (file) => pathOf('webhooks', file), issues)
  if (issues.length > 0) return null
  return {
    web: {
      ...web.listenAddress,
      externalUrl: web.externalUrl ?? `http://${authorityOf(web.listenAddress)}/`,
      ...(web.externalUrl === undefined ? {} : { hasLinks: true as const }),
      metrics: web.metrics.listenAddress ?? null,
      metricsToken,
      trustedProxies: web.trustedProxies,
    },
    smtp,
    allowedNetworks: values.allowedNetworks,
    referenceTargets: values.referenceTargets,
    agreements: optional('agreements', values.agreements, join(beside, 'agreements')),
    sources: optional('sources', values.sources, join(beside, 'sources')),
    data,
    ...(storage.retention === undefined ? {} : { retentionMs: storage.retention }),
    signingKeyFile: optional('signingKeyFile', values.signingKeyFile, join(data, 'signing-key.pem')),
    logLevel: values.log.level,
    trustFiles: values.trustFiles,
    webhooks,
  }
}

type PathOf = (key: string, value: string) => string

async function secret(
  path: readonly string[],
  file: string | undefined,
  pathOf: PathOf,
  issues: Issue[],
): Promise<Settings['web']['metricsToken']> {
  if (file === undefined) return null
  const read = await readSecretFile(pathOf(path.join('.'), file))
  if (read.ok) return read.secret
  issues.push({ path, message: read.problem })
  return null
}

async function smtpOf(
  smtp: NonNullable<WrittenSettings['smtp']>,
  pathOf: PathOf,
  issues: Issue[],
): Promise<SmtpSettings> {
  const password = await secret(['smtp', 'passwordFile'], smtp.passwordFile, pathOf, issues)
  return {
    host: smtp.host,
    port: smtp.port ?? (smtp.tls === 'implicit' ? 465 : 587),
    tls: smtp.tls,
    ca: smtp.caFile === undefined ? null : await pemOf(pathOf('smtp.caFile', smtp.caFile), issues),
    user: smtp.user ?? null,
    password,
    from: smtp.from,
    deadlineMs: smtp.deadline,
  }
}

async function pemOf(file: string, issues: Issue[]): Promise<string | null> {
  const read = await readTextFile(file)
  if (read.ok && read.text.includes('-----BEGIN CERTIFICATE-----')) return read.text
  const problem = read.ok ? 'no certificate in PEM' : read.problem
  issues.push({ path: ['smtp', 'caFile'], message: `${file}: ${problem}` })
  return null
}

/** `host:port` as a URL has it; where all addresses are listened on, the loopback one. */
export function authorityOf({ host, port }: { readonly host: string; readonly port: number }): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}

const ownVariables = [configFileVariable, ...settingKeys.map((key: SettingKey) => key.env)]

/** A misspelt variable would silently mean the default. Others' `UPHELD_*` are left alone. */
function strangeVariables(env: SettingsInput['env']): Problem[] {
  const strange = Object.keys(env).filter(
    (name) => name.startsWith('UPHELD_') && !ownVariables.includes(name),
  )
  return strange.flatMap((name): Problem[] => {
    const guess = didYouMean(name, ownVariables)
    if (!guess.startsWith('; did')) return []
    const message = `this variable is not known and does nothing${guess}`
    return [{ file: name, line: 1, column: 1, severity: 'warning', message }]
  })
}

function doubtful({ smtp }: Settings, written: Written): Problem[] {
  if (smtp?.tls !== 'none' || smtp.password === null) return []
  const message = 'the password is sent in clear to the mail server'
  return [{ ...placed({ path: ['smtp', 'tls'], message }, written), severity: 'warning' }]
}
