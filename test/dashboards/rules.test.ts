import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { labelsOf, problemsOf } from '../../src/dashboards/checkExpression.ts'
import { itWith } from '../fixtures/tools.ts'
import { type Rule, recordedBy, rules } from './rules.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const recording = rules('upheld.recording.yaml')
const alerts = rules('upheld.alerts.yaml')
const recorded = recordedBy(recording)
const ruleTests = ['dashboards/rules/upheld.test.yaml', 'dashboards/rules/upheld.days.test.yaml']
const name = (rule: Rule) => rule.alert ?? rule.record ?? ''

test.each([...recording, ...alerts].map((rule) => [name(rule), rule] as const))(
  '%s asks for what /metrics has',
  (_, { expr }) => {
    expect(problemsOf(expr, recorded)).toEqual([])
  },
)

test('a recording rule keeps the labels that its name promises', () => {
  const named = recording.filter(({ record }) => record?.startsWith('job_'))
  expect(named.length).toBeGreaterThan(3)
  for (const { record, expr } of named) {
    const [level, metric] = record!.split(':')
    const by = /by \(([^)]*)\)/
      .exec(expr)![1]!
      .split(', ')
      .filter((label) => label !== 'le')
    expect(by.join('_'), record).toBe(level)
    expect(expr, record).toContain(metric!.replace(/_unknown$/, ''))
  }
})

test.each(alerts.map((rule) => [name(rule), rule] as const))(
  '%s has a severity, a summary and a section in the runbook',
  (alert, { labels, annotations }) => {
    expect(labels?.severity).toMatch(/^(warning|critical)$/)
    expect(annotations?.summary).toMatch(/\S/)
    expect(annotations?.description).toMatch(/\S/)
    expect(annotations?.runbook).toBe(`docs/runbook.md#${alert.toLowerCase()}`)
    expect(readFileSync(join(root, 'docs/runbook.md'), 'utf8')).toContain(`\n### ${alert}\n`)
  },
)

test('an alert speaks only of labels that it has', () => {
  for (const { expr, annotations } of alerts) {
    const known = [...expr.matchAll(/upheld_[a-z_]+/g)].flatMap(
      ([metric]) => labelsOf(metric, recorded) ?? [],
    )
    for (const [, label] of JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)) {
      expect(known, `${label} in ${JSON.stringify(annotations)}`).toContain(label)
    }
  }
})

test('every alert is tested where it must speak', () => {
  interface RuleTest {
    readonly alert_rule_test?: { alertname: string; exp_alerts?: unknown[] }[]
  }
  const written = ruleTests.flatMap(
    (file) => (parse(readFileSync(join(root, file), 'utf8')) as { tests: RuleTest[] }).tests,
  )
  const spoken = written.flatMap(({ alert_rule_test }) =>
    (alert_rule_test ?? []).filter(({ exp_alerts }) => exp_alerts).map(({ alertname }) => alertname),
  )
  expect(alerts.map(name).filter((alert) => !spoken.includes(alert))).toEqual([])
})

itWith('promtool', 'promtool finds nothing wrong with the rules', () => {
  const files = ['upheld.recording.yaml', 'upheld.alerts.yaml'].map((file) => `dashboards/rules/${file}`)
  const told = execFileSync('promtool', ['check', 'rules', ...files], { cwd: root, encoding: 'utf8' })
  expect(told).toContain(`SUCCESS: ${alerts.length} rules found`)
})

itWith('promtool', 'the tests of the rules pass', () => {
  const told = execFileSync('promtool', ['test', 'rules', ...ruleTests], { cwd: root, encoding: 'utf8' })
  expect(told.match(/SUCCESS/g)).toHaveLength(ruleTests.length)
})

itWith('promtool', 'the configuration of Prometheus finds the rules where compose puts them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'upheld-prometheus-'))
  try {
    cpSync(join(root, 'config/prometheus/prometheus.yaml'), join(folder, 'prometheus.yaml'))
    cpSync(join(root, 'dashboards/rules'), join(folder, 'rules'), { recursive: true })
    const told = execFileSync('promtool', ['check', 'config', join(folder, 'prometheus.yaml')], {
      encoding: 'utf8',
    })
    expect(told).toContain('2 rule files found')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
