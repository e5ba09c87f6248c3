import type { RunningState } from '../evaluation/verdict.ts'
import { type Board, daemonChoices, daemonScope, type Row } from './board.ts'
import { daemonRow } from './daemonRow.ts'
import { dutiesRow } from './dutiesRow.ts'
import { measuringRow } from './measuringRow.ts'
import { selectors } from './select.ts'
import { valueRow } from './valueRow.ts'
import { one, shownStates } from './words.ts'

const of = selectors(daemonScope)
const place = '{{agreement}} '
const { series } = of
const missing = ['failing', 'breached'] satisfies RunningState[]

const now: Row = {
  title: 'Agreements now',
  panels: [
    {
      title: 'Agreements',
      description: 'Agreements in force.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      queries: one(`count(${series('upheld_agreement_info')})`, 'agreements'),
    },
    {
      title: 'Commitments',
      description: 'Commitments in a running period.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      queries: one(`count(${series('upheld_commitment_info')})`, 'commitments'),
    },
    {
      title: 'Failing or breached',
      description: 'Commitments that miss their target as it stands, or whose breach is certain.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      steps: [
        [0, 'green'],
        [1, 'red'],
      ],
      queries: one(
        `sum(${series('upheld_commitment_state', { state: { like: missing.join('|') } })})`,
        'commitments',
      ),
    },
    {
      title: 'At risk',
      description: 'Commitments that will be breached before their period ends if it goes on as of late.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      steps: [
        [0, 'green'],
        [1, 'yellow'],
      ],
      queries: one(`sum(${series('upheld_commitment_state', { state: 'atRisk' })})`, 'commitments'),
    },
    {
      title: 'Breaches on record',
      description: 'Breaches in the ledgers of all agreements.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      queries: one(`sum(${series('upheld_breaches_total')})`, 'breaches'),
    },
    {
      title: 'Amendments waiting',
      description: 'Agreements with a proposed amendment that the other party has not accepted.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      steps: [
        [0, 'green'],
        [1, 'blue'],
      ],
      queries: one(`sum(${series('upheld_agreement_proposal')})`, 'proposals'),
    },
    {
      title: 'Commitments by state',
      description: shownStates.map(({ text }) => text).join(', '),
      kind: 'stack',
      unit: 'none',
      width: 12,
      queries: one(`sum by (state) (${series('upheld_commitment_state')})`, '{{state}}'),
    },
    {
      title: 'Least error budget left',
      description:
        'By agreement, the commitment with the least left of its budget; below zero it is overspent.',
      kind: 'lines',
      unit: 'percentunit',
      width: 12,
      max: 1,
      queries: one(`min by (agreement) (${series('upheld_error_budget_remaining_ratio')})`, '{{agreement}}'),
    },
    {
      title: 'Nearest to a certain breach',
      description: 'Until a breach is certain at the recent rate, the 20 nearest; none is good news.',
      kind: 'bars',
      unit: 's',
      width: 12,
      empty: 'none is near',
      queries: one(
        `bottomk(20, min by (agreement, commitment, of) (${series('upheld_seconds_to_certainty')}))`,
        '{{agreement}} {{commitment}} {{of}}',
      ),
    },
    {
      title: 'Longest unknown time',
      description: 'Time of running periods that nobody knows about, the 20 commitments with most of it.',
      kind: 'bars',
      unit: 's',
      width: 12,
      queries: one(
        `topk(20, max by (agreement, commitment, of) (${series('upheld_unknown_seconds')}))`,
        '{{agreement}} {{commitment}} {{of}}',
      ),
    },
  ],
}

const consequences: Row = {
  title: 'What follows',
  panels: [
    {
      title: 'Breaches by agreement',
      description: 'Breaches on record over time.',
      kind: 'lines',
      unit: 'none',
      width: 8,
      queries: one(`sum by (agreement) (${series('upheld_breaches_total')})`, '{{agreement}}'),
    },
    {
      title: 'Credits if periods ended now',
      description:
        'The credits that would be due as running periods stand, in the currency of the agreement.',
      kind: 'lines',
      unit: 'locale',
      width: 8,
      queries: one(
        `sum by (agreement, currency) (${series('upheld_credit_amount')})`,
        '{{agreement}} {{currency}}',
      ),
    },
    {
      title: 'Credits of the latest month',
      description: 'After joining and caps, in the currency of the agreement; 0 while no month has any.',
      kind: 'bars',
      unit: 'locale',
      width: 8,
      queries: one(
        `sum by (agreement, currency) (${series('upheld_month_credit_amount')}) or 0 * sum by (agreement, currency) (${series('upheld_credit_amount')})`,
        '{{agreement}} {{currency}}',
      ),
    },
    {
      title: 'Rights of termination',
      description: 'How often each right of termination has been triggered.',
      kind: 'bars',
      unit: 'none',
      width: 8,
      steps: [
        [0, 'green'],
        [1, 'red'],
      ],
      queries: one(
        `max by (agreement, clause, right) (${series('upheld_termination_met')})`,
        '{{agreement}} {{clause}} ({{right}})',
      ),
    },
    {
      title: 'Running periods end in',
      description: 'By agreement, the next end of a period; below zero the period waits for late evidence.',
      kind: 'bars',
      unit: 's',
      width: 8,
      queries: one(
        `min by (agreement) (${series('upheld_period_end_timestamp_seconds')}) - time()`,
        '{{agreement}}',
      ),
    },
    {
      title: 'Notices by state',
      description:
        'Mails to the parties: pending ones are on their way or retried, failed ones need a person.',
      kind: 'lines',
      unit: 'none',
      width: 8,
      queries: one(`sum by (state) (${series('upheld_notices')})`, '{{state}}'),
    },
    {
      title: 'Notices by kind',
      description: 'What the parties have been told, or are about to be.',
      kind: 'bars',
      unit: 'none',
      width: 12,
      queries: one(`sum by (kind) (${series('upheld_notices')})`, '{{kind}}'),
    },
    {
      title: 'Entries in ledgers',
      description: 'The length of the chain of each agreement; it never shrinks.',
      kind: 'lines',
      unit: 'none',
      width: 12,
      queries: one(`max by (agreement) (${series('upheld_ledger_entries')})`, '{{agreement}}'),
    },
  ],
}

/** All agreements of one or several daemons. */
export const fleetBoard: Board = {
  uid: 'upheld-fleet',
  title: 'Upheld / Fleet',
  description:
    'All agreements: how they stand, what follows from it, how it is measured, and the daemon itself.',
  from: 'now-24h',
  choices: daemonChoices,
  rows: [now, consequences, dutiesRow(of, place), valueRow(of, place), measuringRow(of), daemonRow(of)],
}
