import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { canonicalJson } from '../../agreement/canonical.ts'
import { csvHeader, csvRow, formatLine } from '../../evidence/formatLines.ts'
import type { EvidenceLine } from '../../evidence/lines.ts'
import { observationAt, type Series } from '../../evidence/series.ts'
import { listNamed } from '../../ledger/countedList.ts'
import { exportLines } from '../../ledger/export.ts'
import { preferred } from '../accept.ts'
import { momentOf } from '../moment.ts'
import { notFound, Problem } from '../problem.ts'
import { agreementId, moment, name } from '../schemas/scalars.ts'
import { type App, agreementFor, type Web } from '../web.ts'

const config = { action: 'agreement.read' } as const
const params = z.object({ agreement: agreementId })
const dayMs = 86_400_000
/** Entries read from the database at a time. */
const portion = 500
/** Downloads under way at once; the next one is asked to come again. */
const mostDownloads = 8

const formats = {
  'application/x-ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'text/csv': 'csv',
} as const

/** Long answers, made in bounded portions while they are sent. */
export function downloadRoutes(app: App, web: Web): void {
  const downloads = new Downloads(mostDownloads)
  evidenceRoute(app, web, downloads)
  countedRoute(app, web)
  app.get(
    '/agreements/:agreement/ledger',
    {
      config,
      schema: {
        tags: ['agreements'],
        summary: 'The ledger, for `upheld verify`',
        params,
        response: { 200: lines('application/x-ndjson') },
      },
    },
    async (request, reply) => {
      const { agreement } = request.params
      const head = await web.service.store.signedHead(agreement)
      if (head === null) throw new Problem(404, 'The ledger of this agreement has no entry yet.')
      const file = `attachment; filename="${agreement}.ledger.jsonl"`
      return send(
        reply.header('content-disposition', file),
        'application/x-ndjson',
        downloads.of(ledgerText(web, agreement, head)),
      )
    },
  )
}

function evidenceRoute(app: App, web: Web, downloads: Downloads): void {
  // Strict: a misspelt end would answer with another span than was asked for.
  const querystring = z.strictObject({
    source: name.optional().describe('All, one after another, unless given.'),
    from: moment.optional(),
    to: moment.optional(),
    until: moment.optional().describe('The same as `to`.'),
    format: z.enum(['ndjson', 'csv']).optional(),
  })
  app.get(
    '/agreements/:agreement/evidence',
    {
      config,
      schema: {
        tags: ['evidence'],
        summary: 'Evidence of one source or all, the last day unless told otherwise',
        params,
        querystring,
        response: { 200: lines('application/x-ndjson', 'text/csv') },
      },
    },
    async (request, reply) => {
      const { agreement } = request.params
      const { source, format } = request.query
      const { timeZone, sources } = agreementFor(web, request, { action: 'agreement.read', agreement })
      const asked = sources.filter((one) => source === undefined || one.name === source)
      if (asked.length === 0) throw notFound()
      const end = request.query.to ?? request.query.until
      const to = end === undefined ? web.service.now() : momentOf(end, timeZone)
      const from = request.query.from === undefined ? to - dayMs : momentOf(request.query.from, timeZone)
      if (to <= from) throw new Problem(400, 'The end lies before the begin.')
      const wanted =
        format ??
        formats[
          preferred(request.headers.accept, ['application/x-ndjson', 'application/jsonl', 'text/csv']) ??
            'application/x-ndjson'
        ]
      const text = evidenceText(web, asked, { agreement, from, to, isCsv: wanted === 'csv' })
      return send(
        reply,
        wanted === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
        downloads.of(text),
      )
    },
  )
}

function countedRoute(app: App, web: Web): void {
  app.get(
    '/agreements/:agreement/ledger/:entry/counted',
    {
      config,
      schema: {
        tags: ['agreements'],
        summary: 'The counted time of every outage of an entry whose list is too long for it',
        params: z.object({ agreement: agreementId, entry: z.string().regex(/^[0-9a-f]{64}$/) }),
        response: {
          200: {
            description:
              'As the digest in its facts is made of: one list an outage, in milliseconds from the period’s begin on, in turn how long nothing counted and how long it did.',
            content: { 'application/json': { schema: z.string() } },
          },
        },
      },
    },
    async (request, reply) => {
      const { agreement, entry: id } = request.params
      const entry = await web.service.store.entry(id)
      const digest = entry?.agreement === agreement ? listNamed(entry.facts) : null
      const text = digest === null ? null : await web.service.store.text(digest)
      if (text === null) throw notFound()
      return reply.type('application/json').send(text)
    },
  )
}

