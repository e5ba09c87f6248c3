import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { formType, takeForms } from '../forms.ts'
import { unknownLinkPage } from '../linkPage.ts'
import { readFilled } from '../surveyForm.ts'
import { surveyOutcomePage, surveyPage } from '../surveyPage.ts'
import type { OpenedSurvey } from '../surveys.ts'
import type { App, Web } from '../web.ts'
import { html, type linkQuery, linkRate, linkSchema } from './links.ts'

const params = z.object({ entry: z.string().max(100) })
const filledIn = z.record(z.string().max(40), z.string().max(20_000)).catch({})
/** A comment of many bytes a character, and all the scales. */
const mostBytes = 32 * 1024
const statuses = { done: 200, closed: 409, expired: 410 } as const

/** The forms behind the links in mails of surveys: opening one changes nothing, sending it counts once. */
export function surveyFormRoutes(app: App, web: Web): void {
  void app.register(async (scope) => {
    takeForms(scope as App)
    showRoute(scope as App, web)
    answerRoute(scope as App, web)
  })
}

function showRoute(app: App, web: Web): void {
  app.get(
    '/survey/:entry',
    {
      config: { action: 'public', rateLimit: linkRate },
      schema: linkSchema('The form of a survey; opening it changes nothing', params),
    },
    async (request, reply) => {
      const survey = await opened(web, request)
      if (!survey) return html(reply, 404, unknownLinkPage())
      return html(reply, 200, survey.state === 'ready' ? surveyPage(survey) : over(survey, survey.state))
    },
  )
}

function answerRoute(app: App, web: Web): void {
  app.post(
    '/survey/:entry',
    {
      bodyLimit: mostBytes,
      config: { action: 'public', consumes: [formType], rateLimit: linkRate },
      schema: { ...linkSchema('Answer a survey, once', params), consumes: [formType] },
    },
    async (request, reply) => {
      const survey = await opened(web, request)
      if (!survey) return html(reply, 404, unknownLinkPage())
      if (survey.state !== 'ready') return html(reply, statuses[survey.state], over(survey, survey.state))
      const filled = filledIn.parse(request.body ?? {})
      const read = readFilled(survey.form.asks, filled)
      if (!read.ok) return html(reply, 422, surveyPage(survey, { filled, problems: read.problems }))
      const outcome = await web.service.surveys.answer(survey, read.filled)
      return html(reply, statuses[outcome], over(survey, outcome))
    },
  )
}

const over = surveyOutcomePage

function opened(web: Web, request: FastifyRequest): Promise<OpenedSurvey | null> {
  const { entry } = request.params as z.output<typeof params>
  const { key } = request.query as z.output<typeof linkQuery>
  return web.service.surveys.open({ entry, key })
}
