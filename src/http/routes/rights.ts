import { z } from 'zod'
import { iso, momentOf } from '../moment.ts'
import { pageOf } from '../paging.ts'
import type { ShownDeclaration, ShownTermination } from '../procedure.ts'
import {
  askedDeclaration,
  askedReason,
  askedTermination,
  declaration,
  termination,
} from '../schemas/procedure.ts'
import { agreementId, pageQuery, pageSchema } from '../schemas/scalars.ts'
import { type App, agreementFor, callerBehind, type Web, withoutAbsent } from '../web.ts'

const read = { action: 'agreement.read' } as const
const exercise = { action: 'termination.exercise' } as const
const declare = { action: 'declaration.make' } as const
const params = z.object({ agreement: agreementId })
const querystring = z.object(pageQuery)
const tags = ['procedure']

type Exercised = z.input<typeof termination>
type Declared = z.input<typeof declaration>

/** What a party does by itself because the contract gives it the right: terminating, and declaring. */
export function rightsRoutes(app: App, web: Web): void {
  terminationRoutes(app, web)
  withdrawalRoute(app, web)
  declarationRoutes(app, web)
}

function terminationRoutes(app: App, web: Web): void {
  app.get(
    '/agreements/:agreement/termination',
    {
      config: read,
      schema: {
        tags,
        summary: 'Rights to terminate that were used, newest first',
        params,
        querystring,
        response: { 200: pageSchema(termination) },
      },
    },
    async (request) => {
      const { agreement } = request.params
      const all = await web.service.procedure.exercised(agreement)
      const page = pageOf(all, (each) => each.id, request.query)
      return { items: page.items.map((each) => exercised(agreement, each)), next: page.next }
    },
  )
  app.post(
    '/agreements/:agreement/termination',
    {
      config: exercise,
      schema: {
        tags,
        summary: 'Use a right to terminate that has arisen',
        params,
        body: askedTermination,
        response: { 201: termination },
      },
    },
    async (request, reply) => {
      const { agreement } = request.params
      const { timeZone } = agreementFor(web, request, { action: exercise.action, agreement })
      const caller = callerBehind(request, exercise.action)
      const { clause, text, triggeredAt } = request.body
      const at = triggeredAt === undefined ? undefined : momentOf(triggeredAt, timeZone)
      const asked = withoutAbsent({ clause, text, triggeredAt: at })
      const made = await web.idempotency.once(request, async () =>
        exercised(agreement, await web.service.procedure.terminate(agreement, asked, caller)),
      )
      return reply.code(201).send(made)
    },
  )
}

function withdrawalRoute(app: App, web: Web): void {
  app.post(
    '/agreements/:agreement/termination/:termination/withdraw',
    {
      config: exercise,
      schema: {
        tags,
        summary: 'Withdraw a termination before it takes effect',
        params: params.extend({ termination: z.string().min(1).max(200) }),
        body: askedReason,
        response: { 200: termination },
      },
    },
    async (request) => {
      const { agreement, termination: id } = request.params
      const caller = callerBehind(request, exercise.action)
      const asked = withoutAbsent({ ...request.body, id })
      return web.idempotency.once(request, async () =>
        exercised(agreement, await web.service.procedure.withdrawTermination(agreement, asked, caller)),
      )
    },
  )
}

function declarationRoutes(app: App, web: Web): void {
  app.get(
    '/agreements/:agreement/declarations',
    {
      config: read,
      schema: {
        tags,
        summary: 'Notices that a party has given, newest first',
        params,
        querystring,
        response: { 200: pageSchema(declaration) },
      },
    },
    async (request) => {
      const { agreement } = request.params
      const all = await web.service.procedure.declarations(agreement)
      const page = pageOf(all, (each) => each.id, request.query)
      return { items: page.items.map((each) => declared(agreement, each)), next: page.next }
    },
  )
  app.post(
    '/agreements/:agreement/declarations',
    {
      config: declare,
      schema: {
        tags,
        summary: 'Give notice, or notice against renewal',
        params,
        body: askedDeclaration,
        response: { 201: declaration },
      },
    },
    async (request, reply) => {
      const { agreement } = request.params
      const caller = callerBehind(request, declare.action)
      const asked = withoutAbsent(request.body)
      const made = await web.idempotency.once(request, async () =>
        declared(agreement, await web.service.procedure.declare(agreement, asked, caller)),
      )
      return reply.code(201).send(made)
    },
  )
}

const exercised = (agreement: string, one: ShownTermination): Exercised => ({
  ...one,
  agreement,
  exercisedAt: iso(one.exercisedAt),
})
const declared = (agreement: string, one: ShownDeclaration): Declared => ({
  ...one,
  agreement,
  at: iso(one.at),
})
