import { sendProblem } from './problem.ts'
import type { App } from './web.ts'

/** Answers 405 with Allow where an address exists for another method, and 404 where it does not. */
export function useMethods(app: App): void {
  const routes: { readonly methods: readonly string[]; readonly segments: readonly string[] }[] = []
  app.addHook('onRoute', ({ method, url }) => {
    routes.push({ methods: [method].flat(), segments: url.split('/') })
  })
  app.setNotFoundHandler((request, reply) => {
    const segments = (request.url.split('?')[0] ?? '').split('/')
    const methods = routes.filter((route) => fits(route.segments, segments)).flatMap((route) => route.methods)
    const hasPages = routes.some(({ segments: [, first] }) => first === 'api')
    const where = hasPages ? '/api/docs shows every address that there is' : 'only /metrics is here'
    if (methods.length === 0)
      return sendProblem(request, reply, {
        status: 404,
        detail: `There is nothing at this address; ${where}.`,
      })
    reply.header('allow', [...new Set(methods)].sort().join(', '))
    return sendProblem(request, reply, { status: 405, detail: `${request.method} is not possible here.` })
  })
}

function fits(route: readonly string[], given: readonly string[]): boolean {
  return (
    route.length === given.length &&
    route.every((segment, i) => segment.startsWith(':') || segment === given[i])
  )
}
