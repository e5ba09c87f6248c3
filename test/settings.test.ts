// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the texts of configurations
import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { formatProblem } from '../src/agreement/document.ts'
import { loadAgreements, readAgreementFile } from '../src/settings/agreements.ts'
import { authorityOf, loadSettings, type SettingsInput } from '../src/settings/load.ts'
import { showSettings } from '../src/settings/show.ts'
import { goodText } from './agreement/anAgreement.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upheld-settings-'))
})
afterEach(() => rm(folder, { recursive: true }))

const write = async (name: string, text: string, mode = 0o600): Promise<string> => {
  const file = join(folder, name)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, text)
  await chmod(file, mode)
  return file
}
const load = (input: Partial<SettingsInput> = {}) =>
  loadSettings({ configFile: undefined, flags: new Map(), env: {}, folder, ...input })
const settingsOf = async (input: Partial<SettingsInput> = {}) => {
  const result = await load(input)
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.settings
}
const problemsOf = async (input: Partial<SettingsInput> = {}) => {
  const result = await load(input)
  return (result.ok ? result.warnings : result.problems).map(formatProblem)
}

describe('settings', () => {
  test('need no file', async () => {
    expect(await settingsOf()).toEqual({
      web: {
        host: '127.0.0.1',
        port: 9520,
        externalUrl: 'http://127.0.0.1:9520/',
        metrics: null,
        metricsToken: null,
        trustedProxies: [],
      },
      smtp: null,
      allowedNetworks: [],
      referenceTargets: [],
      agreements: join(folder, 'config/agreements'),
      sources: join(folder, 'config/sources'),
      data: join(folder, 'data'),
      signingKeyFile: join(folder, 'data/signing-key.pem'),
      logLevel: 'info',
      trustFiles: false,
      webhooks: {},
    })
  })

  test('of an empty file are the defaults', async () => {
    await write('config/upheld.yaml', '# nothing yet\n\n')
    expect((await settingsOf()).logLevel).toBe('info')
  })

  test('come from flag before variable before file before default', async () => {
    await write('config/upheld.yaml', 'log: { level: warn }\n')
    const env = { UPHELD_LOG_LEVEL: 'error' }
    const flags = new Map([['log.level', 'debug']])
    const levels = await Promise.all([settingsOf(), settingsOf({ env }), settingsOf({ env, flags })])
    expect(levels.map(({ logLevel }) => logLevel)).toEqual(['warn', 'error', 'debug'])
    expect((await settingsOf({ env: { UPHELD_LOG_LEVEL: '' } })).logLevel).toBe('warn')
  })

  test('have paths relative to their file, and those of flags and variables to the working directory', async () => {
    await write('etc/upheld.yaml', 'agreements: contracts\nstorage: { path: ../var }\n')
    const settings = await settingsOf({
      configFile: 'etc/upheld.yaml',
      flags: new Map([['signing-key-file', 'keys/own.pem']]),
    })
    expect([settings.agreements, settings.sources, settings.data, settings.signingKeyFile]).toEqual(
      ['etc/contracts', 'etc/sources', 'var', 'keys/own.pem'].map((path) => join(folder, path)),
    )
    const env = { UPHELD_CONFIG_FILE: 'etc/upheld.yaml', UPHELD_STORAGE_PATH: 'elsewhere' }
    expect((await settingsOf({ env })).signingKeyFile).toBe(join(folder, 'elsewhere/signing-key.pem'))
  })

  test('read lists of the file and of flags, and variables in values', async () => {
    await write(
      'config/upheld.yaml',
      'allowedNetworks: [10.0.0.0/8, "::1"]\nweb: { externalUrl: "${URL}" }\n',
    )
    const settings = await settingsOf({
      env: {
        URL: 'https://upheld.example.com/sla',
        UPHELD_REFERENCE_TARGETS: '192.0.2.1:53, [2001:db8::1]:443',
      },
    })
    expect(settings.allowedNetworks).toEqual(['10.0.0.0/8', '::1'])
    expect(settings.web.externalUrl).toBe('https://upheld.example.com/sla/')
    expect(settings.referenceTargets).toEqual([
      { host: '192.0.2.1', port: 53 },
      { host: '2001:db8::1', port: 443 },
    ])
  })

  test.each([
    ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }, '127.0.0.1:0'],
    [':9520', { host: '0.0.0.0', port: 9520 }, '127.0.0.1:9520'],
    ['[::]:80', { host: '::', port: 80 }, '[::1]:80'],
    ['upheld.internal:80', { host: 'upheld.internal', port: 80 }, 'upheld.internal:80'],
  ])('listen on %s', async (address, expected, authority) => {
    const { web } = await settingsOf({ flags: new Map([['web.listen-address', address]]) })
    expect(web).toMatchObject(expected)
    expect(authorityOf(web)).toBe(authority)
  })

  test('for mail have a port by the kind of TLS', async () => {
    const smtp = 'smtp: { host: mail.example.com, from: sla@example.com'
    await write('config/upheld.yaml', `${smtp} }\n`)
    expect((await settingsOf()).smtp).toEqual({
      host: 'mail.example.com',
      port: 587,
      tls: 'required',
      ca: null,
      user: null,
      password: null,
      from: 'sla@example.com',
      deadlineMs: 60_000,
    })
    await write('config/upheld.yaml', `${smtp}, tls: implicit }\n`)
    expect((await settingsOf()).smtp?.port).toBe(465)
  })
})

