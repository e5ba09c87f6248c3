import type { Panel, Row, Steps } from './board.ts'
import type { Selectors } from './select.ts'
import { one } from './words.ts'

const day = 86_400
const untilSteps: Steps = [
  [0, 'red'],
  [3 * day, 'yellow'],
  [14 * day, 'green'],
]
const noneIsGood: Steps = [
  [0, 'green'],
  [0.01, 'red'],
]
const onCommitment = 'on (job, instance, agreement, commitment, of)'

/** What each party has promised, owes and must answer; `place` is what a legend begins with. */
export function dutiesRow(of: Selectors, place: '' | '{{agreement}} '): Row {
  return {
    title: 'Duties of both parties',
    panels: [...promisedPanels(of), ...overduePanels(of, place), ...answerPanels(of, place)],
  }
}

function promisedPanels({ series }: Selectors): Panel[] {
  const state = (by: 'provider' | 'customer') =>
    `sum by (state) (${series('upheld_commitment_state')} * ${onCommitment} group_left () ${series('upheld_commitment_info', { by })})`
  return (['provider', 'customer'] as const).map((by) => ({
    title: `Promised by the ${by}`,
    description: `Commitments of the ${by} in their running periods, by state.`,
    kind: 'bars',
    unit: 'none',
    width: 12,
    empty: `the ${by} has promised nothing`,
    queries: one(state(by), '{{state}}'),
  }))
}

function overduePanels({ series }: Selectors, place: string): Panel[] {
  const labels = place === '' ? '' : 'agreement, '
  return [
    {
      title: 'Overdue invoices',
      description: 'Invoices that are unpaid past their time.',
      kind: 'tile',
      unit: 'none',
      width: 6,
      empty: 'nothing says when to pay',
      steps: noneIsGood,
      queries: one(`sum(${series('upheld_overdue_invoices')})`, 'invoices'),
    },
    {
      title: 'Overdue amount',
      description: 'The money of invoices that are unpaid past their time.',
      kind: 'tile',
      unit: 'locale',
      width: 6,
      empty: 'nothing says when to pay',
      steps: noneIsGood,
      queries: one(`sum by (currency) (${series('upheld_overdue_amount')})`, '{{currency}}'),
    },
    {
      title: 'Longest overdue since',
      description: 'How long ago the longest overdue invoice was due.',
      kind: 'tile',
      unit: 's',
      width: 6,
      empty: 'none is overdue',
      steps: noneIsGood,
      queries: one(`time() - min(${series('upheld_overdue_oldest_timestamp_seconds')})`, 'since'),
    },
    {
      title: 'Money in dispute',
      description: 'What lies between the claims of the parties about periods in open disputes.',
      kind: 'tile',
      unit: 'locale',
      width: 6,
      empty: 'no agreement has a currency',
      steps: noneIsGood,
      queries: one(`sum by (currency) (${series('upheld_disputed_amount')})`, '{{currency}}'),
    },
    {
      title: 'Waiting for an answer',
      description:
        'What was promised to be answered in time and is not answered: tickets, invoices, reports, open and overdue.',
      kind: 'bars',
      unit: 'none',
      width: 12,
      empty: 'no answer is promised',
      queries: one(
        `topk(20, sum by (${labels}by, commitment, state) (${series('upheld_obligations')}))`,
        `${place}{{by}}: {{commitment}} {{state}}`,
      ),
    },
    {
      title: 'Next obligations due in',
      description: 'Until the next open obligation of each commitment becomes overdue, the 20 nearest.',
      kind: 'bars',
      unit: 's',
      width: 12,
      empty: 'nothing is open',
      steps: untilSteps,
      queries: one(
        `bottomk(20, min by (${labels}by, commitment) (${series('upheld_obligation_due_timestamp_seconds')})) - time()`,
        `${place}{{by}}: {{commitment}}`,
      ),
    },
  ]
}

function answerPanels({ series }: Selectors, place: string): Panel[] {
  const labels = place === '' ? '' : 'agreement, '
  return [
    {
      title: 'Proposals waiting',
      description: 'Proposals that wait for the answer of a party.',
      kind: 'bars',
      unit: 'none',
      width: 8,
      empty: 'none waits',
      queries: one(
        `sum by (${labels}party, matter) (${series('upheld_proposals_waiting')})`,
        `${place}{{party}}: {{matter}}`,
      ),
    },
    {
      title: 'Answers due in',
      description: 'Until the time for an answer passes and silence answers.',
      kind: 'bars',
      unit: 's',
      width: 8,
      empty: 'none waits',
      steps: untilSteps,
      queries: one(
        `min by (${labels}party, matter) (${series('upheld_answer_deadline_timestamp_seconds')}) - time()`,
        `${place}{{party}}: {{matter}}`,
      ),
    },
    {
      title: 'Rights to terminate by state',
      description: 'Rights that have arisen, by what became of them; an open one can be used.',
      kind: 'bars',
      unit: 'none',
      width: 8,
      empty: 'none has arisen',
      queries: one(
        `sum by (${labels}clause, right, state) (${series('upheld_termination_rights')})`,
        `${place}{{clause}} ({{right}}) {{state}}`,
      ),
    },
    {
      title: 'Open rights lapse in',
      description: 'Until an open right to terminate lapses.',
      kind: 'bars',
      unit: 's',
      width: 8,
      empty: 'none is open',
      steps: untilSteps,
      queries: one(
        `min by (${labels}clause, right) (${series('upheld_exercise_deadline_timestamp_seconds')}) - time()`,
        `${place}{{clause}} ({{right}})`,
      ),
    },
    {
      title: 'Announcements',
      description:
        'Announced known problems that are not resolved, and changes and features that are not effective yet.',
      kind: 'bars',
      unit: 'none',
      width: 8,
      empty: 'nothing was announced',
      queries: one(`sum by (${labels}about) (${series('upheld_announcements_open')})`, `${place}{{about}}`),
    },
  ]
}