interface Span {
  readonly from: number
  readonly to: number
}

/** Days before the first and after the last observation need not be asked for; a span may reach into the first. */
function spanWith(
  extent: { readonly first: number; readonly last: number } | null,
  { from, to }: Span,
): Span {
  if (extent === null) return { from, to: from }
  const begin = Math.min(to, Math.max(from, extent.first))
  return { from: begin, to: Math.min(to, Math.max(begin, extent.last) + 1) }
}

interface EvidenceQuery {
  readonly agreement: string
  readonly from: number
  readonly to: number
  readonly isCsv: boolean
}

/** Source by source. */
async function* evidenceText(
  web: Web,
  sources: readonly { readonly name: string; readonly identity: string }[],
  query: EvidenceQuery,
): AsyncGenerator<string> {
  if (query.isCsv) yield `${csvHeader}\r\n`
  for (const { name: source, identity } of sources) {
    const within = spanWith(await web.service.store.extent(identity), query)
    yield* sourceText(web, source, { ...query, ...within })
  }
}

/** Day by day, as days are what is packed. */
async function* sourceText(
  web: Web,
  source: string,
  { agreement, from, to, isCsv }: EvidenceQuery,
): AsyncGenerator<string> {
  for (let begin = from; begin < to; begin = Math.min(to, nextDay(begin))) {
    const series = await web.service.evidence(agreement, {
      source,
      from: begin,
      to: Math.min(to, nextDay(begin)),
    })
    let text = ''
    for (let i = 0; i < series.length; i++) {
      // A span that reaches into this day was told on the day of its begin.
      if ((series.at[i] ?? 0) < begin && begin > from) continue
      const line = lineOf(series, i, source)
      text += isCsv ? `${csvRow(line)}\r\n` : `${formatLine(line)}\n`
    }
    if (text !== '') yield text
    await setImmediate()
  }
}

/** Under the source's name in the agreement, as in an evidence file. */
function lineOf(series: Series, i: number, source: string): EvidenceLine {
  return { kind: 'observation', observation: { ...observationAt(series, i), source } }
}

function nextDay(at: number): number {
  return (Math.floor(at / dayMs) + 1) * dayMs
}

async function* ledgerText(
  web: Web,
  agreement: string,
  head: NonNullable<Awaited<ReturnType<Web['service']['store']['signedHead']>>>,
): AsyncGenerator<string> {
  const [key = '', end = ''] = exportLines({ agreement, publicKey: web.service.publicKey, entries: [], head })
  yield `${key}\n`
  for (let after = 0; after < head.seq; ) {
    const entries = await web.service.store.entries({ agreement, after, limit: portion })
    const wanted = entries.filter(({ seq }) => seq <= head.seq)
    yield wanted.map((entry) => `${canonicalJson(entry)}\n`).join('')
    // A gap is for the verifier to name; the download ends all the same.
    after = entries.at(-1)?.seq ?? head.seq
    await setImmediate()
  }
  yield `${end}\n`
}

/** How many downloads are under way. */
class Downloads {
  #under = 0
  readonly #most: number
  constructor(most: number) {
    this.#most = most
  }

  of(text: AsyncGenerator<string>): Readable {
    if (this.#under >= this.#most) throw new Problem(503, 'Too many downloads at once.')
    this.#under++
    const stream = Readable.from(text, { objectMode: false })
    stream.once('close', () => {
      this.#under--
    })
    return stream
  }
}

function lines(...types: readonly string[]) {
  return {
    description: 'Lines, as they are read.',
    content: Object.fromEntries(types.map((type) => [type, { schema: z.string() }])),
  }
}

function send(reply: FastifyReply, type: string, stream: Readable): FastifyReply {
  return reply.type(type).send(stream)
}
