import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { importsOf, mayKnow, stages, violations } from './architecture.ts'

const source = fileURLToPath(new URL('../src/', import.meta.url))
const files = new Map(
  readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:m?[jt]s|tsx)$/.test(path))
    .map((path) => [path.replaceAll('\\', '/'), readFileSync(`${source}${path}`, 'utf8')] as const),
)

test('every import of the source points upstream', () => {
  expect(violations(files)).toEqual([])
})

test('the check looked at every stage that is there', () => {
  const parts = new Set([...files.keys()].map((path) => path.split('/')[0] ?? ''))
  expect([...parts].filter((part) => !(part in mayKnow))).toEqual([])
  expect(parts.size).toBeGreaterThan(10)
  for (const stage of ['agreement', 'sources', 'evidence', 'evaluation', 'ledger', 'notices', 'http'])
    expect(parts).toContain(stage)
})

describe('a planted breach is found', () => {
  test.each([
    ['evaluation/judge.ts', "import { x } from '../ledger/entry.ts'", 'evaluation may not know ledger'],
    ['agreement/parse.ts', "import type { X } from '../sources/grid.ts'", 'agreement may not know sources'],
    ['evidence/chunk.ts', "export { x } from '../evaluation/judge.ts'", 'evidence may not know evaluation'],
    ['ledger/deep/chain.ts', "import { s } from '../../store.ts'", 'ledger may not know store.ts'],
    ['notices/courier.ts', "const x = await import('../database/open.ts')", 'notices may not know database'],
    ['http/server.ts', "import '../daemon.ts'", 'http may not know daemon.ts'],
    ['store.ts', "import { open } from './database/open.ts'", 'store.ts may not know database'],
    ['database/open.ts', "import { x } from '../http/service.ts'", 'database may not know http'],
    ['daemon.ts', "import { check } from './commands/check.ts'", 'daemon.ts may not know commands'],
    ['gadgets/x.ts', "import { x } from '../ledger/entry.ts'", 'gadgets has no line in the table'],
    ['http/x.ts', "import Database from 'better-sqlite3'", 'only database may import better-sqlite3'],
    [
      'http/x.ts',
      "import { eq } from 'drizzle-orm/sqlite-core'",
      'only database may import drizzle-orm/sqlite-core',
    ],
    ['daemon.ts', "import cron from 'node-cron'", 'only schedule.ts may import node-cron'],
    ['ledger/x.ts', "import { Client } from 'undici'", 'only sources and notices may import undici'],
    ['demo/x.ts', "import { createTransport } from 'nodemailer'", 'only notices may import nodemailer'],
    ['daemon.ts', 'import fastify from "fastify"', 'only http may import fastify'],
    ['daemon.ts', "import helmet from '@fastify/helmet'", 'only http may import @fastify/helmet'],
    ['agreement/x.ts', "import { readFileSync } from 'node:fs'", 'may not import node:fs'],
    ['value/x.ts', "import os from 'node:os'", 'may not import node:os'],
    ['evaluation/x.ts', 'const now = Date.now()', 'says Date.now'],
    ['evaluation/x.ts', 'const now = new Date()', 'says new Date()'],
    ['agreement/x.ts', 'Temporal.Now.instant()', 'says Temporal.Now'],
    ['value/x.ts', 'const r = Math.random()', 'says Math.random'],
    ['agreement/x.ts', 'process.env.HOME', 'says process'],
    ['sources/utils/x.ts', '', 'a path answers a question'],
    ['sources/index.ts', '', 'a path answers a question'],
    ['http/page.tsx', '', 'a path answers a question'],
  ])('%s: %s', (path, text, message) => {
    expect(violations(new Map([[path, text]]))).toEqual([expect.stringContaining(message)])
  })

  test('and no files at all are one', () => {
    expect(violations(new Map())).toEqual(['no files were found: this check looked at nothing'])
  })
})

test.each([
  ['evaluation/x.ts', "// Date.now() is the caller's\nimport { sha256 } from '../agreement/canonical.ts'"],
  ['agreement/x.ts', "import { createHash } from 'node:crypto'\nconst day = new Date(ms)"],
  ['notices/x.ts', "import type { Store } from '../store.ts'"],
  ['commands/x.ts', "import { open } from '../database/open.ts'"],
])('what the rules allow is left alone: %s', (path, text) => {
  expect(violations(new Map([[path, text]]))).toEqual([])
})

test('a stage knows every stage before it and none after', () => {
  expect(mayKnow.agreement).toEqual([])
  expect(mayKnow.ledger).toEqual(stages.slice(0, stages.indexOf('ledger')))
})

test('imports are found in every form that they have', () => {
  const text = [
    "import a, { b } from './a.ts'",
    "import type {\n  C,\n} from './c.ts'",
    "export * from './d.ts'",
    "import './e.ts'",
    "await import('./f.ts')",
    "// import './not.ts'",
    "/* from './nor.ts' */",
  ].join('\n')
  expect(importsOf(text)).toEqual(['./a.ts', './c.ts', './d.ts', './e.ts', './f.ts'])
})
