import { expect, test } from 'vitest'
import { checkout, type World, world } from './server.fixture.ts'
import { standing } from './service.fixture.ts'

const pathOf = async (w: World) => {
  const body = (await (
    await w.get(`/api/v1/agreements/${checkout}/compliance`, w.token('customer'))
  ).json()) as { commitments: { badge: string }[] }
  const address = new URL(body.commitments[0]!.badge)
  expect(address.origin).toBe('https://upheld.example')
  return address.pathname
}

test('a badge needs no token, may be cached shortly, and shows figure and state', async () => {
  const w = await world()
  const response = await w.get(await pathOf(w))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('image/svg+xml')
  expect(response.headers.get('cache-control')).toBe('public, max-age=60')
  expect(await response.text()).toMatch(/^<svg.*99\.95 % on track/s)
  const again = await w.get(await pathOf(w), undefined, { 'if-none-match': response.headers.get('etag')! })
  expect(again.status).toBe(304)
})

test('a wrong key, a wrong commitment and a wrong agreement get the same bytes', async () => {
  const w = await world()
  const [, , , , agreement, commitment, file] = (await pathOf(w)).split('/')
  const wrong = [
    `${agreement}/${commitment}/${'A'.repeat(32)}.svg`,
    `${agreement}/payment/${file}`,
    `never-was/${commitment}/${file}`,
    `${agreement}/never/${file}`,
    `${agreement}/${commitment}/${file!.replace('.svg', '')}`,
    `${agreement}/${commitment}/${file!.replace('.svg', '.png')}`,
  ]
  const answers = await Promise.all(
    wrong.map(async (path) => {
      const response = await w.get(`/api/v1/badges/${path}`)
      return `${response.status} ${await response.text()}`
    }),
  )
  expect(new Set(answers).size).toBe(1)
  expect(answers[0]).toMatch(/^404/)
})

test('a title that is mark-up stays text', async () => {
  const w = await world()
  w.service.standingsOf = () => [
    standing('availability', { title: '<script>alert(1)</script>', state: 'breached' }),
  ]
  const svg = await (await w.get(await pathOf(w))).text()
  expect(svg).not.toContain('<script')
  expect(svg).toContain('breached')
})