describe('a problem of the settings is told with its place', () => {
  const rows: readonly (readonly [text: string, problem: string])[] = [
    ['wbe: {}', 'config/upheld.yaml:1:1: error: "wbe" is not known here; did you mean "web"?'],
    [
      'web:\n  listenAdress: x',
      '2:3: error: web: "listenAdress" is not known here; did you mean "listenAddress"?',
    ],
    [
      'web: { listenAddress: 9520 }',
      '1:8: error: web.listenAddress: "9520" is not an address to listen on such as',
    ],
    ['web: { listenAddress: "a:65536" }', '1:8: error: web.listenAddress: "a:65536" is not an address'],
    [
      'web: { externalUrl: upheld.example.com }',
      '1:8: error: web.externalUrl: "upheld.example.com" is not a URL',
    ],
    ['web: { externalUrl: "https://me:pw@a.example/" }', 'web.externalUrl: '],
    ['allowedNetworks: [10.0.0.0/33]', '1:19: error: allowedNetworks.0: "10.0.0.0/33" is not a network'],
    [
      'referenceTargets: [192.0.2.1]',
      '1:20: error: referenceTargets.0: "192.0.2.1" is not a host and a port',
    ],
    ['smtp: { host: a.example }', '1:1: error: smtp.from: is missing: expected an e-mail address'],
    ['smtp: { host: a, from: a@b.example, tls: maybe }', '1:37: error: smtp.tls: "maybe" is not one of them'],
    [
      'smtp: { host: a, from: a@b.example, user: me }',
      '1:37: error: smtp.user: `user` and `passwordFile` belong together',
    ],
    ['smtp: { host: a, from: a@b.example, port: 70000 }', '1:37: error: smtp.port: a port is at most 65535'],
    [
      'smtp: { host: a, from: a@b.example, password: x }',
      '"password" is not known here; did you mean "passwordFile"?',
    ],
    ['log: { level: loud }', '1:8: error: log.level: "loud" is not one of them; known here: fatal, error,'],
    ['trustFiles: maybe', '1:1: error: trustFiles: expected true or false'],
    ['agreements: ${NOWHERE}', '1:1: error: agreements: the variable NOWHERE is not set'],
    ['a: 1\na: 2', '2:1: error: this key stands twice in the same place; keep one'],
    ['__proto__: { trustFiles: true }', '1:1: error: "__proto__" cannot be used as a key'],
  ]
  test.each(rows)('%s', async (text, problem) => {
    await write('config/upheld.yaml', text)
    expect((await problemsOf()).join('\n')).toContain(problem)
  })

  test('and with the flag or variable that it came from', async () => {
    const flags = new Map([['web.listen-address', 'nowhere']])
    const env = { UPHELD_LOG_LEVEL: 'loud' }
    const problems = await problemsOf({ flags, env })
    expect(problems).toEqual([
      expect.stringMatching(/^--web\.listen-address:1:1: error: "nowhere" is not an address/),
      expect.stringMatching(/^UPHELD_LOG_LEVEL:1:1: error: "loud" is not one of them/),
    ])
  })

  test('a misspelt variable is warned of, others are left alone', async () => {
    const env = { UPHELD_LOG_LEVLE: 'debug', UPHELD_SMTP_PASSWORD: 'x', UPHELD_ZZ: '1', LOG_LEVEL: 'x' }
    expect(await problemsOf({ env })).toEqual([
      'UPHELD_LOG_LEVLE:1:1: warning: this variable is not known and does nothing; did you mean "UPHELD_LOG_LEVEL"?',
      expect.stringContaining('did you mean "UPHELD_SMTP_PASSWORD_FILE"?'),
    ])
  })

  test('a file that was named must be there', async () => {
    expect(await problemsOf({ configFile: 'no.yaml' })).toEqual(['no.yaml:1:1: error: there is no such file'])
    expect(await problemsOf({ configFile: '.' })).toEqual(['.:1:1: error: this is a folder, not a file'])
  })
})

