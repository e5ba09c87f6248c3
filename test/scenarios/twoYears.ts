import { expect } from 'vitest'
import { at, day, hour, type World } from '../daemon/aDaemon.ts'
import type { MailServer } from '../notices/mailServer.ts'
import { acts, api, ask, credit, event, invoices, iso, months, outage, type Step, step } from './steps.ts'
import { shopText } from './threeAgreements.ts'

/** A fifth of a month of 31 days. */
const fifth = 6 * day + (24 * hour) / 5

const [shop, desk, mail] = ['globex-shop', 'hooli-desk', 'stark-mail']

const shopStory: readonly Step[] = [
  ...invoices(shop, (month) => (month < '2025-01' ? '3000.00' : '3300.00'), {}),
  // 80 %: claimed, accepted and paid.
  outage(shop, 'web', '2024-04-10T00:00:00Z', 6 * day),
  credit(shop, '2024-05-10T12:00:00Z', { by: 'customer', month: '2024-04', act: 'claim', body: {} }),
  credit(shop, '2024-05-15T12:00:00Z', {
    ...{ by: 'provider', month: '2024-04', act: 'answer', body: { answer: 'accepted' } },
  }),
  credit(shop, '2024-05-20T12:00:00Z', {
    ...{ by: 'provider', month: '2024-04', act: 'settlement', body: { reference: 'G-1' } },
  }),
  // Announced nine days before: taken out.
  acts(['provider', shop], '2024-06-01T12:00:00Z', '/exclusions', {
    ...{ id: 'move', kind: 'maintenance', from: '2024-06-10T00:00:00Z', to: '2024-06-13T00:00:00Z' },
  }),
  outage(shop, 'web', '2024-06-10T00:00:00Z', 3 * day),
  // 70 %: claimed and refused.
  outage(shop, 'web', '2024-09-05T00:00:00Z', 9 * day),
  credit(shop, '2024-10-10T12:00:00Z', { by: 'customer', month: '2024-09', act: 'claim', body: {} }),
  credit(shop, '2024-10-15T12:00:00Z', {
    ...{ by: 'provider', month: '2024-09', act: 'answer' },
    body: { answer: 'refused', reason: 'It was your network.' },
  }),
  // 70 %, of which the provider disputes three days with success; the credit is never claimed.
  outage(shop, 'web', '2024-11-10T00:00:00Z', 9 * day),
  acts(['provider', shop], '2024-12-05T12:00:00Z', '/proposals', {
    ...{ id: 'd-1', matter: 'correction', source: 'web', claim: { outcome: 'good' } },
    ...{ from: '2024-11-16T00:00:00Z', to: '2024-11-19T00:00:00Z', cause: 'Our monitor was cut off.' },
  }),
  step('2024-12-06T12:00:00Z', async (world) => {
    const token = await world.token('customer', [shop])
    const answer = await world.send('GET', `${api(shop)}/proposals/d-1/figures`, { token })
    // 21 of 30 days as measured and as the customer sees it, 24 as the provider does.
    expect(await answer.json()).toMatchObject({
      items: [
        {
          measured: { credit: { amount: '750.00' } },
          provider: { credit: { amount: '300.00' } },
          customer: { credit: { amount: '750.00' } },
          between: '450.00',
        },
      ],
    })
  }),
  acts(['customer', shop], '2024-12-10T12:00:00Z', '/proposals/d-1/accept', {}),
  // A file that raises the fee; the customer accepts it in December, so it holds from January on.
  step('2024-12-12T12:00:00Z', async (world) => {
    world.texts = world.texts.map((text) => (text === shopText() ? shopText('3300.00') : text))
    await world.daemon.reload()
  }),
  step('2024-12-16T12:00:00Z', async (world) => {
    const digest = world.agreements().find(({ id }) => id === shop)?.digest
    await ask(world, ['customer', shop], `${api(shop)}/amendments/${digest}/accept`, {})
  }),
  // Three misses in half a year, and the customer leaves.
  outage(shop, 'web', '2025-06-10T00:00:00Z', 6 * day),
  outage(shop, 'web', '2025-09-10T00:00:00Z', 6 * day),
  outage(shop, 'web', '2025-11-10T00:00:00Z', 6 * day),
  acts(['customer', shop], '2025-12-01T12:00:00Z', '/termination', { clause: 'chronic' }),
  // Two days of February 2025 were agreed upon by telephone: a proposal says so in March, and the customer accepts it.
  outage(shop, 'web', '2025-02-10T00:00:00Z', 2 * day),
  acts(['provider', shop], '2025-03-05T12:00:00Z', '/proposals', {
    ...{ id: 'x-1', matter: 'exclusion', kind: 'maintenance', cause: 'Agreed by telephone.' },
    ...{ from: '2025-02-10T00:00:00Z', to: '2025-02-12T00:00:00Z' },
  }),
  acts(['customer', shop], '2025-03-08T12:00:00Z', '/proposals/x-1/accept', {}),
]

