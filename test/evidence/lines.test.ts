import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvHeader, csvRow, formatLine } from '../../src/evidence/formatLines.ts'
import { asKind, type EvidenceLine, parseArray, parseLine, parseLines } from '../../src/evidence/lines.ts'
import type { Observation } from '../../src/sources/observation.ts'

const ten = Date.UTC(2026, 2, 2, 10)
const half = 1_800_000

const good: [string, string, EvidenceLine][] = [
  [
    'a state at an instant',
    '{"source":"checkout","at":"2026-03-02T10:00:00Z","outcome":"good","latencyUs":23150}',
    {
      kind: 'observation',
      observation: { kind: 'state', source: 'checkout', at: ten, outcome: 'good', latencyUs: 23150 },
    },
  ],
  [
    'a failure with its reason',
    '{"source":"checkout","at":"2026-03-02T10:00:30Z","outcome":"bad","reason":"status"}',
    {
      kind: 'observation',
      observation: { kind: 'state', source: 'checkout', at: ten + 30_000, outcome: 'bad', reason: 'status' },
    },
  ],
  [
    'a span of a state with the affected share',
    '{"source":"region-a","from":"2026-03-02T10:00:00Z","to":"2026-03-02T10:30:00Z","outcome":"bad","affected":"0.25"}',
    {
      kind: 'observation',
      observation: {
        kind: 'state',
        source: 'region-a',
        at: ten,
        to: ten + half,
        outcome: 'bad',
        affected: '0.25',
      },
    },
  ],
  [
    'a ratio, its figures as numbers',
    '{"source":"requests","from":"2026-03-02T10:00:00Z","to":"2026-03-02T10:01:00Z","bad":3,"total":500}',
    {
      kind: 'observation',
      observation: {
        kind: 'ratio',
        source: 'requests',
        at: ten,
        to: ten + 60_000,
        outcome: 'good',
        bad: '3',
        total: '500',
      },
    },
  ],
  [
    'a gauge',
    '{"source":"jitter","at":"2026-03-02T10:00:00Z","value":"2.6"}',
    {
      kind: 'observation',
      observation: { kind: 'gauge', source: 'jitter', at: ten, outcome: 'good', value: '2.6' },
    },
  ],
  [
    'an event',
    '{"event":"ticket.opened","id":"e-1","subject":"T-17","at":"2026-03-02T10:02:00Z","data":{"severity":"P1","hours":1.50,"paid":true,"note":null}}',
    {
      kind: 'event',
      event: {
        id: 'e-1',
        type: 'ticket.opened',
        subject: 'T-17',
        at: ten + 120_000,
        data: { severity: 'P1', hours: '1.50', paid: true, note: null },
      },
    },
  ],
  [
    'an event about nothing in particular',
    '{"event":"survey.answered","id":"e-2","at":"2026-03-02T10:00:00Z"}',
    { kind: 'event', event: { id: 'e-2', type: 'survey.answered', subject: '', at: ten, data: {} } },
  ],
  [
    'an exclusion by one party',
    '{"exclusion":"maintenance","id":"x-1","from":"2026-03-02T11:00:00+01:00","to":"2026-03-02T11:30:00+01:00","announcedAt":"2026-03-01T10:00:00Z","by":"provider"}',
    {
      kind: 'exclusion',
      exclusion: {
        id: 'x-1',
        kind: 'maintenance',
        from: ten,
        to: ten + half,
        announcedAt: ten - 86_400_000,
        by: ['provider'],
        agreedBy: [],
      },
    },
  ],
  [
    'an exclusion of both parties that was never announced',
    '{"exclusion":"customer","id":"x-2","from":"2026-03-02T10:00:00Z","to":"2026-03-02T10:30:00Z","by":["provider","customer"],"agreedBy":["customer","customer"],"reason":"their move"}',
    {
      kind: 'exclusion',
      exclusion: {
        id: 'x-2',
        kind: 'customer',
        from: ten,
        to: ten + half,
        announcedAt: ten,
        by: ['provider', 'customer'],
        agreedBy: ['customer'],
        reason: 'their move',
      },
    },
  ],
  [
    'a fee',
    '{"fee":"service","from":"2026-03-01","to":"2026-04-01","amount":"400.00"}',
    { kind: 'fee', fee: { fee: 'service', from: '2026-03-01', until: '2026-04-01', amount: '400.00' } },
  ],
]

