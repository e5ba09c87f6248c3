import { expect, test } from 'vitest'
import { link } from '../../src/ledger/chain.ts'
import { finding } from '../../src/ledger/drafts.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import { announcedIn, deadlinesOf } from '../../src/statements/matters.ts'
import { march } from './aStatement.ts'

const span = { from: Date.parse(march.from), to: Date.parse(march.to) }

/** Words of the provider, one after the other. */
const said = (...all: { id: string; about?: 'change' | 'knownProblem'; at: string; resolved?: string }[]) =>
  link(
    null,
    all.map(({ id, about = 'knownProblem', at, resolved = null }) => {
      const facts = { announcement: id, about, title: 'd', text: null, concerns: [], effective: null }
      const place = { agreement: 'a', subject: id, at: Date.parse(at) }
      const found = finding('changeAnnounced', place, { ...facts, resolved, timeZone: 'UTC' })
      const { texts: _, isQuiet: __, ...draft } = found
      return { ...draft, revision: 1, supersedes: null }
    }),
  )
const listed = (entries: readonly Entry[]) =>
  announcedIn(entries, span).map(({ announcement, resolved }) => [announcement, resolved])

test('what was said after the month does not change what the month lists', () => {
  const before = { id: 'p', at: '2026-03-05T00:00:00Z' }
  const after = { id: 'p', at: '2026-04-02T00:00:00Z', resolved: '2026-04-02T00:00:00+00:00' }
  expect(listed(said(before, after, { id: 'late', at: '2026-04-01T00:00:00Z' }))).toEqual([['p', null]])
})

test('a problem from before is listed while it is not over, another announcement only in its month', () => {
  const at = '2026-02-05T00:00:00Z'
  const entries = said(
    { id: 'open', at },
    { id: 'over', at, resolved: '2026-02-20T00:00:00+00:00' },
    { id: 'overInMarch', at, resolved: '2026-03-20T00:00:00+00:00' },
    { id: 'change', at, about: 'change' },
  )
  expect(listed(entries).map(([id]) => id)).toEqual(['open', 'overInMarch'])
})

test('deadlines come in their order', () => {
  const notice = { about: 'notice', subject: '2027-01-01', party: null, until: '2026-05-12' } as const
  expect(deadlinesOf([], { proposals: [], notice })).toEqual([notice])
})
