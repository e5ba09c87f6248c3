import swagger, { type SwaggerTransformObject } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { registry } from './schemas/scalars.ts'

/** The page needs its own scripts and styles and nothing from elsewhere. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Collects the routes that follow into an OpenAPI 3.1 document. */
export async function useOpenApi(
  app: FastifyInstance,
  facts: { readonly version: string; readonly externalUrl: string },
): Promise<void> {
  const transform = createJsonSchemaTransform({ schemaRegistry: registry })
  const transformObject = createJsonSchemaTransformObject({ schemaRegistry: registry })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Upheld',
        version: facts.version,
        description:
          'What was promised, what was measured, and whether it was kept. A token sees its own agreements and nothing else.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: facts.externalUrl.replace(/\/$/, '') }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'Made by `upheld token create`.' },
        },
      },
      security: [{ token: [] }],
    },
    transform: (document) => {
      const { schema, url } = transform(document)
      return { schema: described(schema as Record<string, unknown>, document.route.config?.action), url }
    },
    transformObject: (document) => withoutUnused(transformObject(document)),
  })
}

/** Every schema is registered for what comes in and for what goes out; the first half is not needed here. */
function withoutUnused(document: ReturnType<SwaggerTransformObject>): ReturnType<SwaggerTransformObject> {
  const components = 'components' in document ? document.components : undefined
  const paths = JSON.stringify(document.paths)
  const isUnused = (name: string) =>
    name.endsWith('Input') && !paths.includes(`"#/components/schemas/${name}"`)
  const kept = Object.entries(components?.schemas ?? {}).filter(([name]) => !isUnused(name))
  return { ...document, components: { ...components, schemas: Object.fromEntries(kept) } } as typeof document
}

/** What every route has in common: its problems, and whether it needs a token. */
function described(
  schema: Record<string, unknown> | undefined,
  action: string | undefined,
): Record<string, unknown> {
  if (schema === undefined || schema.hide === true || action === undefined) return { ...schema, hide: true }
  const problem = {
    description: 'A problem (RFC 9457).',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  return {
    ...schema,
    ...(action === 'public' ? { security: [] } : {}),
    response: { ...(schema.response as object), default: problem },
  }
}

/** The document at /api/openapi.json and the page at /api/docs. */
export async function serveOpenApi(app: FastifyInstance): Promise<void> {
  app.get('/api/openapi.json', { config: { action: 'public' }, schema: { hide: true } }, async () =>
    app.swagger(),
  )
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, action: 'public' }
    })
    await scope.register(swaggerUi, {
      routePrefix: '/api/docs',
      staticCSP: pagePolicy,
      logLevel: 'warn',
      indexPrefix: '',
    })
  })
}
