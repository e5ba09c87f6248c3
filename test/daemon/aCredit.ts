import { expect } from 'vitest'
import { day, type World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

/** A day's uptime at 1000.00 EUR a month with a credit of a tenth of it; tests say how it is obtained. */
export const creditText = (
  change: { claim?: string; credits?: string; of?: string; period?: string; more?: string } = {},
): string =>
  pushText({ period: change.period ?? 'day' })
    .replace(
      'timeZone: UTC',
      'timeZone: UTC\ncurrency: EUR\nfees:\n  service: { amount: 1000.00, per: month }',
    )
    .replace(
      'exclude: [maintenance]',
      `exclude: [maintenance]\n    credit: { give: 10%, of: "${change.of ?? 'fees.service of one month'}" }`,
    )
    .concat(
      change.claim === undefined && change.credits === undefined
        ? ''
        : `credits:\n${change.claim === undefined ? '' : `  claim: ${change.claim}\n`}${change.credits ?? ''}`,
      change.more ?? '',
    )

export async function push(world: World, lines: readonly unknown[]): Promise<void> {
  const token = await world.token('operator')
  const answer = await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: lines })
  expect(await answer.json()).toMatchObject({ refused: [] })
}

/** A day that is over, of one outcome, and what is declared of it before it is closed. */
export async function pushDay(world: World, from: number, outcome: string): Promise<void> {
  world.now = Math.max(world.now, from + day)
  const iso = (ms: number): string => new Date(ms).toISOString()
  await push(world, [spanLine('web', iso(from), iso(from + day), outcome)])
  await world.round()
}

export const event = (type: string, at: number, data: Record<string, string> = {}, subject = 'S-1') => ({
  event: type,
  id: `${type} ${at} ${subject}`,
  subject,
  at: new Date(at).toISOString(),
  data,
})

/** Tells events as evidence lines. */
export const tell = (world: World, ...events: readonly ReturnType<typeof event>[]): Promise<void> =>
  push(world, events)
