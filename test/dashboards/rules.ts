import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { labelsOf, selectorsOf } from '../../src/dashboards/checkExpression.ts'
import { dashboardsFolder } from './dashboards.ts'

/** A rule as Prometheus reads it: `record` or `alert`. */
export interface Rule {
  readonly record?: string
  readonly alert?: string
  readonly expr: string
  readonly for?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** The rules of one file in `dashboards/rules`. */
export function rules(file: string): Rule[] {
  const text = readFileSync(new URL(`rules/${file}`, dashboardsFolder), 'utf8')
  const found = (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules)
  if (found.length === 0) throw new Error(`${file} has no rules`)
  return found
}

/** The labels that each recorded series may have: those of what it is made from. */
export function recordedBy(recording: readonly Rule[]): Map<string, readonly string[]> {
  return new Map(
    recording.map(({ record, expr }) => [
      record ?? '',
      selectorsOf(expr).flatMap(({ metric }) => labelsOf(metric, new Map()) ?? []),
    ]),
  )
}
