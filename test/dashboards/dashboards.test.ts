import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { labelsOf, problemsOf, selectorsOf } from '../../src/dashboards/checkExpression.ts'
import { dashboardText } from '../../src/dashboards/grafana.ts'
import { metricSpecs } from '../../src/http/catalogue.ts'
import { dashboards, dashboardsFolder, panelsOf, type ShownDashboard } from './dashboards.ts'

const all = dashboards()
const queries = (dashboard: ShownDashboard) => panelsOf(dashboard).flatMap(({ targets }) => targets ?? [])

test('there are two dashboards, and their names for Grafana stay', () => {
  expect(all.map(([file, { uid }]) => [file, uid])).toEqual([
    ['agreement.json', 'upheld-agreement'],
    ['fleet.json', 'upheld-fleet'],
  ])
})

test.each(['fleet', 'agreement'] as const)('%s.json is what the code makes', (name) => {
  expect(readFileSync(new URL(`${name}.json`, dashboardsFolder), 'utf8')).toBe(dashboardText(name))
})

describe.each(all)('%s', (_, dashboard) => {
  test('every panel has a title, a description, a unit and a query', () => {
    for (const panel of panelsOf(dashboard)) {
      expect(panel.title, JSON.stringify(panel)).toMatch(/\S/)
      expect(panel.description, panel.title).toMatch(/\S/)
      expect(panel.fieldConfig?.defaults.unit, panel.title).toMatch(/\S/)
      expect(panel.targets?.length, panel.title).toBeGreaterThan(0)
    }
    expect(panelsOf(dashboard).length).toBeGreaterThan(15)
  })

  test('panels have ids of their own and titles of their own', () => {
    const ids = dashboard.panels.map(({ id }) => id)
    expect(ids.every((id) => id > 0)).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
    const titles = dashboard.panels.map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  test('every query is PromQL over what /metrics has', () => {
    expect(queries(dashboard).flatMap(({ expr }) => problemsOf(expr))).toEqual([])
  })

  test('every selector is limited to the chosen job and instance', () => {
    const open = queries(dashboard)
      .flatMap(({ expr }) => selectorsOf(expr))
      .filter(({ text }) => !text.includes('job=~"$job"') || !text.includes('instance=~"$instance"'))
    expect(open).toEqual([])
  })

  test('a rate is taken over the interval that Grafana computes', () => {
    const ranges = queries(dashboard).flatMap(({ expr }) =>
      [...expr.matchAll(/\[([^\]]*)\]/g)].map(([, range]) => range),
    )
    expect(new Set(ranges)).toEqual(new Set(ranges.length > 0 ? ['$__rate_interval'] : []))
  })

  test('panels, queries and variables ask the chosen data source', () => {
    const asked = [
      ...panelsOf(dashboard),
      ...queries(dashboard),
      ...dashboard.templating.list.filter(({ type }) => type === 'query'),
    ]
    expect(new Set(asked.map(({ datasource }) => datasource?.uid))).toEqual(new Set(['$datasource']))
    expect(dashboard.templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource' })
  })

  test('variables come from labels that their metric has', () => {
    const made = dashboard.templating.list.filter(({ type }) => type === 'query')
    expect(made.map(({ name }) => name)).toEqual(expect.arrayContaining(['job', 'instance']))
    for (const { definition } of made) {
      const [, selector, label] = /^label_values\((.*), (\w+)\)$/.exec(definition ?? '') ?? []
      expect(problemsOf(selector ?? ''), definition).toEqual([])
      expect(labelsOf(selectorsOf(selector ?? '')[0]?.metric ?? '', new Map()), definition).toContain(label)
    }
  })

  test('a legend names labels that the query has', () => {
    for (const { expr, legendFormat } of queries(dashboard)) {
      const labels = selectorsOf(expr).flatMap(({ metric }) => labelsOf(metric, new Map()) ?? [])
      for (const [, label] of legendFormat.matchAll(/\{\{(.*?)\}\}/g)) expect(labels, expr).toContain(label)
    }
  })

  test('it is not edited where the next release would overwrite it', () => {
    expect(dashboard.editable).toBe(false)
  })
})

test('the agreement is chosen by a variable, and every query of its dashboard obeys', () => {
  const [, dashboard] = all.find(([file]) => file === 'agreement.json')!
  expect(dashboard.templating.list.map(({ name }) => name)).toContain('agreement')
  const open = queries(dashboard)
    .flatMap(({ expr }) => selectorsOf(expr))
    .filter(({ text }) => !text.includes('agreement="$agreement"'))
  expect(open).toEqual([])
})

test('every metric of the catalogue stands in a dashboard', () => {
  const shown = new Set(
    all
      .flatMap(([, dashboard]) => queries(dashboard))
      .flatMap(({ expr }) => selectorsOf(expr))
      .map(({ metric }) => metric.replace(/_(bucket|count)$/, '')),
  )
  expect(metricSpecs.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([])
})
