import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { StructuredDocument } from '../../src/statements/document.ts'
import { documentPdf } from '../../src/statements/documentPdf.ts'
import { paperOf } from '../../src/statements/papers.ts'

const aDocument = (title: string, rows = 1, svg?: string): StructuredDocument => ({
  language: 'en',
  title,
  subtitle: 'Acme and Globex',
  dated: Date.UTC(2026, 3, 1),
  blocks: [
    {
      kind: 'table',
      columns: [{ label: 'From' }, { label: 'To', align: 'right' }],
      rows: Array.from({ length: rows }, (_, i) => [`row ${i}`, `${i} s`]),
    },
    ...(svg === undefined
      ? []
      : [{ kind: 'figure' as const, svg, description: 'broken', width: 100, height: 10 }]),
  ],
  footer: 'sha256:0',
})

test('the thread makes the very bytes that the layout makes', async () => {
  const document = aDocument('Statement')
  expect((await paperOf(document)).equals(await documentPdf(document))).toBe(true)
})

test('what is wanted again is not made again', async () => {
  const [first, second] = [paperOf(aDocument('Again')), paperOf(aDocument('Again'))]
  expect(await second).toBe(await first)
  expect(await paperOf(aDocument('Other'))).not.toBe(await first)
})

test('the loop turns while a long one is made', async () => {
  let turns = 0
  let isMade = false
  const turn = (): void => {
    turns++
    if (!isMade) setImmediate(turn)
  }
  const paper = paperOf(aDocument('Long', 3000)).finally(() => {
    isMade = true
  })
  turn()
  expect((await paper).subarray(0, 5).toString()).toBe('%PDF-')
  const turnsInThread = turns
  ;[turns, isMade] = [0, false]
  const here = documentPdf(aDocument('Long', 3000)).finally(() => {
    isMade = true
  })
  turn()
  await here
  // The layout itself never lets go of the loop that it runs on.
  expect(turnsInThread).toBeGreaterThan(turns * 10)
})

test('one that cannot be laid out is refused, and the next is made', async () => {
  await expect(paperOf(aDocument('Broken', 1, '<svg'))).rejects.toThrow()
  expect((await paperOf(aDocument('Sound'))).byteLength).toBeGreaterThan(1000)
})

/** The drawing of each page, as operators. */
const pagesOf = (pdf: Buffer): string[] =>
  [...pdf.toString('latin1').matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)]
    .flatMap(([, stream = '']) => {
      try {
        return [inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')]
      } catch {
        return []
      }
    })
    .filter((operators) => operators.includes(' Tf'))

test('a heading stays with the first rows of its table, wherever the page ends', async () => {
  const { blocks, ...rest } = aDocument('Long', 2)
  for (let rows = 22; rows < 46; rows++) {
    const before = aDocument('Long', rows).blocks
    const lead = { kind: 'paragraph' as const, text: 'Monthly uptime: 2' }
    const document = {
      ...rest,
      blocks: [...before, { kind: 'heading' as const, text: 'What was missed' }, lead, ...blocks],
    }
    const heading = pagesOf(await documentPdf(document)).filter((page) => page.includes(' 11.5 Tf'))
    expect(heading).toHaveLength(1)
    expect(heading[0]?.split(' 11.5 Tf').at(-1), `after ${rows} rows`).toContain(' 8 Tf')
  }
})
