import { describe, expect, test } from 'vitest'
import type { Entry } from '../../src/ledger/entry.ts'
import type { Facts } from '../../src/ledger/facts.ts'
import { aDaemon, at, day, type World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const kinds = (entries: readonly Entry[]) => entries.map(({ kind }) => kind)

async function noticesOf(world: World, kind: string): Promise<string[]> {
  const [entry] = (await world.entries('small')).filter((each) => each.kind === kind).slice(-1)
  const records = await world.daemon.store.notices({ agreement: 'small', limit: 100 })
  const mine = records.filter((each) => each.entry === entry?.id)
  return (
    await Promise.all(mine.map(async (each) => (await world.daemon.store.text(each.recipient)) ?? ''))
  ).sort()
}

describe('the first load', () => {
  test('is recorded with the digest and told to both parties', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    const [loaded] = await world.entries('small')
    expect(loaded?.facts).toMatchObject({ digest: world.agreements()[0]?.digest })
    expect(await noticesOf(world, 'agreementLoaded')).toEqual(['it@globex.test', 'sla@acme.test'])
  })

  test('is not repeated by a restart', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    await world.restart(start + day)
    expect(kinds(await world.entries('small', 'agreementLoaded'))).toHaveLength(1)
  })
})

describe('a changed file', () => {
  test('changes contacts at once, and tells the old ones and the new ones', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.texts = [pushText({ contacts: 'new@acme.test' })]
    await world.daemon.reload()
    expect(await noticesOf(world, 'contactsChanged')).toEqual([
      'it@globex.test',
      'new@acme.test',
      'sla@acme.test',
    ])
  })

  test('tells the same contacts where the daemon was restarted', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.texts = [pushText({ contacts: 'new@acme.test' })]
    await world.restart(start + day)
    expect(await noticesOf(world, 'contactsChanged')).toEqual([
      'it@globex.test',
      'new@acme.test',
      'sla@acme.test',
    ])
  })

  test('changes sources at once: evidence of each counts for its own time', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.now = start + day / 2
    const token = await world.token('provider')
    const push = (from: string, to: string, outcome: string) =>
      world.send('POST', '/api/v1/evidence?agreement=small', {
        token,
        body: [spanLine('web', from, to, outcome)],
      })
    await push('2026-03-02T00:00:00Z', '2026-03-02T12:00:00Z', 'good')
    world.texts = [pushText().replace('{ push: state, every: 10m }', '{ push: state, every: 5m }')]
    await world.daemon.reload()
    world.now = start + day
    await push('2026-03-02T12:00:00Z', '2026-03-03T00:00:00Z', 'good')
    await world.turn(start + day + 3_600_000)
    const [closed] = await world.facts('small', 'periodClosed')
    expect(kinds(await world.entries('small'))).toEqual(['agreementLoaded', 'sourcesChanged', 'periodClosed'])
    expect(closed).toMatchObject({ verdict: 'met', seconds: { unknown: '0' } })
  })

  test('that changes a legal word is a proposal, and the version in force runs on', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.texts = [pushText({ target: '>= 50%' })]
    await world.daemon.reload()
    const [proposed] = await world.entries('small', 'amendmentProposed')
    expect((proposed!.facts as unknown as Facts['amendmentProposed']).changedKeys).toEqual(['commitments'])
    const { changes } = proposed!.facts as unknown as Facts['amendmentProposed']
    expect(JSON.parse((await world.daemon.store.text(changes ?? '')) ?? '')).toEqual([
      { path: 'commitments.availability.target', before: '>= 99%', after: '>= 50%' },
    ])
    const token = await world.token('auditor')
    const shown = (await (await world.send('GET', '/api/v1/agreements/small', { token })).json()) as {
      digest: string
      proposal: { digest: string }
      commitments: { target: string }[]
    }
    expect(shown.commitments[0]?.target).toBe('>= 99%')
    expect(shown.proposal.digest).toBe(world.agreements()[0]?.digest)
  })

  test('is accepted at once where files are trusted, and says so', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()], trustFiles: true })
    world.texts = [pushText({ target: '>= 50%' })]
    await world.daemon.reload()
    const [accepted] = await world.entries('small', 'amendmentAccepted')
    expect(accepted?.facts).toMatchObject({ acceptedBy: 'trusted files' })
  })

  test('that goes back and forth is proposed each time', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    const proposals = async () => {
      const token = await world.token('auditor')
      const shown = await world.send('GET', '/api/v1/agreements/small', { token })
      return ((await shown.json()) as { proposal: { digest: string } | null }).proposal?.digest
    }
    for (const target of ['>= 50%', '>= 60%', '>= 50%']) {
      world.texts = [pushText({ target })]
      world.now += 60_000
      await world.daemon.reload()
      expect(await proposals()).toBe(world.agreements()[0]?.digest)
    }
    expect(kinds(await world.entries('small', 'amendmentProposed'))).toHaveLength(3)
  })
})

