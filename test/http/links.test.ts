import { expect, test } from 'vitest'
import { world } from './server.fixture.ts'

const key = 'canary-key-of-a-link'
const link = `/link/${'a'.repeat(64)}/accept?key=${key}`
const survey = `/survey/${'a'.repeat(64)}?key=${key}`

test('the key of a link stands in no log line, whatever the answer', async () => {
  const w = await world()
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const path of [link, survey, `/link/${'b'.repeat(400)}?key=${key}`]) {
    await w.get(path)
    await w.send('HEAD', path, {})
    await w.send('POST', path, { headers: form, body: 'reason=x' })
    await w.send('POST', path, { body: { reason: 'x' } })
    await w.send('DELETE', path, {})
  }
  expect(w.log.length).toBeGreaterThan(0)
  expect(w.log.join()).not.toContain(key)
})

test('who guesses keys is slowed down, and nobody else with them', async () => {
  const w = await world({ trustedProxies: ['127.0.0.1'] })
  const guess = (i: number, from: string) =>
    w.get(`/link/${'a'.repeat(64)}/accept?key=guess-${i}`, undefined, { 'x-forwarded-for': from })
  const answers: number[] = []
  for (let i = 0; i < 70; i++) answers.push((await guess(i, '203.0.113.9')).status)
  expect(answers.slice(0, 60).every((status) => status === 404)).toBe(true)
  expect(answers.slice(60).every((status) => status === 429)).toBe(true)
  expect((await guess(0, '203.0.113.10')).status).toBe(404)
})

test('a page that is opened in another way does nothing', async () => {
  const w = await world()
  const followed: unknown[] = []
  Object.assign(w.service.links, {
    open: async () => ({ action: 'accept', state: 'ready' }),
    follow: async (one: unknown) => void followed.push(one),
  })
  await w.send('HEAD', link, {})
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    const { status } = await w.send(method, link, {})
    expect([404, 405]).toContain(status)
  }
  expect((await w.send('POST', link, { body: {} })).status).toBe(415)
  expect(followed).toEqual([])
})
