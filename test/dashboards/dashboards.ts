import { readdirSync, readFileSync } from 'node:fs'

interface Target {
  readonly expr: string
  readonly refId: string
  readonly legendFormat: string
  readonly datasource: { readonly uid: string }
}
export interface ShownPanel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly datasource?: { readonly uid: string }
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } }
  readonly targets?: readonly Target[]
}
export interface Variable {
  readonly name: string
  readonly type: string
  readonly definition?: string
  readonly datasource?: { readonly uid: string }
}
export interface ShownDashboard {
  readonly uid: string
  readonly title: string
  readonly editable: boolean
  readonly panels: readonly ShownPanel[]
  readonly templating: { readonly list: readonly Variable[] }
}

export const dashboardsFolder = new URL('../../dashboards/', import.meta.url)

/** The dashboards of the repository by file name, as Grafana would read them. */
export function dashboards(): [file: string, dashboard: ShownDashboard][] {
  return readdirSync(dashboardsFolder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file, JSON.parse(readFileSync(new URL(file, dashboardsFolder), 'utf8'))])
}

/** Panels that show something; rows are none. */
export function panelsOf({ panels }: ShownDashboard): ShownPanel[] {
  return panels.filter(({ type }) => type !== 'row')
}
