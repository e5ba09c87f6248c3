import { expect } from 'vitest'
import { at, type World } from '../daemon/aDaemon.ts'

type Party = 'provider' | 'customer'
/** Something that a party does over REST at an instant. */
export interface Step {
  readonly at: number
  readonly act: (world: World) => Promise<unknown>
  /** Reported as it happens, without a look at the agreements. */
  readonly isRoutine?: true
}

export const iso = (ms: number): string => new Date(ms).toISOString()
export const api = (agreement: string): string => `/api/v1/agreements/${agreement}`

/** What a party sends, and what comes back; anything but a success ends the test. */
export async function ask(world: World, who: [Party, string], path: string, body: unknown): Promise<unknown> {
  const [role, agreement] = who
  const token = await world.token(role, [agreement])
  const answer = await world.send('POST', path, { token, body })
  const given = (await answer.json()) as unknown
  expect([path, answer.status, given]).toEqual([path, expect.toBeOneOf([200, 201]), given])
  return given
}

export const step = (when: string, act: Step['act']): Step => ({ at: at(when), act })

async function sendEvent(world: World, agreement: string, told: object & { time: string }): Promise<void> {
  const by: [Party, string] = ['provider', agreement]
  const sent = { specversion: '1.0', source: 'https://erp.test', ...told }
  const given = await ask(world, by, `/api/v1/events?agreement=${agreement}`, sent)
  expect(given).toMatchObject({ accepted: 1, refused: [] })
}

/** An event that is told when it happens. */
export const event = (
  agreement: string,
  when: string,
  type: string,
  more: { subject?: string; data?: Record<string, string> } = {},
): Step => {
  const subject = more.subject ?? agreement
  const told = { id: `${type} ${subject} ${when}`, type, subject, time: iso(at(when)), data: more.data ?? {} }
  return { ...step(when, (world) => sendEvent(world, agreement, told)), isRoutine: true }
}

/** An outage that is declared when it is over. */
export const outage = (agreement: string, source: string, from: string, lengthMs: number): Step => {
  const to = at(from) + lengthMs
  const line = { source, from: iso(at(from)), to: iso(to), outcome: 'bad' }
  const act = (world: World): Promise<unknown> =>
    ask(world, ['provider', agreement], `/api/v1/evidence?agreement=${agreement}`, [line])
  return { at: to, act }
}

/** What a party does with the credit of a month. */
export const credit = (
  agreement: string,
  when: string,
  what: { by: Party; month: string; act: 'claim' | 'answer' | 'settlement'; body: object },
): Step =>
  step(when, async (world) => {
    const token = await world.token(what.by, [agreement])
    const all = await world.send('GET', `/api/v1/credits?agreement=${agreement}&limit=200`, { token })
    const { items } = (await all.json()) as { items: { id: string; commitment: string; from: string }[] }
    const found = items.find((one) => one.from.startsWith(what.month) && one.commitment === 'availability')
    await ask(world, [what.by, agreement], `/api/v1/credits/${found?.id}/${what.act}`, what.body)
  })

/** Each month's invoice on the 5th, paid ten days later unless said otherwise; null is never. */
export function invoices(agreement: string, amountOf: (month: string) => string, paid: Paid): Step[] {
  return months.flatMap((month) => {
    const data = { fee: 'service', amount: amountOf(month), period: month }
    const issued = event(agreement, `${month}-05T12:00:00Z`, 'invoice.issued', {
      subject: `I-${month}`,
      data,
    })
    const when = month in paid ? paid[month] : `${month}-15T12:00:00Z`
    return when ? [issued, event(agreement, when, 'invoice.paid', { subject: `I-${month}` })] : [issued]
  })
}
type Paid = Readonly<Record<string, string | null>>

export const months = Array.from({ length: 24 }, (_, i) =>
  Temporal.PlainYearMonth.from('2024-01').add({ months: i }).toString(),
)

export const acts = ([role, agreement]: [Party, string], when: string, path: string, body: object): Step =>
  step(when, (world) => ask(world, [role, agreement], api(agreement) + path, body))
