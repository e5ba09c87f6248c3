import { describe, expect, test } from 'vitest'
import { aDaemon, at, hour } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const other = pushText().replace('agreement: small', 'agreement: other')
const problem = {
  id: 'p-1',
  about: 'knownProblem',
  title: 'Search is slow',
  text: 'We know.',
  concerns: ['availability'],
}

async function aWorld() {
  const world = await aDaemon({ now: start, texts: [pushText(), other] })
  const token = await world.token('provider', ['small', 'other'])
  const announce = async (body: object) => {
    const answer = await world.send('POST', '/api/v1/announcements', { token, body })
    return { status: answer.status, body: (await answer.json()) as { announced: { agreement: string }[] } }
  }
  return { world, token, announce }
}
const noticesOf = async ({ world }: Awaited<ReturnType<typeof aWorld>>, agreement: string) =>
  (await world.daemon.store.notices({ agreement })).filter(({ kind }) => kind === 'announcement')

describe('an announcement', () => {
  test('goes to every customer whom the token serves, once', async () => {
    const asked = await aWorld()
    const first = await asked.announce(problem)
    expect(first).toMatchObject({
      status: 201,
      body: { announced: [{ agreement: 'small' }, { agreement: 'other' }] },
    })
    await asked.announce(problem)
    // Two contacts an agreement.
    expect(await noticesOf(asked, 'small')).toHaveLength(2)
    expect(await noticesOf(asked, 'other')).toHaveLength(2)
  })

  test.each([
    [{ title: 'Search is \u202ewols' }],
    [{ title: 'Search\r\nBcc: all@globex.test' }],
    [{ text: 'Nothing\u0000 here' }],
    [{ id: 'p\u200b1' }],
  ])('with what nobody sees is refused, and goes to nobody: %j', async (hidden) => {
    const asked = await aWorld()
    expect((await asked.announce({ ...problem, ...hidden })).status).toBe(400)
    expect(await noticesOf(asked, 'small')).toEqual([])
  })

  test('goes to those alone that it names', async () => {
    const asked = await aWorld()
    await asked.announce({ ...problem, agreements: ['other'] })
    expect(await noticesOf(asked, 'small')).toEqual([])
  })

  test('is said anew where the problem is over, and listed by its latest word', async () => {
    const asked = await aWorld()
    await asked.announce({ ...problem, agreements: ['small'] })
    await asked.world.turn(start + hour)
    await asked.announce({ ...problem, agreements: ['small'], resolved: '2026-03-02T00:30:00Z' })
    expect(await noticesOf(asked, 'small')).toHaveLength(4)
    const list = await asked.world.send('GET', '/api/v1/agreements/small/announcements', {
      token: asked.token,
    })
    expect(await list.json()).toMatchObject({
      items: [
        {
          id: 'p-1',
          title: 'Search is slow',
          resolved: '2026-03-02T00:30:00+00:00',
          at: '2026-03-02T01:00:00.000Z',
        },
      ],
    })
  })

  test.each<[string, object, number]>([
    ['a commitment that there is not', { ...problem, concerns: ['availabilty'] }, 422],
    ['the end of a feature', { ...problem, about: 'feature', resolved: '2026-03-02T00:30:00Z' }, 422],
    ['an agreement of somebody else', { ...problem, agreements: ['strange'] }, 404],
    ['no title', { ...problem, title: ' ' }, 400],
  ])('is refused with %s, and nobody is told', async (_, body, status) => {
    const asked = await aWorld()
    expect((await asked.announce(body)).status).toBe(status)
    expect(await noticesOf(asked, 'small')).toEqual([])
  })
})
