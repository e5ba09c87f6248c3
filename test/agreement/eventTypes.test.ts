import { expect, test } from 'vitest'
import { versionAt } from '../../src/agreement/agreement.ts'
import { eventTypeProblem } from '../../src/agreement/eventTypes.ts'
import { parseAgreement } from '../../src/agreement/parse.ts'

const text = `agreement: a
title: A
parties: { provider: { name: P, contacts: [p@p.example] }, customer: { name: C, contacts: [c@c.example] } }
term: { from: 2026-01-01 }
eventTypes: { deploy.failed: { data: [severity] } }
commitments:
  backups: { measure: { elapsed: { from: backup.due, to: backup.done, within: 4h } }, target: all, period: month }
`
const read = parseAgreement('a.yaml', text, {
  variables: () => undefined,
  shared: new Map(),
  cron: () => ({ ok: false, problem: 'none' }),
})
if (!read.ok) throw new Error(JSON.stringify(read.problems))
const terms = [versionAt(read.agreement, 0).terms]

test.each(['ticket.opened', 'invoice.paid', 'deploy.failed', 'backup.due', 'backup.done'])(
  '%s is an event that some clause can read',
  (type) => expect(eventTypeProblem(type, terms)).toBeNull(),
)

test('a slip of the pen is refused, with what was probably meant', () => {
  expect(eventTypeProblem('ticket.opend', terms)).toBe(
    'the agreement knows no event "ticket.opend" (did you mean "ticket.opened"?); others are declared with `eventTypes`',
  )
  expect(eventTypeProblem('bogus.thing', terms)).toBe(
    'the agreement knows no event "bogus.thing"; others are declared with `eventTypes`',
  )
})
