import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Exclusion } from '../../evidence/event.ts'
import { iso, momentOf } from '../moment.ts'
import { pageOf } from '../paging.ts'
import { noSuchKind, notFound, Problem } from '../problem.ts'
import { announcement, entry, exclusion } from '../schemas/ledger.ts'
import { agreementId, ownId, pageQuery, pageSchema } from '../schemas/scalars.ts'
import { type App, agreementFor, callerBehind, visible, type Web } from '../web.ts'
import { summaryOf } from './breaches.ts'

const read = { action: 'agreement.read' } as const
const announce = { action: 'exclusion.announce' } as const
const withdraw = { action: 'exclusion.withdraw' } as const
const accept = { action: 'amendment.accept' } as const
const params = z.object({ agreement: agreementId })
const tags = ['exclusions']

type Shown = z.input<typeof exclusion>

export function exclusionRoutes(app: App, web: Web): void {
  listRoutes(app, web)
  announceRoutes(app, web)
  withdrawRoutes(app, web)
  amendmentRoutes(app, web)
}

function listRoutes(app: App, web: Web): void {
  const response = { 200: pageSchema(exclusion) }
  app.get(
    '/exclusions',
    {
      config: read,
      schema: {
        tags,
        summary: 'Exclusions',
        querystring: z.object({ agreement: agreementId.optional(), ...pageQuery }),
        response,
      },
    },
    async (request) => {
      const lists: Shown[] = []
      for (const { agreement } of visible(web, request, 'agreement.read', request.query.agreement)) {
        lists.push(...(await listed(web, agreement)))
      }
      return pageOf(lists, (one) => `${one.agreement} ${one.id}`, request.query)
    },
  )
  app.get(
    '/agreements/:agreement/exclusions',
    {
      config: read,
      schema: {
        tags,
        summary: 'Exclusions of one agreement',
        params,
        querystring: z.object(pageQuery),
        response,
      },
    },
    async (request) => pageOf(await listed(web, request.params.agreement), (one) => one.id, request.query),
  )
}

function announceRoutes(app: App, web: Web): void {
  const response = { 201: exclusion }
  app.post(
    '/exclusions',
    {
      config: announce,
      schema: {
        tags,
        summary: 'Announce an exclusion such as maintenance',
        body: announcement.extend({ agreement: agreementId }),
        response,
      },
    },
    async (request, reply) => {
      const { agreement, ...asked } = request.body
      const given = await announced(web, request, { agreement, asked })
      return reply.code(201).send(given)
    },
  )
  app.post(
    '/agreements/:agreement/exclusions',
    {
      config: announce,
      schema: {
        tags,
        summary: 'Announce an exclusion of one agreement',
        params,
        body: announcement,
        response,
      },
    },
    async (request, reply) => {
      const given = await announced(web, request, {
        agreement: request.params.agreement,
        asked: request.body,
      })
      return reply.code(201).send(given)
    },
  )
}

function withdrawRoutes(app: App, web: Web): void {
  const response = { 204: z.undefined().describe('Withdrawn.') }
  app.delete(
    '/exclusions/:exclusion',
    {
      config: withdraw,
      schema: {
        tags,
        summary: 'Withdraw an exclusion',
        params: z.object({ exclusion: ownId }),
        querystring: z.object({ agreement: agreementId }),
        response,
      },
    },
    async (request, reply) => {
      await withdrawn(web, request, { agreement: request.query.agreement, id: request.params.exclusion })
      return reply.code(204).send()
    },
  )
  app.delete(
    '/agreements/:agreement/exclusions/:exclusion',
    {
      config: withdraw,
      schema: {
        tags,
        summary: 'Withdraw an exclusion of one agreement',
        params: params.extend({ exclusion: ownId }),
        response,
      },
    },
    async (request, reply) => {
      await withdrawn(web, request, { agreement: request.params.agreement, id: request.params.exclusion })
      return reply.code(204).send()
    },
  )
}

