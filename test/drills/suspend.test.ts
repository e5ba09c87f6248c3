import { expect, test } from 'vitest'
import { aDaemon, aPlace } from './aDaemon.ts'
import { anAgreement, everySecond, uptimeOf } from './agreements.ts'
import { entriesOf, holesIn, observationsOf, tally } from './evidence.ts'
import { aTarget } from './target.ts'
import { pause, until } from './waiting.ts'

const stoppedMs = 10_000

test('a process that was stopped for 10 s with probes under way calls nothing bad: its slots are unknown', async () => {
  const target = await aTarget()
  target.delayMs = 600
  const names = ['a', 'b', 'c', 'd']
  const agreement = anAgreement({
    id: 'suspended',
    sources: names.map((name) => everySecond(name, `${target.url}/${name}`)),
    commitments: names.map((name) => uptimeOf(name)),
  })
  const place = await aPlace({ agreements: [agreement], smtpPort: null })
  const daemon = aDaemon(place)
  await daemon.ready()
  await until('looks have come back and one is under way', () => target.count() > 12 && target.waiting() > 0)
  const stoppedAt = Date.now()
  daemon.signal('SIGSTOP')
  await pause(stoppedMs)
  const before = target.count()
  const resumedAt = Date.now()
  daemon.signal('SIGCONT')
  await until('it goes on', () => target.count() > before + 12)
  expect((await daemon.stop()).code, daemon.output()).toBe(0)
  for (const name of names) {
    const all = await observationsOf(place, 'suspended', name)
    expect(holesIn(all, 1000)).toEqual([])
    expect(Object.keys(tally(all)).filter((outcome) => outcome.startsWith('bad'))).toEqual([])
    const asleep = all.filter(({ at }) => at > stoppedAt && at < resumedAt - 2000)
    expect(asleep.length).toBeGreaterThanOrEqual(7)
    expect(tally(asleep)).toEqual({ 'unknown suspended': asleep.length })
  }
  expect((await entriesOf(place, 'suspended')).filter(({ kind }) => kind === 'breach')).toEqual([])
})
