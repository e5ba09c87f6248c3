/** A metric as `/metrics` promises it: dashboards and rules are checked against this table. */
export interface MetricSpec {
  readonly name: string
  readonly type: 'gauge' | 'counter' | 'histogram'
  readonly labels: readonly string[]
  readonly help: string
}

const commitment = ['agreement', 'commitment', 'of'] as const

/** Every metric of Upheld's own. Labels are ids from agreements and closed sets, never addresses or texts. */
export const catalogue = {
  upheld_build_info: { type: 'gauge', labels: ['version'], help: 'Always 1; the release that runs.' },
  upheld_agreement_info: {
    type: 'gauge',
    labels: ['agreement', 'currency', 'time_zone', 'digest'],
    help: 'Always 1; the version of an agreement that is in force.',
  },
  upheld_agreement_proposal: {
    type: 'gauge',
    labels: ['agreement'],
    help: '1 while a proposed amendment waits for the other party.',
  },
  upheld_commitment_info: {
    type: 'gauge',
    labels: [...commitment, 'by', 'unit', 'measure'],
    help: 'Always 1; who promised, the kind of the measure and its unit.',
  },
  upheld_commitment_state: {
    type: 'gauge',
    labels: [...commitment, 'state'],
    help: '1 for the state in which a commitment is in its running period, 0 for the others.',
  },
  upheld_period_end_timestamp_seconds: {
    type: 'gauge',
    labels: commitment,
    help: 'When the running period ends.',
  },
  upheld_open_incidents: {
    type: 'gauge',
    labels: commitment,
    help: 'Outages or events that are not closed yet, where each is judged alone; the other figures are those of the worst.',
  },
  upheld_measure_ratio: {
    type: 'gauge',
    labels: [...commitment, 'bound'],
    help: 'The measure of a share in the running period, to date and at its best and worst possible end of unknown time.',
  },
  upheld_measure_seconds: {
    type: 'gauge',
    labels: [...commitment, 'bound'],
    help: 'The measure of a duration in the running period.',
  },
  upheld_measure_value: {
    type: 'gauge',
    labels: [...commitment, 'bound'],
    help: 'The measure of a count or number in the running period.',
  },
  upheld_target_ratio: { type: 'gauge', labels: commitment, help: 'The target of a share.' },
  upheld_target_seconds: { type: 'gauge', labels: commitment, help: 'The target of a duration.' },
  upheld_target_value: { type: 'gauge', labels: commitment, help: 'The target of a count or number.' },
  upheld_error_budget_remaining_ratio: {
    type: 'gauge',
    labels: commitment,
    help: 'What is left of the error budget of the running period; negative when overspent.',
  },
  upheld_seconds_to_certainty: {
    type: 'gauge',
    labels: commitment,
    help: 'Until a breach is certain at the recent rate; absent where none is near.',
  },
  upheld_unknown_seconds: {
    type: 'gauge',
    labels: commitment,
    help: 'Time of the running period that nobody knows about.',
  },
  upheld_breaches_total: { type: 'counter', labels: ['agreement', 'commitment'], help: 'Breaches recorded.' },
  upheld_credit_amount: {
    type: 'gauge',
    labels: ['agreement', 'commitment', 'of', 'currency'],
    help: 'The credit that would be due if the running period ended as it stands.',
  },
  upheld_month_credit_amount: {
    type: 'gauge',
    labels: ['agreement', 'currency'],
    help: 'Credits of the latest month that has any, after joining and caps.',
  },
  upheld_value_to_date_amount: {
    type: 'gauge',
    labels: ['agreement', 'currency', 'value'],
    help: 'The value of all finished months to date: received by the customer, promised, lost to breaches, and the surplus over the alternative.',
  },
  upheld_value_retained_ratio: {
    type: 'gauge',
    labels: ['agreement'],
    help: 'What of the promised value the customer received, to date.',
  },
  upheld_value_relative_ratio: {
    type: 'gauge',
    labels: ['agreement'],
    help: 'The customer value ratio against the alternative, to date; parity is 1. Absent without a survey.',
  },
  upheld_value_satisfaction_ratio: {
    type: 'gauge',
    labels: ['agreement', 'question'],
    help: 'Satisfied customers (csat), or promoters less detractors (nps), of all answers to date.',
  },
  upheld_value_satisfaction_answers: {
    type: 'gauge',
    labels: ['agreement', 'question'],
    help: 'How many have answered to date.',
  },
  upheld_value_retention_ratio: {
    type: 'gauge',
    labels: ['agreement'],
    help: 'Customers kept of those at the start, by the counts to date.',
  },
  upheld_credits: {
    type: 'gauge',
    labels: ['agreement', 'state'],
    help: 'Credits in the ledger by where they stand.',
  },
  upheld_credits_amount: {
    type: 'gauge',
    labels: ['agreement', 'state', 'currency'],
    help: 'Amounts of the credits in the ledger by where they stand.',
  },
  upheld_claim_deadline_timestamp_seconds: {
    type: 'gauge',
    labels: ['agreement'],
    help: 'When the next deadline of a claim passes; absent where none is open.',
  },
  upheld_value_at_stake_amount: {
    type: 'gauge',
    labels: ['agreement', 'currency'],
    help: 'What the latest finished month promised and the customer did not receive; absent where nobody knows.',
  },
  upheld_obligations: {
    type: 'gauge',
    labels: ['agreement', 'commitment', 'by', 'state'],
    help: 'What waits for an answer that was promised in time, such as an open ticket or an unpaid invoice: open, or overdue.',
  },
  upheld_obligation_due_timestamp_seconds: {
    type: 'gauge',
    labels: ['agreement', 'commitment', 'by'],
    help: 'When the next open obligation becomes overdue; absent where none is open.',
  },
  upheld_overdue_invoices: {
    type: 'gauge',
    labels: ['agreement'],
    help: 'Invoices that are unpaid past their time; absent where no commitment says when they are to be paid.',
  },
  upheld_overdue_amount: {
    type: 'gauge',
    labels: ['agreement', 'currency'],
    help: 'The money of invoices that are unpaid past their time.',
  },
  upheld_overdue_oldest_timestamp_seconds: {
    type: 'gauge',
    labels: ['agreement'],
    help: 'When the longest overdue invoice was due; absent where none is overdue.',
  },
  upheld_proposals_waiting: {
    type: 'gauge',
    labels: ['agreement', 'party', 'matter'],
    help: 'Proposals that wait for the answer of a party.',
  },
  upheld_answer_deadline_timestamp_seconds: {
    type: 'gauge',
    labels: ['agreement', 'party', 'matter'],
    help: 'When the next time for an answer passes; absent where no proposal waits.',
  },
  upheld_disputed_amount: {
    type: 'gauge',
    labels: ['agreement', 'currency'],
    help: 'Money between the claims of the parties about periods in open disputes.',
  },
  upheld_termination_rights: {
    type: 'gauge',
    labels: ['agreement', 'clause', 'right', 'state'],
    help: 'Rights to terminate that have arisen, by what became of them; an open one can be used.',
  },
  upheld_exercise_deadline_timestamp_seconds: {
    type: 'gauge',
    labels: ['agreement', 'clause', 'right'],
    help: 'When the next open right to terminate lapses; absent where none is open or lapses.',
  },
  upheld_announcements_open: {
    type: 'gauge',
    labels: ['agreement', 'about'],
    help: 'Announced known problems that are not resolved, and changes and features that are not effective yet.',
  },
  upheld_survey_asked: {
    type: 'gauge',
    labels: ['agreement', 'survey'],
    help: 'Forms that were mailed in the latest period of a survey.',
  },
  upheld_survey_answered: {
    type: 'gauge',
    labels: ['agreement', 'survey'],
    help: 'Forms of the latest period of a survey that were answered.',
  },
  upheld_termination_met: {
    type: 'gauge',
    labels: ['agreement', 'clause', 'right'],
    help: 'How often a right of termination has been triggered; 0 while it has not.',
  },
  upheld_observations_total: {
    type: 'counter',
    labels: ['source_kind', 'outcome', 'reason'],
    help: 'Observations since the start of the process.',
  },
  upheld_probe_duration_seconds: { type: 'histogram', labels: ['source_kind'], help: 'How long looks took.' },
  upheld_probe_phase_duration_seconds: {
    type: 'histogram',
    labels: ['source_kind', 'phase'],
    help: 'How long the phases of looks took.',
  },
  upheld_certificate_expiry_seconds: {
    type: 'gauge',
    labels: ['agreement', 'source'],
    help: 'Until the certificate that a source showed last expires.',
  },
  upheld_notices: {
    type: 'gauge',
    labels: ['state', 'kind'],
    help: 'Notices in the outbox by what became of them.',
  },
  upheld_probes_in_flight: { type: 'gauge', labels: [], help: 'Looks under way.' },
  upheld_loop_lag_seconds: { type: 'gauge', labels: [], help: 'How late the loop is on which probes run.' },
  upheld_probe_start_lateness_seconds: {
    type: 'gauge',
    labels: [],
    help: 'How late looks start after their slot.',
  },
  upheld_config_last_reload_successful: {
    type: 'gauge',
    labels: [],
    help: '1 where the configuration was loaded at the last attempt, 0 where the old one runs on.',
  },
  upheld_config_last_reload_timestamp_seconds: {
    type: 'gauge',
    labels: [],
    help: 'When the configuration was last attempted to load.',
  },
  upheld_last_tick_timestamp_seconds: {
    type: 'gauge',
    labels: [],
    help: 'When the schedule last looked at the clock.',
  },
  upheld_ready: { type: 'gauge', labels: [], help: '1 while the daemon measures and records.' },
  upheld_database_size_bytes: { type: 'gauge', labels: [], help: 'Size of the database file.' },
  upheld_wal_size_bytes: { type: 'gauge', labels: [], help: 'Size of the write-ahead log.' },
  upheld_chunk_size_bytes: { type: 'gauge', labels: [], help: 'Size of all packed days of evidence.' },
  upheld_chunks: { type: 'gauge', labels: [], help: 'Packed days of evidence.' },
  upheld_observations_stored: {
    type: 'gauge',
    labels: [],
    help: 'Observations in the database, packed ones included.',
  },
  upheld_oldest_evidence_timestamp_seconds: {
    type: 'gauge',
    labels: [],
    help: 'The oldest observation whose raw evidence is kept; what `storage.retention` has deleted is older.',
  },
  upheld_ledger_entries: {
    type: 'gauge',
    labels: ['agreement'],
    help: 'Entries in the ledger of an agreement.',
  },
  upheld_http_request_duration_seconds: {
    type: 'histogram',
    labels: ['method', 'route', 'status'],
    help: 'How long requests took, by route and class of status.',
  },
  upheld_metrics_series: {
    type: 'gauge',
    labels: [],
    help: 'Series in this scrape that are made from agreements and the database.',
  },
  upheld_metrics_series_dropped: {
    type: 'gauge',
    labels: [],
    help: 'Series left out of this scrape because there were too many.',
  },
  upheld_metrics_collect_seconds: {
    type: 'gauge',
    labels: [],
    help: 'Time of the loop that this scrape took to collect.',
  },
} as const satisfies Record<string, Omit<MetricSpec, 'name'>>

export type MetricName = keyof typeof catalogue

/** The table as a list, for those who check names. */
export const metricSpecs: readonly MetricSpec[] = Object.entries(catalogue).map(([name, spec]) => ({
  name,
  ...spec,
}))
