import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { rawServer } from '../notices/mailServer.ts'
import { aDaemon, aPlace, ask, metric } from './aDaemon.ts'
import { anAgreement, everySecond, uptimeOf } from './agreements.ts'
import { observationsOf, tally } from './evidence.ts'
import { aTarget } from './target.ts'
import { until } from './waiting.ts'

test('SIGTERM with a probe, a push and a mail under way ends within 10 s, and nothing of it is bad', async () => {
  const target = await aTarget()
  const stalled = await rawServer((socket) => socket.write('220-still\r\n'))
  onTestFinished(() => stalled[Symbol.asyncDispose]())
  const agreement = anAgreement({
    id: 'stopping',
    sources: [everySecond('silent', `${target.url}/silent`, '60s'), 'pushed: { push: state, every: 1s }'],
    commitments: [uptimeOf('silent'), uptimeOf('pushed')],
  })
  const place = await aPlace({ agreements: [agreement], smtpPort: stalled.port })
  const daemon = aDaemon(place)
  await daemon.ready()
  await until('a probe and a mail are under way', () => target.waiting() > 0 && stalled.open() > 0)
  const push = ask(place, '/api/v1/evidence?agreement=stopping', [
    { source: 'pushed', at: new Date().toISOString(), outcome: 'good' },
  ])
  const { code, tookMs } = await daemon.stop()
  expect(code, daemon.output()).toBe(0)
  expect(tookMs).toBeLessThan(10_000)
  const probed = tally(await observationsOf(place, 'stopping', 'silent'))
  expect(probed['unknown shutdown']).toBe(1)
  expect(Object.keys(probed).filter((name) => !name.startsWith('unknown'))).toEqual([])
  const { status } = await push
  if (status === 200) expect(tally(await observationsOf(place, 'stopping', 'pushed')).good).toBe(1)
})

test('a second daemon on the same data refuses to start, and the first goes on', async () => {
  const target = await aTarget()
  const agreement = anAgreement({
    id: 'twice',
    sources: [everySecond('checkout', target.url)],
    commitments: [uptimeOf('checkout')],
  })
  const place = await aPlace({ agreements: [agreement], smtpPort: null })
  const first = aDaemon(place)
  await first.ready()
  const second = aDaemon(place)
  const { code } = await second.ended
  expect(code).toBe(1)
  expect(second.output()).toMatch(/lock|another/i)
  const before = target.count()
  await until('the first goes on', () => target.count() > before + 1)
  expect((await first.stop()).code, first.output()).toBe(0)
})

test('a broken file is refused at a reload, the old configuration runs on, and a gauge says so', async () => {
  const target = await aTarget()
  const agreement = anAgreement({
    id: 'reloaded',
    sources: [everySecond('checkout', target.url)],
    commitments: [uptimeOf('checkout')],
  })
  const place = await aPlace({ agreements: [agreement], smtpPort: null })
  const daemon = aDaemon(place)
  await daemon.ready()
  const succeeded = () => metric(place, 'upheld_config_last_reload_successful')
  await until('the first load shows', async () => (await succeeded()) === 1)
  const file = join(place.folder, 'agreements', '0.yaml')
  writeFileSync(file, agreement.replace('commitments:', 'comitments:'))
  daemon.signal('SIGHUP')
  await until('the gauge shows the refusal', async () => (await succeeded()) === 0)
  expect((await ask(place, '/-/reload', {})).status).toBeGreaterThanOrEqual(400)
  const before = target.count()
  await until('the old configuration runs on', () => target.count() > before + 1)
  writeFileSync(file, agreement)
  expect(await ask(place, '/-/reload', {})).toMatchObject({ status: 200 })
  expect(await succeeded()).toBe(1)
  expect((await daemon.stop()).code, daemon.output()).toBe(0)
})
