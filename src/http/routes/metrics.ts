import { z } from 'zod'
import type { Scraper } from '../scrape.ts'
import type { App } from '../web.ts'

/** For Prometheus: text format, or OpenMetrics where Accept names it. */
export function metricsRoute(app: App, scraper: Scraper): void {
  app.get(
    '/metrics',
    {
      config: { action: 'metrics' },
      schema: {
        tags: ['operation'],
        summary: 'Metrics for Prometheus',
        response: {
          200: {
            description: 'Text format or OpenMetrics.',
            content: {
              'text/plain': { schema: z.string() },
              'application/openmetrics-text': { schema: z.string() },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const isOpen = request.headers.accept?.includes('application/openmetrics-text') ?? false
      const { type, text } = await scraper.scrape(isOpen ? 'openmetrics' : 'text')
      return reply
        .type(type)
        .serializer((body: unknown) => String(body))
        .send(text)
    },
  )
}
