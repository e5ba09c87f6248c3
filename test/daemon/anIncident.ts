import type { PeriodFacts } from '../../src/evaluation/verdict.ts'
import type { EntryKind } from '../../src/ledger/entry.ts'
import { push } from './aCredit.ts'
import type { World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

/** Every outage of a pushed state is judged alone: an hour at most, or a tenth of 1000.00 EUR; tests change one thing. */
export const incidentText = (
  change: {
    measure?: string
    target?: string
    credit?: string
    credits?: string
    more?: string
    period?: string
    contacts?: string
  } = {},
): string =>
  pushText({
    target: change.target ?? '<= 1h',
    period: change.period ?? 'incident',
    ...(change.contacts === undefined ? {} : { contacts: change.contacts }),
  })
    .replace(
      'timeZone: UTC',
      'timeZone: UTC\ncurrency: EUR\nfees:\n  service: { amount: 1000.00, per: month }',
    )
    .replace('{ uptime: { of: web } }', change.measure ?? '{ downtime: { of: web } }')
    .replace(
      'exclude: [maintenance]',
      `exclude: [maintenance]\n    credit: ${change.credit ?? '{ give: 10%, of: fees.service of one month }'}`,
    )
    .concat(change.credits === undefined ? '' : `credits:\n${change.credits}`, change.more ?? '')

export const iso = (ms: number): string => new Date(ms).toISOString()

/** Spans of one source, told when they are over: `good until`, `bad until`, one after the other. */
export async function tellSpans(
  world: World,
  from: number,
  ...spans: readonly (readonly [string, number])[]
): Promise<void> {
  let begin = from
  const lines = spans.map(([outcome, until]) => {
    const line = spanLine('web', iso(begin), iso(until), outcome)
    begin = until
    return line
  })
  world.now = Math.max(world.now, begin)
  await push(world, lines)
}

/** What the ledger says in its order: kind, revision, from, to, verdict and state of each entry about a period. */
export async function told(world: World, ...kinds: EntryKind[]): Promise<string[]> {
  return (await world.entries('small', ...kinds)).map(({ kind, revision, facts }) => {
    const { from, to, verdict, incident } = facts as unknown as PeriodFacts
    return `${kind} ${revision} ${from.slice(5, 16)} ${to.slice(5, 16)} ${verdict} ${incident ?? ''}`.trim()
  })
}