test.each(good)('%s is read', (_name, text, line) => {
  expect(parseLine(text, 1)).toEqual(line)
})

test.each(good)('%s is written so that it reads back', (_name, _text, line) => {
  expect(parseLine(formatLine(line), 1)).toEqual(line)
})

test('the examples are written as they were, but for the form of numbers', () => {
  expect(good.slice(0, 3).map(([, , line]) => formatLine(line))).toEqual(
    good.slice(0, 3).map(([, text]) => text),
  )
})

test.each([
  ['3', '3'],
  ['0.1', '0.1'],
  ['99.99999999999999999999', '99.99999999999999999999'],
  ['1e3', '1000'],
  ['1.5e+06', '1500000'],
  ['25e-3', '0.025'],
  ['-2.60', '-2.60'],
  ['-1.25e1', '-12.5'],
  ['"0.30"', '0.30'],
])('the number %s keeps its digits', (number, value) => {
  const line = parseLine(`{"source":"jitter","at":"2026-03-02T10:00:00Z","value":${number}}`, 1)
  expect(line).toMatchObject({ observation: { value } })
})

test.each([
  '"1e3"',
  '"1,5"',
  '" 1"',
  '"+1"',
  '".5"',
  '"5."',
  '"-0"',
  '-0',
  '"0x10"',
  '"NaN"',
  '""',
  '1e99',
  'true',
  '[1]',
  '"١"',
])('%s is no decimal', (number) => {
  const line = parseLine(`{"source":"jitter","at":"2026-03-02T10:00:00Z","value":${number}}`, 7)
  expect(line).toMatchObject({ kind: 'problem', line: 7, field: 'value' })
})

test.each([
  ['2026-03-02T11:00:00.123456789+01:00', ten + 123],
  ['2026-03-02t10:00:00z', ten],
  ['2026-03-02T10:00:00-00:00', ten],
  ['1970-01-01T00:00:00Z', 0],
])('the instant %s is read', (at, ms) => {
  expect(parseLine(`{"source":"a","at":"${at}","outcome":"good"}`, 1)).toMatchObject({
    observation: { at: ms },
  })
})

test.each([
  '2026-03-02T10:00:00',
  '2026-03-02T10:00Z',
  '2026-03-02 10:00:00Z',
  '2026-03-02T10:00:60Z',
  '2026-03-02T24:00:00Z',
  '2026-02-29T10:00:00Z',
  '2026-03-02T10:00:00+1',
  '2026-03-02T10:00:00+25:00',
  '2026-03-02T10:00:00Z[UTC]',
  '1969-12-31T23:59:59Z',
  '+012026-03-02T10:00:00Z',
  '2026-03-02',
  '',
])('%j is no instant', (at) => {
  expect(parseLine(`{"source":"a","at":"${at}","outcome":"good"}`, 1)).toMatchObject({
    kind: 'problem',
    field: 'at',
  })
})

