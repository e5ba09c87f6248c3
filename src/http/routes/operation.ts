import { z } from 'zod'
import { badgeOf } from '../badges.ts'
import { notFound, Problem } from '../problem.ts'
import { type App, callerBehind, type Web } from '../web.ts'

const open = { action: 'public' } as const
const tags = ['operation']

/** For those who watch the daemon: names nobody and nothing of any agreement. */
export function operationRoutes(app: App, web: Web): void {
  frontRoute(app, web)
  app.get(
    '/-/healthy',
    {
      config: open,
      schema: {
        tags,
        summary: 'Whether the process answers',
        response: { 200: z.object({ status: z.literal('healthy') }) },
      },
    },
    async () => ({
      status: 'healthy' as const,
    }),
  )
  app.get(
    '/-/ready',
    {
      config: open,
      schema: {
        tags,
        summary: 'Whether it measures and records',
        response: { 200: z.object({ status: z.literal('ready') }) },
      },
    },
    async () => {
      const reason = web.service.notReady()
      if (reason !== null) throw new Problem(503, 'Not ready.', { reason: classOf(reason) })
      return { status: 'ready' as const }
    },
  )
  app.get(
    '/version',
    {
      config: open,
      schema: {
        tags,
        summary: 'Which release this is',
        response: { 200: z.object({ name: z.literal('upheld'), version: z.string() }) },
      },
    },
    async () => ({
      name: 'upheld' as const,
      version: web.version,
    }),
  )
  app.post(
    '/-/reload',
    {
      config: { action: 'daemon.reload' },
      schema: {
        tags,
        summary: 'Load changed files; a bad configuration is refused whole',
        body: z.strictObject({}).nullish(),
        response: { 200: z.object({ status: z.literal('reloaded') }) },
      },
    },
    async (request) => {
      callerBehind(request, 'daemon.reload')
      await web.service.reload()
      return { status: 'reloaded' as const }
    },
  )
}

const front = z.object({
  name: z.literal('upheld'),
  version: z.string(),
  about: z.string(),
  links: z.record(z.string(), z.string()).describe('Where to go on, by what is there.'),
})

/** For whoever opens the bare address: where everything is. */
function frontRoute(app: App, web: Web): void {
  const hasMetrics = () => app.hasRoute({ method: 'GET', url: '/metrics' })
  app.get(
    '/',
    {
      config: open,
      schema: { tags, summary: 'Where everything is', response: { 200: front } },
    },
    async () => ({
      name: 'upheld' as const,
      version: web.version,
      about: 'Holds both sides to their agreement. Reading needs a token, which `upheld token create` makes.',
      links: {
        'every address, to read and try': '/api/docs',
        'the same for programs': '/api/openapi.json',
        'the agreements of your token': '/api/v1/agreements',
        ...(hasMetrics() ? { 'for Prometheus': '/metrics' } : {}),
        'whether it answers': '/-/healthy',
        'whether it measures and records': '/-/ready',
      },
    }),
  )
}

/** What stands before a colon says of which class a reason is; what follows may name what is nobody else's business. */
function classOf(reason: string): string {
  return (reason.split(':')[0] ?? '')
    .replace(/[^a-zA-Z -]/g, '')
    .slice(0, 60)
    .trim()
}

/** A badge is open to whoever knows its address; a wrong address looks like one that never was. */
export function badgeRoutes(app: App, web: Web): void {
  const text = z.string().max(100)
  app.get(
    '/badges/:agreement/:commitment/:file',
    {
      config: open,
      schema: {
        tags: ['badges'],
        summary: 'A badge of one commitment (the address is in the compliance of its agreement)',
        params: z.object({ agreement: text, commitment: text, file: text }),
        response: { 200: { description: 'SVG', content: { 'image/svg+xml': { schema: z.string() } } } },
      },
    },
    async (request, reply) => {
      const { agreement, commitment, file } = request.params
      const key = file.endsWith('.svg') ? file.slice(0, -4) : ''
      if (!web.badges.isKey(agreement, commitment, key)) throw notFound()
      if (!web.service.agreements().some((known) => known.agreement === agreement)) throw notFound()
      const [first, ...others] = web.service
        .standings(agreement)
        .filter((one) => one.commitment === commitment)
      if (first === undefined) throw notFound()
      return reply
        .header('cache-control', 'public, max-age=60')
        .header('cross-origin-resource-policy', 'cross-origin')
        .type('image/svg+xml')
        .serializer((svg: unknown) => String(svg))
        .send(badgeOf([first, ...others]))
    },
  )
}
