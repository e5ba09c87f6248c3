import { z } from 'zod'
import { Problem } from '../problem.ts'
import { agreementId } from '../schemas.ts'
import { portfolio, value } from '../valueSchemas.ts'
import { type App, agreementFor, visible, type Web } from '../web.ts'

const tags = ['value']

/** What agreements are worth: each to both of its parties, all of them beside each other to the provider. */
export function valueRoutes(app: App, web: Web): void {
  app.get(
    '/agreements/:agreement/value',
    {
      config: { action: 'agreement.read' },
      schema: {
        tags,
        summary: 'What the agreement was worth, month by month and to date',
        params: z.object({ agreement: agreementId }),
        response: { 200: value },
      },
    },
    async (request) => {
      const { agreement } = agreementFor(web, request, {
        action: 'agreement.read',
        agreement: request.params.agreement,
      })
      const figures = await web.service.value(agreement)
      if (figures === null) throw new Problem(404, 'The agreement says nothing of value.')
      return figures
    },
  )
  app.get(
    '/portfolio',
    {
      config: { action: 'portfolio.read' },
      schema: {
        tags,
        summary: 'The agreements that the token sees beside each other, most value at stake first',
        response: { 200: portfolio },
      },
    },
    async (request) =>
      web.service.portfolio(visible(web, request, 'portfolio.read').map(({ agreement }) => agreement)),
  )
}
