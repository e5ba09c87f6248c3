import { z } from 'zod'
import { jsonBody } from '../body.ts'
import { Problem } from '../problem.ts'
import { taken } from '../schemas/ledger.ts'
import { name } from '../schemas/scalars.ts'
import type { App, Web } from '../web.ts'
import { verified } from '../webhooks/signature.ts'
import { takeDelivery } from '../webhooks/take.ts'

/** A body whose signature is not checked yet: the text to the byte. */
class Unread {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const types = ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json']
const received = taken.extend({
  ignored: z.number().int().describe('Parts that no rule of the webhook speaks of.'),
})

/** Where other systems post what happened, signed by Standard Webhooks; no token is needed, the signature is one. */
export function webhookRoutes(app: App, web: Web): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      types,
      { parseAs: 'string' },
      async (_: unknown, body: string) => new Unread(body),
    )
    webhookRoute(scope as App, web)
  })
}

function webhookRoute(app: App, web: Web): void {
  app.post(
    '/webhooks/:webhook',
    {
      bodyLimit: 1024 * 1024,
      config: { action: 'public', consumes: types },
      schema: {
        tags: ['evidence'],
        summary: 'Events of another system, signed (Standard Webhooks)',
        consumes: types,
        params: z.object({ webhook: name }),
        body: z.instanceof(Unread).meta({ type: 'object', description: 'The JSON of the other system.' }),
        response: { 200: received },
      },
    },
    async (request) => {
      const { webhook } = request.params
      const { headers, body } = request
      const all = web.service.webhooks()
      const settings = Object.hasOwn(all, webhook) ? all[webhook] : undefined
      const message = {
        id: headers['webhook-id'],
        timestamp: headers['webhook-timestamp'],
        signature: headers['webhook-signature'],
        body: body.text,
      }
      const signed = verified(message, settings?.secrets ?? [], web.service.now())
      // A name that is not there looks like a signature that does not fit.
      if (settings === undefined || signed === null)
        throw new Problem(
          401,
          'The signature does not fit (Standard Webhooks: id, timestamp within five minutes, body).',
        )
      const read = await readJson(body.text)
      const answer = await takeDelivery(web.service, settings, { webhook, ...signed, body: read })
      // What was good is kept all the same, and a sender that tries again changes nothing.
      if (answer.refused.length > 0) throw new Problem(422, 'Not everything was taken.', { ...answer })
      return answer
    },
  )
}

async function readJson(text: string): Promise<unknown> {
  const read = await jsonBody(undefined, text)
  if (typeof read !== 'object' || read === null) throw new Problem(400, 'The body is no object and no list.')
  return read
}
