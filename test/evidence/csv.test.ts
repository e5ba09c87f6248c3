import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLines, type Placed } from '../../src/evidence/csvLines.ts'
import { csvHeader, csvRow, formatLine } from '../../src/evidence/formatLines.ts'
import { parseLine } from '../../src/evidence/lines.ts'
import { textLines } from '../../src/evidence/textLines.ts'

/** The bytes of a text in pieces, as a stream hands them over. */
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(
  text: string | Uint8Array,
  usualSource: string | null = 'web',
  size = 7,
): Promise<Placed[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const found: Placed[] = []
  for await (const each of csvLines(textLines(pieces(bytes, size)), usualSource)) found.push(each)
  return found
}
const shown = (all: readonly Placed[]): string[] =>
  all.map((each) =>
    each.kind === 'line'
      ? `${each.number} ${formatLine(each.line)}`
      : `${each.number}:${each.column} ${each.why}`,
  )

test.each([
  ['commas', 'at,outcome,latencyUs\n2026-03-02T10:00:00Z,good,1500\n'],
  ['semicolons', 'at;outcome;latencyUs\n2026-03-02T10:00:00Z;good;1500\n'],
  ['tabs', 'at\toutcome\tlatencyUs\n2026-03-02T10:00:00Z\tgood\t1500'],
  [
    'a byte order mark, CRLF and quotes',
    '\ufeffat,outcome,latencyUs\r\n"2026-03-02T10:00:00Z","good",1500\r\n',
  ],
  ["a spreadsheet's first line", 'sep=;\nat;outcome;latencyUs\n2026-03-02T10:00:00Z;good;1500\n'],
  ['milliseconds', '"at","outcome","latencyMs"\n2026-03-02T10:00:00Z,good,1.5\n'],
])('a row with %s is the line that it says', async (_, text) => {
  const [line, ...more] = shown(await read(text))
  expect(line).toMatch(
    /^[23] \{"source":"web","at":"2026-03-02T10:00:00Z","outcome":"good","latencyUs":1500\}$/,
  )
  expect(more).toEqual([])
})

test('events, exclusions and fees are rows of the same file, with text as it stands', async () => {
  const rows = [
    'event,exclusion,fee,id,subject,at,from,to,by,amount,data.severity,data.text,data.score',
    'ticket.opened,,,e-1,T-1,2026-03-02T10:00:00Z,,,,,P1,"says ""no"";',
    'really",9',
    ',works,,x-1,,,2026-03-02T10:00:00Z,2026-03-02T11:00:00Z,provider customer,,,,',
    ',,base,,,,2026-03-01,2026-04-01,,1200.50,,,',
    "survey.answered,,,e-2,,2026-03-02T10:00:00Z,,,,,=1+1,'=2,true",
  ]
  expect(shown(await read(rows.join('\n')))).toEqual([
    '2 {"event":"ticket.opened","id":"e-1","subject":"T-1","at":"2026-03-02T10:00:00Z","data":{"severity":"P1","text":"says \\"no\\";\\nreally","score":"9"}}',
    '4 {"exclusion":"works","id":"x-1","by":["provider","customer"],"agreedBy":[],"from":"2026-03-02T10:00:00Z","to":"2026-03-02T11:00:00Z","announcedAt":"2026-03-02T10:00:00Z"}',
    '5 {"fee":"base","from":"2026-03-01","to":"2026-04-01","amount":"1200.50"}',
    '6 {"event":"survey.answered","id":"e-2","at":"2026-03-02T10:00:00Z","data":{"severity":"=1+1","text":"=2","score":true}}',
  ])
})

test('a row that cannot be used is named with line and column, and loses no other', async () => {
  const rows = [
    'at,outcome,latencyMs',
    '2026-03-02T10:00:00Z,fine,1',
    '2026-03-02 10:01:00,good,1',
    '2026-03-02T10:02:00Z,good',
    '2026-03-02T10:03:00Z,go"od",1',
    '2026-03-02T10:04:00Z,"good"x,1',
    '2026-03-02T10:05:00Z,good,"1,5"',
    '2026-03-02T10:06:00Z,good,',
    '2026-03-02T10:07:00Z,"good,1',
    '2026-03-02T10:08:00Z,good,1',
  ]
  expect(shown(await read(rows.join('\n')))).toEqual([
    '2:22 `outcome` is not one of good, bad, unknown',
    '3:1 `at` is not an instant with its offset, such as 2026-03-02T10:00:00Z',
    '4:1 the row has 2 cells, the header names 3 columns',
    '5:24 a quote stands inside a cell without quotes',
    '6:28 something stands between a quote and the next cell',
    '7:27 `latencyMs` is not a number of milliseconds such as 23.15',
    '8 {"source":"web","at":"2026-03-02T10:06:00Z","outcome":"good"}',
    '9:22 the cell that this quote opens is never closed by a second one',
  ])
})

test.each([
  ['colour,outcome', 'line 1, column 1: the header names a column "colour"; known here: source, at,'],
  [
    'time,status,ping',
    'names a column "time"; did you mean "at"?\nline 1, column 6: the header names a column "status"; did you mean "outcome"?\nline 1, column 13: the header names a column "ping"; did you mean "latencyMs"?',
  ],
  ['at,outcom', 'line 1, column 4: the header names a column "outcom"; did you mean "outcome"?'],
  ['at,at', 'line 1, column 4: the header names "at" twice'],
  ['latencyUs,latencyMs', '"latencyMs" cannot stand beside "latencyUs"'],
  ['data,data.x', '"data" cannot stand beside "data.…"'],
  ['at,"outcome', 'line 1, column 4: the cell that this quote opens is never closed'],
])('the header %j is refused', async (text, message) => {
  await expect(read(`${text}\n1,2`)).rejects.toThrow(message)
})

test('what is not UTF-8 and what has no end is refused', async () => {
  const latin = Uint8Array.from([...new TextEncoder().encode('at,id\n1,'), 0xfc])
  await expect(read(latin)).rejects.toThrow('behind line 1 stands what is not UTF-8 text')
  await expect(read('a'.repeat(1_100_000), null, 100_000)).rejects.toThrow(
    'line 1 is longer than a million characters',
  )
})

const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 })
test('whatever export writes as CSV reads back as the same line', async () => {
  const event = fc.record({ id: text, subject: text, said: fc.string({ maxLength: 30 }) })
  await fc.assert(
    fc.asyncProperty(event, fc.integer({ min: 1, max: 50 }), async ({ id, subject, said }, size) => {
      const json = { event: 'ticket.opened', id, subject, at: '2026-03-02T10:00:00Z', data: { said } }
      const line = parseLine(JSON.stringify(json), 1)
      if (line.kind === 'problem' || id.startsWith("'") || subject.startsWith("'")) return
      const found = await read(`${csvHeader}\r\n${csvRow(line)}\r\n`, null, size)
      expect(found).toEqual([{ kind: 'line', number: 2, line }])
    }),
    { numRuns: 300 },
  )
})
