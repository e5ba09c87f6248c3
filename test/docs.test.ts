import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { formatProblem, type RawObject, readDocument } from '../src/agreement/document.ts'
import { parseAgreement } from '../src/agreement/parse.ts'
import { agreementSchema } from '../src/agreement/schema/agreement.ts'
import { parseContext } from '../src/settings/context.ts'
import { editorSchemas } from '../src/settings/editorSchema.ts'
import { settingKeys } from '../src/settings/keys.ts'
import { loadSettings } from '../src/settings/load.ts'

const docs = new URL('../docs/', import.meta.url)
const page = (name: string) => readFileSync(new URL(name, docs), 'utf8')

interface Example {
  readonly line: number
  readonly text: string
}
/** The YAML blocks of a page, with the lines on which they stand. */
function examplesOf(text: string): Example[] {
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length + 1,
    text: match[1] ?? '',
  }))
}

const ajv = new Ajv({ strict: false, allErrors: true })
const schemas = Object.fromEntries(
  Object.entries(editorSchemas).map(([name, make]) => [name, ajv.compile(JSON.parse(make()))]),
)
/** What an editor would underline. */
const underlined = (name: keyof typeof editorSchemas, text: string): string[] => {
  const validate = schemas[name]!
  return validate(parse(text))
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
}
const problemsOf = (text: string): string[] => {
  const result = parseAgreement('example', text, parseContext({}, new Map()))
  return (result.ok ? [] : result.problems).map(formatProblem)
}
const rawOf = (text: string): RawObject => {
  const read = readDocument('example', text)
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'))
  return read.document.raw
}

describe('the reference of the language', () => {
  const examples = examplesOf(page('language.md'))
  const base = rawOf(examples[0]?.text ?? '')

  /** The whole agreement of the page's begin with the names of a part added to it, other keys exchanged. */
  function completed<T>(whole: Record<string, T>, part: Record<string, T>): Record<string, T> {
    const named = ['sources', 'commitments', 'fees', 'calendars', 'exclusions', 'termination']
    const exchanged = Object.entries(part).map(([key, value]) =>
      named.includes(key) ? [key, { ...whole[key], ...value }] : [key, value],
    )
    return { ...whole, ...Object.fromEntries(exchanged) }
  }

  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(15)
  })

  test.each(examples)('is right in its example on line $line', ({ text }) => {
    expect(problemsOf(JSON.stringify(completed(base, rawOf(text))))).toEqual([])
  })

  test.each(examples)('has an example on line $line in which no editor underlines a word', ({ text }) => {
    const whole = completed(parse(examples[0]?.text ?? ''), parse(text))
    expect(underlined('agreement.schema.json', JSON.stringify(whole))).toEqual([])
  })

  test('names every key of the language', () => {
    const text = page('language.md')
    const words = keysOf(JSON.parse(editorSchemas['agreement.schema.json']()))
    const missing = [...words].filter((word) => !new RegExp(`\\b${word}\\b`).test(text))
    expect(words.size).toBeGreaterThan(100)
    expect(missing).toEqual([])
  })
})

/** Every property name of a JSON Schema. */
function keysOf(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') for (const name of Object.keys(value as object)) found.add(name)
    keysOf(value, found)
  }
  return found
}

describe('the guide to a first agreement', () => {
  const examples = examplesOf(page('first-agreement.md'))
  const agreements = examples.filter(({ text }) => text.includes('agreement: '))

  test('shows a file for each step', () => {
    expect([examples.length, agreements.length]).toEqual([5, 4])
  })

  test.each(agreements)('has a good agreement on line $line, without a warning', ({ text }) => {
    const result = parseAgreement('first.yaml', text, parseContext({}, new Map()))
    expect(result).toMatchObject({ ok: true, warnings: [] })
    expect(underlined('agreement.schema.json', text)).toEqual([])
  })

  test('quotes what check really says of a slip', () => {
    const text = agreements[0]!.text.replace('target:', 'traget:')
    const [problem = ''] = problemsOf(text)
    expect(page('first-agreement.md')).toContain(problem.replace('example', 'config/agreements/first.yaml'))
  })

  test('has a good configuration', async () => {
    expect(await configurationProblems(examples.at(-1)?.text ?? '')).toEqual([])
  })
})

async function configurationProblems(text: string, secrets: readonly string[] = []): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'upheld-docs-'))
  try {
    await writeFile(join(folder, 'secret'), `whsec_${'A'.repeat(43)}=`, { mode: 0o600 })
    const own = secrets.reduce((all, file) => all.replaceAll(file, join(folder, 'secret')), text)
    await writeFile(join(folder, 'upheld.yaml'), own)
    const result = await loadSettings({ configFile: 'upheld.yaml', flags: new Map(), env: {}, folder })
    return (result.ok ? result.warnings : result.problems).map(formatProblem)
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('the page of the configuration', () => {
  const text = page('configuration.md')

  test.each(examplesOf(text))('is right in its example on line $line', async ({ text: example }) => {
    expect(
      await configurationProblems(example, ['/run/secrets/smtp-password', '/run/secrets/helpdesk']),
    ).toEqual([])
    expect(underlined('upheld.schema.json', example)).toEqual([])
  })

  test('names every setting, its flag and its variable', () => {
    for (const { path, flag, env } of settingKeys)
      for (const word of [`\`${path.join('.')}\``, `\`--${flag}\``, `\`${env}\``])
        expect(text).toContain(word)
  })
})

describe('the schemas for editors', () => {
  const language = readFileSync(new URL('fixtures/agreements/language.yaml', import.meta.url), 'utf8')

  test('take the whole language', () => {
    expect(underlined('agreement.schema.json', language)).toEqual([])
  })

  test.each([
    ['exclusions:', 'exlusions:'],
    ['measure: { latency', 'measure: { latncy'],
    ['period: quarter', 'period: quartr'],
    ['measure: { latency: { of: checkout, statistic: p95 } }', 'measure: {}'],
    ['currency: EUR', 'currency: euro'],
  ])('underline %s written as %s', (piece, instead) => {
    expect(language).toContain(piece)
    expect(underlined('agreement.schema.json', language.replace(piece, instead)).length).toBeGreaterThan(0)
  })

  test('know every key of the file', () => {
    const keys = Object.keys(JSON.parse(editorSchemas['agreement.schema.json']()).properties)
    expect(keys).toEqual(Object.keys(agreementSchema.shape))
  })
})

test('no page names a place that only its writers have', () => {
  const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  )
  expect(pages.length).toBeGreaterThan(2)
  for (const name of pages) expect(page(name)).not.toMatch(/\/(?:work|root|home)\//)
})