describe('a secret', () => {
  const text = 'web: { metrics: { tokenFile: token } }\n'

  test('comes from its file without the line end, and shows nowhere', async () => {
    await write('config/upheld.yaml', text)
    await write('config/token', 'k3y-of-metrics\n', 0o640)
    const settings = await settingsOf()
    expect(settings.web.metricsToken?.reveal()).toBe('k3y-of-metrics')
    const shown = [showSettings(settings), inspect(settings, { depth: 9 }), `${settings.web.metricsToken}`]
    expect(shown.join()).not.toContain('k3y-of-metrics')
    expect(showSettings(settings)).toContain('"metricsToken": "[redacted]"')
  })

  test('may come by a variable that names its file', async () => {
    const file = await write('secrets/token', 'abc')
    const settings = await settingsOf({ env: { UPHELD_WEB_METRICS_TOKEN_FILE: file } })
    expect(settings.web.metricsToken?.reveal()).toBe('abc')
  })

  test.each([
    ['abc', 0o644, 'every user may read this secret (mode 644); chmod 600'],
    ['', 0o600, 'the file is empty; a secret is expected in it'],
    ['a\nb\n', 0o600, 'a secret is one line of text'],
    ['x'.repeat(70_000), 0o600, 'the file is larger than 64 KiB'],
  ])('%j with mode %o is refused', async (secret, mode, problem) => {
    await write('config/upheld.yaml', text)
    await write('config/token', secret, mode)
    const [told = ''] = await problemsOf()
    expect(told).toContain('config/upheld.yaml:1:19: error: web.metrics.tokenFile: ')
    expect(told).toContain(problem)
  })

  test('whose file is not there is refused', async () => {
    await write('config/upheld.yaml', text)
    expect((await problemsOf())[0]).toContain('token: there is no such file')
  })
})

