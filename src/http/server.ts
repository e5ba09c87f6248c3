import type { AddressInfo } from 'node:net'
import compress from '@fastify/compress'
import etag from '@fastify/etag'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Settings } from '../settings.ts'
import { useAudit } from './audit.ts'
import { Badges } from './badges.ts'
import { jsonBody } from './body.ts'
import { useGuard } from './guard.ts'
import { Idempotency } from './idempotency.ts'
import { defaultLimits, type Limits, useLimits } from './limits.ts'
import { useMethods } from './methods.ts'
import { serveOpenApi, useOpenApi } from './openapi.ts'
import { useProblems } from './problem.ts'
import { agreementRoutes } from './routes/agreements.ts'
import { breachRoutes } from './routes/breaches.ts'
import { downloadRoutes } from './routes/downloads.ts'
import { exclusionRoutes } from './routes/exclusions.ts'
import { intakeRoutes } from './routes/intake.ts'
import { metricsRoute } from './routes/metrics.ts'
import { noticeRoutes } from './routes/notices.ts'
import { badgeRoutes, operationRoutes } from './routes/operation.ts'
import { Scraper } from './scrape.ts'
import type { Service } from './service.ts'
import type { App, Web } from './web.ts'

export interface ServerParts {
  readonly service: Service
  readonly settings: Pick<Settings, 'web'>
  readonly version: string
  readonly log: FastifyBaseLogger
  readonly limits?: Limits
  /** Routes beside the product's own, such as a test's. */
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
export async function buildApp(parts: ServerParts, scraper: Scraper): Promise<App> {
  const { service, settings, version } = parts
  const app = await bareApp(parts)
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
        noticeRoutes,
        exclusionRoutes,
        intakeRoutes,
        badgeRoutes,
      ]) {
        routes(api as App, web)
      }
    },
    { prefix: '/api/v1' },
  )
  operationRoutes(app, web)
  if (settings.web.metrics === null) metricsRoute(app, scraper)
  parts.also?.(app)
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

/** An application with all its protections and no routes. */
async function bareApp({ service, settings, log, limits }: ServerParts): Promise<App> {
  const { trustedProxies, metricsToken, externalUrl } = settings.web
  const app: App = Fastify({
    loggerInstance: log,
    disableRequestLogging: true,
    genReqId: () => crypto.randomUUID(),
    requestIdHeader: false,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit: 256 * 1024,
    // A whole request has to arrive in 30 s, its headers in 10 s; a silent connection ends after 60 s.
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 10_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16 * 1024 },
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  }).withTypeProvider<ZodTypeProvider>()
  app.server.maxConnections = 2_000
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, jsonBody)
  useProblems(app)
  useMethods(app)
  useAudit(app)
  await app.register(helmet, headersFor(externalUrl))
  let tooMany: Awaited<ReturnType<typeof useLimits>> = async () => false
  useGuard(app, { service, metricsToken, tooManyFailures: (request, reply) => tooMany(request, reply) })
  tooMany = await useLimits(app, limits ?? defaultLimits)
  await app.register(etag, { weak: true })
  // Compressed bodies are refused on the way in: a small one could grow without bound.
  await app.register(compress, { globalDecompression: false, threshold: 1_024 })
  return app
}

function headersFor(externalUrl: string) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    strictTransportSecurity: externalUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
  } as const
}

function urlOf(app: FastifyInstance | App): string {
  const address = app.server.address() as AddressInfo
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}

async function closeWithin(app: App, milliseconds: number): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), milliseconds)
  await app.close().finally(() => clearTimeout(cut))
}
