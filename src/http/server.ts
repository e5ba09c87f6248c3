import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Settings } from '../settings.ts'
import { bareApp } from './application.ts'
import { Badges } from './badges.ts'
import { Idempotency } from './idempotency.ts'
import type { Limits } from './limits.ts'
import { serveOpenApi, useOpenApi } from './openapi.ts'
import { agreementRoutes } from './routes/agreements.ts'
import { announcementRoutes } from './routes/announcements.ts'
import { breachRoutes } from './routes/breaches.ts'
import { calendarRoutes } from './routes/calendar.ts'
import { claimLetterRoute } from './routes/claimLetter.ts'
import { creditRoutes } from './routes/credits.ts'
import { downloadRoutes } from './routes/downloads.ts'
import { erasureRoutes } from './routes/erasures.ts'
import { exclusionRoutes } from './routes/exclusions.ts'
import { intakeRoutes } from './routes/intake.ts'
import { linkRoutes } from './routes/links.ts'
import { metricsRoute } from './routes/metrics.ts'
import { noticeRoutes } from './routes/notices.ts'
import { badgeRoutes, operationRoutes } from './routes/operation.ts'
import { procedureRoutes } from './routes/procedure.ts'
import { rightsRoutes } from './routes/rights.ts'
import { statementRoutes } from './routes/statements.ts'
import { surveyFormRoutes } from './routes/surveyForms.ts'
import { surveyRoutes } from './routes/surveys.ts'
import { valueRoutes } from './routes/value.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { Scraper } from './scrape.ts'
import type { Service } from './service.ts'
import type { App, Web } from './web.ts'

export interface ServerParts {
  readonly service: Service
  readonly settings: Pick<Settings, 'web'>
  readonly version: string
  readonly log: FastifyBaseLogger
  readonly limits?: Limits
  /** Called before the product's own routes are made: routes and hooks beside them. */
  readonly also?: (app: App) => void
}

export interface Server {
  /** Such as `http://127.0.0.1:9280`. */
  readonly url: string
  /** Where `/metrics` is. */
  readonly metricsUrl: string
  readonly app: App
  /** Answers what is under way, for at most five seconds, and takes nothing more. */
  close(): Promise<void>
}

/** Starts REST, metrics and pages. Rejects where an address cannot be had or a route declares no action. */
export async function startServer(parts: ServerParts): Promise<Server> {
  const { web } = parts.settings
  const scraper = new Scraper(parts.service, parts.version)
  const main = await buildApp(parts, scraper)
  const metrics = web.metrics === null ? null : await buildMetricsApp(parts, scraper)
  try {
    await main.listen({ host: web.host, port: web.port })
    if (metrics !== null && web.metrics !== null)
      await metrics.listen({ host: web.metrics.host, port: web.metrics.port })
  } catch (error) {
    await Promise.all([main.close(), metrics?.close()])
    throw error
  }
  scraper.start()
  return {
    url: urlOf(main),
    metricsUrl: `${urlOf(metrics ?? main)}/metrics`,
    app: main,
    close: async () => {
      scraper.stop()
      await Promise.all([
        closeWithin(main, 5_000),
        metrics === null ? undefined : closeWithin(metrics, 5_000),
      ])
    },
  }
}

/** The whole of REST, not listening yet. */
async function buildApp(parts: ServerParts, scraper: Scraper): Promise<App> {
  const { service, settings, version } = parts
  const app = await bareApp(parts)
  parts.also?.(app)
  scraper.watch(app)
  await useOpenApi(app, { version, externalUrl: settings.web.externalUrl })
  const web: Web = {
    service,
    version,
    idempotency: new Idempotency(),
    badges: new Badges(service.badgeSecret, settings.web.externalUrl),
  }
  await app.register(
    async (api) => {
      for (const routes of [
        agreementRoutes,
        downloadRoutes,
        breachRoutes,
        creditRoutes,
        claimLetterRoute,
        noticeRoutes,
        exclusionRoutes,
        calendarRoutes,
        procedureRoutes,
        rightsRoutes,
        intakeRoutes,
        valueRoutes,
        statementRoutes,
        surveyRoutes,
        webhookRoutes,
        erasureRoutes,
        announcementRoutes,
        badgeRoutes,
      ]) {
        routes(api as App, web)
      }
    },
    { prefix: '/api/v1' },
  )
  operationRoutes(app, web)
  linkRoutes(app, web)
  surveyFormRoutes(app, web)
  if (settings.web.metrics === null) metricsRoute(app, scraper)
  await serveOpenApi(app)
  await app.ready()
  return app
}

async function buildMetricsApp(parts: ServerParts, scraper: Scraper): Promise<App> {
  const app = await bareApp(parts)
  metricsRoute(app, scraper)
  await app.ready()
  return app
}

function urlOf(app: FastifyInstance | App): string {
  const address = app.server.address() as AddressInfo
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}

async function closeWithin(app: App, milliseconds: number): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), milliseconds)
  await app.close().finally(() => clearTimeout(cut))
}