const state = { source: 'a', at: '2026-03-02T10:00:00Z', outcome: 'good' }
const ratio = { source: 'a', from: '2026-03-02T10:00:00Z', to: '2026-03-02T10:01:00Z', bad: 3, total: 500 }
const event = { event: 'ticket.opened', id: 'e', subject: 'T', at: '2026-03-02T10:00:00Z' }
const exclusion = {
  exclusion: 'm',
  id: 'x',
  from: '2026-03-02T10:00:00Z',
  to: '2026-03-02T10:01:00Z',
  by: 'provider',
}
const fee = { fee: 'service', from: '2026-03-01', to: '2026-04-01', amount: '400.00' }
const bad: [string, object, string | null][] = [
  ['nothing known', { at: state.at }, null],
  ['two kinds at once', { ...state, event: 'x' }, 'event'],
  ['an unknown field', { ...state, latency: 3 }, 'latency'],
  ['no time', { source: 'a', outcome: 'good' }, 'at'],
  ['an instant and a span', { ...state, from: state.at, to: '2026-03-02T10:01:00Z' }, 'at'],
  ['a span without its end', { source: 'a', from: state.at, outcome: 'good' }, 'to'],
  ['a span that ends where it begins', { source: 'a', from: state.at, to: state.at, outcome: 'good' }, 'to'],
  ['no outcome', { source: 'a', at: state.at }, 'outcome'],
  ['an outcome that is none', { ...state, outcome: 'up' }, 'outcome'],
  ['a reason that is none', { ...state, outcome: 'bad', reason: 'because' }, 'reason'],
  ['a reason for being good', { ...state, reason: 'timeout' }, 'reason'],
  ['a latency with a fraction', { ...state, latencyUs: 1.5 }, 'latencyUs'],
  ['a negative latency', { ...state, latencyUs: -1 }, 'latencyUs'],
  ['an unsafe latency', { ...state, latencyUs: 2 ** 53 }, 'latencyUs'],
  ['a latency as text', { ...state, latencyUs: '5' }, 'latencyUs'],
  ['a share above one', { ...state, affected: '1.01' }, 'affected'],
  ['a source without a name', { ...state, source: '' }, 'source'],
  ['a source with a line break', { ...state, source: 'a\nb' }, 'source'],
  ['a source that is a number', { ...state, source: 5 }, 'source'],
  ['a ratio at an instant', { source: 'a', at: state.at, bad: 1, total: 2 }, 'to'],
  ['a ratio without its total', { ...ratio, total: undefined }, 'total'],
  ['more bad than all', { ...ratio, bad: 501 }, 'bad'],
  ['a negative count', { ...ratio, bad: -1 }, 'bad'],
  ['a good gauge without a value', { source: 'a', at: state.at, outcome: 'good', value: null }, 'value'],
  ['a ticket without a subject', { ...event, subject: undefined }, 'subject'],
  ['an event without an id', { ...event, id: undefined }, 'id'],
  ['data that is a list', { ...event, data: [] }, 'data'],
  ['nested data', { ...event, data: { a: { b: 1 } } }, 'data.a'],
  ['an exclusion by nobody', { ...exclusion, by: undefined }, 'by'],
  ['an exclusion by a stranger', { ...exclusion, by: ['operator'] }, 'by'],
  ['an exclusion that ends before it begins', { ...exclusion, to: '2026-03-01T10:01:00Z' }, 'to'],
  ['a fee without an amount', { ...fee, amount: undefined }, 'amount'],
  ['a negative fee', { ...fee, amount: '-1' }, 'amount'],
  ['a fee for a day that is none', { ...fee, from: '2026-02-30' }, 'from'],
  ['a fee for no time', { ...fee, to: '2026-03-01' }, 'to'],
]

test.each(bad)('%s is refused by its field', (_name, line, field) => {
  const found = parseLine(JSON.stringify(line), 3)
  expect(found).toMatchObject({
    kind: 'problem',
    line: 3,
    field,
    message: expect.stringMatching(/^line 3: /),
  })
})

test.each(['', '{', '[]', '5', 'null', '"text"', '{"source":"a"', '{"source":"a","at":NaN}'])(
  '%j is refused',
  (text) => {
    expect(parseLine(text, 1)).toMatchObject({ kind: 'problem', field: null })
  },
)

test('members named like the parts of objects are refused and change nothing', () => {
  const text = '{"event":"x","id":"e","at":"2026-03-02T10:00:00Z","data":{"__proto__":{"admin":true}}}'
  expect(parseLine(text, 1)).toMatchObject({ kind: 'problem', field: 'data' })
  expect(parseLine('{"__proto__":1,"source":"a"}', 1)).toMatchObject({ kind: 'problem' })
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
})

test('a file may have a byte order mark, blank lines and line ends of another system', () => {
  const line = '{"source":"a","at":"2026-03-02T10:00:00Z","outcome":"good"}'
  const all = [...parseLines(`\ufeff${line}\r\n\r\n${line}\nnonsense\n`)]
  expect(all.map((each) => (each.kind === 'problem' ? each.line : each.kind))).toEqual([
    'observation',
    'observation',
    4,
  ])
})

