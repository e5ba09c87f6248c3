import { expect, test } from 'vitest'
import { checkout, type World, world } from './server.fixture.ts'

const exclusions = `/api/v1/agreements/${checkout}/exclusions`
const proposals = `/api/v1/agreements/${checkout}/proposals`

interface Told {
  readonly status: number
  readonly detail: string
  readonly errors?: readonly { readonly at: string; readonly problem: string; readonly example?: unknown }[]
  readonly example?: unknown
}
async function told(w: World, path: string, body: unknown): Promise<Told> {
  const response = await w.send('POST', path, { token: w.token('provider'), body })
  return (await response.json()) as Told
}

test('a field that is missing is named with what is expected there and an example', async () => {
  const answer = await told(await world(), exclusions, { kind: 'maintenance', to: '2026-04-02T10:00:00Z' })
  expect(answer).toMatchObject({
    status: 400,
    detail: 'The body is not valid: `from` is missing: text is expected.',
    errors: [{ at: 'body/from', problem: 'is missing: text is expected', example: '2026-03-02T10:00:00Z' }],
    example: { kind: 'maintenance', from: '2026-03-02T10:00:00Z', to: '2026-03-02T10:00:00Z' },
  })
})

test('a misspelt field is answered with the right one', async () => {
  const { errors } = await told(await world(), exclusions, { kind: 'maintenance', form: 'x', to: 'x' })
  expect(errors).toContainEqual({ at: 'body/form', problem: 'is not known here; did you mean "from"?' })
  expect(errors?.find(({ at }) => at === 'body/to')?.problem).toMatch(/^must be an ISO 8601 instant/)
})

test.each([
  [undefined, 'is missing: an object with matter, kind, '],
  ['exclude', 'is not one of exclusion, correction'],
  [3, 'is not one of exclusion, correction'],
])('a form that is chosen by a field says which there are: %j', async (matter, problem) => {
  const body = matter === undefined ? undefined : { matter }
  const { detail, example } = await told(await world(), proposals, body)
  expect(detail).toContain(problem)
  expect(example).toMatchObject({ matter: 'exclusion', from: '2026-03-02T10:00:00Z' })
})

test('whoever may not do something is told who may', async () => {
  const w = await world()
  const response = await w.send('POST', exclusions, { token: w.token('auditor'), body: {} })
  expect(await response.json()).toMatchObject({
    status: 403,
    detail:
      'The role of this token (auditor) may not do that; it takes a token of the operator or the provider.',
  })
})

test('the bare address says where everything is, and each of its links is there', async () => {
  const w = await world()
  const { links } = (await (await w.get('/')).json()) as { links: Record<string, string> }
  expect(Object.values(links)).toEqual(expect.arrayContaining(['/api/docs', '/metrics', '/-/healthy']))
  for (const link of Object.values(links)) expect([200, 302, 401]).toContain((await w.get(link)).status)
})

test('an address that there is not points to those that there are', async () => {
  expect(await (await (await world()).get('/agreements')).json()).toMatchObject({
    status: 404,
    detail: expect.stringContaining('/api/docs'),
  })
})
