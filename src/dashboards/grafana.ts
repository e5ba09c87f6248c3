import { PanelBuilder as Bars } from '@grafana/grafana-foundation-sdk/bargauge'
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common'
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  MappingType,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as Tile } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as Timeline } from '@grafana/grafana-foundation-sdk/statetimeline'
import { PanelBuilder as Lines } from '@grafana/grafana-foundation-sdk/timeseries'
import { agreementBoard } from './agreement.ts'
import type { Board, Choice, Panel } from './board.ts'
import { problemsOf } from './checkExpression.ts'
import { fleetBoard } from './fleet.ts'

const datasource = { type: 'prometheus', uid: '$datasource' }

const boards = { fleet: fleetBoard, agreement: agreementBoard } as const

/** The text of `dashboards/NAME.json`. */
export function dashboardText(name: keyof typeof boards): string {
  return `${JSON.stringify(grafanaDashboard(boards[name]), null, 2)}\n`
}

/** Grafana's JSON of a dashboard. Throws where a query asks for something that `/metrics` does not have. */
export function grafanaDashboard(board: Board): Dashboard {
  refuseWrongQueries(board)
  const dashboard = new DashboardBuilder(board.title)
    .uid(board.uid)
    .description(board.description)
    .tags(['upheld'])
    .timezone('browser')
    .time({ from: board.from, to: 'now' })
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    // The files come from code: what is edited in the browser would be lost at the next release.
    .readonly()
    .link(linkToTheOthers())
    .withVariable(datasourceVariable())
  for (const choice of board.choices) dashboard.withVariable(variable(choice))
  let id = 0
  for (const row of board.rows) {
    dashboard.withRow(new RowBuilder(row.title).id(++id))
    for (const panel of row.panels) dashboard.withPanel(panelOf(panel, ++id))
  }
  return dashboard.build()
}

function refuseWrongQueries({ title, choices, rows }: Board): void {
  for (const { name, of } of choices) refuse(of, `${title}, variable "${name}"`)
  for (const panel of rows.flatMap(({ panels }) => panels)) {
    for (const { expression } of panel.queries) refuse(expression, `${title}, panel "${panel.title}"`)
  }
}

function refuse(expression: string, place: string): void {
  const [problem] = problemsOf(expression)
  if (problem !== undefined) throw new Error(`${place}: ${problem}`)
}

function linkToTheOthers(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Upheld')
    .type(DashboardLinkType.Dashboards)
    .tags(['upheld'])
    .asDropdown(false)
    .includeVars(true)
    .keepTime(true)
}

function datasourceVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .description('The Prometheus that scrapes Upheld.')
    .type('prometheus')
}

function variable({ name, label, of, values, several }: Choice): QueryVariableBuilder {
  const query = `label_values(${of}, ${values})`
  const built = new QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource)
    .query({ query, refId: `variable-${name}` })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
  if (!several) return built
  return built
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] })
}

function panelOf(panel: Panel, id: number): Bars | Lines | Tile | Timeline {
  const built = drawn(panel)
    .id(id)
    .title(panel.title)
    .description(panel.description)
    .datasource(datasource)
    .unit(panel.unit)
    .span(panel.width)
    .height(panel.kind === 'tile' ? 4 : 8)
  if (panel.decimals !== undefined) built.decimals(panel.decimals)
  if (panel.min !== undefined) built.min(panel.min)
  if (panel.max !== undefined) built.max(panel.max)
  if (panel.empty !== undefined) built.noValue(panel.empty)
  if (panel.steps !== undefined) built.thresholds(thresholds(panel.steps))
  if (panel.words !== undefined) built.mappings([mapping(panel.words)])
  if (panel.opensAgreement === true) built.dataLinks([linkToAgreement()])
  panel.queries.forEach(({ expression, legend }, at) => {
    const query = new DataqueryBuilder()
      .refId(String.fromCharCode(65 + at))
      .datasource(datasource)
      .expr(expression)
      .legendFormat(legend)
    built.withTarget(panel.kind === 'bars' || panel.kind === 'tile' ? query.instant() : query.range())
  })
  return built
}

/** Where the series' agreement is shown; the time stays. */
function linkToAgreement(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Open the agreement')
    .type(DashboardLinkType.Link)
    .url(`/d/${agreementBoard.uid}?var-agreement=\${__field.labels.agreement}&\${__url_time_range}`)
}

function drawn({ kind, named }: Panel): Bars | Lines | Tile | Timeline {
  const last = () => new ReduceDataOptionsBuilder().calcs(['lastNotNull'])
  switch (kind) {
    case 'lines':
      return lines()
    case 'stack':
      return lines().fillOpacity(30).stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
    case 'tile':
      return new Tile()
        .graphMode(BigValueGraphMode.None)
        .colorMode(BigValueColorMode.Value)
        .textMode(named ? BigValueTextMode.Name : BigValueTextMode.Auto)
        .reduceOptions(last())
    case 'bars':
      return new Bars()
        .displayMode(BarGaugeDisplayMode.Basic)
        .orientation(VizOrientation.Horizontal)
        .reduceOptions(last())
    case 'timeline':
      return new Timeline().showValue(VisibilityMode.Never).mergeValues(true)
  }
}

function lines(): Lines {
  return new Lines()
    .legend(new VizLegendOptionsBuilder().showLegend(true))
    .showPoints(VisibilityMode.Never)
    .lineWidth(1)
}

function thresholds(steps: NonNullable<Panel['steps']>): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(steps.map(([value, color], at) => ({ value: at === 0 ? null : value, color })))
}

function mapping(words: NonNullable<Panel['words']>) {
  const options = Object.fromEntries(
    Object.entries(words).map(([value, [text, color]], index) => [value, { text, color, index }]),
  )
  return { type: MappingType.ValueToText as const, options }
}
