import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseAgreement } from '../src/agreement/parse.ts'
import { parseContext } from '../src/settings/context.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md']
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8')

test('the agreement of the README is one without problems', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(textOf('README.md')) ?? []
  const read = parseAgreement('README.md', yaml, parseContext({}, new Map()))
  expect(read).toMatchObject({ ok: true, warnings: [] })
})

test('every link of the pages above leads to a file that is there', () => {
  const links = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, link = '']) =>
      join(root, dirname(page), link),
    ),
  )
  expect(links.length).toBeGreaterThan(4)
  expect(links.filter((link) => !existsSync(link))).toEqual([])
})

test('every npm command that the pages name is a script', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
  const named = pages.flatMap((page) =>
    [...textOf(page).matchAll(/npm (?:run (?:--silent )?)?([a-z]+)/g)].map(([, name = '']) => name),
  )
  expect(named).toContain('start')
  expect(named.filter((name) => !(name in scripts) && name !== 'ci' && name !== 'run')).toEqual([])
})
