import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Entry, EntryKind } from '../../ledger/entry.ts'
import type { FactsOf } from '../../ledger/facts.ts'
import { type Action, may } from '../access.ts'
import { iso, optionalMoment } from '../moment.ts'
import { pageOf } from '../paging.ts'
import { notFound } from '../problem.ts'
import { breach, entry } from '../schemas/ledger.ts'
import { agreementId, moment, name, pageQuery, pageSchema, textOf } from '../schemas/scalars.ts'
import { type App, callerBehind, visible, type Web } from '../web.ts'

const read = { action: 'agreement.read' } as const
const acknowledge = { action: 'breach.acknowledge' } as const
const params = z.object({ breach: z.string().regex(/^[0-9a-f]{64}$/) })
const tags = ['breaches']
/** More of one agreement than anyone reads; older ones are in the ledger's export. */
const most = 10_000

export function breachRoutes(app: App, web: Web): void {
  const querystring = z.object({
    agreement: agreementId.optional(),
    commitment: name.optional(),
    from: moment.optional(),
    until: moment.optional(),
    ...pageQuery,
  })
  app.get(
    '/breaches',
    {
      config: read,
      schema: { tags, summary: 'Breaches, newest first', querystring, response: { 200: pageSchema(breach) } },
    },
    async (request) => {
      const { commitment, agreement } = request.query
      const [from, until] = [
        optionalMoment(request.query.from, 'UTC'),
        optionalMoment(request.query.until, 'UTC'),
      ]
      const found = await entriesOf(web, request, 'breach', agreement)
      const asked = found.filter(
        (one) =>
          (commitment === undefined || one.clause === commitment) &&
          (from === undefined || one.decidedAt >= from) &&
          (until === undefined || one.decidedAt < until),
      )
      const page = pageOf(asked, (one) => one.id, request.query)
      return { items: await Promise.all(page.items.map((one) => shown(web, one))), next: page.next }
    },
  )
  app.get(
    '/breaches/:breach',
    { config: read, schema: { tags, summary: 'One breach', params, response: { 200: breach } } },
    async (request) => shown(web, await breachFor(web, request, 'agreement.read')),
  )
  app.post(
    '/breaches/:breach/acknowledge',
    {
      config: acknowledge,
      schema: {
        tags,
        summary: 'Acknowledge a breach; a second time changes nothing',
        params,
        body: z.strictObject({ note: textOf(2000, 0).optional() }).nullish(),
        response: { 200: entry },
      },
    },
    async (request) => {
      const known = await breachFor(web, request, 'breach.acknowledge')
      return web.idempotency.once(request, async () => {
        const made = await web.service.acknowledge(
          known,
          request.body?.note,
          callerBehind(request, 'breach.acknowledge'),
        )
        return summaryOf(made)
      })
    },
  )
}

/** What of an entry is shown where it was just made. */
export function summaryOf(made: Entry) {
  const { id, agreement, seq, kind, hash, decidedAt } = made
  return { id, agreement, seq, kind, hash, decidedAt: iso(decidedAt) }
}

/** Entries of one kind in the agreements that the caller sees, newest first. */
async function entriesOf(
  web: Web,
  request: FastifyRequest,
  kind: EntryKind,
  only?: string,
): Promise<readonly Entry[]> {
  const query = { kinds: [kind], newestFirst: true, limit: most }
  const caller = callerBehind(request, 'agreement.read')
  if (caller.agreements === '*' && only === undefined)
    return newestFirst(await web.service.store.entries(query))
  const found: Entry[] = []
  for (const { agreement } of visible(web, request, 'agreement.read', only)) {
    found.push(...(await web.service.store.entries({ ...query, agreement })))
  }
  return newestFirst(found)
}

function newestFirst(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((a, b) => b.decidedAt - a.decidedAt || b.seq - a.seq || a.id.localeCompare(b.id))
}

async function breachFor(web: Web, request: FastifyRequest, action: Action): Promise<Entry> {
  const { breach: id } = request.params as z.infer<typeof params>
  const found = await web.service.store.entry(id)
  if (found?.kind !== 'breach' || may(request.caller, action, found.agreement) === 'hidden') throw notFound()
  return found
}

async function shown(web: Web, one: Entry): Promise<z.input<typeof breach>> {
  const { id, agreement, seq, hash, clause, subject, period, revision, supersedes, decidedAt, facts } = one
  const query = {
    agreement,
    kinds: ['acknowledged'] as const,
    limit: most,
    ...(clause === null ? {} : { clause }),
  }
  const acknowledged = (await web.service.store.entries(query)).filter((other) => other.facts.breach === id)
  return {
    ...{ id, agreement, seq, hash, period, revision, supersedes, facts },
    commitment: clause,
    of: subject,
    decidedAt: iso(decidedAt),
    acknowledgements: await Promise.all(acknowledged.map((other) => acknowledgement(web, other))),
  }
}

async function acknowledgement(web: Web, made: Entry) {
  const { by, note } = made.facts as unknown as FactsOf<'acknowledged'>
  return {
    id: made.id,
    by,
    at: iso(made.decidedAt),
    note: note === null ? null : await web.service.store.text(note),
  }
}
