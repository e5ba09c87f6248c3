import { parser } from '@prometheus-io/lezer-promql'
import { consentMatters } from '../agreement/schema/procedure.ts'
import { catalogue, type MetricName } from '../http/catalogue.ts'
import { valueKinds } from '../http/collectValue.ts'
import { rightStates } from '../http/duties.ts'
import { runningStates } from '../http/states.ts'
import { creditStages } from '../ledger/credits.ts'
import { noticeKinds, noticeStates } from '../notices/notice.ts'
import { outcomes, reasons } from '../sources/observation.ts'

const parties = ['provider', 'customer']

type SyntaxNode = ReturnType<typeof parser.parse>['topNode']

/** What Prometheus adds to every series by itself. */
const targetLabels = ['job', 'instance']

/** The values that a label of a closed set can have; a word beside them would select nothing, for ever. */
const closedSets: Readonly<Record<string, readonly string[]>> = {
  'upheld_commitment_state.state': runningStates,
  'upheld_notices.state': noticeStates,
  'upheld_notices.kind': noticeKinds,
  'upheld_observations_total.outcome': outcomes,
  'upheld_observations_total.reason': reasons,
  'upheld_commitment_info.by': parties,
  'upheld_obligations.by': parties,
  'upheld_obligations.state': ['open', 'overdue'],
  'upheld_proposals_waiting.party': parties,
  'upheld_proposals_waiting.matter': consentMatters,
  'upheld_answer_deadline_timestamp_seconds.party': parties,
  'upheld_termination_rights.right': parties,
  'upheld_termination_rights.state': rightStates,
  'upheld_credits.state': creditStages,
  'upheld_credits_amount.state': creditStages,
  'upheld_value_to_date_amount.value': valueKinds,
  'upheld_commitment_info.unit': ['ratio', 'seconds', 'value'],
  ...Object.fromEntries(
    ['ratio', 'seconds', 'value'].map((unit) => [
      `upheld_measure_${unit}.bound`,
      ['to_date', 'best', 'worst'],
    ]),
  ),
}

/** A time series selector as an expression writes it. */
export interface Selector {
  readonly text: string
  readonly metric: string
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[]
}

/** Grafana's variables in ranges are no PromQL until Grafana has put their values in. */
export function withoutVariables(expression: string, range = '5m'): string {
  return expression.replace(/\$__(rate_interval|range|interval)\b/g, range)
}

/** Everything that is wrong with an expression: syntax, metrics that nobody exposes, labels that they do not carry. */
export function problemsOf(
  expression: string,
  recorded: ReadonlyMap<string, readonly string[]> = new Map(),
): string[] {
  const text = withoutVariables(expression)
  const top = parser.parse(text).topNode
  const errors = nodes(top, (node) => node.type.isError)
  if (errors[0] !== undefined) return [`no PromQL at character ${errors[0].from + 1}: ${text}`]
  const selectors = selectorsOf(text)
  const problems = selectors.flatMap((selector) => problemsOfSelector(selector, recorded))
  const known = new Set(selectors.flatMap(({ metric }) => labelsOf(metric, recorded) ?? []))
  for (const { from, to } of groupingLabels(top)) {
    const label = text.slice(from, to)
    if (!known.has(label)) problems.push(`no metric of the expression has the label ${label}`)
  }
  if (selectors.length === 0) problems.push('the expression selects no metric')
  return problems
}

/** The selectors of an expression, in its order. */
export function selectorsOf(expression: string): Selector[] {
  const text = withoutVariables(expression)
  const read = ({ from, to }: SyntaxNode) => text.slice(from, to)
  return nodes(parser.parse(text).topNode, ({ name }) => name === 'VectorSelector').map((node) => ({
    text: read(node),
    metric: nodes(node, ({ name }) => name === 'Identifier').map(read)[0] ?? '',
    matchers: nodes(node, ({ name }) => name === 'UnquotedLabelMatcher').map((matcher) => {
      const [label, operator, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((name) => {
        const child = matcher.getChild(name)
        return child === null ? '' : read(child)
      })
      return { label: label ?? '', operator: operator ?? '', value: (value ?? '').slice(1, -1) }
    }),
  }))
}

/** The labels that a metric's series can have; null where nobody exposes it. */
export function labelsOf(metric: string, recorded: ReadonlyMap<string, readonly string[]>): string[] | null {
  // `up` is made by Prometheus itself, for every target.
  const own = recorded.get(metric) ?? (metric === 'up' ? [] : undefined)
  if (own !== undefined) return [...own, ...targetLabels]
  const spec = Object.hasOwn(catalogue, metric) ? catalogue[metric as MetricName] : undefined
  if (spec !== undefined && spec.type !== 'histogram') return [...spec.labels, ...targetLabels]
  const family = metric.replace(/_(bucket|sum|count)$/, '')
  const histogram = Object.hasOwn(catalogue, family) ? catalogue[family as MetricName] : undefined
  if (family === metric || histogram?.type !== 'histogram') return null
  return [...histogram.labels, ...targetLabels, ...(metric.endsWith('_bucket') ? ['le'] : [])]
}

function problemsOfSelector(selector: Selector, recorded: ReadonlyMap<string, readonly string[]>): string[] {
  const { metric, matchers } = selector
  const labels = labelsOf(metric, recorded)
  if (labels === null)
    return [`nobody exposes a metric ${metric === '' ? `named by ${selector.text}` : metric}`]
  return matchers.flatMap(({ label, operator, value }) => {
    if (!labels.includes(label)) return [`${metric} has no label ${label}`]
    const values = closedSets[`${metric}.${label}`]
    if (values === undefined || value.startsWith('$')) return []
    const words = operator.endsWith('~') ? value.split('|') : [value]
    return words
      .filter((word) => word !== '' && !values.includes(word))
      .map((word) => `${label} of ${metric} is never ${word}`)
  })
}

function groupingLabels(top: SyntaxNode): SyntaxNode[] {
  return nodes(top, ({ name }) => name === 'GroupingLabels').flatMap((node) =>
    nodes(node, ({ name }) => name === 'LabelName'),
  )
}

function nodes(top: SyntaxNode, wanted: (node: SyntaxNode) => boolean): SyntaxNode[] {
  const found: SyntaxNode[] = []
  top.cursor().iterate((ref) => {
    if (wanted(ref.node)) found.push(ref.node)
  })
  return found
}
