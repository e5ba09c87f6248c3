import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Entry } from '../../ledger/entry.ts'
import { type Action, may } from '../access.ts'
import { pageOf } from '../paging.ts'
import { notFound } from '../problem.ts'
import { answerBody, claimBody, creditState, creditView, settlementBody } from '../schemas/credits.ts'
import { agreementId, name, pageQuery, pageSchema } from '../schemas/scalars.ts'
import type { Caller, CreditView } from '../service.ts'
import { type App, callerBehind, visible, type Web } from '../web.ts'

const read = { action: 'agreement.read' } as const
export const creditParams = z.object({ credit: z.string().regex(/^[0-9a-f]{64}$/) })
const tags = ['credits']

/** Credits as they stand, and what the parties do about them. */
export function creditRoutes(app: App, web: Web): void {
  listRoutes(app, web)
  const response = { 200: creditView }
  app.post(
    '/credits/:credit/claim',
    {
      config: { action: 'credit.claim' },
      schema: {
        tags,
        summary: 'Claim a credit (by the party to which it is owed); a second time changes nothing',
        params: creditParams,
        body: claimBody,
        response,
      },
    },
    async (request) =>
      done(web, request, 'credit.claim', (credit, caller) =>
        web.service.claimCredit(credit, request.body?.statement, caller),
      ),
  )
  app.post(
    '/credits/:credit/elect',
    {
      config: { action: 'credit.claim' },
      schema: {
        tags,
        summary: 'Choose this one of several credits (by the party to which they are owed)',
        params: creditParams,
        response,
      },
    },
    async (request) =>
      done(web, request, 'credit.claim', (credit, caller) => web.service.electCredit(credit, caller)),
  )
  app.post(
    '/credits/:credit/answer',
    {
      config: { action: 'credit.answer' },
      schema: {
        tags,
        summary: 'Accept or refuse a claim (by the party that owes the credit)',
        params: creditParams,
        body: answerBody,
        response,
      },
    },
    async (request) => {
      const { answer, reason } = request.body
      const asked = { answer, ...(reason === undefined ? {} : { reason }) }
      return done(web, request, 'credit.answer', (credit, caller) =>
        web.service.answerClaim(credit, asked, caller),
      )
    },
  )
  app.post(
    '/credits/:credit/settlement',
    {
      config: { action: 'credit.settle' },
      schema: {
        tags,
        summary: 'Record that a credit was settled (by the party that owes it); once for each reference',
        params: creditParams,
        body: settlementBody,
        response,
      },
    },
    async (request) => {
      const { reference, amount } = request.body
      const asked = { reference, ...(amount === undefined ? {} : { amount }) }
      return done(web, request, 'credit.settle', (credit, caller) =>
        web.service.settleCredit(credit, asked, caller),
      )
    },
  )
}

function listRoutes(app: App, web: Web): void {
  const querystring = z.object({
    agreement: agreementId.optional(),
    commitment: name.optional(),
    state: creditState.optional(),
    ...pageQuery,
  })
  app.get(
    '/credits',
    {
      config: read,
      schema: {
        tags,
        summary: 'Credits with their states and deadlines, newest period first',
        querystring,
        response: { 200: pageSchema(creditView) },
      },
    },
    async (request) => {
      const { agreement, commitment, state } = request.query
      const all: CreditView[] = []
      for (const seen of visible(web, request, 'agreement.read', agreement))
        all.push(...(await web.service.credits(seen.agreement)))
      const asked = all.filter(
        (one) =>
          (commitment === undefined || one.commitment === commitment) &&
          (state === undefined || one.state === state),
      )
      return pageOf(asked, (one) => one.id, request.query)
    },
  )
  app.get(
    '/credits/:credit',
    {
      config: read,
      schema: { tags, summary: 'One credit', params: creditParams, response: { 200: creditView } },
    },
    async (request) => viewOf(web, await creditFor(web, request, 'agreement.read')),
  )
}

async function viewOf(web: Web, credit: Entry): Promise<CreditView> {
  const all = await web.service.credits(credit.agreement)
  const found = all.find((one) => one.id === credit.id)
  if (!found) throw notFound()
  return found
}

async function done(
  web: Web,
  request: FastifyRequest,
  action: Action,
  act: (credit: Entry, caller: Caller) => Promise<CreditView>,
): Promise<CreditView> {
  const credit = await creditFor(web, request, action)
  return web.idempotency.once(request, () => act(credit, callerBehind(request, action)))
}

/** The first statement of the credit that a path names, if the caller may see its agreement. */
export async function creditFor(web: Web, request: FastifyRequest, action: Action): Promise<Entry> {
  const { credit: id } = request.params as z.infer<typeof creditParams>
  const found = await web.service.store.entry(id)
  if (found?.kind !== 'creditStated' || found.revision !== 1) throw notFound()
  if (may(request.caller, action, found.agreement) === 'hidden') throw notFound()
  return found
}
