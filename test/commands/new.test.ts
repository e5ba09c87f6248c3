import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inFolder, upheld } from './upheld.ts'

const file = 'config/agreements/my-cloud.yaml'
const asked = ['new', '--from', 'cloud-region', '--id', 'my-cloud']

test('new writes an agreement of the gallery with the parties given, which check finds sound', async () => {
  await inFolder({}, async (folder) => {
    const parties = ['--provider', 'Acme "A" $5: #1 <sla@acme.example>', '--customer', 'Globex']
    const { code, out } = await upheld([...asked, ...parties], { folder })
    expect(code).toBe(0)
    expect(out).toContain(`${file} is written. Next:\n  1. fill in the contacts of the customer`)
    const text = await readFile(join(folder, file), 'utf8')
    expect(text).toContain('agreement: my-cloud\n')
    expect(text).toContain('provider: { name: "Acme \\"A\\" $$5: #1", contacts: ["sla@acme.example"] }')
    expect(text).toContain('customer: { name: "Globex", contacts: [contracts@customer.example] }')
    const checked = await upheld(['check', file], { folder })
    expect(checked).toEqual({ code: 0, out: `${file}: agreement ok\n`, err: '' })
  })
})

test('new leaves a file that is there alone', async () => {
  await inFolder({ [file]: 'mine\n' }, async (folder) => {
    const { code, err } = await upheld(asked, { folder })
    expect([code, err]).toEqual([1, `upheld new: ${file} is there already; give another with --out\n`])
    expect(await readFile(join(folder, file), 'utf8')).toBe('mine\n')
  })
})

test('new writes where it is told to, under the name of the gallery unless another id is given', async () => {
  await inFolder({}, async (folder) => {
    expect((await upheld(['new', '--from', 'dns-always', '--out', 'a/b.yaml'], { folder })).code).toBe(0)
    expect(await readFile(join(folder, 'a/b.yaml'), 'utf8')).toContain('agreement: dns-always\n')
  })
})

test.each([
  [['--from', 'clod-region'], 'the gallery has no "clod-region"; did you mean "cloud-region"?'],
  [[], 'say which one with --from NAME; --list shows them'],
  [['--from', 'cloud-region', '--id', 'My Cloud'], '--id "My Cloud": an id has lower-case letters'],
  [['--from', 'cloud-region', '--provider', 'Acme <nobody>'], '--provider "nobody":'],
  [['--from', 'cloud-region', '--customer', '<it@globex.example>'], 'has no name'],
])('new %j is refused with what to do, and writes nothing', async (args, problem) => {
  await inFolder({}, async (folder) => {
    const { code, err } = await upheld(['new', ...args], { folder })
    expect(code).toBe(2)
    expect(err).toContain(`upheld new: `)
    expect(err).toContain(problem)
    expect(await readdir(folder)).toEqual([])
  })
})

test('new --list shows name, title and axes of every agreement of the gallery', async () => {
  const { code, out } = await upheld(['new', '--list'])
  const files = await readdir(new URL('../../config/gallery/', import.meta.url))
  expect(code).toBe(0)
  const lines = out.trimEnd().split('\n')
  expect(lines.map((line) => `${line.split(' ')[0]}.yaml`)).toEqual(files.sort())
  expect(lines).toContainEqual(
    expect.stringMatching(/^cloud-region +Compute in one region, two zones \(S\.quorum, /),
  )
})
