import { setImmediate } from 'node:timers/promises'
import type { MeasureFigures, RunningState, Standing } from '../evaluation/verdict.ts'
import type { ValueFigures } from '../value/figures.ts'
import { type CreditSamples, collectCredits, creditSamples } from './collectCredits.ts'
import { collectDuties, type DutiesSamples } from './collectDuties.ts'
import { collectValue } from './collectValue.ts'
import { Samples } from './samples.ts'
import type { AgreementSummary, Service } from './service.ts'
import { runningStates } from './states.ts'

type Labels = Readonly<Record<string, string>>
const none: Labels = {}

/** What is read from the database beside the scrapes. */
export interface SlowFacts {
  readonly sizes: Awaited<ReturnType<Service['store']['sizes']>>
  readonly notices: Awaited<ReturnType<Service['store']['countNotices']>>
  readonly credits: readonly { readonly labels: Labels; readonly amount: number }[]
  readonly values: readonly { readonly agreement: string; readonly figures: ValueFigures }[]
  readonly terminations: readonly { readonly labels: Labels; readonly count: number }[]
  readonly standing: readonly CreditSamples[]
  readonly duties: readonly DutiesSamples[]
  readonly surveys: readonly { readonly labels: Labels; readonly asked: number; readonly answered: number }[]
}

/** Reads what needs the database; the loop gets its turn between agreements. Rejects with a StoreError. */
export async function collectSlow(service: Service): Promise<SlowFacts> {
  const credits: { labels: Labels; amount: number }[] = []
  const values: SlowFacts['values'][number][] = []
  const surveys: SlowFacts['surveys'][number][] = []
  const met: { labels: Labels; count: number }[] = []
  const standing: CreditSamples[] = []
  const duties: DutiesSamples[] = []
  for (const { agreement, currency, termination } of service.agreements()) {
    const latest = (await service.monthlyCredits(agreement)).at(-1)
    if (latest !== undefined && currency !== null)
      credits.push({ labels: { agreement, currency }, amount: Number(latest.amount) })
    const figures = await service.value(agreement)
    if (figures !== null) values.push({ agreement, figures })
    for (const { survey, ...counts } of service.surveys.counts(agreement))
      surveys.push({ labels: { agreement, survey }, ...counts })
    const triggered = termination.length === 0 ? [] : await service.terminations(agreement)
    for (const { name, right } of termination) {
      met.push({
        labels: { agreement, clause: name, right },
        count: triggered.filter(({ clause }) => clause === name).length,
      })
    }
    standing.push(creditSamples(agreement, await service.credits(agreement)))
    duties.push({ agreement, currency, duties: await service.duties(agreement) })
    await setImmediate()
  }
  const { store } = service
  return {
    sizes: await store.sizes(),
    notices: await store.countNotices(),
    credits,
    values,
    terminations: met,
    standing,
    duties,
    surveys,
  }
}

export interface Collecting {
  readonly service: Service
  /** Null where the database has not been read yet. */
  readonly slow: SlowFacts | null
  readonly version: string
  /** The labels of one commitment, the same objects at every scrape: their text is made once. */
  readonly labelsOf: (agreement: string, commitment: string, of: string) => CommitmentLabels
}

/** Everything that a scrape shows of agreements and the database. Asks no database. */
export function collect(parts: Collecting): Samples {
  const { service, slow, version } = parts
  const samples = new Samples()
  samples.add('upheld_build_info', 1, { version })
  collectDaemon(samples, service)
  if (slow !== null) collectStore(samples, slow)
  for (const summary of service.agreements()) {
    collectAgreement(samples, summary)
    const kinds = new Map(summary.commitments.map(({ name, measure }) => [name, measure]))
    for (const [standing, open] of worstEach(service.standings(summary.agreement))) {
      const labels = parts.labelsOf(summary.agreement, standing.commitment, standing.of ?? '')
      collectStanding(samples, standing, labels, kinds.get(standing.commitment) ?? '')
      if (standing.openIncident !== undefined) samples.add('upheld_open_incidents', open, none, labels.plain)
    }
  }
  return samples
}

/** One standing for each commitment or member of it, with how many of its incidents are open: the worst, the latest of several. */
function worstEach(standings: readonly Standing[]): Iterable<readonly [Standing, number]> {
  const worst = new Map<string, readonly [Standing, number]>()
  for (const standing of standings) {
    const key = `${standing.commitment} ${standing.of ?? ''}`
    const [known, open] = worst.get(key) ?? [standing, 0]
    const isWorse = runningStates.indexOf(standing.state) <= runningStates.indexOf(known.state)
    worst.set(key, [isWorse ? standing : known, open + (standing.openIncident === 'none' ? 0 : 1)])
  }
  return worst.values()
}

function collectAgreement(
  samples: Samples,
  { agreement, currency, timeZone, digest, head, proposal }: AgreementSummary,
): void {
  samples.add('upheld_agreement_info', 1, {
    agreement,
    currency: currency ?? '',
    time_zone: timeZone,
    digest,
  })
  samples.add('upheld_agreement_proposal', proposal === null ? 0 : 1, { agreement })
  samples.add('upheld_ledger_entries', head?.seq ?? 0, { agreement })
}

