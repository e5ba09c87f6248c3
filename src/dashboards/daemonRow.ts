import type { Panel, Row } from './board.ts'
import { quantile } from './measuringRow.ts'
import type { Selectors } from './select.ts'
import { one, since, yesNo } from './words.ts'

/** The daemon itself: whether it runs, what it keeps, and what asking it costs. */
export function daemonRow(of: Selectors): Row {
  return { title: 'Daemon', panels: [...health(of), ...storage(of), ...requests(of)] }
}

function health({ series }: Selectors): Panel[] {
  return [
    {
      title: 'Ready',
      description: 'Whether the daemon measures and records.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      words: yesNo('ready', 'not ready'),
      queries: one(series('upheld_ready'), '{{instance}}'),
    },
    {
      title: 'Version',
      description: 'The release that runs.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      named: true,
      queries: one(`max by (version) (${series('upheld_build_info')})`, '{{version}}'),
    },
    {
      title: 'Last reload',
      description: 'Whether the configuration was loaded at the last attempt; if not, the old one runs on.',
      kind: 'tile',
      unit: 'none',
      width: 4,
      words: yesNo('loaded', 'refused'),
      queries: one(series('upheld_config_last_reload_successful'), '{{instance}}'),
    },
    {
      title: 'Since the last reload',
      description: 'Time since the configuration was last attempted to load.',
      kind: 'tile',
      unit: 's',
      width: 4,
      queries: one(since(series('upheld_config_last_reload_timestamp_seconds')), '{{instance}}'),
    },
    {
      title: 'Since the last tick',
      description:
        'Time since the schedule last looked at the clock; more than a minute means that it stands.',
      kind: 'tile',
      unit: 's',
      width: 4,
      steps: [
        [0, 'green'],
        [60, 'red'],
      ],
      queries: one(since(series('upheld_last_tick_timestamp_seconds')), '{{instance}}'),
    },
    {
      title: 'Bytes per observation',
      description: 'Packed days of evidence and the database around them, by observation stored.',
      kind: 'tile',
      unit: 'decbytes',
      width: 4,
      decimals: 1,
      queries: one(
        `${series('upheld_database_size_bytes')} / ${series('upheld_observations_stored')}`,
        '{{instance}}',
      ),
    },
  ]
}

function storage({ series }: Selectors): Panel[] {
  return [
    {
      title: 'Sizes',
      description: 'The database file, its write-ahead log, and the packed evidence inside the file.',
      kind: 'lines',
      unit: 'bytes',
      width: 8,
      queries: [
        { expression: series('upheld_database_size_bytes'), legend: 'database {{instance}}' },
        { expression: series('upheld_wal_size_bytes'), legend: 'write-ahead log {{instance}}' },
        { expression: series('upheld_chunk_size_bytes'), legend: 'packed evidence {{instance}}' },
      ],
    },
    {
      title: 'Observations stored',
      description: 'Observations in the database, packed ones included.',
      kind: 'lines',
      unit: 'short',
      width: 8,
      queries: one(series('upheld_observations_stored'), '{{instance}}'),
    },
    {
      title: 'Packed days',
      description: 'Finished days of a source, each one compressed chunk.',
      kind: 'lines',
      unit: 'short',
      width: 4,
      queries: one(series('upheld_chunks'), '{{instance}}'),
    },
    {
      title: 'Age of the oldest raw evidence',
      description: 'How far back raw evidence reaches; what `storage.retention` has deleted is older.',
      kind: 'lines',
      unit: 's',
      width: 4,
      queries: one(`time() - ${series('upheld_oldest_evidence_timestamp_seconds')}`, '{{instance}}'),
    },
  ]
}

function requests(of: Selectors): Panel[] {
  const { series, counts } = of
  const answered = `rate(${counts('upheld_http_request_duration_seconds')}[$__rate_interval])`
  return [
    {
      title: 'Requests',
      description: 'Requests to REST, metrics and pages by class of status.',
      kind: 'stack',
      unit: 'reqps',
      width: 8,
      queries: one(`sum by (status) (${answered})`, '{{status}}'),
    },
    {
      title: 'How long requests take',
      description: '95th percentile by route.',
      kind: 'lines',
      unit: 's',
      width: 8,
      queries: [quantile(of, 0.95, 'upheld_http_request_duration_seconds', 'route')],
    },
    {
      title: 'Cost of a scrape',
      description: "Time of the daemon's loop that the last scrape took to collect.",
      kind: 'lines',
      unit: 's',
      width: 4,
      queries: one(series('upheld_metrics_collect_seconds'), '{{instance}}'),
    },
    {
      title: 'Series in a scrape',
      description:
        'Series made from agreements and the database, and those left out because there were too many.',
      kind: 'lines',
      unit: 'short',
      width: 4,
      queries: [
        { expression: series('upheld_metrics_series'), legend: 'shown {{instance}}' },
        { expression: series('upheld_metrics_series_dropped'), legend: 'left out {{instance}}' },
      ],
    },
  ]
}
