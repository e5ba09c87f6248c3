import { type Board, daemonChoices, daemonScope, type Panel, type Query, type Row } from './board.ts'
import { dutiesRow } from './dutiesRow.ts'
import { selectors } from './select.ts'
import { valueRow } from './valueRow.ts'
import { one, stateNumber, stateWords } from './words.ts'

const whole = selectors({ ...daemonScope, agreement: '$agreement' })
const promised = selectors({ ...daemonScope, agreement: '$agreement', commitment: { like: '$commitment' } })
const legend = '{{commitment}} {{of}}'

const standing: Row = {
  title: '$agreement',
  panels: [
    {
      title: 'Worst state',
      description: 'The worst state that a commitment is in.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      words: stateWords,
      queries: one(`max(${stateNumber(promised)})`, 'worst'),
    },
    {
      title: 'Breaches on record',
      description: 'Breaches in the ledger of this agreement.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      queries: one(`sum(${promised.series('upheld_breaches_total')})`, 'breaches'),
    },
    {
      title: 'Least budget left',
      description: 'Of all commitments, the least that is left of an error budget.',
      kind: 'tile',
      unit: 'percentunit',
      width: 4,
      decimals: 1,
      steps: [
        [0, 'red'],
        [0.1, 'yellow'],
        [0.25, 'green'],
      ],
      queries: one(`min(${promised.series('upheld_error_budget_remaining_ratio')})`, 'left'),
    },
    {
      title: 'Credit if periods ended now',
      description: 'The sum over commitments, before joining and caps.',
      kind: 'tile',
      unit: 'locale',
      width: 4,
      queries: one(`sum by (currency) (${promised.series('upheld_credit_amount')})`, '{{currency}}'),
    },
    {
      title: 'Amendment',
      description: 'Whether a proposed amendment waits for the other party.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      words: { 0: ['none waits', 'text'], 1: ['one waits', 'blue'] },
      queries: one(`max(${whole.series('upheld_agreement_proposal')})`, 'proposal'),
    },
    {
      title: 'Version in force',
      description: 'The digest of the text that both parties agreed to, and its time zone.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      named: true,
      queries: one(
        `max by (digest, time_zone) (${whole.series('upheld_agreement_info')})`,
        '{{digest}} {{time_zone}}',
      ),
    },
    {
      title: 'States over time',
      description: 'Each commitment in its running period.',
      kind: 'timeline',
      unit: 'none',
      width: 24,
      words: stateWords,
      queries: one(stateNumber(promised), legend),
    },
  ],
}

/** To date and both bounds, beside the target. */
function measured(unit: 'ratio' | 'seconds' | 'value'): readonly Query[] {
  return [
    {
      expression: promised.series(`upheld_measure_${unit}`),
      legend: `${legend} {{bound}}`,
    },
    { expression: promised.series(`upheld_target_${unit}`), legend: `${legend} target` },
  ]
}

const figures = {
  kind: 'lines',
  width: 24,
  description: 'The measure of the running period to date, its best and worst possible end, and the target.',
} as const satisfies Partial<Panel>

const measures: Row = {
  title: 'Measure against target',
  panels: [
    { ...figures, title: 'Shares', unit: 'percentunit', decimals: 3, queries: measured('ratio') },
    { ...figures, title: 'Durations', unit: 's', width: 12, queries: measured('seconds') },
    { ...figures, title: 'Counts and numbers', unit: 'short', width: 12, queries: measured('value') },
  ],
}

const outlook: Row = {
  title: 'Outlook',
  panels: [
    {
      title: 'Error budget left',
      description: 'What is left in the running period; below zero it is overspent.',
      kind: 'lines',
      unit: 'percentunit',
      width: 12,
      max: 1,
      queries: one(promised.series('upheld_error_budget_remaining_ratio'), legend),
    },
    {
      title: 'Until a breach is certain',
      description: 'At the recent rate; there is a line only where a breach is near.',
      kind: 'lines',
      unit: 's',
      width: 12,
      empty: 'none is near',
      queries: one(promised.series('upheld_seconds_to_certainty'), legend),
    },
    {
      title: 'Unknown time',
      description: 'Time of the running period that nobody knows about.',
      kind: 'lines',
      unit: 's',
      width: 12,
      queries: one(promised.series('upheld_unknown_seconds'), legend),
    },
    {
      title: 'Running periods end in',
      description: 'Below zero the period is over and waits for late evidence.',
      kind: 'bars',
      unit: 's',
      width: 12,
      queries: one(`${promised.series('upheld_period_end_timestamp_seconds')} - time()`, legend),
    },
    {
      title: 'Open incidents',
      description: 'Outages or events that are not closed yet, where each is judged alone.',
      kind: 'lines',
      unit: 'short',
      width: 12,
      empty: 'none is judged alone',
      queries: one(promised.series('upheld_open_incidents'), legend),
    },
    {
      title: 'Who promised',
      description: 'Commitments of either party, with the unit that they are measured in.',
      kind: 'bars',
      unit: 'none',
      width: 12,
      queries: one(`count by (by, unit) (${promised.series('upheld_commitment_info')})`, '{{by}} {{unit}}'),
    },
  ],
}

