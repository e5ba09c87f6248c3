import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Move } from '../../ledger/procedure.ts'
import { iso, momentOf } from '../moment.ts'
import { pageOf } from '../paging.ts'
import { notFound } from '../problem.ts'
import type { AskedMove, ShownProposal } from '../procedure.ts'
import {
  askedAnswer,
  askedClaim,
  askedProposal,
  askedReason,
  disputedFigures,
  proposal,
} from '../schemas/procedure.ts'
import { agreementId, pageQuery, pageSchema } from '../schemas/scalars.ts'
import { type App, agreementFor, callerBehind, type Web, withoutAbsent } from '../web.ts'

const read = { action: 'agreement.read' } as const
const make = { action: 'proposal.make' } as const
const answer = { action: 'proposal.answer' } as const
const params = z.object({ agreement: agreementId })
const one = params.extend({ proposal: z.string().min(1).max(200) })
const tags = ['procedure']

type Shown = z.input<typeof proposal>

/** What one party proposes and the other one answers. */
export function procedureRoutes(app: App, web: Web): void {
  readRoutes(app, web)
  figuresRoute(app, web)
  makeRoute(app, web)
  const answers = [
    { move: 'accept', summary: 'Accept what the other party proposed', body: askedReason },
    { move: 'refuse', summary: 'Refuse it, with a claim of the own in a dispute', body: askedAnswer },
    { move: 'withdraw', summary: 'Withdraw an own proposal', body: askedReason },
    { move: 'claim', summary: 'Say what a disputed interval was', body: askedClaim },
  ] as const
  for (const each of answers) moveRoute(app, web, each)
}

function readRoutes(app: App, web: Web): void {
  app.get(
    '/agreements/:agreement/proposals',
    {
      config: read,
      schema: {
        tags,
        summary: 'Proposals between the parties, newest first',
        params,
        querystring: z.object({ state: proposal.shape.state.optional(), ...pageQuery }),
        response: { 200: pageSchema(proposal) },
      },
    },
    async (request) => {
      const { agreement } = request.params
      const { state } = request.query
      const all = await web.service.procedure.proposals(agreement)
      const asked = all.filter((each) => state === undefined || each.state === state)
      const page = pageOf(asked, (each) => each.facts.proposal, request.query)
      return { items: page.items.map((each) => shown(agreement, each)), next: page.next }
    },
  )
  app.get(
    '/agreements/:agreement/proposals/:proposal',
    { config: read, schema: { tags, summary: 'One proposal', params: one, response: { 200: proposal } } },
    async (request) => {
      const { agreement, proposal: id } = request.params
      const all = await web.service.procedure.proposals(agreement)
      const found = all.find((each) => each.facts.proposal === id)
      if (!found) throw notFound()
      return shown(agreement, found)
    },
  )
}

function figuresRoute(app: App, web: Web): void {
  app.get(
    '/agreements/:agreement/proposals/:proposal/figures',
    {
      config: read,
      schema: {
        tags,
        summary: 'A disputed interval: each period as measured, as each party claims, and the money between',
        params: one,
        response: { 200: z.object({ items: z.array(disputedFigures).readonly() }) },
      },
    },
    async (request) => {
      const { agreement, proposal: id } = request.params
      return { items: await web.service.procedure.figures(agreement, id) }
    },
  )
}

function makeRoute(app: App, web: Web): void {
  app.post(
    '/agreements/:agreement/proposals',
    {
      config: make,
      schema: {
        tags,
        summary: 'Propose an exclusion of passed time, or dispute an interval of evidence',
        params,
        body: askedProposal,
        response: { 201: proposal },
      },
    },
    async (request, reply) => {
      const { agreement } = request.params
      const { timeZone } = agreementFor(web, request, { action: make.action, agreement })
      const caller = callerBehind(request, make.action)
      const { from, to } = request.body
      const span = { from: momentOf(from, timeZone), to: momentOf(to, timeZone) }
      const asked = withoutAbsent({ ...request.body, ...span })
      const made = await web.idempotency.once(request, async () =>
        shown(agreement, await web.service.procedure.propose(agreement, asked, caller)),
      )
      return reply.code(201).send(made)
    },
  )
}

interface MoveRoute {
  readonly move: Move
  readonly summary: string
  readonly body: typeof askedAnswer | typeof askedClaim | typeof askedReason
}

function moveRoute(app: App, web: Web, { move, summary, body }: MoveRoute): void {
  app.post(
    `/agreements/:agreement/proposals/:proposal/${move}`,
    { config: answer, schema: { tags, summary, params: one, body, response: { 200: proposal } } },
    async (request) => {
      const { agreement, proposal: id } = request.params
      const asked = withoutAbsent({ ...request.body, proposal: id, move })
      return moved(web, request, { agreement, asked })
    },
  )
}

async function moved(
  web: Web,
  request: FastifyRequest,
  { agreement, asked }: { readonly agreement: string; readonly asked: AskedMove },
): Promise<Shown> {
  const caller = callerBehind(request, answer.action)
  return web.idempotency.once(request, async () =>
    shown(agreement, await web.service.procedure.move(agreement, asked, caller)),
  )
}

function shown(agreement: string, one: ShownProposal): Shown {
  const { facts, entry, madeAt, state, isAccepted, answeredBy, answeredAt, claims, texts } = one
  const { proposal: id, matter, of, from, to, by, askedOf, answerBy, ifSilent } = facts
  return {
    ...{ id, agreement, matter, of, from, to, by, askedOf, answerBy, ifSilent },
    ...{ entry, state, isAccepted, answeredBy, claims, ...texts },
    madeAt: iso(madeAt),
    answeredAt: answeredAt === null ? null : iso(answeredAt),
  }
}
