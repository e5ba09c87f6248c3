import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { withoutHidden } from '../../agreement/hidden.ts'
import { formType, takeForms } from '../forms.ts'
import { linkPage, linkPagePolicy, unknownLinkPage } from '../linkPage.ts'
import type { OpenedLink } from '../links.ts'
import { ServiceProblem } from '../service.ts'
import type { App, Web } from '../web.ts'

const params = z.object({ entry: z.string().max(100), action: z.string().max(40) })
export const linkQuery = z.object({ key: z.string().max(200).catch('').default('') })
const reasonIn = z.object({ reason: z.string().max(2000).transform(withoutHidden).optional() }).catch({})
const page = { description: 'A page.', content: { 'text/html': { schema: z.string() } } }
/** A page behind a link, as the document of REST tells it. */
export const linkSchema = <P extends z.ZodType>(summary: string, params: P) => ({
  tags: ['links'],
  summary,
  params,
  querystring: linkQuery,
  response: { 200: page },
})
/** Keys cannot be guessed; who tries is slowed down all the same. */
export const linkRate = { max: 60, timeWindow: 60_000 }

/**
 * The pages behind the links in mails. Opening one changes nothing, since mail scanners open links; the button does
 * it. The key stands in the query, which is never logged.
 */
export function linkRoutes(app: App, web: Web): void {
  void app.register(async (scope) => {
    takeForms(scope as App)
    showRoute(scope as App, web)
    followRoute(scope as App, web)
  })
}

function showRoute(app: App, web: Web): void {
  app.get(
    '/link/:entry/:action',
    {
      config: { action: 'public', rateLimit: linkRate },
      schema: linkSchema('What a link in a mail would do; changes nothing', params),
    },
    async (request, reply) => {
      const link = await opened(web, request)
      return link ? html(reply, 200, linkPage(link, 'asked')) : html(reply, 404, unknownLinkPage())
    },
  )
}

function followRoute(app: App, web: Web): void {
  app.post(
    '/link/:entry/:action',
    {
      bodyLimit: 16 * 1024,
      config: { action: 'public', consumes: [formType], rateLimit: linkRate },
      schema: { ...linkSchema('Do what a link in a mail is for, once', params), consumes: [formType] },
    },
    async (request, reply) => {
      const link = await opened(web, request)
      if (!link) return html(reply, 404, unknownLinkPage())
      if (link.state !== 'ready')
        return html(reply, link.state === 'expired' ? 410 : 409, linkPage(link, 'asked'))
      const { reason } = reasonIn.parse(request.body ?? {})
      try {
        await web.service.links.follow(link, reason?.trim() === '' ? undefined : reason?.trim())
      } catch (error) {
        if (!(error instanceof ServiceProblem) || error.status >= 500) throw error
        // Somebody was faster.
        return html(reply, 409, linkPage(link, 'closed'))
      }
      return html(reply, 200, linkPage(link, 'done'))
    },
  )
}

function opened(web: Web, request: FastifyRequest): Promise<OpenedLink | null> {
  const { entry, action } = request.params as z.output<typeof params>
  const { key } = request.query as z.output<typeof linkQuery>
  return web.service.links.open({ entry, action, key })
}

/** A page behind a link, under its policy. */
export function html(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply
    .code(status)
    .header('content-security-policy', linkPagePolicy)
    .header('x-robots-tag', 'noindex')
    .type('text/html; charset=utf-8')
    .serializer((body: unknown) => String(body))
    .send(page)
}