/** The form that was mailed last is filled in on the 20th of each quarter's second month: 9 against 8. */
const answeredForms = (mail: MailServer): readonly Step[] =>
  months
    .filter((_, i) => i % 3 === 1)
    .map((month) =>
      step(`${month}-20T12:00:00Z`, async (world) => {
        const forms = mail.received.flatMap(({ mail: { text = '' } }) => [
          ...text.matchAll(/https:\/\/upheld\.example(\/survey\/[0-9a-f]{64}\?key=\S+)/g),
        ])
        const answer = await fetch(`${world.daemon.url}${forms.at(-1)?.[1]}`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ 'q0-ours': '9', 'q0-alternative': '8' }).toString(),
        })
        expect(answer.status).toBe(200)
      }),
    )

const csatOf: Readonly<Record<string, string>> = { '3': '2', '7': '4', '8': '4' }
const answers = ['10', '9', '9', '7', '3', '10', '8', '10']
const deskStory: readonly Step[] = [
  ...months.filter((month) => month !== '2024-09').map((month) => report(month)),
  ...months
    .filter((month) => month !== '2024-07')
    .map((month) =>
      event(desk, `${month}-20T06:00:00Z`, 'usage.reported', { data: { of: 'calls', quantity: '900' } }),
    ),
  // A net promoter's answer each quarter but the last of 2024.
  ...answers.flatMap((score, i) =>
    i === 3
      ? []
      : [
          event(desk, `${months[3 * i + 1]}-20T12:00:00Z`, 'survey.answered', {
            data: { nps: score, csat: csatOf[score] ?? '5' },
          }),
        ],
  ),
  // 80 %, and two tickets that nobody answered in time: 200 and 100, cut to 250.
  outage(desk, 'api', '2024-03-10T00:00:00Z', fifth),
  ...['T-1', 'T-2'].flatMap((subject) => [
    event(desk, '2024-03-20T08:00:00Z', 'ticket.opened', { subject }),
    event(desk, '2024-03-21T08:00:00Z', 'ticket.responded', { subject }),
  ]),
  event(desk, '2024-04-20T08:00:00Z', 'ticket.opened', { subject: 'T-3' }),
  event(desk, '2024-04-20T16:00:00Z', 'ticket.responded', { subject: 'T-3' }),
  // Ten days down, all of them after the use had passed what was agreed.
  event(desk, '2024-07-11T00:00:00Z', 'usage.reported', { data: { of: 'calls', quantity: '1250' } }),
  outage(desk, 'api', '2024-07-11T00:00:00Z', 10 * day),
  // The customer disputes a February, and the provider refuses.
  acts(['customer', desk], '2025-03-05T12:00:00Z', '/proposals', {
    ...{ id: 'd-2', matter: 'correction', source: 'api', claim: { outcome: 'bad' } },
    ...{ from: '2025-02-10T00:00:00Z', to: '2025-02-17T00:00:00Z', cause: 'Nobody could log in.' },
  }),
  acts(['provider', desk], '2025-03-08T12:00:00Z', '/proposals/d-2/refuse', { reason: 'Not by our logs.' }),
  // The provider disputes a May, and the customer says nothing.
  outage(desk, 'api', '2025-05-10T00:00:00Z', fifth),
  acts(['provider', desk], '2025-06-05T12:00:00Z', '/proposals', {
    ...{ id: 'd-3', matter: 'correction', source: 'api', claim: { outcome: 'good' } },
    ...{ from: '2025-05-10T00:00:00Z', to: '2025-05-16T00:00:00Z' },
  }),
  ...['2025-08-03T12:00:00Z', '2025-08-09T12:00:00Z'].map((when, i) =>
    step(when, (world) =>
      ask(world, ['provider', desk], '/api/v1/announcements', {
        ...{ id: 'slow', about: 'knownProblem', title: 'Search is slow', agreements: [desk] },
        ...(i === 0 ? {} : { resolved: when }),
      }),
    ),
  ),
]

