import type { catalogue, MetricName } from '../http/catalogue.ts'

type LabelOf<Name extends MetricName> = (typeof catalogue)[Name]['labels'][number]
type Histogram = {
  [Name in MetricName]: (typeof catalogue)[Name]['type'] extends 'histogram' ? Name : never
}[MetricName]

/** What a label is held against: its value, any other value, or a regular expression (RE2, anchored). */
export type Matcher = string | { readonly not: string } | { readonly like: string }
// An empty object type would take any label; a metric without labels takes none.
type Where<Name extends MetricName> = [LabelOf<Name>] extends [never]
  ? Readonly<Record<string, never>>
  : Readonly<Partial<Record<LabelOf<Name>, Matcher>>>

/** The matchers that every query of a dashboard carries, by its variables. */
export type Scope = Readonly<Record<string, Matcher>>

/** Makes selectors of one dashboard; a metric or label that the catalogue does not have is a type error. */
export interface Selectors {
  /** Such as `upheld_ready{job=~"$job",instance=~"$instance"}`. */
  series<Name extends Exclude<MetricName, Histogram>>(name: Name, where?: Where<Name>): string
  /** The buckets of a histogram, with their label `le`. */
  buckets<Name extends Histogram>(name: Name, where?: Where<Name>): string
  /** How many values a histogram has taken in. */
  counts<Name extends Histogram>(name: Name, where?: Where<Name>): string
}

export function selectors(scope: Scope): Selectors {
  const select = (name: string, where: Readonly<Record<string, Matcher | undefined>> = {}): string => {
    const matchers = Object.entries({ ...scope, ...where })
    return `${name}{${matchers.map(([label, matcher]) => (matcher === undefined ? '' : written(label, matcher))).join(',')}}`
  }
  return {
    series: select,
    buckets: (name, where) => select(`${name}_bucket`, where),
    counts: (name, where) => select(`${name}_count`, where),
  }
}

function written(label: string, matcher: Matcher): string {
  if (typeof matcher === 'string') return `${label}=${JSON.stringify(matcher)}`
  return 'not' in matcher
    ? `${label}!=${JSON.stringify(matcher.not)}`
    : `${label}=~${JSON.stringify(matcher.like)}`
}
