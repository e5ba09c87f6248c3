import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aDaemon, at, day, hour } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const text = pushText().replace(
  /commitments:[\s\S]*?exclusions:/,
  `commitments:
  support:
    measure: { elapsed: { from: ticket.opened, to: ticket.resolved, within: 4h, pause: [ticket.paused, ticket.resumed] } }
    target: ">= 75%"
    period: day
  payment:
    by: customer
    measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 1d } }
    target: all
    period: day
  feedback:
    by: customer
    measure: { occurrences: { of: survey.answered } }
    target: ">= 1"
    period: day
exclusions:`,
)

const event = (type: string, subject: string, hours: number, more = '') => ({
  event: type,
  id: `${type} ${subject}${more}`,
  subject,
  at: new Date(start + hours * hour).toISOString(),
})
const events = [
  event('ticket.opened', 'T-1', 1),
  event('ticket.resolved', 'T-1', 4),
  event('ticket.opened', 'T-2', 2),
  event('ticket.paused', 'T-2', 3),
  event('ticket.resumed', 'T-2', 9),
  event('ticket.resolved', 'T-2', 11),
  event('ticket.opened', 'T-3', 22),
  event('ticket.resolved', 'T-3', 27),
  event('ticket.opened', 'T-1', 30, ' again'),
  event('ticket.resolved', 'T-1', 33, ' again'),
  event('invoice.issued', 'I-1', 5),
  event('invoice.paid', 'I-1', 28),
  event('invoice.issued', 'I-2', 6),
  event('invoice.paid', 'I-2', 40),
  event('survey.answered', 'S-1', 10),
]

/** What stands in the ledger in the end, when each event arrives at an hour of its own. */
async function lastVerdicts(
  arrivals: readonly (readonly [event: object, hours: number])[],
): Promise<unknown> {
  const world = await aDaemon({ now: start, texts: [text] })
  const token = await world.token('operator')
  for (const [body, hours] of arrivals.toSorted(([, a], [, b]) => a - b)) {
    await world.turn(start + hours * hour)
    await world.send('POST', '/api/v1/evidence?agreement=small', { token, body })
  }
  await world.turn(start + 4 * day)
  const closed = await world.entries('small', 'periodClosed')
  await world.stop()
  const latest = new Map(
    closed.map(({ clause, period, facts: { changes: _, ...facts } }) => [`${clause} ${period?.from}`, facts]),
  )
  return [...latest].sort(([a], [b]) => (a < b ? -1 : 1))
}

test('events that come late, twice and in any order end in the same verdicts', async () => {
  const inTime = events.map((each) => [each, (Date.parse(each.at) - start) / hour] as const)
  const expected = await lastVerdicts(inTime)
  expect(JSON.stringify(expected)).toContain('breached')
  const late = fc.array(fc.tuple(fc.nat(events.length - 1), fc.integer({ min: 41, max: 90 })), {
    maxLength: 12,
  })
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(events, { minLength: events.length }),
      late,
      async (order, again) => {
        const shuffled = order.map((each, i) => [each, 41 + i] as const)
        const twice = again.map(([i, hours]) => [events[i]!, hours] as const)
        expect(await lastVerdicts([...shuffled, ...twice])).toEqual(expected)
      },
    ),
    { numRuns: 6 },
  )
})
