import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { canonicalJson, sha256 } from '../../agreement/canonical.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Facts } from '../../ledger/facts.ts'
import { statementCsv } from '../../statements/csv.ts'
import { documentHtml } from '../../statements/documentHtml.ts'
import { statementTexts } from '../../statements/matterBlocks.ts'
import { paperOf } from '../../statements/papers.ts'
import { statementDocument } from '../../statements/render.ts'
import { renewalDocument } from '../../statements/renewal.ts'
import type { Statement } from '../../statements/statement.ts'
import { pageOf } from '../paging.ts'
import { notFound, Problem } from '../problem.ts'
import { agreementId, pageQuery, pageSchema } from '../schemas/scalars.ts'
import { type App, agreementFor, type Web } from '../web.ts'

const config = { action: 'agreement.read' } as const
const tags = ['statements']
const params = z.object({ agreement: agreementId })
const most = 2_000
const busy = 4
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

const issued = z.object({
  from: z.string(),
  to: z.string(),
  version: z.number().int(),
  digest: z.string().describe('SHA-256 hex of the canonical JSON.'),
  keyId: z.string(),
  signature: z.string().describe('Base64 of the Ed25519 signature over its digest.'),
  entry: z.string(),
})

/** The statements of finished months: one text for both parties, and its renderings. */
export function statementRoutes(app: App, web: Web): void {
  app.get(
    '/agreements/:agreement/statements',
    {
      config,
      schema: {
        tags,
        summary: 'The statements that were issued, newest month first, every version',
        params,
        querystring: z.object(pageQuery),
        response: { 200: pageSchema(issued) },
      },
    },
    async (request) => {
      const entries = await entriesOf(web, request.params.agreement)
      const items = entries
        .map(issuedOf)
        .sort((a, b) => (a.from < b.from ? 1 : a.from > b.from ? -1 : b.version - a.version))
      return pageOf(items, (one) => `${one.from} ${one.version}`, request.query)
    },
  )
  fileRoute(app, web)
  renewalRoute(app, web)
}

function fileRoute(app: App, web: Web): void {
  const file = z
    .string()
    .regex(
      /^\d{4}-\d\d(?:-\d\d)?\.(?:json|html|pdf|csv)$/,
      'must be the month or day on which it begins and a kind, such as 2026-03.pdf',
    )
  const querystring = z.strictObject({
    language: z.enum(['en', 'de']).default('en'),
    version: z.coerce.number().int().min(1).optional(),
  })
  let rendering = 0
  app.get(
    '/agreements/:agreement/statements/:file',
    {
      config,
      schema: {
        tags,
        summary: 'A statement as canonical JSON (the text that is signed), HTML, PDF or CSV',
        params: params.extend({ file }),
        querystring,
        response: {
          200: {
            description: 'As the name of the file says.',
            content: {
              'application/json': { schema: z.string() },
              'text/html': { schema: z.string() },
              'text/csv': { schema: z.string() },
              'application/pdf': { schema: z.string() },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { agreement, file: name } = request.params
      const { provider, customer } = agreementFor(web, request, { action: config.action, agreement })
      const [month = '', kind = ''] = name.split('.')
      const entry = chosen(await entriesOf(web, agreement), month, request.query.version)
      const facts = entry.facts as unknown as Facts['statementIssued']
      const text = await web.service.store.text(facts.digest)
      if (text === null) throw notFound()
      reply.header('upheld-digest', facts.digest).header('upheld-signature', facts.signature)
      if (kind === 'json') return send(reply, 'application/json; charset=utf-8', text)
      const statement = JSON.parse(text) as Statement
      if (kind === 'csv') {
        reply.header('content-disposition', `attachment; filename="${agreement}-${month}.csv"`)
        return send(reply, 'text/csv; charset=utf-8', statementCsv(statement))
      }
      const document = statementDocument(statement, {
        ...{ language: request.query.language, provider, customer },
        texts: await statementTexts(statement, (digest) => web.service.store.text(digest)),
      })
      if (kind === 'html') {
        reply.header('content-security-policy', pagePolicy)
        return send(reply, 'text/html; charset=utf-8', documentHtml(document))
      }
      if (rendering >= busy) throw new Problem(503, 'Too many papers are being made; come again.')
      rendering++
      try {
        reply.header('content-disposition', `inline; filename="${agreement}-${month}.pdf"`)
        return send(reply, 'application/pdf', await paperOf(document))
      } finally {
        rendering--
      }
    },
  )
}

function renewalRoute(app: App, web: Web): void {
  const querystring = z.strictObject({
    format: z.enum(['json', 'html', 'pdf']).default('json'),
    language: z.enum(['en', 'de']).default('en'),
  })
  app.get(
    '/agreements/:agreement/renewal',
    {
      config,
      schema: {
        tags,
        summary: 'What a talk about renewal starts from: the term so far, as canonical JSON, HTML or PDF',
        params,
        querystring,
        response: {
          200: {
            description: 'As `format` says.',
            content: {
              'application/json': { schema: z.string() },
              'text/html': { schema: z.string() },
              'application/pdf': { schema: z.string() },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const pack = await web.service.renewal(request.params.agreement)
      const text = canonicalJson(pack)
      const { format, language } = request.query
      if (format === 'json') return send(reply, 'application/json; charset=utf-8', text)
      const document = renewalDocument(pack, { language, digest: sha256(text) })
      if (format === 'pdf') return send(reply, 'application/pdf', await paperOf(document))
      reply.header('content-security-policy', pagePolicy)
      return send(reply, 'text/html; charset=utf-8', documentHtml(document))
    },
  )
}

/** What is sent is exact bytes: nothing serializes it again. */
const send = (reply: FastifyReply, type: string, body: string | Buffer): FastifyReply =>
  reply
    .type(type)
    .serializer((payload: unknown) => payload as string)
    .send(body)

const entriesOf = (web: Web, agreement: string): Promise<readonly Entry[]> =>
  web.service.store.entries({ agreement, kinds: ['statementIssued'], limit: most })

function chosen(entries: readonly Entry[], month: string, version: number | undefined): Entry {
  const mine = entries.filter(({ period }) => period?.from.startsWith(month))
  const found =
    version === undefined
      ? mine.at(-1)
      : mine.find(({ facts }) => (facts as unknown as Facts['statementIssued']).version === version)
  if (!found) throw notFound()
  return found
}

function issuedOf({ id, period, facts }: Entry): z.output<typeof issued> {
  const { version, digest, keyId, signature } = facts as unknown as Facts['statementIssued']
  return { from: period?.from ?? '', to: period?.to ?? '', version, digest, keyId, signature, entry: id }
}
