import { expect, test } from 'vitest'
import type { SourceTerms } from '../../src/agreement/sourceTerms.ts'
import { EvidenceMemory } from '../../src/daemon/evidence/evidenceMemory.ts'
import type { Observation } from '../../src/sources/observation.ts'
import { aDaemon, at, hour, minute } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const uses = (source: SourceTerms) => [
  { name: source.name, identity: source.identity, since: '2026-01-01T00:00:00Z' },
]
const badAt = (source: SourceTerms, instant: number): Observation => ({
  kind: 'state',
  source: source.identity,
  at: instant,
  outcome: 'bad',
  reason: 'declared',
})

async function parts() {
  const world = await aDaemon({ now: start, texts: [pushText()] })
  const source = world.agreements()[0]!.versions[0]!.sources.get('web')!
  return { store: world.daemon.store, source }
}

test('what arrives while a line is folded from the store is not lost', async () => {
  const { store, source } = await parts()
  await store.record([badAt(source, start)])
  let onRead = async (): Promise<void> => undefined
  const slow = new Proxy(store, {
    get: (of, name) =>
      name === 'series'
        ? async (...asked: Parameters<typeof store.series>) => {
            const series = await store.series(...asked)
            await onRead()
            return series
          }
        : of[name as keyof typeof of],
  })
  const memory = new EvidenceMemory(slow)
  await memory.open(source, start)
  const late = badAt(source, start - hour)
  await store.record([late])
  memory.absorb([late])
  expect(memory.stale()).toEqual([source.identity])
  const fresh: Observation = {
    kind: 'state',
    source: source.identity,
    at: start + 10 * minute,
    outcome: 'good',
  }
  onRead = async () => {
    onRead = async () => undefined
    await store.record([fresh])
    memory.absorb([fresh])
  }
  await memory.refresh(source.identity)
  while (memory.stale().length > 0) await memory.refresh(source.identity)
  const span = { from: start + 10 * minute, to: start + 20 * minute }
  expect(memory.line(uses(source), span, span.to).segments).toEqual([{ ...span, state: 0 }])
  expect(memory.frontier(source.identity)).toBe(start + 10 * minute)
})

test('the same line comes of adding one by one and of reading the store', async () => {
  const { store, source } = await parts()
  const added = new EvidenceMemory(store)
  await added.open(source, start)
  for (let i = 0; i < 12; i++) {
    const one = {
      ...badAt(source, start + i * 7 * minute),
      outcome: i % 3 === 0 ? 'good' : 'bad',
    } as Observation
    await store.record([one])
    added.absorb([one])
  }
  const read = new EvidenceMemory(store)
  await read.open(source, start)
  const span = { from: start - hour, to: start + 4 * hour }
  expect(read.line(uses(source), span, span.to).segments).toEqual(
    added.line(uses(source), span, span.to).segments,
  )
})
