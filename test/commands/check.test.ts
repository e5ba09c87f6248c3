import { chmod, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goodText } from '../agreement/anAgreement.ts'
import { inFolder, upheld } from './upheld.ts'

const bad = goodText.replace('exclusions:', 'exlusions:').replace('">= 99.9%"', '">= 99,9%"')

test('check says of good files what they are, and answers 0 also with warnings', async () => {
  const files = {
    'agreements/a.yaml': goodText.replace(/web: .*/, 'web: { shared: front }'),
    'sources/s.yaml': 'sources: { front: { http: { url: https://acme.example/ } } }\n',
    'upheld.yaml': 'log: { level: warn }\n',
  }
  await inFolder(files, async (folder) => {
    const ran = await upheld(['check', 'agreements/a.yaml', 'sources/s.yaml', 'upheld.yaml'], { folder })
    expect(ran).toEqual({
      code: 0,
      out: 'agreements/a.yaml:15:3: warning: sources.load: no commitment measures this source\nagreements/a.yaml: agreement ok\nsources/s.yaml: shared sources ok\nupheld.yaml: configuration ok\n',
      err: '',
    })
  })
})

test('check tells every problem of every file with file, line and column, and answers 1', async () => {
  const files = { 'a.yaml': bad, 'b.yaml': goodText, 'upheld.yaml': '\nwbe: {}\n' }
  await inFolder(files, async (folder) => {
    const { code, out } = await upheld(['check', 'a.yaml', 'b.yaml', 'upheld.yaml', 'none.yaml'], { folder })
    expect(code).toBe(1)
    expect(out.split('\n')).toEqual([
      'a.yaml:20:5: error: commitments.availability.target: ">= 99,9%" is not a target such as ">= 99.9%", "<= 300ms", "= 0", all or unstated; write a decimal point: >= 99.9%',
      'a.yaml:37:1: error: "exlusions" is not known here; did you mean "exclusions"?',
      'b.yaml:15:3: warning: sources.load: no commitment measures this source',
      'b.yaml: agreement ok',
      'upheld.yaml:2:1: error: "wbe" is not known here; did you mean "web"?',
      'none.yaml:1:1: error: there is no such file',
      '',
    ])
  })
})

test('check --json prints one object', async () => {
  await inFolder({ 'a.yaml': bad }, async (folder) => {
    const { code, out } = await upheld(['check', '--json', 'a.yaml'], { folder })
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      files: [
        {
          file: 'a.yaml',
          kind: 'agreement',
          problems: [{ line: 20, column: 5, severity: 'error' }, { line: 37 }],
        },
      ],
    })
  })
})

test('check reads variables of the environment', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text of an agreement
  const text = goodText.replace('https://acme.example/health', '"${CHECKED_URL}"')
  await inFolder({ 'a.yaml': text }, async (folder) => {
    const [without, set] = await Promise.all([
      upheld(['check', 'a.yaml'], { folder }),
      upheld(['check', 'a.yaml'], { folder, env: { CHECKED_URL: 'https://a.example/' } }),
    ])
    expect([without.code, set.code]).toEqual([1, 0])
    expect(without.out).toContain('14:18: error: sources.web.http.url: the variable CHECKED_URL is not set')
  })
})

test('check --effective shows what a configuration comes to, without its secrets', async () => {
  const files = { 'upheld.yaml': 'web: { metrics: { tokenFile: token } }\n', token: 'k3y' }
  await inFolder(files, async (folder) => {
    await chmod(join(folder, 'token'), 0o600)
    const env = { UPHELD_LOG_LEVEL: 'debug' }
    const { code, out } = await upheld(['check', '--effective', 'upheld.yaml'], { folder, env })
    expect(code).toBe(0)
    const shown = JSON.parse(out.slice(out.indexOf('{')))
    expect(shown).toMatchObject({ logLevel: 'debug', web: { port: 9520, metricsToken: '[redacted]' } })
  })
})

test('check refuses 100 MB by its size', async () => {
  await inFolder({ 'a.yaml': '' }, async (folder) => {
    await truncate(join(folder, 'a.yaml'), 100_000_000)
    const { code, out } = await upheld(['check', 'a.yaml'], { folder })
    expect([code, out]).toEqual([1, 'a.yaml:1:1: error: the file is larger than 1024 KiB; split it\n'])
  })
})

test('generate --check finds the generated files of this repository fresh', async () => {
  expect(await upheld(['generate', '--check'])).toEqual({ code: 0, out: '', err: '' })
})

test('an old Node is told what it needs in words that it can parse', async () => {
  const text = await readFile(new URL('../../src/upheld.mjs', import.meta.url), 'utf8')
  const known = text.replace(/await import\([^)]*\)/g, '({})').replace(/await main\(\)/, '')
  const told: string[] = []
  const fake = {
    versions: { node: '18.19.0' },
    execPath: '/usr/bin/node',
    stderr: { write: (line: string) => told.push(line) },
  }
  new Function('process', known.replace(/^#!.*$/m, ''))(fake)
  expect(told.join('')).toContain('upheld needs Node 26 or newer; this is Node 18.19.0 (/usr/bin/node).')
  expect(fake).toMatchObject({ exitCode: 1 })
})

async function checkedRetention(text: string, retention: string): Promise<string> {
  let told = ''
  await inFolder(
    {
      'agreements/a.yaml': text,
      'upheld.yaml': `agreements: agreements\nstorage:\n  retention: ${retention}\n`,
    },
    async (folder) => {
      told = (await upheld(['check', 'upheld.yaml'], { folder })).out
    },
  )
  return told
}

test('check of a configuration names agreements whose deadlines outlast the raw evidence', async () => {
  const claiming = goodText
    .replace('credits:', 'credits:\n  claim: { until: end of 2nd quarter after incident }')
    .replace(/agreement: .*/, 'agreement: long')
  const checked = (retention: string) => checkedRetention(claiming, retention)
  // The longest month has 31 days, two quarters have 184 at most.
  expect(await checked('214d')).toBe(
    'upheld.yaml:3:3: warning: storage.retention: is shorter than a claim about availability of long can last after the begin of its period: what is open is kept, and what is closed cannot be disputed or judged again; 215d keeps all of it\nupheld.yaml: configuration ok\n',
  )
  expect(await checked('215d')).toBe('upheld.yaml: configuration ok\n')
})

test('the periods in which a credit can be earned back are a deadline too', async () => {
  const earning = goodText.replace('credits:', 'credits:\n  earnBack: { after: 6 periods }')
  // A miss and six months after it.
  expect(await checkedRetention(earning, '216d')).toContain('earning back a credit of availability')
  expect(await checkedRetention(earning, '218d')).toBe('upheld.yaml: configuration ok\n')
})
