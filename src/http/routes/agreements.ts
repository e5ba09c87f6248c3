import { z } from 'zod'
import type { Standing } from '../../evaluation/verdict.ts'
import { preferred } from '../accept.ts'
import { iso, optionalMoment } from '../moment.ts'
import { pageOf } from '../paging.ts'
import { Problem } from '../problem.ts'
import { agreement } from '../schemas/agreement.ts'
import { compliance, explanation, period, terminations } from '../schemas/compliance.ts'
import { agreementId, moment, name, pageQuery, pageSchema } from '../schemas/scalars.ts'
import { runningStates, worstOf } from '../states.ts'
import { type App, agreementFor, visible, type Web } from '../web.ts'

const config = { action: 'agreement.read' } as const
const action = config.action
const params = z.object({ agreement: agreementId })
const tags = ['agreements']

export function agreementRoutes(app: App, web: Web): void {
  app.get(
    '/agreements',
    {
      config,
      schema: {
        tags,
        summary: 'The agreements that the token sees',
        querystring: z.object(pageQuery),
        response: { 200: pageSchema(agreement) },
      },
    },
    async (request) => pageOf(visible(web, request, action), (one) => one.agreement, request.query),
  )
  app.get(
    '/agreements/:agreement',
    { config, schema: { tags, summary: 'One agreement', params, response: { 200: agreement } } },
    async (request) => agreementFor(web, request, { action, agreement: request.params.agreement }),
  )
  app.get(
    '/agreements/:agreement/compliance',
    {
      config,
      schema: { tags, summary: 'How every commitment stands now', params, response: { 200: compliance } },
    },
    async (request) => complianceOf(web, request.params.agreement),
  )
  app.get(
    '/agreements/:agreement/terminations',
    {
      config,
      schema: {
        tags,
        summary: 'Rights of termination that have been triggered',
        params,
        response: { 200: terminations },
      },
    },
    async (request) => ({ items: await web.service.terminations(request.params.agreement) }),
  )
  periodRoute(app, web)
  explainRoute(app, web)
}

function periodRoute(app: App, web: Web): void {
  const querystring = z.object({
    commitment: name.optional(),
    from: moment.optional(),
    until: moment.optional(),
    ...pageQuery,
  })
  app.get(
    '/agreements/:agreement/periods',
    {
      config,
      schema: {
        tags,
        summary: 'Finished periods, newest first',
        params,
        querystring,
        response: { 200: pageSchema(period) },
      },
    },
    async (request) => {
      const { timeZone } = agreementFor(web, request, { action, agreement: request.params.agreement })
      const { commitment } = request.query
      const [from, until] = [
        optionalMoment(request.query.from, timeZone),
        optionalMoment(request.query.until, timeZone),
      ]
      const periods = await web.service.periods(request.params.agreement, {
        ...(commitment === undefined ? {} : { commitment }),
        ...(from === undefined ? {} : { from }),
        ...(until === undefined ? {} : { until }),
      })
      return pageOf(
        periods,
        (one) => `${one.from} ${one.to} ${one.commitment} ${one.of ?? ''}`,
        request.query,
      )
    },
  )
}

function explainRoute(app: App, web: Web): void {
  const querystring = z.object({ commitment: name, at: moment.optional() })
  app.get(
    '/agreements/:agreement/explain',
    {
      config,
      schema: {
        tags,
        summary: 'How a figure came about, so that it can be redone by hand',
        params,
        querystring,
        response: {
          200: {
            description: 'As asked for by Accept.',
            content: { 'application/json': { schema: explanation }, 'text/plain': { schema: z.string() } },
          },
        },
      },
    },
    async (request, reply) => {
      const { timeZone, commitments } = agreementFor(web, request, {
        action,
        agreement: request.params.agreement,
      })
      const { commitment } = request.query
      if (!commitments.some((known) => known.name === commitment))
        throw new Problem(404, `The agreement has no commitment ${commitment}.`)
      const type = preferred(request.headers.accept, ['application/json', 'text/plain'])
      const at = optionalMoment(request.query.at, timeZone)
      const explained = await web.service.explain(request.params.agreement, {
        commitment,
        ...(at === undefined ? {} : { at }),
      })
      if (type !== 'text/plain') return explained
      return reply
        .type('text/plain; charset=utf-8')
        .serializer((text: unknown) => String(text))
        .send(explained.text)
    },
  )
}

async function complianceOf(web: Web, id: string) {
  const standings = web.service.standings(id)
  const state = (by?: Standing['by']) =>
    worstOf(standings.filter((one) => by === undefined || one.by === by).map((one) => one.state))
  const counts = Object.fromEntries(
    runningStates.map((name) => [name, standings.filter((one) => one.state === name).length]),
  )
  return {
    agreement: id,
    at: iso(web.service.now()),
    summary: {
      state: state(),
      provider: state('provider'),
      customer: state('customer'),
      counts: counts as Record<(typeof runningStates)[number], number>,
    },
    commitments: standings.map((one) => ({ ...one, badge: web.badges.address(id, one.commitment) })),
    credits: await web.service.monthlyCredits(id),
  }
}
