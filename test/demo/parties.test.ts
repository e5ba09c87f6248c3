import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseAgreement } from '../../src/agreement/parse.ts'
import { backtest, valueOfBacktest } from '../../src/backtest.ts'
import { reportsOf } from '../../src/demo/parties.ts'
import { readEvidence } from '../../src/evaluation/evidenceFile.ts'
import { parseContext } from '../../src/settings/context.ts'

const file = 'config/agreements/demo-checkout.yaml'

/** The demonstration's two months, on the first and the last day of a month and on a leap day. */
const days = ['2026-03-01T00:00:01+01:00', '2026-11-30T23:59:00+01:00', '2028-02-29T12:00:00+01:00']

test.each(days)(
  'what the parties report at %s misses a month, owes a credit and leaves value at stake',
  (day) => {
    const now = Temporal.Instant.from(day).epochMilliseconds
    const read = parseAgreement(file, readFileSync(file, 'utf8'), parseContext({}, new Map()))
    if (!read.ok) throw new Error('the agreement of the demonstration has problems')
    const lines = reportsOf(now).evidence.map((line) => JSON.stringify(line))
    const evidence = readEvidence(read.agreement, 'reports', lines.join('\n'))
    if (!evidence.ok) throw new Error(JSON.stringify(evidence.problems))
    const question = {
      agreement: read.agreement,
      evidence: evidence.evidence,
      only: { from: 0, to: now },
      asOf: now,
      holidays: () => new Set<string>(),
    }
    const found = backtest(question)
    const shop = found.periods.filter(({ commitment }) => commitment === 'shop')
    expect(shop.map(({ verdict }) => verdict).slice(-2)).toEqual(['met', 'breached'])
    expect(shop.at(-1)?.credit).toMatchObject({ amount: '1200.00', state: 'claimable' })
    // Of 31,500.00 promised some 50.00 of orders and 1,421.05 of answers are lost, half of the tickets being late.
    expect(found.periods.filter(({ commitment }) => commitment === 'worth').at(-1)?.verdict).toBe('met')
    expect(found.termination.map(({ clause }) => clause)).toEqual(['nonPayment'])
    const value = valueOfBacktest(question, found)
    expect(Number(value?.toDate?.retained?.value)).toBeLessThan(1)
  },
)
