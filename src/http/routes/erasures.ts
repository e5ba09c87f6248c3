import { z } from 'zod'
import { type App, callerBehind, type Web } from '../web.ts'

/** A person's right to be forgotten, done by the operator; the chains stay valid, since they hold digests alone. */
export function erasureRoutes(app: App, web: Web): void {
  app.post(
    '/erasures',
    {
      config: { action: 'person.erase' },
      schema: {
        tags: ['operation'],
        summary: 'Erase a person: a name, an address or words, wherever they stand beside the ledgers',
        body: z.strictObject({
          text: z.string().trim().min(4).max(300).describe('The name or address, as it was written.'),
        }),
        response: {
          200: z.object({
            texts: z.number().int().describe('Texts that held it.'),
            events: z.number().int().describe('Events that held it.'),
            agreements: z
              .array(z.string())
              .describe('Agreements whose ledger now says that something was erased.'),
          }),
        },
      },
    },
    async (request) => {
      callerBehind(request, 'person.erase')
      const erased = await web.idempotency.once(request, () => web.service.erase(request.body.text))
      return { ...erased, agreements: [...erased.agreements] }
    },
  )
}
