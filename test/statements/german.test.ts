import { expect, test } from 'vitest'
import type { CreditFigures } from '../../src/evaluation/verdict.ts'
import type { CreditFacts } from '../../src/ledger/credits.ts'
import type { Proposal } from '../../src/ledger/procedure.ts'
import type { ProposalFacts } from '../../src/ledger/procedureFacts.ts'
import { type ClaimLetter, claimLetter } from '../../src/statements/claimLetter.ts'
import { documentHtml } from '../../src/statements/documentHtml.ts'
import { documentText } from '../../src/statements/documentText.ts'
import { statementDocument } from '../../src/statements/render.ts'
import { memberKey, type Statement } from '../../src/statements/statement.ts'
import { bad } from '../evaluation/backtested.ts'
import { entriesOf, march, statementAgreement, statementOf } from './aStatement.ts'

/** A figure with a decimal point; a point before three digits parts groups. */
const english = /\d\.\d{1,2}(?!\d)|\d\.\d{4,}|\bwithin\b|\bafter\b|\buntil\b|no answer|\ball of\b|>=|<=/
const seen = (text: string): string => text.replace(/<style.*?<\/style>/gs, '').replace(/<[^>]*>/g, ' ')

const measure = {
  value: '99.1',
  exact: '991/1000',
  unit: '%',
  rounded: null,
  best: '99.1',
  worst: '99.1',
} as const
const credit: CreditFigures = {
  ...{ percent: '12.5', units: null, unit: null, amount: '1200.50', currency: 'EUR' },
  state: 'claimable',
  claimUntil: '2026-04-30',
}
const figure = { verdict: 'breached', measure, shown: '99.10 %', credit } as const
const figures = {
  ...{ commitment: 'availability', ...march, measured: figure, provider: figure },
  ...{ customer: { ...figure, shown: 'no answer in time' }, between: '0.00', currency: 'EUR' },
}
const facts: ProposalFacts = {
  ...{ proposal: 'p', of: 'web', ...march, answerBy: march.to, timeZone: 'UTC', cause: null, evidence: null },
  matter: 'correction',
  claim: { value: '1' },
  by: 'provider',
  askedOf: 'customer',
  ifSilent: 'refused',
}
const proposal: Proposal = {
  ...{ facts, entry: 'e', madeAt: 0, answerBy: 0, remindAt: null, isAccepted: false },
  ...{ answeredBy: null, answeredAt: null, reason: null, claims: { provider: null, customer: null } },
  state: 'open',
}

/** Everything that a statement can hold: outages, a difference, a dispute, latencies, worth. */
function aRichStatement(): Statement {
  const distribution = { limitUs: 1500, buckets: [{ atMostUs: 2500, count: 1234 }], beyond: 1, failures: 2 }
  const asked = {
    disputes: [{ proposal, figures: [figures] }],
    proposals: [proposal],
    distributions: new Map([[memberKey('availability', null), distribution]]),
  }
  const text = statementAgreement('Verfügbarkeit')
  const before = statementOf(entriesOf(text, []), null, asked)
  const down = bad('2026-03-10T08:00:00Z', '2026-03-10T08:50:20.500Z')
  return statementOf(entriesOf(text, [down]), before, asked)
}

test('a statement in German has no decimal point and no English words', () => {
  const statement = aRichStatement()
  const names = { provider: 'Acme', customer: 'Globex', texts: new Map<string, string>() }
  const html = seen(documentHtml(statementDocument(statement, { language: 'de', ...names })))
  expect(html).toContain('≥ 99,9 %')
  expect(html).toContain('keine Antwort rechtzeitig, verletzt, Gutschrift 1.200,50 EUR')
  expect(html.replace(/sha256\S*|[0-9a-f]{64}/g, '')).not.toMatch(english)
  // The pattern sees what it looks for.
  expect(seen(documentHtml(statementDocument(statement, { language: 'en', ...names })))).toMatch(english)
})

test('the letter of a claim in German says its steps and figures in German', () => {
  const [commitment] = aRichStatement().commitments
  const period = commitment!.periods[0]!.facts
  const stated = { ...period, ...credit, before: null, amountBefore: null, settled: null, difference: null }
  const step = { event: 'claim.filed', kind: 'within', after: 'last incident' } as const
  const asked: ClaimLetter = {
    ...{ agreement: 'a', title: 'Kasse', digest: `sha256:${'a'.repeat(64)}` },
    parties: { provider: 'Acme', customer: 'Globex' },
    credit: stated as unknown as CreditFacts,
    ...{ facts: period, bases: [], entry: { id: 'e', at: 0 }, head: null },
    claim: {
      kind: 'steps',
      steps: [
        { ...step, within: { unit: 'day', count: 30, text: '30d' } },
        { event: 'claim.filed', kind: 'until', until: { nth: 2, unit: 'month', anchor: 'incident' } },
      ],
    },
  }
  const text = documentText(claimLetter(asked, 'de'))
  expect(text).toContain('claim.filed: binnen 30 Tagen nach dem letzten Ausfall')
  expect(text).toContain('claim.filed: bis zum Ende des 2. Monats nach dem Ausfall')
  expect(text).toContain('Gutschrift: 12,5 %')
  expect(text).not.toMatch(english)
  expect(documentText(claimLetter(asked, 'en'))).toContain('until the end of the 2nd month after the outage')
})
