import { z } from 'zod'
import { fraction, toDecimal } from '../../agreement/fraction.ts'
import { pageOf } from '../paging.ts'
import { agreementId, named, pageQuery, pageSchema, party, textOrNull } from '../schemas/scalars.ts'
import { csat, nps } from '../schemas/value.ts'
import { type App, agreementFor, type Web } from '../web.ts'

const read = { action: 'agreement.read' } as const

const period = z.object({
  from: z.string(),
  to: z.string(),
  asked: z.number().int().describe('Forms that were mailed.'),
  answered: z.number().int(),
  responseRate: textOrNull.describe('Answered ÷ asked, as a decimal share.'),
  csat,
  nps,
  attributes: z
    .array(
      z.object({ attribute: z.string(), ours: textOrNull, alternative: textOrNull, n: z.number().int() }),
    )
    .readonly()
    .describe('Means of the scores.'),
  comments: z.array(textOrNull).readonly().describe('Without who wrote them; null once erased.'),
})
const survey = named(
  'Survey',
  z.object({
    survey: z.string(),
    party: party.describe('Whose contacts are asked.'),
    every: z.string(),
    isMailed: z.boolean().describe('False where mails have no links, so that no form is mailed.'),
    periods: z.array(period).readonly().describe('Latest first.'),
  }),
)

/** What surveys brought, to both parties: figures and comments, not who answered. */
export function surveyRoutes(app: App, web: Web): void {
  app.get(
    '/agreements/:agreement/surveys',
    {
      config: read,
      schema: {
        tags: ['value'],
        summary: 'Surveys with their periods: how many were asked, how many answered, and what',
        params: z.object({ agreement: agreementId }),
        querystring: z.object(pageQuery),
        response: { 200: pageSchema(survey) },
      },
    },
    async (request) => {
      const { agreement } = agreementFor(web, request, { ...read, agreement: request.params.agreement })
      const all = await web.service.surveys.list(agreement)
      const page = pageOf(all, (each) => each.survey, request.query)
      const items = page.items.map(({ periods, ...each }) => ({
        ...each,
        periods: periods.map((one) => ({ ...one, responseRate: rateOf(one) })),
      }))
      return { items, next: page.next }
    },
  )
}

const rateOf = ({ answered, asked }: { answered: number; asked: number }): string | null =>
  asked === 0 ? null : toDecimal(fraction(answered, asked))
