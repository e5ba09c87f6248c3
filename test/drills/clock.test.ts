import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aDaemon, aPlace, type Place } from './aDaemon.ts'
import { anAgreement, everySecond, uptimeOf } from './agreements.ts'
import { entriesOf, holesIn, observationsOf, tally } from './evidence.ts'
import { aTarget } from './target.ts'
import { pause, until } from './waiting.ts'

const library = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find((file) => existsSync(file))

/** Berlin's clock changes: from when, until when, and the hours that must be closed once each meanwhile. */
const changes = [
  {
    name: 'autumn, where 02:00 to 03:00 comes twice',
    from: '2026-10-24 23:52:00',
    until: '2026-10-25T01:07:00Z',
    hours: ['2026-10-25T01:00:00+02:00', '2026-10-25T02:00:00+02:00'],
  },
  {
    name: 'spring, where 02:00 to 03:00 does not come',
    from: '2026-03-29 00:45:00',
    until: '2026-03-29T01:30:00Z',
    hours: ['2026-03-29T01:00:00+01:00'],
  },
]
/** So much faster an hour passes; our own lateness counts as much more, too. */
const speed = 20

const needsFaketime = library === undefined ? ' (not run: libfaketime is missing)' : ''

test.skipIf(library === undefined)(
  `every slot around the clock changes of autumn and spring is kept once, and each hour is closed once${needsFaketime}`,
  async () => {
    await Promise.all(changes.map(liveThrough))
  },
)

async function liveThrough({ name, from, until: end, hours }: (typeof changes)[number]): Promise<void> {
  const target = await aTarget()
  const place = await aPlace({ agreements: [hourly(target.url)], smtpPort: null })
  const { daemon, turn } = await aDaemonWithAHand(place, `@${from}`)
  turn(`@${from} x${speed}`)
  await until('the change is over', () => isPast(place, end), 500_000)
  await daemon.kill()
  const all = await observationsOf(place, 'hourly', 'checkout')
  console.log(name, tally(all))
  expect(holesIn(all, 60_000)).toEqual([])
  expect(Object.keys(tally(all)).filter((outcome) => outcome.startsWith('bad'))).toEqual([])
  expect(tally(all).good).toBeGreaterThan(all.length / 2)
  const closed = (await entriesOf(place, 'hourly'))
    .filter(({ kind }) => kind === 'periodClosed')
    .map(({ period }) => period?.from)
  expect(closed).toEqual(hours)
}

const hourly = (url: string): string =>
  anAgreement({
    id: 'hourly',
    sources: [`checkout: { http: { url: "${url}", timeout: 50s }, schedule: "* * * * *" }`],
    commitments: [uptimeOf('checkout', '>= 90%', 'hour')],
    lines: ['settle: 5m'],
  })

async function isPast(place: Place, end: string): Promise<boolean> {
  const all = await observationsOf(place, 'hourly', 'checkout')
  return (all.at(-1)?.at ?? 0) >= Date.parse(end)
}

/** A daemon whose clock is turned by hand while it runs: where it is, or how far it is off. */
async function aDaemonWithAHand(place: Place, time: string) {
  const file = join(place.folder, 'clock')
  const turn = (to: string): void => writeFileSync(file, to)
  turn(time)
  const isStepped = !time.startsWith('@')
  const daemon = aDaemon(place, {
    LD_PRELOAD: library ?? '',
    FAKETIME_TIMESTAMP_FILE: file,
    // A step spares the monotonic clock; a faster time is one for both clocks.
    ...(isStepped ? { FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1' } : { FAKETIME_CACHE_DURATION: '1' }),
  })
  await daemon.ready()
  return { daemon, turn }
}

const watched = (url: string): string =>
  anAgreement({
    id: 'stepped',
    sources: [everySecond('checkout', url)],
    commitments: [uptimeOf('checkout')],
  })

test.skipIf(library === undefined)(
  `a clock set back an hour neither repeats nor leaves out a slot${needsFaketime}`,
  async () => {
    const target = await aTarget()
    const place = await aPlace({ agreements: [watched(target.url)], smtpPort: null })
    const { daemon, turn } = await aDaemonWithAHand(place, '+0')
    await until('it looks', () => target.count() > 5)
    turn('-3600')
    const before = target.count()
    await until('it goes on looking', () => target.count() > before + 10)
    const { code } = await daemon.stop()
    expect(code, daemon.output()).toBe(0)
    const all = await observationsOf(place, 'stepped', 'checkout')
    expect(holesIn(all, 1000)).toEqual([])
    expect(tally(all).good).toBeGreaterThan(12)
    expect(Object.keys(tally(all)).filter((name) => name.startsWith('bad'))).toEqual([])
  },
)

test.skipIf(library === undefined)(
  `a clock set forward a day makes the day in between unknown and goes on at once${needsFaketime}`,
  async () => {
    const target = await aTarget()
    const place = await aPlace({ agreements: [watched(target.url)], smtpPort: null })
    const { daemon, turn } = await aDaemonWithAHand(place, '+0')
    await until('it looks', () => target.count() > 5)
    turn('+86400')
    const before = target.count()
    await until('it goes on looking', () => target.count() > before + 10)
    await until(
      'the day is kept',
      async () => {
        await pause(1000)
        const all = await observationsOf(place, 'stepped', 'checkout')
        return all.length > 86_400 && all.at(-1)?.outcome === 'good'
      },
      120_000,
    )
    const { code } = await daemon.stop()
    expect(code, daemon.output()).toBe(0)
    const all = await observationsOf(place, 'stepped', 'checkout')
    expect(holesIn(all, 1000)).toEqual([])
    const counts = tally(all)
    expect(counts['unknown clock']).toBeGreaterThan(86_000)
    expect(Object.keys(counts).filter((name) => name.startsWith('bad'))).toEqual([])
    const breaches = (await entriesOf(place, 'stepped')).filter(({ kind }) => kind === 'breach')
    expect(breaches).toEqual([])
  },
)
