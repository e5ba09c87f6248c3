import { describe, expect, test } from 'vitest'
import { canonicalJson, sha256 } from '../../src/agreement/canonical.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import { withPapers } from '../../src/notices/attachments.ts'
import { planNotices } from '../../src/notices/plan.ts'
import { statementCsv } from '../../src/statements/csv.ts'
import { documentPdf } from '../../src/statements/documentPdf.ts'
import { statementDocument } from '../../src/statements/render.ts'
import type { Statement } from '../../src/statements/statement.ts'
import { bad } from '../evaluation/backtested.ts'
import { entriesOf, statementAgreement, statementOf } from '../statements/aStatement.ts'
import { courierOf } from './aCourier.ts'
import { context, customer, decidedAt, entryOf, names, outboxOf, provider } from './entries.ts'
import { type MailServer, mailServer } from './mailServer.ts'

const down = bad('2026-03-10T08:00:00Z', '2026-03-10T10:00:00Z')
const first = statementOf(entriesOf(statementAgreement(), []))
const second = statementOf(entriesOf(statementAgreement(), [down]), first)
const german = { ...customer, language: 'de' } as const
const both = [provider, german]

const issued = (statement: Statement, changes: Parameters<typeof entryOf>[2] = {}): Entry =>
  entryOf(
    'statementIssued',
    {
      digest: sha256(canonicalJson(statement)),
      version: statement.version,
      keyId: '0123456789abcdef',
      signature: 'c2ln',
      timeZone: 'UTC',
    },
    { clause: null, period: { from: statement.from, to: statement.to }, ...changes },
  )

async function mailed(statement: Statement, recipients: Parameters<typeof outboxOf>[1] = both) {
  await using server = await mailServer()
  const outbox = outboxOf([issued(statement)], recipients)
  outbox.texts.set(sha256(canonicalJson(statement)), canonicalJson(statement))
  await courierOf(outbox, server.port).deliverDue(decidedAt + 24 * 3_600_000)
  return server.received
}
const mailTo = (received: MailServer['received'], address: string) => {
  const found = received.find(({ to }) => to.includes(address))
  if (!found) throw new Error(`no mail to ${address}`)
  return found.mail
}
const bytes = (content: unknown): Buffer => Buffer.from(content as ArrayBuffer)
const paperOf = (statement: Statement, language: 'en' | 'de') =>
  documentPdf(
    statementDocument(statement, {
      ...{ language, provider: names[0] ?? '', customer: names[1] ?? '' },
      texts: new Map(),
    }),
  )

describe('A statement by mail', () => {
  test('names the same digest to both parties, each with the papers in the own language', async () => {
    const received = await mailed(first)
    const digest = sha256(canonicalJson(first))
    for (const [address, language, said] of [
      ['ops@acme.test', 'en', /Statement for March 2026[\s\S]*Customer value/],
      ['it@globex.test', 'de', /Abrechnung für März 2026[\s\S]*Wert für den Kunden: 39\.500,00 EUR/],
    ] as const) {
      const { text, html, attachments } = mailTo(received, address)
      for (const part of [text, html]) {
        expect(part).toContain(digest)
        expect(part).toContain('/api/v1/agreements/checkout-globex/statements/2026-03.json?version=1')
        expect(part).toContain('checkout-globex-2026-03-v1.pdf')
      }
      expect(text).toMatch(said)
      const [paper, rows] = attachments
      expect(attachments.map(({ mimeType }) => mimeType)).toEqual(['application/pdf', 'text/csv'])
      expect(bytes(paper?.content).equals(await paperOf(first, language))).toBe(true)
      expect(bytes(rows?.content).toString('utf8')).toBe(statementCsv(first))
    }
  })

  test('says in another version which one it replaces and every figure that differs', async () => {
    const received = await mailed(second)
    for (const { mail } of received) {
      expect(mail.text).toContain(sha256(canonicalJson(first)))
      expect(mail.text).toContain('/commitments/0/periods/0/facts/verdict; met; breached')
    }
  })

  test('goes with the digest of the day where the contact asks for that, papers and all', async () => {
    const [notice] = planNotices(issued(first), [{ ...customer, digest: 'daily' }], context)
    expect(notice).toMatchObject({ kind: 'statement', digest: 'daily' })
    const [mail] = await mailed(first, [{ ...customer, digest: 'daily' }])
    expect(mail?.mail.attachments).toHaveLength(2)
  })

  test('has no papers where its text was erased, and still names the digest', async () => {
    await using server = await mailServer()
    await courierOf(outboxOf([issued(first)], both), server.port).deliverDue(decidedAt)
    for (const { mail } of server.received) {
      expect(mail.attachments).toEqual([])
      expect(mail.text).toContain(sha256(canonicalJson(first)))
    }
  })
})

test('papers that are too large together for a mail are left to the link', async () => {
  const entry = issued(first)
  const texts = new Map([[sha256(canonicalJson(first)), canonicalJson(first)]])
  const told = { entry, texts, names: { agreement: 'Checkout', provider: 'Acme', customer: 'Globex' } }
  const asked = { language: 'en', read: async () => null } as const
  const [fits] = await withPapers([told], asked)
  const size = fits?.papers?.reduce((sum, { content }) => sum + content.byteLength, 0) ?? 0
  const two = await withPapers([told, told], { ...asked, most: size })
  expect(two.map(({ papers }) => papers?.length)).toEqual([2, 0])
  expect((await withPapers([told], { ...asked, most: size - 1 })).map(({ papers }) => papers)).toEqual([[]])
})
