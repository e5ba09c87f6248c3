import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backtest } from '../../src/backtest.ts'
import { readEvidence } from '../../src/evaluation/evidenceFile.ts'
import { publicHolidays } from '../../src/holidays.ts'
import { type CreditFacts, stateOf } from '../../src/ledger/credits.ts'
import { creditText, event, push, pushDay } from './aCredit.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'
import { spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const iso = (ms: number): string => new Date(ms).toISOString()

const payment =
  '  payment: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 2d } }, target: all, period: month }\n'
const claims = [
  undefined,
  '{ within: 3d, after: periodEnd }',
  '{ within: 60h, after: incident }',
  '{ within: 60h, after: end of incident }',
  '{ within: 4d, after: invoice.issued }',
  '{ until: end of 3rd period after periodEnd }',
  '[{ event: ticket.opened, within: 48h, after: incident }, { within: 2d, after: ticket.resolved }]',
]
const types = [
  'claim.filed',
  'claim.answered',
  'invoice.issued',
  'invoice.paid',
  'ticket.opened',
  'ticket.resolved',
]

/** What happens at which hour of ten days, and which of the first three are bad. */
const story = fc.record({
  claim: fc.constantFrom(...claims),
  of: fc.constantFrom('fees.service of one month', 'fees.service of next invoice', 'fees.service'),
  requires: fc.boolean(),
  earnBack: fc.constantFrom(null, null, 1, 2),
  bad: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  events: fc.uniqueArray(
    fc.record({
      type: fc.constantFrom(...types),
      hour: fc.integer({ min: 2, max: 240 }),
      named: fc.constantFrom(null, '2026-03-02', '2026-03-03', '2026-03-04'),
      answer: fc.constantFrom('accepted', 'refused'),
    }),
    { maxLength: 8, selector: ({ hour: when }) => when },
  ),
  restarts: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 3 }),
})
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never

function textOf({ claim, of, requires, earnBack }: Story): string {
  const rules = [
    ...(requires ? ['  requires: [payment]\n'] : []),
    ...(earnBack === null ? [] : [`  earnBack: { after: ${earnBack} periods }\n`]),
  ]
  const text = creditText({
    of,
    ...(claim === undefined ? {} : { claim }),
    ...(rules.length > 0 ? { credits: rules.join('') } : {}),
  })
  return text.replace('exclusions:', `${payment}exclusions:`)
}

const linesOf = ({ events }: Story) =>
  events.map(({ type, hour: when, named, answer }) => ({
    when: start + when * hour,
    line: event(type, start + when * hour, {
      ...(named === null ? {} : { period: named }),
      ...(type === 'claim.answered' ? { answer } : {}),
      ...(type === 'invoice.issued' ? { fee: 'service', amount: '500.00', period: '2026-03' } : {}),
    }),
  }))

/** The daemon's credits as a backtest would name them: it knows no answers, and nothing that settles. */
async function ledgerOf(world: World): Promise<Map<string, unknown>> {
  const latest = new Map<string, unknown>()
  for (const { facts } of await world.entries('small', 'creditStated')) {
    const { from, state, amount, claimUntil } = facts as unknown as CreditFacts
    if (state !== 'accrued') latest.set(from, { state: stateOf(state), amount, claimUntil })
  }
  return latest
}

function backtestOf(world: World, lines: readonly unknown[]): Map<string, unknown> {
  const [agreement] = world.agreements()
  const read = readEvidence(agreement!, 'e.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'))
  if (!read.ok) throw new Error(read.problems[0]?.message)
  const only = { from: start, to: start + 3 * day }
  const asked = { agreement: agreement!, evidence: read.evidence, only, asOf: world.now }
  return new Map(
    backtest({ ...asked, holidays: publicHolidays() })
      .periods.filter(({ credit }) => credit !== null && credit.state !== 'none')
      .map(({ from, credit }) => [
        from,
        { state: credit!.state, amount: credit!.amount, claimUntil: credit!.claimUntil },
      ]),
  )
}

async function live(told: Story): Promise<void> {
  const world = await aDaemon({ now: start, texts: [textOf(told)], roundMs: () => day })
  const waiting = linesOf(told).sort((a, b) => a.when - b.when)
  const seen: unknown[] = []
  const tellUntil = async (now: number): Promise<void> => {
    const due = waiting.splice(0, waiting.filter(({ when }) => when <= now).length)
    if (due.length > 0)
      await push(
        world,
        due.map(({ line }) => line),
      )
    seen.push(...due.map(({ line }) => line))
  }
  for (const [n, isBad] of told.bad.entries()) {
    const from = start + n * day
    await tellUntil(world.now)
    await pushDay(world, from, isBad ? 'bad' : 'good')
    seen.push(spanLine('web', iso(from), iso(from + day), isBad ? 'bad' : 'good'))
  }
  for (let step = 0; step < 21; step++) {
    world.now = start + 3 * day + hour + (step * day) / 2
    await tellUntil(world.now)
    if (told.restarts.includes(step)) await world.restart(world.now)
    else await world.round()
    expect(await ledgerOf(world)).toEqual(backtestOf(world, seen))
  }
  await world.stop()
}

const numRuns = Number(process.env.UPHELD_RUNS ?? 6)

test(
  'at every instant each credit stands in the ledger as a backtest as of then says it',
  async () => {
    await fc.assert(fc.asyncProperty(story, live), { numRuns, seed: 42 })
  },
  Math.max(300_000, numRuns * 30_000),
)
