import { z } from 'zod'
import type { Event } from '../../evidence/event.ts'
import { jsonBody, Lines, linesBody } from '../body.ts'
import { eventOf } from '../cloudEvent.ts'
import { takeBody, takenStatus } from '../intake.ts'
import { iso } from '../moment.ts'
import { Problem } from '../problem.ts'
import { taken } from '../schemas/ledger.ts'
import { agreementId, name } from '../schemas/scalars.ts'
import { type App, callerBehind, type Web } from '../web.ts'

const lineTypes = ['application/x-ndjson', 'application/jsonl', 'application/ndjson']
const eventTypes = ['application/cloudevents+json', 'application/cloudevents-batch+json']
/** Bytes of a body of many lines. */
const bodyLimit = 5 * 1024 * 1024

// Each line is looked at by itself: one that is wrong is named and loses no other.
const line = z.looseObject({})
const body = z.union([
  z.instanceof(Lines).meta({ type: 'string', description: 'Newline-delimited JSON.' }),
  z.array(z.unknown()),
  line,
])
const querystring = z.object({
  agreement: agreementId.optional().describe('Where the lines name none and the token sees several.'),
})
const response = { 200: taken, 207: taken }
const tags = ['evidence']

/** What parties and their systems report. Nothing is lost: what is good is kept, what is not is named. */
export function intakeRoutes(app: App, web: Web): void {
  app.addContentTypeParser([...lineTypes], { parseAs: 'string' }, linesBody)
  app.addContentTypeParser([...eventTypes], { parseAs: 'string' }, jsonBody)
  evidenceRoute(app, web)
  eventRoute(app, web)
  heartbeatRoutes(app, web)
}

function evidenceRoute(app: App, web: Web): void {
  app.post(
    '/evidence',
    {
      bodyLimit,
      config: { action: 'evidence.write', consumes: ['application/json', ...lineTypes] },
      schema: {
        tags,
        summary: 'Evidence lines, as an array or newline-delimited',
        consumes: ['application/json', ...lineTypes],
        querystring,
        body,
        response,
      },
    },
    async (request, reply) => {
      const given = await takeBody(web, request, {
        action: 'evidence.write',
        read: (one): unknown => one,
        take: (agreement, lines, caller) => web.service.takeEvidence(agreement, lines, caller),
      })
      return reply.code(takenStatus(given)).send(given)
    },
  )
}

function eventRoute(app: App, web: Web): void {
  const consumes = ['application/json', ...eventTypes]
  app.post(
    '/events',
    {
      bodyLimit,
      config: { action: 'event.write', consumes },
      schema: {
        tags,
        summary: 'CloudEvents 1.0, one or a batch',
        consumes,
        querystring,
        body: z.union([z.array(z.unknown()), line]),
        response,
      },
    },
    async (request, reply) => {
      const strict =
        request.headers['content-type']?.toLowerCase().startsWith('application/cloudevents') ?? false
      const given = await takeBody<Event>(web, request, {
        action: 'event.write',
        read: (one) => eventOf(one, strict),
        take: (agreement, events, caller) => web.service.takeEvents(agreement, events, caller),
      })
      return reply.code(takenStatus(given)).send(given)
    },
  )
}

function heartbeatRoutes(app: App, web: Web): void {
  for (const method of ['POST', 'PUT'] as const) {
    app.route({
      method,
      url: '/heartbeats/:agreement/:source',
      config: { action: 'evidence.write' },
      schema: {
        tags,
        summary: 'A job reports in',
        params: z.object({ agreement: agreementId, source: name }),
        body: z.strictObject({}).nullish(),
        response: { 200: taken },
      },
      handler: async (request) => {
        const { agreement, source } = request.params
        const beat = { source, at: iso(web.service.now()), outcome: 'good' }
        const result = await web.service.takeEvidence(
          agreement,
          [beat],
          callerBehind(request, 'evidence.write'),
        )
        const [refusal] = result.refused
        if (refusal !== undefined) throw new Problem(422, refusal.problem)
        return result
      },
    })
  }
}