const consequences: Row = {
  title: 'What follows',
  panels: [
    {
      title: 'Breaches',
      description: 'Breaches on record by commitment.',
      kind: 'lines',
      unit: 'none',
      width: 8,
      queries: one(promised.series('upheld_breaches_total'), '{{commitment}}'),
    },
    {
      title: 'Credits if periods ended now',
      description: 'By commitment, before joining and caps.',
      kind: 'lines',
      unit: 'locale',
      width: 8,
      queries: one(promised.series('upheld_credit_amount'), `${legend} {{currency}}`),
    },
    {
      title: 'Credit of the latest month',
      description: 'After joining and caps; 0 while no month has any.',
      kind: 'lines',
      unit: 'locale',
      width: 8,
      queries: one(
        `sum by (currency) (${whole.series('upheld_month_credit_amount')}) or 0 * sum by (currency) (${whole.series('upheld_credit_amount')})`,
        '{{currency}}',
      ),
    },
    {
      title: 'Credits by state',
      description: 'How many credits stand where in the ledger.',
      kind: 'bars',
      unit: 'none',
      width: 8,
      empty: 'no credit yet',
      queries: one(whole.series('upheld_credits'), '{{state}}'),
    },
    {
      title: 'Amounts by state',
      description: 'Amounts of the credits in the ledger by where they stand.',
      kind: 'bars',
      unit: 'locale',
      width: 8,
      empty: 'no credit yet',
      queries: one(whole.series('upheld_credits_amount'), '{{state}} {{currency}}'),
    },
    {
      title: 'Next deadline of a claim',
      description: 'Until the next deadline of a claim passes.',
      kind: 'bars',
      unit: 's',
      width: 8,
      empty: 'no claim is open',
      steps: [
        [0, 'red'],
        [86_400, 'yellow'],
        [7 * 86_400, 'green'],
      ],
      queries: one(`${whole.series('upheld_claim_deadline_timestamp_seconds')} - time()`, '{{agreement}}'),
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
      queries: one(whole.series('upheld_termination_met'), '{{clause}} ({{right}})'),
    },
    {
      title: 'Certificates',
      description: 'Until the certificate that a source showed last expires.',
      kind: 'bars',
      unit: 's',
      width: 8,
      empty: 'no source shows a certificate',
      steps: [
        [0, 'red'],
        [7 * 86_400, 'yellow'],
        [21 * 86_400, 'green'],
      ],
      queries: one(whole.series('upheld_certificate_expiry_seconds'), '{{source}}'),
    },
    {
      title: 'Entries in the ledger',
      description: 'The length of the chain; it never shrinks.',
      kind: 'lines',
      unit: 'none',
      width: 8,
      queries: one(whole.series('upheld_ledger_entries'), '{{agreement}}'),
    },
  ],
}

/** One agreement, chosen by the variable `agreement`. */
export const agreementBoard: Board = {
  uid: 'upheld-agreement',
  title: 'Upheld / Agreement',
  description: 'One agreement: every commitment against its target, what is left, and what follows.',
  from: 'now-7d',
  choices: [
    ...daemonChoices,
    {
      name: 'agreement',
      label: 'Agreement',
      of: selectors(daemonScope).series('upheld_agreement_info'),
      values: 'agreement',
      several: false,
    },
    {
      name: 'commitment',
      label: 'Commitment',
      of: whole.series('upheld_commitment_info'),
      values: 'commitment',
      several: true,
    },
  ],
  rows: [standing, measures, outlook, consequences, dutiesRow(whole, ''), valueRow(whole, '')],
}
