import type { Duties } from '../../src/http/duties.ts'

const at = (text: string): number => Date.parse(text)

/** Something of everything that parties can owe each other. */
export const aDuties: Duties = {
  owed: [
    {
      commitment: 'payment',
      by: 'customer',
      open: 2,
      overdue: 1,
      nextDue: at('2026-03-20T00:00:00Z'),
    },
  ],
  overdue: { currency: 'EUR', invoices: 1, amount: 12_000, oldestDue: at('2026-02-28T23:00:00Z') },
  waiting: [{ party: 'customer', matter: 'correction', count: 1, answerBy: at('2026-04-08T11:00:00Z') }],
  disputed: 600,
  rights: [{ clause: 'chronicOutage', right: 'customer', state: 'open', count: 1 }],
  exerciseBy: [{ clause: 'chronicOutage', right: 'customer', at: at('2026-03-31T22:00:00Z') }],
  announced: [{ about: 'knownProblem', open: 1 }],
}

export const noDuties: Duties = {
  ...{ owed: [], overdue: null, waiting: [], disputed: 0, rights: [], exerciseBy: [], announced: [] },
}