const bounds = { toDate: 'to_date', best: 'best', worst: 'worst' } as const
type Bound = keyof typeof bounds

/** The labels of a commitment, with each word of the closed sets beside them. */
export interface CommitmentLabels {
  readonly plain: Labels
  readonly states: readonly { readonly state: RunningState; readonly labels: Labels }[]
  readonly bounds: readonly { readonly bound: Bound; readonly labels: Labels }[]
}

export function labelsOfCommitment(agreement: string, commitment: string, of: string): CommitmentLabels {
  const plain = { agreement, commitment, of }
  return {
    plain,
    states: runningStates.map((state) => ({ state, labels: { ...plain, state } })),
    bounds: (['toDate', 'best', 'worst'] as const).map((bound) => ({
      bound,
      labels: { ...plain, bound: bounds[bound] },
    })),
  }
}

const measures = {
  '%': 'upheld_measure_ratio',
  s: 'upheld_measure_seconds',
  '': 'upheld_measure_value',
} as const satisfies Record<MeasureFigures['unit'], string>
const targets = {
  '%': 'upheld_target_ratio',
  s: 'upheld_target_seconds',
  '': 'upheld_target_value',
} as const satisfies Record<MeasureFigures['unit'], string>
const units = { '%': 'ratio', s: 'seconds', '': 'value' } as const satisfies Record<
  MeasureFigures['unit'],
  string
>

function collectStanding(samples: Samples, standing: Standing, known: CommitmentLabels, kind: string): void {
  const { unit } = standing.measure
  const labels = known.plain
  samples.add('upheld_commitment_info', 1, { by: standing.by, unit: units[unit], measure: kind }, labels)
  for (const one of known.states)
    samples.add('upheld_commitment_state', one.state === standing.state ? 1 : 0, none, one.labels)
  for (const one of known.bounds) samples.add(measures[unit], standing.gauges[one.bound], none, one.labels)
  samples.add(targets[unit], standing.gauges.target, none, labels)
  // Nobody knows when an incident ends.
  const end = standing.openIncident === undefined ? Date.parse(standing.to) / 1000 : null
  samples.add('upheld_period_end_timestamp_seconds', end, none, labels)
  samples.add('upheld_error_budget_remaining_ratio', numberOf(standing.budgetRemaining), none, labels)
  samples.add('upheld_seconds_to_certainty', numberOf(standing.secondsToCertainty), none, labels)
  samples.add('upheld_unknown_seconds', numberOf(standing.seconds?.unknown), none, labels)
  const { credit } = standing
  if (credit !== null)
    samples.add('upheld_credit_amount', numberOf(credit.amount), { currency: credit.currency }, labels)
}

function collectDaemon(samples: Samples, service: Service): void {
  const { telemetry } = service
  for (const { kind, outcome, reason, count } of telemetry.observations.values()) {
    samples.add('upheld_observations_total', count, { source_kind: kind, outcome, reason })
  }
  for (const { agreement, commitment, count } of telemetry.breaches())
    samples.add('upheld_breaches_total', count, { agreement, commitment })
  for (const { agreement, source, days } of telemetry.certificateDays()) {
    samples.add('upheld_certificate_expiry_seconds', days * 86_400, { agreement, source })
  }
  const reload = telemetry.lastReload()
  samples.add('upheld_probes_in_flight', telemetry.probesInFlight())
  samples.add('upheld_loop_lag_seconds', telemetry.lagSeconds())
  samples.add('upheld_probe_start_lateness_seconds', telemetry.startLatenessSeconds())
  samples.add('upheld_config_last_reload_successful', reload.successful ? 1 : 0)
  samples.add('upheld_config_last_reload_timestamp_seconds', reload.at / 1000)
  samples.add('upheld_last_tick_timestamp_seconds', telemetry.lastTick() / 1000)
  samples.add('upheld_ready', service.notReady() === null ? 1 : 0)
}

function collectStore(samples: Samples, facts: SlowFacts): void {
  const { sizes, notices, credits, values, terminations } = facts
  collectCredits(samples, facts.standing)
  for (const one of facts.duties) collectDuties(samples, one)
  samples.add('upheld_database_size_bytes', sizes.databaseBytes)
  samples.add('upheld_wal_size_bytes', sizes.walBytes)
  samples.add('upheld_chunk_size_bytes', sizes.chunkBytes)
  samples.add('upheld_chunks', sizes.chunks)
  samples.add('upheld_observations_stored', sizes.observations)
  if (sizes.oldestAt !== null) samples.add('upheld_oldest_evidence_timestamp_seconds', sizes.oldestAt / 1000)
  for (const { state, kind, count } of notices) samples.add('upheld_notices', count, { state, kind })
  for (const { labels, amount } of credits) samples.add('upheld_month_credit_amount', amount, labels)
  for (const { agreement, figures } of values) collectValue(samples, agreement, figures)
  for (const { labels, asked, answered } of facts.surveys) {
    samples.add('upheld_survey_asked', asked, labels)
    samples.add('upheld_survey_answered', answered, labels)
  }
  for (const { labels, count } of terminations) samples.add('upheld_termination_met', count, labels)
}

function numberOf(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text)
}