describe('a proposal', () => {
  const accept = async (world: World, role: 'provider' | 'customer') => {
    const token = await world.token(role, ['small'])
    const digest = world.agreements()[0]?.digest
    return world.send('POST', `/api/v1/agreements/small/amendments/${digest}/accept`, { token, body: {} })
  }

  test('is not accepted by the party that made it', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.texts = [pushText({ target: '>= 50%' })]
    await world.daemon.reload()
    expect((await accept(world, 'provider')).status).toBe(403)
    expect(await world.entries('small', 'amendmentAccepted')).toEqual([])
  })

  test('judges the next period once the other party accepts; the running one ends under the old text', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    const token = await world.token('provider')
    world.texts = [pushText({ target: '>= 50%' })]
    world.now = start + day / 2
    await world.daemon.reload()
    expect((await accept(world, 'customer')).status).toBe(200)
    world.now = start + 2 * day
    // Six hours bad in each of two days: 75 %.
    const lines = [2, 3].flatMap((date) => [
      spanLine('web', `2026-03-0${date}T00:00:00Z`, `2026-03-0${date}T06:00:00Z`, 'bad'),
      spanLine('web', `2026-03-0${date}T06:00:00Z`, `2026-03-0${date + 1}T00:00:00Z`, 'good'),
    ])
    await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: lines })
    await world.turn(start + 2 * day + 3_600_000)
    const closed = await world.facts('small', 'periodClosed')
    expect(closed.map(({ target, verdict }) => [target, verdict])).toEqual([
      ['>= 99%', 'breached'],
      ['>= 50%', 'met'],
    ])
  })

  test('may add a commitment: its first period is the first that begins under the new text', async () => {
    const more = 'notices: {}\n'
    const added =
      '  calls:\n    measure: { occurrences: { of: meeting.held } }\n    target: ">= 1"\n    period: day\nexclusions:'
    const world = await aDaemon({ now: start, texts: [pushText({ more })] })
    world.texts = [pushText({ more }).replace('exclusions:', added)]
    world.now = start + day / 2
    await world.daemon.reload()
    expect((await accept(world, 'customer')).status).toBe(200)
    await world.turn(start + 3 * day + 3_600_000)
    const closed = await world.facts('small', 'periodClosed', 'calls')
    expect(closed.map(({ from }) => from)).toEqual(['2026-03-03T00:00:00+00:00', '2026-03-04T00:00:00+00:00'])
  })

  test('may drop a commitment: its running period is still judged', async () => {
    const more = '  calls: { measure: { occurrences: { of: meeting.held } }, target: ">= 1", period: day }\n'
    const both = pushText().replace('exclusions:', `${more}exclusions:`)
    const world = await aDaemon({ now: start, texts: [both] })
    world.texts = [pushText()]
    world.now = start + day / 2
    await world.daemon.reload()
    expect((await accept(world, 'customer')).status).toBe(200)
    await world.turn(start + 3 * day)
    expect(await world.facts('small', 'periodClosed', 'calls')).toHaveLength(1)
  })
})

describe('an amendment that the accepted text contains', () => {
  const amended = pushText({
    more: 'amendments: [{ effective: 2026-03-03, changes: { commitments: { availability: { target: ">= 50%" } }, sources: { second: { push: state, every: 10m } } } }]\n',
  })

  test('takes effect on its day, as an entry told to both', async () => {
    const world = await aDaemon({ now: start, texts: [amended] })
    await world.turn(start + day + 1_200_000)
    expect(kinds(await world.entries('small', 'versionInForce'))).toHaveLength(1)
    expect(await noticesOf(world, 'versionInForce')).toEqual(['it@globex.test', 'sla@acme.test'])
    const [inForce] = await world.entries('small', 'versionInForce')
    expect(inForce?.facts).toMatchObject({ effective: '2026-03-03T00:00:00+00:00' })
  })

  test('takes effect once, also when the daemon was down on that day', async () => {
    const world = await aDaemon({ now: start, texts: [amended] })
    await world.restart(start + 3 * day)
    await world.restart(start + 4 * day)
    expect(kinds(await world.entries('small', 'versionInForce'))).toHaveLength(1)
  })
})

describe('a shared source', () => {
  const text = pushText().replace('web: { push: state, every: 10m }', 'web: { shared: web }')
  const http = { http: { url: 'http://127.0.0.1:1/' }, every: '10m' }

  test('that is defined anew counts from then on, though the agreement stays the same', async () => {
    const good = () => ({ outcome: 'good', latencyUs: 1000 }) as const
    const world = await aDaemon({ now: start - 3_600_000, texts: [text], shared: { web: http }, look: good })
    await world.turn(start + day / 2)
    world.shared = { web: { ...http, every: '5m' } }
    await world.daemon.reload()
    expect(kinds(await world.entries('small', 'sourcesChanged'))).toHaveLength(1)
    await world.turn(start + day + 3_600_000)
    const [closed] = (await world.facts('small', 'periodClosed')).slice(-1)
    expect(closed).toMatchObject({ from: '2026-03-02T00:00:00+00:00', verdict: 'met' })
  })

  test('is looked at once for two agreements', async () => {
    let looks = 0
    const look = () => {
      looks++
      return { outcome: 'good', latencyUs: 1000 } as const
    }
    const other = text.replace('agreement: small', 'agreement: other')
    const world = await aDaemon({ now: start, texts: [text, other], shared: { web: http }, look })
    await world.turn(start + 3_600_000)
    expect(looks).toBe(6)
    const [mine, theirs] = [await world.entries('small'), await world.entries('other')]
    expect([mine[0]?.seq, theirs[0]?.seq]).toEqual([1, 1])
  })
})

describe('a file that vanishes', () => {
  test('leaves the version in force running', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.texts = []
    await world.restart(start + day / 2)
    await world.turn(start + day + 3_600_000)
    expect(kinds(await world.entries('small', 'periodClosed'))).toHaveLength(1)
  })
})
