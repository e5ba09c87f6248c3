import type { Panel, Query, Row } from './board.ts'
import type { Selectors } from './select.ts'
import { one } from './words.ts'

type Timed = Parameters<Selectors['buckets']>[0]

/** A quantile of a histogram by one of its labels. */
export function quantile({ buckets }: Selectors, share: number, metric: Timed, by: string): Query {
  return {
    expression: `histogram_quantile(${share}, sum by (le, ${by}) (rate(${buckets(metric)}[$__rate_interval])))`,
    legend: `p${share * 100} {{${by}}}`,
  }
}

/** How looks go: what they found, how long they took, and whether we were late ourselves. */
export function measuringRow(of: Selectors): Row {
  return { title: 'Measuring', panels: [...found(of), ...duration(of), ...ourselves(of)] }
}

function found({ series }: Selectors): Panel[] {
  const observations = (where?: Parameters<typeof series<'upheld_observations_total'>>[1]) =>
    `rate(${series('upheld_observations_total', where)}[$__rate_interval])`
  const unknown = `sum by (source_kind) (${observations({ outcome: 'unknown' })})`
  const all = `sum by (source_kind) (${observations()})`
  return [
    {
      title: 'Observations by outcome',
      description:
        'Good, bad, and unknown where we could not look; unknown is never charged to the provider.',
      kind: 'stack',
      unit: 'ops',
      width: 8,
      queries: one(`sum by (outcome) (${observations()})`, '{{outcome}}'),
    },
    {
      title: 'Why looks were not good',
      description: 'By reason: what the target did, or what kept us from looking.',
      kind: 'stack',
      unit: 'ops',
      width: 8,
      queries: one(
        `sum by (outcome, reason) (${observations({ outcome: { not: 'good' } })})`,
        '{{outcome}} {{reason}}',
      ),
    },
    {
      title: 'Share of unknown',
      description:
        'Of all observations, those that say nothing because we could not look, by kind of source.',
      kind: 'lines',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      queries: one(
        `(${unknown} or on (source_kind) 0 * ${all}) / on (source_kind) ${all}`,
        '{{source_kind}}',
      ),
    },
  ]
}

function duration(of: Selectors): Panel[] {
  const { series, counts } = of
  return [
    {
      title: 'How long looks take',
      description: 'Median, 95th and 99th percentile by kind of source.',
      kind: 'lines',
      unit: 's',
      width: 12,
      queries: [0.5, 0.95, 0.99].map((share) =>
        quantile(of, share, 'upheld_probe_duration_seconds', 'source_kind'),
      ),
    },
    {
      title: 'Phases of looks',
      description: '95th percentile of name resolution, connecting, TLS, first byte and transfer.',
      kind: 'lines',
      unit: 's',
      width: 12,
      queries: [quantile(of, 0.95, 'upheld_probe_phase_duration_seconds', 'phase')],
    },
    {
      title: 'Looks',
      description: 'Looks that ended, by kind of source.',
      kind: 'lines',
      unit: 'ops',
      width: 8,
      queries: one(
        `sum by (source_kind) (rate(${counts('upheld_probe_duration_seconds')}[$__rate_interval]))`,
        '{{source_kind}}',
      ),
    },
    {
      title: 'Looks in flight',
      description: 'Looks under way at the moment of the scrape.',
      kind: 'lines',
      unit: 'none',
      width: 8,
      queries: one(series('upheld_probes_in_flight'), '{{instance}}'),
    },
  ]
}

function ourselves({ series }: Selectors): Panel[] {
  return [
    {
      title: 'Our own lateness',
      description:
        'How late the measuring loop is, and how late looks start; what is too late becomes unknown.',
      kind: 'lines',
      unit: 's',
      width: 8,
      queries: [
        { expression: series('upheld_loop_lag_seconds'), legend: 'loop {{instance}}' },
        { expression: series('upheld_probe_start_lateness_seconds'), legend: 'start {{instance}}' },
      ],
    },
    {
      title: 'Certificates that expire first',
      description: 'Until the certificate that a source showed last expires, the 20 nearest.',
      kind: 'bars',
      unit: 's',
      width: 24,
      empty: 'no source shows a certificate',
      steps: [
        [0, 'red'],
        [7 * 86_400, 'yellow'],
        [21 * 86_400, 'green'],
      ],
      queries: one(
        `bottomk(20, min by (agreement, source) (${series('upheld_certificate_expiry_seconds')}))`,
        '{{agreement}} {{source}}',
      ),
    },
  ]
}
