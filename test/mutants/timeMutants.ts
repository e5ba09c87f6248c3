import type { Mutant } from './mutant.ts'

const contracts = 'contracts/contracts.test.ts'
const rules = 'evaluation/rules.test.ts'
const oracle = 'oracle/oracle.test.ts'
const periods = 'evaluation/periods.test.ts'
const exclusions = 'evaluation/exclusions.test.ts'

/** Mistakes about which time counts. */
export const timeMutants: readonly Mutant[] = [
  {
    step: 'exclusions',
    rule: 'Enough notice includes a notice of just that length',
    mistake: 'it must be longer',
    file: 'evaluation/notice.ts',
    edits: [['calendar: calendar ?? null }) <=', 'calendar: calendar ?? null }) <']],
    killedBy: [contracts],
  },
  {
    step: 'exclusions',
    rule: 'Only the part inside the window counts',
    mistake: 'all of what was announced',
    file: 'evaluation/exclusions.ts',
    edits: [['return inside === undefined\n', 'return inside !== null\n']],
    killedBy: [exclusions],
  },
  {
    step: 'exclusions',
    rule: 'The budget’s window may differ from the measure’s',
    mistake: 'the budget is granted per measured period',
    file: 'evaluation/budgets.ts',
    edits: [["if (per === 'period') return [context.period]", 'if (per) return [context.period]']],
    killedBy: [contracts],
  },
  {
    step: 'exclusions',
    rule: 'A budget is spent by announced time unless it says excused',
    mistake: 'always by excused time',
    file: 'evaluation/budgets.ts',
    edits: [["if (context.counts === 'announced') return", 'if (context.counts === undefined) return']],
    killedBy: [contracts],
  },
  {
    step: 'exclusions',
    rule: 'A moment is excused once: a budget is spent by the union of the exclusions',
    mistake: 'by their sum',
    file: 'evaluation/budgets.ts',
    edits: [
      ['withinOccasions(union(each), rule.times, context)', 'withinOccasions(each, rule.times, context)'],
    ],
    killedBy: [rules],
  },
  {
    step: 'exclusions',
    rule: 'With consent: both the other party must agree',
    mistake: 'one party is enough',
    file: 'evaluation/exclusions.ts',
    edits: [
      [
        "if (!parties.has('provider') || !parties.has('customer')) return []",
        "if (!parties.has('provider') && !parties.has('customer')) return []",
      ],
    ],
    killedBy: [exclusions],
  },
  {
    step: 'exclusions',
    rule: 'remove leaves numerator and denominator, excuse only makes bad time good',
    mistake: 'the two are swapped',
    file: 'evaluation/exclusions.ts',
    edits: [["kind.effect === 'remove'", "kind.effect !== 'remove'"]],
    killedBy: [contracts],
  },
  {
    step: 'exclusions',
    rule: 'A moment belongs to the kind that comes first in exclude',
    mistake: 'to every kind',
    file: 'evaluation/exclusions.ts',
    edits: [
      [
        'const free = subtract(withinBudgets(inside, rule, { ...context, taken }), taken)',
        'const free = withinBudgets(inside, rule, { ...context, taken })',
      ],
    ],
    killedBy: [exclusions],
  },
  {
    step: 'period edges',
    rule: 'An outage is shaped whole and split at the period’s edge afterwards',
    mistake: 'split before it is shaped',
    file: 'evaluation/outages.ts',
    edits: [["shape.of === 'inPeriod' ?", 'shape.of ?']],
    killedBy: [contracts],
  },
  {
    step: 'period edges',
    rule: 'An outage is counted in the period in which it begins',
    mistake: 'in every period that it touches',
    file: 'evaluation/stateMeasures.ts',
    edits: [
      [
        'if (start < counted.from || start >= counted.to || each.countedMs === 0) return false',
        'if (each.countedMs === 0) return false',
      ],
    ],
    killedBy: [oracle],
  },
  {
    step: 'period edges',
    rule: 'Periods are calendar arithmetic in the zone: a day may have 23 or 25 hours',
    mistake: 'a day is 24 hours',
    file: 'agreement/period.ts',
    edits: [
      [
        'return { from: midnight(first, timeZone), to: midnight(next, timeZone) }\n}',
        'const days = Math.round((midnight(next, timeZone) - midnight(first, timeZone)) / 86_400_000)\n  return { from: midnight(first, timeZone), to: midnight(first, timeZone) + days * 86_400_000 }\n}',
      ],
    ],
    killedBy: [contracts],
  },
  {
    step: 'period edges',
    rule: 'Billing periods are anchored: the 31st does not drift',
    mistake: 'months are added one after the other',
    file: 'agreement/period.ts',
    edits: [
      [
        'midnight(start.add({ months: n * (unitMonths[unit] ?? 1) }), timeZone)',
        'midnight(Array.from({ length: Math.max(0, n) }).reduce<Temporal.PlainDate>((day) => day.add({ months: unitMonths[unit] ?? 1 }), start.add({ months: Math.min(0, n) })), timeZone)',
      ],
    ],
    killedBy: [periods],
  },
  {
    step: 'eligible time',
    rule: 'With hours only service hours count',
    mistake: 'all of the period counts',
    file: 'evaluation/context.ts',
    edits: [['return hours === undefined ? [span]', 'return hours !== null ? [span]']],
    killedBy: [contracts],
  },
  {
    step: 'eligible time',
    rule: 'Removed time leaves the denominator',
    mistake: 'it stays there',
    file: 'evaluation/stateReading.ts',
    edits: [['subtract(subtract(service, removed), skipped)', 'subtract(service, skipped)']],
    killedBy: [contracts],
  },
]
