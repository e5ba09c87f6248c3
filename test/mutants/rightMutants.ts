import type { Mutant } from './mutant.ts'

const contracts = 'contracts/contracts.test.ts'
const credits = 'evaluation/credits.test.ts'
const termination = 'evaluation/termination.test.ts'
const properties = 'oracle/properties.test.ts'

/** Mistakes about what follows for the parties. */
export const rightMutants: readonly Mutant[] = [
  {
    step: 'claim',
    rule: 'Days count from the last day of the period',
    mistake: 'from the day after it',
    file: 'evaluation/claims.ts',
    edits: [["step.after === 'periodEnd' ? anchor - 1 : anchor", 'anchor']],
    killedBy: [credits],
  },
  {
    step: 'claim',
    rule: 'until: end of 2nd month after is the second month’s last day',
    mistake: 'the third month’s',
    file: 'evaluation/claims.ts',
    edits: [['n < rule.nth; n++) unit', 'n <= rule.nth; n++) unit']],
    killedBy: [contracts],
  },
  {
    step: 'claim',
    rule: 'A credit unclaimed at its deadline adds nothing',
    mistake: 'it is still added',
    file: 'evaluation/joins.ts',
    edits: [["state !== 'expired' && state !== 'silent' &&", "state !== 'silent' &&"]],
    killedBy: [contracts],
  },
  {
    step: 'ledger',
    rule: 'Each entry carries the hash of the one before it',
    mistake: 'the chain begins anew with each entry',
    file: 'ledger/chain.ts',
    edits: [
      [
        'return { ...placed, hash: prev }',
        'const { hash } = { hash: prev }\n    prev = genesis\n    return { ...placed, hash }',
      ],
    ],
    killedBy: ['ledger/chain.test.ts'],
  },
  {
    step: 'termination',
    rule: 'An undetermined period neither ends nor continues a run of misses',
    mistake: 'it ends the run',
    file: 'evaluation/triggers.ts',
    edits: [
      [
        "rule.consecutive === true && outcome.verdict === 'met')",
        "rule.consecutive === true && outcome.verdict !== 'breached')",
      ],
    ],
    killedBy: [properties],
  },
  {
    step: 'termination',
    rule: 'What triggered once is used up',
    mistake: 'the same misses trigger again',
    file: 'evaluation/triggers.ts',
    edits: [
      ['window = window.map((each) => ({ ...each, missed: false }))', ''],
      ['if (rule.consecutive === true) window = []', ''],
    ],
    killedBy: [properties],
  },
  {
    step: 'termination',
    rule: 'outOf: 6 looks back on six periods',
    mistake: 'on all of them',
    file: 'evaluation/triggers.ts',
    edits: [['window = window.slice(-rule.outOf)', 'window = window.slice(0)']],
    killedBy: [properties],
  },
  {
    step: 'termination',
    rule: 'exercise runs from the trigger unless it says after: periodEnd',
    mistake: 'always from the period’s end',
    file: 'evaluation/termination.ts',
    edits: [["exercise?.after === 'periodEnd'", 'exercise !== undefined']],
    killedBy: [termination],
  },
  {
    step: 'termination',
    rule: 'average … below: the value itself is not below',
    mistake: 'it is',
    file: 'evaluation/triggers.ts',
    edits: [['compare(mean, rule.below.value) < 0', 'compare(mean, rule.below.value) <= 0']],
    killedBy: [contracts],
  },
  {
    step: 'termination',
    rule: 'total … exceeds: the length itself does not',
    mistake: 'it does',
    file: 'evaluation/durationTriggers.ts',
    edits: [['sum + each.ms > rule.exceeds', 'sum + each.ms >= rule.exceeds']],
    killedBy: [termination],
  },
  {
    step: 'termination',
    rule: 'A length holds outages whose starts lie less than it apart',
    mistake: 'or just as far',
    file: 'evaluation/spanBegin.ts',
    edits: [['start - ms + 1', 'start - ms']],
    killedBy: [termination],
  },
]