describe('a folder of agreements', () => {
  const other = goodText.replace('agreement: acme-globex', 'agreement: other')
  const loaded = () => loadAgreements(join(folder, 'agreements'), join(folder, 'sources'), {})
  const told = async () => {
    const result = await loaded()
    return (result.ok ? result.warnings : result.problems).map((problem) =>
      formatProblem(problem).replace(folder, ''),
    )
  }

  test('is read in the order of its names, hidden files and schemas left out', async () => {
    await write('agreements/b.yaml', goodText)
    await write('agreements/a.yml', other)
    for (const name of ['.a.yaml', 'agreement.schema.yaml', 'notes.txt'])
      await write(`agreements/${name}`, 'nonsense')
    const result = await loaded()
    expect(result.ok && result.agreements.map(({ id }) => id)).toEqual(['other', 'acme-globex'])
  })

  test('tells the problems of all files at once', async () => {
    await write('agreements/a.yaml', goodText.replace('period: quarter', 'period: quartr'))
    await write('agreements/b.yaml', 'a: *b')
    expect(await told()).toEqual([
      '/agreements/a.yaml:31:5: error: commitments.support.period: "quartr" is not one of them; did you mean "quarter"?',
      '/agreements/b.yaml:1:4: error: there is no anchor &b above this alias',
    ])
  })

  test('refuses an id that is used twice', async () => {
    await write('agreements/a.yaml', goodText)
    await write('agreements/b.yaml', goodText)
    const [problem = ''] = await told()
    expect(problem).toMatch(
      /b\.yaml:1:1: error: agreement: the id "acme-globex" is already that of .*a\.yaml$/,
    )
  })

  test('refuses 100 MB by its size, before it is read', async () => {
    const file = await write('agreements/a.yaml', '')
    await truncate(file, 100_000_000)
    const before = process.memoryUsage().rss
    expect(await told()).toEqual([
      '/agreements/a.yaml:1:1: error: the file is larger than 1024 KiB; split it',
    ])
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000)
  })

  test('refuses what is not UTF-8', async () => {
    await mkdir(join(folder, 'agreements'))
    await writeFile(join(folder, 'agreements/a.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]))
    expect(await told()).toEqual(['/agreements/a.yaml:1:1: error: the file is not UTF-8 text'])
  })

  test('that is not there is refused, one that is empty is warned of', async () => {
    expect(await told()).toEqual(['/agreements:1:1: error: there is no such folder'])
    await mkdir(join(folder, 'agreements'))
    expect(await told()).toEqual(['/agreements:1:1: warning: this folder has no agreement files'])
  })

  const sharing = goodText.replace(
    'web: { http: { url: https://acme.example/health, timeout: 5s }, every: 30s }',
    'web: { shared: front }',
  )

  test('shares the sources of the folder beside it', async () => {
    await write('agreements/a.yaml', sharing)
    await write('agreements/b.yaml', sharing.replace('agreement: acme-globex', 'agreement: other'))
    await write(
      'sources/all.yaml',
      'sources:\n  front: { http: { url: https://acme.example/ }, every: 10s }\n',
    )
    const result = await loaded()
    const sources = result.ok ? result.agreements.map((each) => each.versions[0]?.sources.get('web')) : []
    expect(sources.map((source) => source?.holdsForMs)).toEqual([25_000, 25_000])
    expect(new Set(sources.map((source) => source?.identity)).size).toBe(1)
    const one = await readAgreementFile(join(folder, 'agreements/a.yaml'), { env: {} })
    expect(one.ok && one.agreement.versions[0]?.sources.get('web')?.identity).toBe(sources[0]?.identity)
  })

  test('tells problems of shared sources at their own place, also of two of one name', async () => {
    await write('agreements/a.yaml', sharing)
    await write('sources/a.yaml', 'sources:\n  front: { htpp: { url: https://acme.example/ } }\n')
    expect(await told()).toEqual([
      '/sources/a.yaml:2:12: error: sources.front: "htpp" is not known here; did you mean "http"?',
    ])
    await write('sources/a.yaml', 'sources:\n  front: { tcp: { host: a.example, port: 1 } }\n')
    await write('sources/b.yaml', '\nsources:\n  front: { tcp: { host: b.example, port: 1 } }\n')
    expect(await told()).toEqual(['/sources/b.yaml:3:3: error: there is another shared source "front"'])
  })
})

describe('webhooks', () => {
  const key = `whsec_${'A'.repeat(43)}=`
  const config = (webhook: string) => write('upheld.yaml', `webhooks:\n  desk: ${webhook}\n`)

  test('read their secrets from files beside the configuration and never show them', async () => {
    await write('keys/desk', `${key}\n`)
    const configFile = await config('{ agreement: acme, secretFile: keys/desk }')
    const settings = await settingsOf({ configFile })
    expect(settings.webhooks.desk).toMatchObject({ agreement: 'acme', by: 'operator', map: null })
    expect(settings.webhooks.desk?.secrets[0]?.reveal()).toBe(key)
    expect(showSettings(settings)).not.toContain('AAAA')
  })

  test.each([
    [
      'a short key',
      '{ agreement: acme, secretFile: short }',
      /webhooks\.desk\.secretFile: .*short: a secret is whsec_/,
    ],
    ['no file', '{ agreement: acme, secretFile: gone }', /webhooks\.desk\.secretFile: .*gone/],
    ['no agreement', '{ secretFile: desk }', /webhooks\.desk: say for which agreement/],
    [
      'a wrong pointer',
      '{ agreement: acme, secretFile: desk, map: [{ event: e, subject: ticket/id }] }',
      /not a JSON Pointer/,
    ],
    [
      'a wrong condition',
      '{ agreement: acme, secretFile: desk, map: [{ when: { type: x }, event: e, subject: /id }] }',
      /"type" is not a JSON Pointer/,
    ],
    [
      'a slip',
      '{ agreement: acme, secretFile: desk, mapp: [] }',
      /"mapp" is not known here; did you mean "map"/,
    ],
  ])('are refused with %s', async (_, webhook, problem) => {
    await write('desk', key)
    await write('short', 'whsec_AAAA')
    expect((await problemsOf({ configFile: await config(webhook) })).join('\n')).toMatch(problem)
  })
})
