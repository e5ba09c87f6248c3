import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Store } from '../../src/store.ts'
import { type MailServer, mailServer } from '../notices/mailServer.ts'
import { aDaemon, aPlace, ask, type Place, upheld, verifyLedger } from './aDaemon.ts'
import { anAgreement, everySecond, uptimeOf } from './agreements.ts'
import { entriesOf, holesIn, observationsOf, reading, tally } from './evidence.ts'
import { aTarget } from './target.ts'
import { pause, randomOf, until } from './waiting.ts'

const id = 'killed'
const rounds = 50
const seed = Number(process.env.UPHELD_DRILL_SEED) || Date.now() % 1_000_000

/** What the daemon has said that it keeps. */
interface Acknowledged {
  readonly instants: number[]
  readonly exclusions: string[]
}

/** Sends evidence and announcements without a pause until told to stop, and remembers what was acknowledged. */
function pushing(place: Place, acknowledged: Acknowledged) {
  let isOver = false
  let sent = 0
  const evidence = async (): Promise<void> => {
    while (!isOver) {
      const at = Date.now()
      const line = { source: 'pushed', at: new Date(at).toISOString(), outcome: 'good' }
      const { status } = await ask(place, `/api/v1/evidence?agreement=${id}`, [line])
      if (status === 200) acknowledged.instants.push(at)
      await pause(status === 200 ? 5 : 50)
    }
  }
  const announcements = async (): Promise<void> => {
    while (!isOver) {
      const exclusion = `x-${++sent}`
      const from = new Date(Date.now() + 30 * 86_400_000).toISOString()
      const to = new Date(Date.now() + 30 * 86_400_000 + 3_600_000).toISOString()
      const body = { id: exclusion, kind: 'maintenance', from, to }
      const { status } = await ask(place, `/api/v1/agreements/${id}/exclusions`, body)
      if (status === 201) acknowledged.exclusions.push(exclusion)
      await pause(250)
    }
  }
  const work = Promise.all([evidence(), announcements()])
  return async () => {
    isOver = true
    await work
  }
}

const agreement = (url: string): string =>
  anAgreement({
    id,
    sources: [
      everySecond('steady', url),
      everySecond('broken', `${url}/down`),
      'pushed: { push: state, every: 1s }',
    ],
    commitments: [uptimeOf('steady'), uptimeOf('broken'), uptimeOf('pushed')],
    lines: ['exclusions: { maintenance: { notice: 72h } }'],
  })

test('50 kills at random moments lose nothing, tear nothing and blame nobody', async () => {
  console.log(`UPHELD_DRILL_SEED=${seed}`)
  const random = randomOf(seed)
  const target = await aTarget()
  target.delayMs = 40
  const mails = await mailServer({ message: () => null })
  onTestFinished(() => mails[Symbol.asyncDispose]())
  const place = await aPlace({ agreements: [agreement(target.url)], smtpPort: mails.port })
  const acknowledged: Acknowledged = { instants: [], exclusions: [] }
  const first = aDaemon(place)
  await first.ready()
  const stopPushing = pushing(place, acknowledged)
  await pause(random() * 1500)
  await first.kill()
  for (let round = 1; round < rounds; round += 1) {
    const daemon = aDaemon(place)
    // Most are killed at work, some while they start.
    if (random() < 0.8) await daemon.ready()
    await pause(random() * 1500)
    expect(daemon.isRunning(), daemon.output()).toBe(true)
    await daemon.kill()
  }
  const last = aDaemon(place)
  await last.ready()
  await pause(2000)
  await stopPushing()
  await until('all mails are sent', async () => (await pending(place)) === 0, 120_000)
  expect((await last.stop()).code, last.output()).toBe(0)
  const trouble = last
    .output()
    .split('\n')
    .filter((line) => line.includes('"msg":"trouble"'))
  if (trouble.length > 0) console.log(trouble.slice(0, 20).join('\n'))
  await expectEvidence(place, acknowledged)
  await expectLedger(place, acknowledged)
  await expectMails(place, mails)
  const { instants, exclusions } = acknowledged
  const copies = mails.received.length - new Set(mails.received.map(({ mail }) => mail.messageId)).size
  console.log(
    `${instants.length} pushes and ${exclusions.length} announcements acknowledged, ${mails.received.length} mails, ${copies} of them copies`,
  )
})

const pending = (place: Place): Promise<number> =>
  reading(place, async (store) => (await store.notices({ states: ['pending'], limit: 1 })).length)

async function expectEvidence(place: Place, { instants }: Acknowledged): Promise<void> {
  for (const source of ['steady', 'broken']) {
    const all = await observationsOf(place, id, source)
    expect(holesIn(all, 1000), source).toEqual([])
    console.log(source, tally(all))
  }
  const steady = await observationsOf(place, id, 'steady')
  expect(steady.filter(({ outcome }) => outcome === 'bad')).toEqual([])
  expect(steady.filter(({ outcome }) => outcome === 'good').length).toBeGreaterThan(rounds / 2)
  const kept = new Set((await observationsOf(place, id, 'pushed')).map(({ at }) => at))
  expect(instants.length).toBeGreaterThan(rounds)
  expect(instants.filter((at) => !kept.has(at))).toEqual([])
}

async function expectLedger(place: Place, { exclusions }: Acknowledged): Promise<void> {
  const entries = await entriesOf(place, id)
  const announced = entries.filter(({ kind }) => kind === 'exclusionAnnounced').map(({ subject }) => subject)
  expect(exclusions.filter((each) => !announced.includes(each))).toEqual([])
  expect(new Set(announced).size).toBe(announced.length)
  const breaches = entries.filter(({ kind }) => kind === 'breach').map(({ clause }) => clause)
  expect(new Set(breaches)).toEqual(new Set(['broken-uptime']))
}

/** Every notice of an entry to a recipient has one Message-ID, came at least once, and its head is in the chain. */
async function expectMails(place: Place, mails: MailServer): Promise<void> {
  const idsByNotice = new Map<string, Set<string>>()
  for (const { to, mail } of mails.received) {
    const entry = mail.headers.find(({ key }) => key === 'x-upheld-entry')?.value
    const notice = `${entry} ${to.join()}`
    idsByNotice.set(notice, (idsByNotice.get(notice) ?? new Set()).add(mail.messageId ?? ''))
  }
  expect([...idsByNotice].filter(([, ids]) => ids.size > 1)).toEqual([])
  const arrived = new Set(mails.received.map(({ mail }) => mail.messageId))
  const kept = await reading(place, allNotices)
  expect(kept.filter(({ state }) => state !== 'sent')).toEqual([])
  expect(kept.filter(({ messageId }) => !arrived.has(messageId))).toEqual([])
  expect(kept.length).toBe(idsByNotice.size)
  const files = mails.received.map(({ raw }, i) => {
    const file = join(place.folder, `${i}.eml`)
    writeFileSync(file, raw)
    return file
  })
  const exported = upheld(place, ['export', '--ledger', id])
  const chain = join(place.folder, 'chain.jsonl')
  writeFileSync(chain, exported.stdout)
  const verified = verifyLedger([chain, ...files.map((file) => `--mail=${file}`)])
  expect(verified.status, verified.stdout + verified.stderr).toBe(0)
  expect(verified.stdout).toContain(`${mails.received.length} heads from mails are in it`)
}

async function allNotices(store: Store) {
  const all = []
  for (let after: string | undefined; ; ) {
    const page = await store.notices({ limit: 500, ...(after === undefined ? {} : { after }) })
    all.push(...page)
    after = page.at(-1)?.messageId
    if (after === undefined || page.length < 500) return all
  }
}
