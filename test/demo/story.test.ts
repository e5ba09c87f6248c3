import { expect, test } from 'vitest'
import { storyteller } from '../../src/demo/story.ts'
import { breach } from '../notices/entries.ts'

const at = Date.UTC(2026, 2, 2, 10)

test('an outage is told once, and its end says how long it was', () => {
  const tell = storyteller()
  const seen = (seconds: number, outcome: 'good' | 'bad' | 'unknown', reason?: 'status' | 'lag') =>
    tell({ kind: 'outcome', source: 'checkout', at: at + seconds * 1000, outcome, ...(reason && { reason }) })
  expect(seen(0, 'good')).toEqual(['10:00:00  UP      checkout answers'])
  expect(seen(6, 'bad', 'status')).toEqual(['10:00:06  OUTAGE  checkout is down (status)'])
  expect(seen(7, 'bad', 'status')).toEqual([])
  expect(seen(26, 'good')).toEqual(['10:00:26  UP      checkout answers again, after 20 s'])
  expect(seen(27, 'unknown', 'lag')).toEqual(['10:00:27  UNKNOWN checkout could not be looked at (lag)'])
})

test('a breach is told with what was promised, what was measured and the credit', () => {
  const lines = storyteller()({ kind: 'entry', entry: breach() })
  expect(lines[0]).toContain('BREACH  Monthly uptime: 99.12 %, promised >= 99.9%; credit 1200.00 EUR')
  expect(lines[1]).toContain('certain since 2026-03-21T10:29:19.201+01:00')
})

test('a mail is told with its first lines and how many there are more', () => {
  const text = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`).join('\n')
  const mail = { from: 'upheld@demo.example', to: ['it@globex.example'], subject: 'Breach', text }
  const lines = storyteller()({ kind: 'mail', at, mail })
  expect(lines.slice(0, 3)).toEqual([
    '10:00:00  MAIL    from upheld@demo.example to it@globex.example',
    '          Breach',
    '          | line 1',
  ])
  expect(lines.at(-1)).toBe('          | … 4 more lines')
})

test("a party's second mail of a kind is told by its subject alone", () => {
  const tell = storyteller()
  const mail = (subject: string, to: string) =>
    tell({ kind: 'mail', at, mail: { from: 'upheld@demo.example', to: [to], subject, text: 'body' } })
  expect(mail('[Upheld] Breach: Uptime', 'it@globex.example')).toHaveLength(3)
  expect(mail('[Upheld] Breach: Uptime', 'sla@acme.example')).toHaveLength(3)
  expect(mail('[Upheld] Breach: Support', 'it@globex.example')).toHaveLength(2)
})
