import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { App } from '../../src/http/web.ts'
import { world } from './server.fixture.ts'

interface Operation {
  readonly summary?: string
  readonly security?: readonly unknown[]
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly responses: Readonly<Record<string, unknown>>
}
interface Document {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

const documentOf = async () => {
  const routes: string[] = []
  const also = (app: App) =>
    void app.addHook('onRoute', ({ method, url }) => {
      routes.push(...[method].flat().map((one) => `${one} ${url}`))
    })
  const w = await world({ also })
  return { w, routes, document: (await (await w.get('/api/openapi.json')).json()) as Document }
}

test('the document is OpenAPI 3.1 and lists every route with a summary and its answers', async () => {
  const { document, routes } = await documentOf()
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Upheld', version: '1.2.3' } })
  const expected = routes
    .filter(
      (route) => !route.startsWith('HEAD') && !route.includes('/api/docs') && !route.includes('openapi.json'),
    )
    .map((route) => route.replace(/:([a-z]+)/g, '{$1}'))
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  )
  expect(operations.map(({ route }) => route).sort()).toEqual(expected.sort())
  for (const { route, operation } of operations) {
    expect({ route, summary: operation.summary?.length }).toEqual({ route, summary: expect.any(Number) })
    expect(Object.keys(operation.responses)).toContain('default')
    const named = [...route.matchAll(/\{([a-z]+)\}/gi)].map(([, name]) => name)
    expect({
      route,
      params: operation.parameters?.filter((one) => one.in === 'path').map(({ name }) => name) ?? [],
    }).toEqual({ route, params: named })
  }
})

test('every reference in the document leads somewhere, and nothing of the configuration stands there', async () => {
  const { document } = await documentOf()
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
    ([, reference]) => reference!,
  )
  expect(references.length).toBeGreaterThan(10)
  for (const reference of references)
    expect(document.components.schemas).toHaveProperty(reference.replace('#/components/schemas/', ''))
  expect(Object.keys(document.components.schemas).filter((name) => name.endsWith('Input'))).toEqual([])
})

test('only what is open says that it needs no token', async () => {
  const { document } = await documentOf()
  const open = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).flatMap((one) => (one.security?.length === 0 ? [path] : [])),
  )
  expect(open.sort()).toEqual([
    '/',
    '/-/healthy',
    '/-/ready',
    '/api/v1/badges/{agreement}/{commitment}/{file}',
    '/api/v1/webhooks/{webhook}',
    '/link/{entry}/{action}',
    '/link/{entry}/{action}',
    '/survey/{entry}',
    '/survey/{entry}',
    '/version',
  ])
})

test('the page has its own scripts and styles, and may run no others', async () => {
  const { w } = await documentOf()
  const page = await w.get('/api/docs')
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self';")
  const html = await page.text()
  const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(
    ([, address]) => new URL(address!, `${w.server.url}/api/docs`).pathname,
  )
  expect(assets.length).toBeGreaterThan(3)
  for (const asset of assets)
    expect({ asset, status: (await w.get(asset)).status }).toEqual({ asset, status: 200 })
})

test('every address that the pages of the project name is there', async () => {
  const { document } = await documentOf()
  const shapeOf = (path: string): string =>
    path.replace(/\{\w+\}|:\w+|\b[A-Z]{2,}\b/g, '*').replace(/\*\.\w+$/, '*')
  const known = new Set(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${shapeOf(path)}`),
    ),
  )
  const pages = ['configuration', 'first-agreement', 'history', 'language', 'runbook'].map((name) =>
    readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8'),
  )
  const named = pages.flatMap((text) => [...text.matchAll(/`(GET|POST|PUT|DELETE) (\/(?:api|-)\/[^`?]*)/g)])
  expect(named.length).toBeGreaterThan(15)
  const missing = named
    .map(([, method, path = '']) => `${method} ${shapeOf(path)}`)
    .filter((route) => !known.has(route))
  expect(missing).toEqual([])
})
