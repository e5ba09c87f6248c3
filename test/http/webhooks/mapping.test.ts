import { describe, expect, test } from 'vitest'
import { eventsIn } from '../../../src/http/webhooks/mapping.ts'
import { settingsSchema } from '../../../src/settings/schema.ts'
import type { WebhookRule } from '../../../src/settings.ts'

const rules = (map: unknown): readonly WebhookRule[] => {
  const read = settingsSchema.parse({ webhooks: { desk: { agreement: 'a', secretFile: 's', map } } })
  return read.webhooks.desk?.map ?? []
}
const delivery = { webhook: 'desk', id: 'msg_1', at: Date.parse('2026-03-02T10:00:00Z') }
const ticket = {
  type: 'ticket.created',
  ticket: {
    number: 17,
    prio: 'urgent',
    'a/b': [{ c: 'deep' }],
    created: '2026-03-02T09:58:00+01:00',
    closed: null,
  },
}
const plain = { event: 'ticket.opened', subject: '/ticket/number' }
const one = (rule: object, body: unknown = ticket) =>
  eventsIn(body, rules([{ ...plain, ...rule }]), delivery)[0]

describe('a foreign body', () => {
  test('becomes an event by the places of its values', () => {
    const rule = {
      id: '/ticket/number',
      at: '/ticket/created',
      data: {
        severity: { from: '/ticket/prio', values: { urgent: 'P1', high: 'P2' } },
        reason: '/ticket/a~1b/0/c',
      },
    }
    expect(one(rule)).toEqual({
      type: 'ticket.opened',
      id: 'desk:17:ticket.opened',
      subject: '17',
      at: Date.parse('2026-03-02T08:58:00Z'),
      data: { severity: 'P1', reason: 'deep' },
    })
  })
  test('has the id and the time of its message where it names none', () => {
    expect(one({})).toMatchObject({ id: 'desk:msg_1:ticket.opened', at: delivery.at })
  })
  test.each([
    ['Unix seconds', 1_772_445_600, '2026-03-02T10:00:00.000Z'],
    ['Unix milliseconds', 1_772_445_600_250, '2026-03-02T10:00:00.250Z'],
    ['decimal seconds', '1772445600.25', '2026-03-02T10:00:00.250Z'],
  ])('may give its time in %s', (_, at, instant) => {
    expect(one({ subject: { text: 'x' }, at: '/at' }, { at })).toMatchObject({ at: Date.parse(instant) })
  })
  test.each<[string, object, RegExp]>([
    [
      'a place is empty',
      { subject: '/ticket/closed' },
      /^ticket.opened: subject: there is nothing at \/ticket\/closed$/,
    ],
    [
      'a word is not in the table',
      { data: { severity: { from: '/ticket/prio', values: { low: 'P4' } } } },
      /data.severity: "urgent" at \/ticket\/prio is not in the table/,
    ],
    ['a time has no zone', { at: { text: '2026-03-02T10:00:00' } }, /time/],
    ['a place is an object', { subject: '/ticket' }, /there is nothing at \/ticket/],
    ['a place is inherited', { subject: '/constructor/name' }, /there is nothing at/],
  ])('is refused by name where %s', (_, rule, problem) => {
    expect(one(rule)).toEqual({ problem: expect.stringMatching(problem) })
  })
  test('takes the words that stand in for what it does not say', () => {
    const data = {
      severity: { from: '/ticket/none', values: { low: 'P4' }, otherwise: 'P3' },
      reason: { text: 'desk' },
    }
    expect(one({ data })).toMatchObject({ data: { severity: 'P3', reason: 'desk' } })
  })
})

test('each rule whose conditions hold gives an event, and a body of which none speaks gives none', () => {
  const map = [
    { ...plain, when: { '/type': ['ticket.created', 'ticket.imported'] } },
    {
      ...plain,
      event: 'ticket.resolved',
      when: { '/type': 'ticket.created', '/ticket/closed': { exists: true } },
    },
    {
      ...plain,
      event: 'ticket.responded',
      when: { '/ticket/number': 17, '/ticket/closed': { exists: false } },
    },
  ]
  const types = (body: unknown) =>
    eventsIn(body, rules(map), delivery).map((each) => ('type' in each ? each.type : each))
  expect(types(ticket)).toEqual(['ticket.opened', 'ticket.responded'])
  expect(types({ type: 'other' })).toEqual([])
})
