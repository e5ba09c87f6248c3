/** One line, bar or tile of a panel. */
export interface Query {
  readonly expression: string
  /** The name of a series, with its labels as `{{agreement}}`. */
  readonly legend: string
}

/** Steps of colour: from each value on, the lowest stands for everything below the second. */
export type Steps = readonly (readonly [from: number, colour: Colour])[]
export type Colour = 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'purple' | 'text'

/** What to show, in Grafana's words for units: `s`, `bytes`, `percentunit`, `short`, `none`. */
export interface Panel {
  readonly title: string
  readonly description: string
  readonly kind: 'lines' | 'stack' | 'tile' | 'bars' | 'timeline'
  readonly unit: string
  readonly queries: readonly Query[]
  /** Of 24. */
  readonly width: number
  readonly decimals?: number
  readonly min?: number
  readonly max?: number
  readonly steps?: Steps
  /** Words and colours in place of numbers. */
  readonly words?: Readonly<Record<number, readonly [text: string, colour: Colour]>>
  /** Shown where there is no series, such as `none`. */
  readonly empty?: string
  /** A tile that shows the name of its series in place of the value, which is always 1. */
  readonly named?: true
  /** A click on a series opens the dashboard of its agreement. */
  readonly opensAgreement?: true
}

export interface Row {
  readonly title: string
  readonly panels: readonly Panel[]
}

/** A variable of a dashboard whose values are those of a label. */
export interface Choice {
  readonly name: string
  readonly label: string
  /** The selector whose series carry the label. */
  readonly of: string
  readonly values: string
  readonly several: boolean
}

/** A dashboard as data; `grafana.ts` makes Grafana's file of it. */
export interface Board {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly from: string
  readonly choices: readonly Choice[]
  readonly rows: readonly Row[]
}

/** The choices that every dashboard begins with: which daemon. */
export const daemonChoices: readonly Choice[] = [
  { name: 'job', label: 'Job', of: 'upheld_build_info', values: 'job', several: true },
  {
    name: 'instance',
    label: 'Instance',
    of: 'upheld_build_info{job=~"$job"}',
    values: 'instance',
    several: true,
  },
]

/** What every query of a dashboard is limited to. */
export const daemonScope = { job: { like: '$job' }, instance: { like: '$instance' } } as const
