import { describe, expect, test } from 'vitest'
import { canonicalJson, sha256 } from '../../src/agreement/canonical.ts'
import { statementCsv } from '../../src/statements/csv.ts'
import { documentHtml } from '../../src/statements/documentHtml.ts'
import { documentPdf } from '../../src/statements/documentPdf.ts'
import { statementDocument } from '../../src/statements/render.ts'
import { memberKey, nextStatement, type Statement } from '../../src/statements/statement.ts'
import { bad } from '../evaluation/backtested.ts'
import { entriesOf, march, noMatters, outages, statementAgreement, statementOf } from './aStatement.ts'

const down = bad('2026-03-10T08:00:00Z', '2026-03-10T10:00:00Z')
const kept = statementOf(entriesOf(statementAgreement(), []))
const missed = statementOf(entriesOf(statementAgreement(), [down]))
const rendering = {
  language: 'en',
  provider: 'Acme <Cloud>',
  customer: 'Globex & Co',
  texts: new Map<string, string>(),
} as const

describe('A statement', () => {
  test('says what was promised, measured and missed, and what it was worth', () => {
    expect(missed).toMatchObject({ version: 1, replaces: null, difference: [] })
    const [commitment] = missed.commitments
    expect(commitment).toMatchObject({ title: 'Monthly uptime', verdicts: { breached: 1 }, omitted: 0 })
    expect(commitment?.periods[0]?.facts).toMatchObject({
      target: '>= 99.9%',
      shown: '99.73 %',
      outages: [{ from: '2026-03-10T08:00:00+00:00', seconds: '7200' }],
    })
    expect(missed.value).toMatchObject({ lost: [{ commitment: 'availability' }] })
  })

  test('is not made again where nothing has changed', () => {
    const entries = entriesOf(statementAgreement(), [])
    const asked = {
      ...noMatters,
      agreement: 'a',
      title: 'Checkout',
      timeZone: 'UTC',
      currency: 'EUR',
      period: march,
      entries,
    }
    expect(nextStatement({ ...asked, before: kept })).toBeNull()
    expect(nextStatement({ ...asked, before: JSON.parse(canonicalJson(kept)) as Statement })).toBeNull()
  })

  test('is made again with what differs where evidence came late', () => {
    const second = statementOf(entriesOf(statementAgreement(), [down]), kept)
    expect(second).toMatchObject({ version: 2, replaces: sha256(canonicalJson(kept)) })
    expect(second.difference).toContainEqual({
      path: '/commitments/0/periods/0/facts/verdict',
      before: 'met',
      after: 'breached',
    })
    expect(
      second.difference.every(({ before, after }) => canonicalJson(before) !== canonicalJson(after)),
    ).toBe(true)
  })

  test('holds no name of a party', () => {
    expect(canonicalJson(missed)).not.toMatch(/p@example|c@example|"P"|"C"/)
  })
})

describe('A rendering', () => {
  test('names the digest of the text that it renders, in both languages', () => {
    const digest = sha256(canonicalJson(missed))
    for (const language of ['en', 'de'] as const)
      expect(documentHtml(statementDocument(missed, { ...rendering, language }))).toContain(digest)
  })

  test('escapes names, and fetches nothing', () => {
    const html = documentHtml(statementDocument(missed, rendering))
    expect(html).toContain('Acme &lt;Cloud>')
    expect(html).not.toMatch(/<script|src=|href=|url\(/)
    expect(html).not.toMatch(/undefined|\[object|NaN/)
  })

  test('is in the language of its reader', () => {
    expect(documentHtml(statementDocument(kept, rendering))).toContain('Statement for March 2026')
    const german = documentHtml(statementDocument(kept, { ...rendering, language: 'de' }))
    expect(german).toContain('Abrechnung für März 2026')
    expect(german).toContain('Kein Ausfall gezählt.')
  })

  test('shows every outage on the line of the month, and says how many it does not list', () => {
    const many = statementOf(entriesOf(statementAgreement(), outages(200)))
    const html = documentHtml(statementDocument(many, rendering))
    expect(html.match(/fill="#b3261e"/g)?.length).toBeGreaterThanOrEqual(200)
    expect(html).toMatch(/Outages that count.*: 200 outages<.*and 140 more/s)
  })

  test('of a statement from before announcements, disputes and deadlines were stated does without them', () => {
    const { announcements: _, disputes: __, deadlines: ___, ...early } = missed
    const html = documentHtml(statementDocument(early, rendering))
    expect(html).toContain(sha256(canonicalJson(early)))
    expect(html).not.toContain('Deadlines')
  })

  test('draws how long answers took, against the limit', () => {
    const distribution = {
      limitUs: 300_000,
      buckets: [
        { atMostUs: 250_000, count: 900 },
        { atMostUs: 400_000, count: 100 },
      ],
      beyond: 0,
      failures: 7,
    }
    const distributions = new Map([[memberKey('availability', null), distribution]])
    const stated = statementOf(entriesOf(statementAgreement(), []), null, { distributions })
    expect(stated.commitments[0]?.distribution).toEqual(distribution)
    const html = documentHtml(statementDocument(stated, { ...rendering, language: 'de' }))
    for (const said of ['Wie lange Antworten dauerten', 'Grenze 300 ms', '1.007 gezählte Messungen'])
      expect(html).toContain(said)
    expect(html).not.toMatch(/undefined|NaN|Infinity/)
  })

  test('as PDF is tagged, has its fonts inside, and is the same file each time', async () => {
    const document = statementDocument(missed, rendering)
    const [first, second] = [await documentPdf(document), await documentPdf(document)]
    expect(first.equals(second)).toBe(true)
    const text = first.toString('latin1')
    expect(text).toMatch(/\/MarkInfo/)
    expect(text).toMatch(/\/FontFile2/)
    expect(text).toMatch(/D:20260401000000Z/)
  })

  test('as CSV has a row for each period and outage, and runs no formula', () => {
    const rows = statementCsv(missed).split('\r\n')
    expect(rows[1]).toContain('availability,,2026-03-01T00:00:00+00:00')
    expect(rows[2]).toContain(',outage,2026-03-10T08:00:00+00:00,2026-03-10T10:00:00+00:00,7200,')
    const [commitment] = missed.commitments
    const formula = { ...missed, commitments: commitment ? [{ ...commitment, commitment: '=1+1' }] : [] }
    expect(statementCsv(formula)).toContain("'=1+1")
  })
})
