import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { iso, momentOf } from '../moment.ts'
import { pageOf } from '../paging.ts'
import { Problem } from '../problem.ts'
import {
  agreementId,
  lineOf,
  moment,
  name,
  ownId,
  pageQuery,
  pageSchema,
  textOf,
} from '../schemas/scalars.ts'
import type { Announced, AskedAnnouncement } from '../service.ts'
import { type App, agreementFor, callerBehind, visible, type Web } from '../web.ts'

const read = { action: 'agreement.read' } as const
const announce = { action: 'change.announce' } as const
const tags = ['announcements']
const params = z.object({ agreement: agreementId })
const about = z.enum(['change', 'feature', 'knownProblem'])
const textOrNull = z.string().nullable()

const asked = z.strictObject({
  id: ownId.describe('Chosen by the provider; the same id again says anew what was announced.'),
  about,
  title: z.string().trim().pipe(lineOf(300)),
  text: z.string().trim().pipe(textOf(10_000)).optional(),
  concerns: z.array(name).max(100).optional().describe('Commitments that it concerns.'),
  effective: moment.optional().describe('From when on.'),
  resolved: moment.optional().describe('When a known problem was over.'),
})
const shown = z.object({
  id: z.string(),
  agreement: z.string(),
  about,
  title: textOrNull.describe('Null once erased.'),
  text: textOrNull,
  concerns: z.array(z.string()),
  effective: textOrNull,
  resolved: textOrNull,
  at: z.string(),
})
type Shown = z.input<typeof shown>
type Body = z.output<typeof asked>

/** The provider keeps its customers informed: changes, new features, known problems. */
export function announcementRoutes(app: App, web: Web): void {
  app.get(
    '/agreements/:agreement/announcements',
    {
      config: read,
      schema: {
        tags,
        summary: 'Changes, features and known problems, newest first',
        params,
        querystring: z.object(pageQuery),
        response: { 200: pageSchema(shown) },
      },
    },
    async (request) => {
      const all = await web.service.announcements(request.params.agreement)
      const page = pageOf(all, (each) => each.id, request.query)
      return { items: page.items.map(shownOf), next: page.next }
    },
  )
  app.post(
    '/announcements',
    {
      config: announce,
      schema: {
        tags,
        summary: 'Tell customers of a change, a new feature or a known problem',
        body: asked.extend({
          agreements: z
            .array(agreementId)
            .min(1)
            .max(10_000)
            .optional()
            .describe('All that the token sees unless given.'),
        }),
        response: { 201: z.object({ announced: z.array(shown) }) },
      },
    },
    async (request, reply) => {
      callerBehind(request, announce.action)
      const announced = await web.idempotency.once(request, () => announceTo(web, request, request.body))
      return reply.code(201).send({ announced })
    },
  )
}

async function announceTo(
  web: Web,
  request: FastifyRequest,
  { agreements, effective, resolved, ...body }: Body & { agreements?: string[] | undefined },
): Promise<Shown[]> {
  if (resolved !== undefined && body.about !== 'knownProblem')
    throw new Problem(422, 'Only a known problem can be resolved.')
  const concerned =
    agreements?.map((agreement) => agreementFor(web, request, { action: announce.action, agreement })) ??
    visible(web, request, announce.action)
  const announced: Shown[] = []
  for (const { agreement, timeZone } of concerned) {
    const at = (text: string | undefined) => (text === undefined ? undefined : momentOf(text, timeZone))
    const item = { ...body, effective: at(effective), resolved: at(resolved) } as AskedAnnouncement
    announced.push(shownOf(await web.service.announceChange(agreement, item)))
  }
  return announced
}

const shownOf = (one: Announced): Shown => ({ ...one, concerns: [...one.concerns], at: iso(one.at) })
