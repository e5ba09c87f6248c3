import type { Holidays } from '../agreement/calendar.ts'
import { isFatal } from '../database/fault.ts'
import { publicHolidays } from '../holidays.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Signer } from '../ledger/head.ts'
import { startProber } from '../sources/prober.ts'
import { type Store, StoreError } from '../store.ts'
import { Book } from './book.ts'
import { Credits } from './credits/credits.ts'
import { Months } from './credits/months.ts'
import { startDelivery } from './delivery.ts'
import { Arrivals } from './evidence/arrivals.ts'
import { EvidenceMemory } from './evidence/evidenceMemory.ts'
import { Measuring, type MeasuringParts } from './evidence/measuring.ts'
import { Retention, type RetentionParts } from './evidence/retention.ts'
import { remedies } from './evidence/sight.ts'
import { Closings } from './judging/closings.ts'
import { Explainer } from './judging/explainer.ts'
import { Frontiers } from './judging/frontiers.ts'
import { Incidents } from './judging/incidents.ts'
import { Judge } from './judging/judge.ts'
import { Running } from './judging/running.ts'
import { Agreements } from './life/agreements.ts'
import { Terminations } from './life/terminations.ts'
import { DutiesNow } from './parties/duties.ts'
import { procedureOf } from './parties/procedureService.ts'
import { dueSurveys } from './parties/surveys.ts'
import type { DaemonParts } from './parts.ts'
import { Pipeline } from './pipeline.ts'
import { Statements } from './statements/statements.ts'
import { Values } from './statements/values.ts'
import { Counters } from './telemetry.ts'
import { Touched } from './touched.ts'
import type { Watched } from './watched.ts'

function recorded({ log, onEvent }: DaemonParts, entry: Entry): void {
  const { agreement, kind, clause, seq } = entry
  log.info({ agreement, kind, clause, seq }, 'recorded')
  onEvent?.({ kind: 'entry', entry })
}

function lookedAt(
  log: DaemonParts['log'],
  { sources, reason }: Parameters<MeasuringParts['onSight']>[0],
): void {
  if (reason === null) log.info({ sources }, 'looked at again')
  else log.warn({ sources, reason, why: remedies[reason] }, 'cannot be looked at; its time is unknown')
}

/** Everything between the store and whoever asks, made but not started. */
export function stages(parts: DaemonParts, store: Store, signer: Signer) {
  const { log, now, settings, onEvent } = parts
  const onTrouble = (error: unknown): void => {
    log.error({ err: error }, 'trouble')
    if (error instanceof StoreError && isFatal(error)) parts.onFatal?.(error)
  }
  const holidays = publicHolidays()
  const counters = new Counters()
  const watched = new Map<string, Watched>()
  const isHandTurned = parts.isHandTurned === true
  const delivery = startDelivery({ store, signer, settings, now, log, isHandTurned })
  const onEntries = (entries: readonly Entry[]): void => {
    for (const entry of entries) recorded(parts, entry)
    delivery.wake()
  }
  const book = new Book({ store, signer, now, onEntries, recipients: (id) => agreements.recipients(id) })
  const memory = new EvidenceMemory(store)
  const evaluation = evaluationOf({ store, signer, memory, book, holidays })
  const { closings, incidents, terminations } = evaluation
  const agreements = new Agreements({
    store,
    book,
    watched,
    env: parts.env,
    shared: parts.shared,
    holidays,
    now,
    settings,
    onTrouble: (message) => log.warn(message),
  })
  const shared = { store, book, memory, watched, counters, now, onTrouble }
  const context = () => agreements.context
  const hasLinks = () => agreements.settings.web.hasLinks === true
  const touched = new Touched(store, onTrouble)
  const arrivals = new Arrivals({ ...shared, ...evaluation, touched, ...(onEvent ? { onEvent } : {}) })
  const explainer = new Explainer({ ...shared, closings, incidents, terminations, holidays, context })
  const takeEffect = async (at: number): Promise<void> => {
    if (!(await agreements.takeEffect(at))) return
    await arrivals.openAll()
    await measuring.replan(agreements.settings)
  }
  const refresh = async (id: string): Promise<void> => {
    await agreements.refresh(id)
    await arrivals.openAll()
    await measuring.replan(agreements.settings)
  }
  const procedure = procedureOf({
    ...{ ...shared, explainer, holidays, terminations, closings, incidents, refresh },
    touched: arrivals.touch,
  })
  const { proposals } = procedure
  const retention = retentionOf({ ...shared, closings, proposals }, agreements)
  const pipeline = new Pipeline({
    ...{ ...shared, ...evaluation, arrivals, touched },
    retention,
    takeEffect,
    procedure,
    dueSurveys: (one, at) => dueSurveys({ book, signer, holidays, hasLinks }, one, at),
  })
  const measuring = new Measuring({
    ...shared,
    arrivals,
    startProber: parts.startProber ?? startProber,
    onSight: (told) => lookedAt(log, told),
  })
  const duties = new DutiesNow({ ...shared, ...evaluation, holidays, proposals })
  const made = { ...shared, ...evaluation, duties, delivery, agreements, explainer, arrivals, pipeline }
  return { ...made, measuring, procedure, refresh, hasLinks }
}

/** How long raw evidence is kept follows the settings as they are now. */
const retentionOf = (parts: Omit<RetentionParts, 'retentionMs'>, agreements: Agreements): Retention =>
  new Retention({ ...parts, retentionMs: () => agreements.settings.retentionMs })

interface EvaluationParts {
  readonly store: Store
  readonly signer: Signer
  readonly memory: EvidenceMemory
  readonly book: Book
  readonly holidays: Holidays
}

/** What judges, and what follows from verdicts: credits, rights to terminate, value. */
function evaluationOf({ store, signer, memory, book, holidays }: EvaluationParts) {
  const running = new Running({ store, memory, book, holidays })
  const frontiers = new Frontiers(store)
  const closings = new Closings({ book, memory, running, frontiers, holidays })
  const incidents = new Incidents({ store, book, memory, running, closings, frontiers, holidays })
  const judge = new Judge({ store, book, closings, running, incidents, holidays })
  const terminations = new Terminations({ book, running, incidents, holidays })
  const months = new Months({ book, closings, terminations })
  const credits = new Credits({ book, judge, running, months, holidays })
  const values = new Values({ book, closings })
  const statements = new Statements({ store, signer, book, closings, incidents, holidays })
  return { running, frontiers, closings, incidents, judge, terminations, credits, values, statements }
}

export type Stages = ReturnType<typeof stages>