test('an array is read element by element', () => {
  const all = parseArray(JSON.stringify([state, {}, fee]))
  expect(all.map((each) => (each.kind === 'problem' ? each.line : each.kind))).toEqual([
    'observation',
    2,
    'fee',
  ])
  expect(parseArray('{}')).toMatchObject([{ kind: 'problem', message: 'line 1: it is not a JSON array' }])
})

test('an unknown observation without figures becomes one of its source’s kind', () => {
  const unknown: Observation = {
    kind: 'state',
    source: 'a',
    at: 1,
    to: 2,
    outcome: 'unknown',
    reason: 'read',
  }
  expect(asKind(unknown, 'ratio')).toEqual({ ...unknown, kind: 'ratio' })
  expect(asKind(unknown, 'gauge')).toEqual({ ...unknown, kind: 'gauge' })
  expect(asKind(unknown, 'state')).toBe(unknown)
  expect(asKind({ ...unknown, outcome: 'good' }, 'ratio')).toBeNull()
})

test.each([
  { kind: 'ratio', source: 'a', at: ten, to: ten + half, outcome: 'unknown', reason: 'noData' },
  { kind: 'gauge', source: 'a', at: ten, outcome: 'bad', reason: 'answer' },
  { kind: 'gauge', source: 'a', at: ten, outcome: 'unknown' },
] satisfies Observation[])('a $kind without figures reads back as one', (observation) => {
  const line: EvidenceLine = { kind: 'observation', observation }
  expect(parseLine(formatLine(line), 1)).toEqual(line)
})

test('any text that a line may hold reads back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }), fc.nat(4e12), (name, at) => {
      fc.pre(!/\p{Cc}/u.test(name) && name.length <= 300)
      const line: EvidenceLine = {
        kind: 'event',
        event: { id: name, type: 'x', subject: name, at, data: { [`d${name}`]: name } },
      }
      expect(parseLine(formatLine(line), 1)).toEqual(line)
    }),
  )
})

test('CSV has a column for every field', () => {
  const names = csvHeader.split(',')
  const row = csvRow(good[2]?.[2] as EvidenceLine).split(',')
  const cells = Object.fromEntries(names.map((name, i) => [name, row[i]]))
  expect(row).toHaveLength(names.length)
  expect(cells).toMatchObject({
    source: 'region-a',
    from: '2026-03-02T10:00:00Z',
    outcome: 'bad',
    affected: '0.25',
    at: '',
  })
})

test('a cell that a spreadsheet would compute is marked, a negative number is not', () => {
  const of = (subject: string) =>
    csvRow({ kind: 'event', event: { id: 'e', type: 'x', subject, at: ten, data: {} } })
  expect(of('=1+1')).toContain(",'=1+1,")
  expect(of('@SUM(A1)')).toContain(",'@SUM(A1),")
  expect(of('-2+3')).toContain(",'-2+3,")
  expect(of('-2.5')).toContain(',-2.5,')
  expect(of('a "b", c')).toContain(',"a ""b"", c",')
})

test.each([
  [
    '{"source":"a","timestamp":"x","state":"up"}',
    '; write `at: 2026-03-02T10:00:00Z`; `state` neither, write `outcome: good|bad|unknown`',
  ],
  ['{"source":"a","at":"2026-03-02T10:00:00Z","outcme":"good"}', '; write `outcome: good|bad|unknown`'],
  ['{"source":"a","at":"2026-03-02T10:00:00Z","outcome":"UP"}', 'good, bad, unknown; did you mean "good"?'],
  ['{"source":"a","at":"2026-03-02T10:00:00Z","outcome":0}', 'good, bad, unknown; did you mean "bad"?'],
  ['{"source":"a","at":1772445600,"outcome":"good"}', '; seconds or milliseconds since 1970 are not read'],
  ['{"monitor":"a"}', '; for `monitor` write `source`'],
])('%s is answered with what to write', (text, end) => {
  const line = parseLine(text, 1)
  expect(line.kind === 'problem' && line.message.slice(-end.length)).toBe(end)
})
