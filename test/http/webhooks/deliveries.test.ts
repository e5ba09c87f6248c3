import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { settingsSchema } from '../../../src/settings/schema.ts'
import { Secret, type WebhookSettings } from '../../../src/settings.ts'
import { aDaemon, at, day, hour, minute, type World } from '../../daemon/aDaemon.ts'
import { pushText } from '../../daemon/anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const [key, strange] = ['k', 's'].map(
  (letter) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`,
) as [string, string]
const rule = (type: string, event: string) => ({
  when: { '/hook/kind': type },
  event,
  subject: '/ticket/no',
  id: '/hook/id',
  at: '/hook/time',
  data: { severity: '/ticket/prio' },
})
const map = settingsSchema.parse({
  webhooks: {
    desk: {
      agreement: 'small',
      secretFile: 's',
      map: [rule('new', 'ticket.opened'), rule('reply', 'ticket.responded')],
    },
  },
}).webhooks.desk?.map as NonNullable<WebhookSettings['map']>
const webhooks = { desk: { agreement: 'small', secrets: [new Secret(key)], by: 'provider', map } as const }

const text = pushText().replace(
  /commitments:[\s\S]*?exclusions:/,
  `commitments:
  support:
    measure: { elapsed: { from: ticket.opened, to: ticket.responded, where: { severity: P1 }, within: 4h } }
    target: ">= 75%"
    period: day
exclusions:`,
)

const hook = (kind: 'new' | 'reply', no: string, hours: number) => ({
  hook: { id: `${kind}-${no}`, kind, time: new Date(start + hours * hour).toISOString() },
  ticket: { no, prio: 'P1', title: 'Ünïcode "quoted"' },
})
/** On the first day one of two is answered in time, on the second all three. */
const bodies = [
  ...[hook('new', 'T-1', 1), hook('reply', 'T-1', 4)],
  ...[hook('new', 'T-2', 2), hook('reply', 'T-2', 11)],
  ...[hook('new', 'T-3', 25), hook('reply', 'T-3', 29)],
  ...[hook('new', 'T-4', 26), hook('reply', 'T-4', 27)],
  ...[hook('new', 'T-5', 47.5), hook('reply', 'T-5', 49)],
]

interface Delivery {
  readonly body: object
  /** Hours after the start at which it comes. */
  readonly hours: number
  readonly id: string
  /** How far the sender's clock is off, in minutes. */
  readonly skew: number
  readonly forged: boolean
}

async function deliver(world: World, { body, id, skew, forged }: Delivery): Promise<void> {
  const sent = new Date(world.now + skew * minute)
  const written = JSON.stringify(body)
  const answer = await fetch(`${world.daemon.url}/api/v1/webhooks/desk`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sent.getTime() / 1000)),
      'webhook-signature': new Webhook(forged ? strange : key).sign(id, sent, written),
    },
    body: written,
  })
  expect(answer.status).toBe(forged || Math.abs(skew) > 5 ? 401 : 200)
}

/** The last verdicts and the events that are kept, when deliveries come at hours of their own. */
async function outcomeOf(deliveries: readonly Delivery[]): Promise<unknown> {
  const world = await aDaemon({ now: start, texts: [text], webhooks })
  for (const each of deliveries.toSorted((a, b) => a.hours - b.hours)) {
    await world.turn(start + each.hours * hour)
    await deliver(world, each)
  }
  await world.turn(start + 5 * day)
  const closed = await world.facts('small', 'periodClosed')
  const events = (await world.daemon.store.events('small')).map(({ id, type, at: when }) => [id, type, when])
  await world.stop()
  return {
    verdicts: [...new Map(closed.map(({ from, verdict, counts }) => [from, [verdict, counts]]))],
    events: events.sort(),
  }
}

const inTime = bodies.map((body): Delivery => {
  const hours = (Date.parse(body.hook.time) - start) / hour
  return { body, hours, id: `m ${body.hook.id}`.replace(' ', '_'), skew: 0, forged: false }
})

test('foreign deliveries that are late, retried, replayed, reordered, skewed or forged end in the same verdicts', async () => {
  const expected = await outcomeOf(inTime)
  expect(expected).toMatchObject({
    verdicts: [
      ['2026-03-02T00:00:00+00:00', ['breached', { bad: '1', total: '2' }]],
      ['2026-03-03T00:00:00+00:00', ['met', { bad: '0', total: '3' }]],
      ['2026-03-04T00:00:00+00:00', ['notApplicable', { bad: '0', total: '0' }]],
      ['2026-03-05T00:00:00+00:00', ['notApplicable', { bad: '0', total: '0' }]],
    ],
    events: { length: 10 },
  })
  const again = fc.record({
    which: fc.nat(bodies.length - 1),
    hours: fc.integer({ min: 50, max: 100 }),
    isRetry: fc.boolean(),
    skew: fc.constantFrom(-9, -4.9, 0, 4.9, 9),
    forged: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(inTime, { minLength: inTime.length }),
      fc.array(again, { maxLength: 8 }),
      async (order, more) => {
        const late = order.map((each, i) => ({ ...each, hours: 50 + i }))
        const twice = more.map(({ which, isRetry, ...how }, i): Delivery => {
          const first = inTime[which] as Delivery
          return { ...first, ...how, id: isRetry ? first.id : `again_${i}` }
        })
        expect(await outcomeOf([...late, ...twice])).toEqual(expected)
      },
    ),
    { numRuns: 5, seed: 20261127 },
  )
}, 120_000)

test.each([
  ['of more than a mebibyte is refused unread', `{"hook":"${'x'.repeat(1024 * 1024)}"}`, 413],
  [
    'that nests deeper than a stack is refused or counted, and the daemon lives',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    null,
  ],
  ['that speaks of a prototype changes none', '{"__proto__":{"hook":{"kind":"new"}}}', null],
])('a signed body %s', async (_, written, status) => {
  const world = await aDaemon({ now: start, texts: [text], webhooks })
  const answer = await fetch(`${world.daemon.url}/api/v1/webhooks/desk`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': 'm',
      'webhook-timestamp': String(start / 1000),
      'webhook-signature': new Webhook(key).sign('m', new Date(start), written),
    },
    body: written,
  })
  if (status !== null) expect(answer.status).toBe(status)
  else expect(answer.status).toBeLessThan(500)
  expect(await world.daemon.store.events('small')).toEqual([])
  expect((await fetch(`${world.daemon.url}/-/healthy`)).status).toBe(200)
})
