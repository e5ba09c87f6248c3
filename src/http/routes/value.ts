import { z } from 'zod'
import { valueMap } from '../../statements/valueBlocks.ts'
import { statementWords } from '../../statements/wordsOf.ts'
import { Problem } from '../problem.ts'
import { agreementId } from '../schemas/scalars.ts'
import { portfolio, value } from '../schemas/value.ts'
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
  mapRoute(app, web)
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

function mapRoute(app: App, web: Web): void {
  app.get(
    '/agreements/:agreement/value/map.svg',
    {
      config: { action: 'agreement.read' },
      schema: {
        tags,
        summary: 'The value map to date: relative quality against relative price, with the fair-value line',
        params: z.object({ agreement: agreementId }),
        querystring: z.strictObject({ language: z.enum(['en', 'de']).default('en') }),
        response: { 200: { description: 'SVG', content: { 'image/svg+xml': { schema: z.string() } } } },
      },
    },
    async (request, reply) => {
      const { agreement } = agreementFor(web, request, {
        action: 'agreement.read',
        agreement: request.params.agreement,
      })
      const figures = await web.service.value(agreement)
      const map = figures?.toDate?.relative?.map
      const them = figures?.periods.findLast(({ alternative }) => alternative !== null)?.alternative?.name
      if (!map || them === undefined)
        throw new Problem(404, 'There is no value map: relative price and relative quality must be known.')
      const { svg } = valueMap(map, { them, words: statementWords(request.query.language) })
      return reply
        .type('image/svg+xml')
        .serializer((text: unknown) => String(text))
        .send(svg)
    },
  )
}
