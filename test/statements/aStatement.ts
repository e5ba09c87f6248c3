import { periodFacts } from '../../src/evaluation/periodFacts.ts'
import { link } from '../../src/ledger/chain.ts'
import { finding, periodFinding } from '../../src/ledger/drafts.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import { nextStatement, type Statement, type StatementQuestion } from '../../src/statements/statement.ts'
import { backtested, bad, good } from '../evaluation/backtested.ts'
import { valued, worthText } from '../value/valued.ts'

export const march = { from: '2026-03-01T00:00:00+00:00', to: '2026-04-01T00:00:00+00:00' }
const marchDays = good('2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z')

/** So many outages of a minute, from the second of March on, three hours apart. */
export const outages = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => {
    const from = Temporal.Instant.from('2026-03-02T00:00:00Z').add({ minutes: i * 180 })
    return bad(from.toString(), from.add({ minutes: 1 }).toString())
  })

const value = `  benefits: [{ name: Orders not lost, worth: { amount: 42000.00, per: month }, scaledBy: availability }]
  costs: [{ name: Integration upkeep, worth: { amount: 1500.00, per: month } }]
  alternative: { name: In-house, price: { amount: 930.00, per: month }, benefits: [{ name: Orders, worth: { amount: 30000.00, per: month } }] }
  relative: { priceWeight: 20%, attributes: [{ name: reliability, weight: 100% }] }`
const survey = (data: object, n: number) => ({
  event: 'survey.answered',
  id: `s-${n}`,
  subject: `s-${n}`,
  at: '2026-03-05T00:00:00Z',
  data,
})

export const statementAgreement = (title = 'Monthly uptime'): string =>
  worthText(value)
    .replace('">= 90%"', '">= 99.9%"')
    .replace(
      'availability:\n',
      `availability:\n    title: ${title}\n    credit: { give: 10%, of: fees.service }\n`,
    )

/** The ledger entries that a month's evidence leads to, as the daemon writes them. */
export function entriesOf(text: string, lines: readonly object[]): Entry[] {
  const all = [
    marchDays,
    ...lines,
    survey({ attribute: 'reliability', ours: '9.8', alternative: '10' }, 1),
    survey({ nps: '9' }, 2),
  ]
  const at = Date.parse('2026-04-01T00:15:00Z')
  const describe = () => ({ identity: 'i', observations: all.length, digest: 'd'.repeat(64) })
  const findings = backtested(text, all).judgements.map((judgement) =>
    periodFinding('periodClosed', 'a', periodFacts(judgement, describe), at),
  )
  const worth = valued(text, all).periods.map((month) =>
    finding(
      'valueStated',
      { agreement: 'a', period: { from: month.from, to: month.to }, at },
      { ...month, timeZone: 'UTC' },
    ),
  )
  const drafts = [...findings, ...worth].map(({ texts: _, isQuiet: __, ...draft }) => ({
    ...draft,
    revision: 1,
    supersedes: null,
  }))
  return link(null, drafts)
}

type Matters = Pick<
  StatementQuestion,
  'announcements' | 'disputes' | 'proposals' | 'notice' | 'distributions'
>
export const noMatters: Matters = {
  announcements: [],
  disputes: [],
  proposals: [],
  notice: null,
  distributions: new Map(),
}

export function statementOf(
  entries: readonly Entry[],
  before: Statement | null = null,
  { title = 'Checkout', ...matters }: Partial<Matters> & { title?: string } = {},
): Statement {
  const made = nextStatement({
    agreement: 'a',
    title,
    timeZone: 'UTC',
    currency: 'EUR',
    period: march,
    entries,
    before,
    ...noMatters,
    ...matters,
  })
  if (made === null) throw new Error('nothing new to state')
  return made
}