function amendmentRoutes(app: App, web: Web): void {
  const digest = z.string().regex(/^(sha256:)?[0-9a-f]{64}$/)
  app.post(
    '/agreements/:agreement/amendments/:digest/accept',
    {
      config: accept,
      schema: {
        tags: ['agreements'],
        summary: 'Accept the amendment that the other party proposed',
        params: params.extend({ digest }),
        body: z.strictObject({}).nullish(),
        response: { 200: entry },
      },
    },
    async (request) => {
      const { agreement } = request.params
      const full = request.params.digest.startsWith('sha256:')
        ? request.params.digest
        : `sha256:${request.params.digest}`
      const caller = callerBehind(request, 'amendment.accept')
      return web.idempotency.once(request, async () =>
        summaryOf(await web.service.acceptAmendment(agreement, full, caller)),
      )
    },
  )
}

async function listed(web: Web, agreement: string): Promise<Shown[]> {
  const all = await web.service.exclusions(agreement)
  return all
    .toSorted((a, b) => b.from - a.from || a.id.localeCompare(b.id))
    .map((one) => shown(agreement, one))
}

interface Announced {
  readonly agreement: string
  readonly asked: z.output<typeof announcement>
}

async function announced(web: Web, request: FastifyRequest, { agreement, asked }: Announced): Promise<Shown> {
  const { timeZone, exclusionKinds } = agreementFor(web, request, { action: 'exclusion.announce', agreement })
  const [from, to] = [momentOf(asked.from, timeZone), momentOf(asked.to, timeZone)]
  if (to <= from) throw new Problem(422, 'An exclusion ends after it begins.')
  const kind = exclusionKinds.find((known) => known.name === asked.kind)
  if (kind === undefined) throw new Problem(422, noSuchKind(asked.kind, exclusionKinds))
  if (kind.consent === 'both')
    throw new Problem(
      422,
      `${asked.kind} needs the consent of both parties and cannot be announced by one: propose it (POST /api/v1/agreements/${agreement}/proposals).`,
    )
  const caller = callerBehind(request, 'exclusion.announce')
  const { id, reason } = asked
  return web.idempotency.once(request, async () => {
    const wanted = {
      kind: asked.kind,
      from,
      to,
      ...(id === undefined ? {} : { id }),
      ...(reason === undefined ? {} : { reason }),
    }
    const made = await web.service.announceExclusion(agreement, wanted, caller)
    return shown(agreement, { ...made, withdrawnAt: null })
  })
}

async function withdrawn(
  web: Web,
  request: FastifyRequest,
  asked: { readonly agreement: string; readonly id: string },
): Promise<void> {
  agreementFor(web, request, { action: 'exclusion.withdraw', agreement: asked.agreement })
  const caller = callerBehind(request, 'exclusion.withdraw')
  const found = (await web.service.exclusions(asked.agreement)).find(({ id }) => id === asked.id)
  if (found === undefined) throw notFound()
  if (caller.role !== 'operator' && !found.by.some((party) => party === caller.role)) {
    throw new Problem(403, `Only ${found.by.join(' or ')} announced this exclusion and can withdraw it.`)
  }
  if (found.withdrawnAt === null) await web.service.withdrawExclusion(asked.agreement, asked.id, caller)
}

type Listed = Exclusion & { readonly withdrawnAt: number | null; readonly isPlanned?: boolean }

function shown(agreement: string, one: Listed): Shown {
  const { id, kind, from, to, announcedAt, by, agreedBy, reason, withdrawnAt, isPlanned = false } = one
  return {
    ...{ agreement, id, kind, by, agreedBy },
    from: iso(from),
    to: iso(to),
    announcedAt: iso(announcedAt),
    reason: reason ?? null,
    withdrawnAt: withdrawnAt === null ? null : iso(withdrawnAt),
    planned: isPlanned,
  }
}
