import type { Measure } from '../agreement/schema/measures.ts'
import type { Panel, Row, Steps } from './board.ts'
import type { Selectors } from './select.ts'
import { one } from './words.ts'

/** The ratio against the alternative: 1 is parity. */
const paritySteps: Steps = [
  [0, 'red'],
  [1, 'green'],
]
const retainedSteps: Steps = [
  [0, 'red'],
  [0.9, 'yellow'],
  [0.99, 'green'],
]
const noneIsGood: Steps = [
  [0, 'green'],
  [0.01, 'red'],
]
const noValue = 'no agreement states value'

/** The measures to date of the commitments of one kind. */
const measuredAs = ({ series }: Selectors, measure: Measure['kind']): string =>
  `${series('upheld_measure_ratio', { bound: 'to_date' })} and on (job, instance, agreement, commitment, of) ${series('upheld_commitment_info', { measure })}`

/** What agreements are worth; in a fleet ranked by what is at stake. `place` is what a legend begins with. */
export function valueRow(of: Selectors, place: '' | '{{agreement}} '): Row {
  const by = place === '' ? '' : 'agreement, '
  return {
    title: 'Value for the customer',
    panels: [
      ...tiles(of),
      ...(place === '' ? [] : ranked(of)),
      {
        title: 'Value to date',
        description:
          'Of all finished months: promised, received, lost to breaches, and the surplus over the alternative.',
        kind: 'lines',
        unit: 'locale',
        width: 12,
        empty: noValue,
        queries: one(
          `sum by (${by}value, currency) (${of.series('upheld_value_to_date_amount')})`,
          `${place}{{value}} {{currency}}`,
        ),
      },
      ...customerPanels(of, place),
    ],
  }
}

function tiles({ series }: Selectors): Panel[] {
  return [
    {
      title: 'Value at stake',
      description: 'What the latest finished month promised and the customer did not receive.',
      kind: 'tile',
      unit: 'locale',
      width: 6,
      empty: noValue,
      steps: noneIsGood,
      queries: one(`sum by (currency) (${series('upheld_value_at_stake_amount')})`, '{{currency}}'),
    },
    {
      title: 'Least value retained',
      description: 'What of the promised value the customer received, to date; the least of all agreements.',
      kind: 'tile',
      unit: 'percentunit',
      width: 6,
      decimals: 1,
      empty: noValue,
      steps: retainedSteps,
      queries: one(`min(${series('upheld_value_retained_ratio')})`, 'retained'),
    },
    {
      title: 'Least relative value',
      description:
        'The customer value ratio against the alternative, to date; below 1 the alternative is better.',
      kind: 'tile',
      unit: 'none',
      width: 6,
      decimals: 2,
      empty: 'no survey names attributes',
      steps: paritySteps,
      queries: one(`min(${series('upheld_value_relative_ratio')})`, 'ratio'),
    },
    {
      title: 'Least retention of customers',
      description: 'Customers kept of those at the start, by the counts to date.',
      kind: 'tile',
      unit: 'percentunit',
      width: 6,
      decimals: 1,
      empty: 'no count of customers',
      queries: one(`min(${series('upheld_value_retention_ratio')})`, 'retention'),
    },
  ]
}

function ranked({ series }: Selectors): Panel[] {
  return [
    {
      title: 'Agreements by value at stake',
      description: 'The 20 agreements whose latest month lost most of its promised value.',
      kind: 'bars',
      unit: 'locale',
      width: 12,
      empty: noValue,
      opensAgreement: true,
      steps: noneIsGood,
      queries: one(
        `topk(20, sum by (agreement, currency) (${series('upheld_value_at_stake_amount')}))`,
        '{{agreement}} {{currency}}',
      ),
    },
    {
      title: 'Agreements by relative value',
      description: 'The 20 agreements with the least ratio against the alternative; parity is 1.',
      kind: 'bars',
      unit: 'none',
      width: 12,
      decimals: 2,
      empty: 'no survey names attributes',
      opensAgreement: true,
      steps: paritySteps,
      queries: one(
        `bottomk(20, min by (agreement) (${series('upheld_value_relative_ratio')}))`,
        '{{agreement}}',
      ),
    },
  ]
}

function customerPanels(of: Selectors, place: string): Panel[] {
  const { series } = of
  return [
    {
      title: 'Satisfaction',
      description:
        'Satisfied customers (csat), or promoters less detractors (nps), of all answers to date; with commitments about either in their running periods.',
      kind: 'lines',
      unit: 'percentunit',
      width: 12,
      max: 1,
      empty: 'nobody has answered',
      queries: [
        { expression: series('upheld_value_satisfaction_ratio'), legend: `${place}{{question}}` },
        { expression: measuredAs(of, 'satisfaction'), legend: `${place}{{commitment}}` },
      ],
    },
    {
      title: 'Answers of customers',
      description: 'How many answers satisfaction is made of: of few answers it says little.',
      kind: 'bars',
      unit: 'none',
      width: 8,
      empty: 'nobody has answered',
      queries: one(series('upheld_value_satisfaction_answers'), `${place}{{question}}`),
    },
    {
      title: 'Forms of surveys',
      description:
        'Forms that were mailed in the latest period of each survey, and how many of them were answered.',
      kind: 'bars',
      unit: 'none',
      width: 24,
      empty: 'no survey was mailed',
      queries: [
        { expression: series('upheld_survey_asked'), legend: `${place}{{survey}} asked` },
        { expression: series('upheld_survey_answered'), legend: `${place}{{survey}} answered` },
      ],
    },
    {
      title: 'Usage',
      description: 'What was used of what was agreed, by commitments about use in their running periods.',
      kind: 'lines',
      unit: 'percentunit',
      width: 8,
      empty: 'no use is agreed',
      queries: one(measuredAs(of, 'usageRate'), `${place}{{commitment}}`),
    },
    {
      title: 'Retention of customers',
      description: 'By the counts to date, and by commitments about it in their running periods.',
      kind: 'lines',
      unit: 'percentunit',
      width: 8,
      empty: 'no count of customers',
      queries: [
        { expression: series('upheld_value_retention_ratio'), legend: `${place}to date` },
        { expression: measuredAs(of, 'retentionRate'), legend: `${place}{{commitment}}` },
      ],
    },
  ]
}
