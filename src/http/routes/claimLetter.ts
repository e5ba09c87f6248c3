import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { claimLetter } from '../../statements/claimLetter.ts'
import { documentText } from '../../statements/documentText.ts'
import { paperOf } from '../../statements/papers.ts'
import { Problem } from '../problem.ts'
import type { App, Web } from '../web.ts'
import { creditFor, creditParams } from './credits.ts'

const busy = 4

/** The letter by which a credit is claimed, ready to be sent. */
export function claimLetterRoute(app: App, web: Web): void {
  const querystring = z.strictObject({
    format: z.enum(['text', 'pdf']).optional().describe('By default as `Accept` says, else text.'),
    language: z.enum(['en', 'de']).default('en'),
  })
  let rendering = 0
  app.get(
    '/credits/:credit/letter',
    {
      config: { action: 'agreement.read' },
      schema: {
        tags: ['credits'],
        summary: 'The letter of a claim with the facts that the contract asks for, as text or PDF',
        params: creditParams,
        querystring,
        response: {
          200: {
            description: 'As `format` says.',
            content: {
              'text/plain': { schema: z.string() },
              'application/pdf': { schema: z.string() },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const credit = await creditFor(web, request, 'agreement.read')
      const document = claimLetter(await web.service.claimLetter(credit), request.query.language)
      const wanted = request.headers.accept?.includes('application/pdf') ? 'pdf' : 'text'
      if ((request.query.format ?? wanted) === 'text')
        return send(reply, 'text/plain; charset=utf-8', documentText(document))
      if (rendering >= busy) throw new Problem(503, 'Too many papers are being made; come again.')
      rendering++
      try {
        reply.header('content-disposition', `inline; filename="claim-${credit.id.slice(0, 12)}.pdf"`)
        return send(reply, 'application/pdf', await paperOf(document))
      } finally {
        rendering--
      }
    },
  )
}

/** What is sent is exact bytes: nothing serializes it again. */
const send = (reply: FastifyReply, type: string, body: string | Buffer): FastifyReply =>
  reply
    .type(type)
    .serializer((payload: unknown) => payload as string)
    .send(body)