function report(month: string): Step {
  const next = Temporal.PlainYearMonth.from(month).add({ months: 1 }).toString()
  return event(desk, `${next}-04T12:00:00Z`, 'report.delivered', { data: { period: month } })
}

const mailStory: readonly Step[] = [
  // Each invoice is paid after ten days, but that of August 2024 after 46, and that of September 2025 never.
  ...invoices(mail, () => '2000.00', {
    '2024-08': '2024-09-20T12:00:00Z',
    '2025-09': null,
  }),
  outage(mail, 'mail', '2024-08-10T00:00:00Z', fifth),
  outage(mail, 'mail', '2025-01-10T00:00:00Z', fifth),
  outage(mail, 'mail', '2025-11-10T00:00:00Z', 6 * day),
  acts(['provider', mail], '2025-12-21T12:00:00Z', '/termination', { clause: 'unpaid' }),
]

/** An ERP that sends a year's payments once more. */
const repeated = step('2025-02-20T12:00:00Z', async (world) => {
  const batch = months.slice(0, 12).map((month) => {
    const [time, subject] = [`${month}-15T12:00:00Z`, `I-${month}`]
    return {
      id: `invoice.paid ${subject} ${time}`,
      type: 'invoice.paid',
      subject,
      time: iso(at(time)),
      data: {},
    }
  })
  const given = await ask(world, ['provider', shop], `/api/v1/events?agreement=${shop}`, batch)
  expect(given).toMatchObject({ accepted: 0, duplicates: 12 })
})

/** The daemon is stopped and started: amid outages, arrears, an open dispute, silence and the time to cure. */
const restarts = ['2024-04-18', '2024-09-12', '2024-12-07', '2025-06-11', '2025-12-26'].map((date) =>
  step(`${date}T00:00:00Z`, (world) => world.restart(world.now + 6 * hour)),
)

/** Everything that happens, in order of time. */
const story = (mailbox: MailServer): readonly Step[] =>
  [...shopStory, ...answeredForms(mailbox), ...deskStory, ...mailStory, ...restarts, repeated].sort(
    (a, b) => a.at - b.at,
  )

/** When agreements are looked at though nothing happens: some days of each month, at midnight. */
export function nextRound(now: number): number {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC').startOfDay()
  const next = Array.from({ length: 31 }, (_, i) => today.add({ days: i + 1 }))
  const found = next.find((each) => [2, 10, 17, 24, 30, 31].includes(each.day))
  return found?.epochMilliseconds ?? Number.POSITIVE_INFINITY
}

/** Lives through all of it. */
export async function live(world: World, mailbox: MailServer, until: number): Promise<void> {
  const wait = async (to: number): Promise<void> => {
    for (let next = nextRound(world.now); next <= to; next = nextRound(world.now)) await world.turn(next)
  }
  for (const each of story(mailbox)) {
    await wait(each.at)
    if (each.isRoutine) world.now = Math.max(world.now, each.at)
    else if (world.now < each.at) await world.turn(each.at)
    else await world.round()
    await each.act(world)
    if (!each.isRoutine) await world.round()
  }
  await wait(until)
}
