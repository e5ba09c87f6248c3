import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { readCalendar } from '../../evidence/calendarFile.ts'
import { iso, momentOf } from '../moment.ts'
import { noSuchKind, Problem } from '../problem.ts'
import { agreementId, name } from '../schemas/scalars.ts'
import { type AgreementSummary, ServiceProblem } from '../service.ts'
import { type App, agreementFor, callerBehind, type Web } from '../web.ts'

const announce = { action: 'exclusion.announce' } as const
const type = 'text/calendar'
/** Occurrences that begin later are announced by a later import. */
const horizonMs = 731 * 86_400_000

const imported = z.object({
  announced: z.number().int(),
  known: z.number().int().describe('Announced by an earlier import.'),
  refused: z.array(z.object({ from: z.string(), to: z.string(), summary: z.string(), problem: z.string() })),
})
type Imported = z.output<typeof imported>

/** Announced exclusions from a calendar, such as that of planned maintenance. */
export function calendarRoutes(app: App, web: Web): void {
  void app.register(async (scope) => {
    scope.addContentTypeParser(type, { parseAs: 'string' }, async (_: unknown, body: string) => body)
    importRoute(scope as App, web)
  })
}

function importRoute(app: App, web: Web): void {
  app.post(
    '/agreements/:agreement/exclusions.ics',
    {
      config: { ...announce, consumes: [type] },
      schema: {
        tags: ['exclusions'],
        summary: 'Announce the coming occurrences of an iCalendar file as exclusions of a kind',
        consumes: [type],
        params: z.object({ agreement: agreementId }),
        querystring: z.object({ kind: name }),
        body: z.string().describe('An iCalendar file (RFC 5545).'),
        response: { 200: imported },
      },
    },
    async (request) => {
      const { agreement } = request.params
      const known = agreementFor(web, request, { action: announce.action, agreement })
      return web.idempotency.once(request, () => importCalendar(web, request, known))
    },
  )
}

/** So long after a calendar has come it is told, all of its occurrences in one mail; reading and recording it takes less. */
const toldTogetherMs = 60_000

async function importCalendar(
  web: Web,
  request: FastifyRequest,
  { agreement, timeZone, term, exclusionKinds }: AgreementSummary,
): Promise<Imported> {
  const { kind } = request.query as { readonly kind: string }
  const rule = exclusionKinds.find((each) => each.name === kind)
  if (!rule) throw new Problem(422, noSuchKind(kind, exclusionKinds))
  if (rule.consent === 'both') throw new Problem(422, `${kind} needs the consent of both parties.`)
  const now = web.service.now()
  const end = term.until === null ? Number.POSITIVE_INFINITY : momentOf(term.until, timeZone)
  const until = Math.min(end, now + horizonMs)
  const read = readCalendar(request.body as string, { timeZone, from: now, until })
  if (!read.ok) throw new Problem(422, `The calendar cannot be read: ${read.problem}.`)
  const before = new Set((await web.service.exclusions(agreement)).map(({ id }) => id))
  const caller = callerBehind(request, announce.action)
  const result: Imported = { announced: 0, known: 0, refused: [] }
  for (const { key, summary, from, to } of read.occurrences) {
    const id = `ics-${createHash('sha256').update(`${kind}\n${key}`).digest('hex').slice(0, 32)}`
    const reason = summary.trim().slice(0, 2000)
    const asked = { id, kind, from, to, toldAt: now + toldTogetherMs, ...(reason === '' ? {} : { reason }) }
    try {
      await web.service.announceExclusion(agreement, asked, caller)
      if (before.has(id)) result.known++
      else result.announced++
    } catch (error) {
      if (!(error instanceof ServiceProblem) || error.status >= 500) throw error
      const [begin, stop] = [iso(from), iso(to)]
      result.refused.push({ from: begin, to: stop, summary: reason, problem: error.message.slice(0, 300) })
    }
  }
  return result
}
