import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { Logger } from 'pino'
import type { Agreement } from './agreement/agreement.ts'
import type { Holidays } from './agreement/calendar.ts'
import type { RawObject } from './agreement/document.ts'
import { Book } from './daemon/book.ts'
import { Claims } from './daemon/credits/claims.ts'
import { Credits } from './daemon/credits/credits.ts'
import { Months } from './daemon/credits/months.ts'
import { startDelivery } from './daemon/delivery.ts'
import { erasePerson } from './daemon/erasure.ts'
import type { DaemonEvent } from './daemon/event.ts'
import { EvidenceMemory } from './daemon/evidence/evidenceMemory.ts'
import { Intake } from './daemon/evidence/intake.ts'
import { Measuring, sourcesInUse } from './daemon/evidence/measuring.ts'
import { Retention, type RetentionParts } from './daemon/evidence/retention.ts'
import { Closings } from './daemon/judging/closings.ts'
import { Explainer } from './daemon/judging/explainer.ts'
import { Judge } from './daemon/judging/judge.ts'
import { Running } from './daemon/judging/running.ts'
import { Agreements } from './daemon/life/agreements.ts'
import { Terminations } from './daemon/life/terminations.ts'
import { waitingForStart } from './daemon/nextStart.ts'
import { DutiesNow } from './daemon/parties/duties.ts'
import { procedureOf } from './daemon/parties/procedureService.ts'
import { SurveyAnswers } from './daemon/parties/surveyAnswers.ts'
import { dueSurveys } from './daemon/parties/surveys.ts'
import { Pipeline } from './daemon/pipeline.ts'
import { serviceOf } from './daemon/service.ts'
import { Statements } from './daemon/statements/statements.ts'
import { Values } from './daemon/statements/values.ts'
import { Counters } from './daemon/telemetry.ts'
import { telemetryOf } from './daemon/telemetryView.ts'
import type { Watched } from './daemon/watched.ts'
import { isFatal } from './database/fault.ts'
import { openStore } from './database/open.ts'
import type { Exclusion } from './evidence/event.ts'
import { publicHolidays } from './holidays.ts'
import { startServer } from './http/server.ts'
import { type Caller, type Service, ServiceProblem } from './http/service.ts'
import type { Entry } from './ledger/entry.ts'
import type { Signer } from './ledger/head.ts'
import { openSigningKey } from './ledger/key.ts'
import { databaseFile } from './settings/paths.ts'
import type { Settings } from './settings.ts'
import type { Observation } from './sources/observation.ts'
import { startProber } from './sources/prober.ts'
import { type Store, StoreError } from './store.ts'

/** What a change of configuration brings; every problem in words where it is refused whole. */
export type Reloaded =
  | {
      readonly ok: true
      readonly settings: Settings
      readonly agreements: readonly Agreement[]
      readonly shared: ReadonlyMap<string, RawObject>
    }
  | { readonly ok: false; readonly problems: readonly string[] }

export interface DaemonParts {
  readonly settings: Settings
  readonly agreements: readonly Agreement[]
  readonly shared: ReadonlyMap<string, RawObject>
  readonly version: string
  readonly log: Logger<never>
  readonly env: Readonly<Record<string, string | undefined>>
  /** UTC milliseconds. */
  readonly now: () => number
  /** Reads configuration and agreements anew; absent: they cannot change. */
  readonly load?: () => Promise<Reloaded>
  readonly onEvent?: (event: DaemonEvent) => void
  /** The database cannot be trusted any more: the process should end. */
  readonly onFatal?: (error: Error) => void
  /** Measures in the place of the measuring thread; a hand-turned clock also turns the rounds by hand. */
  readonly startProber?: typeof startProber
  readonly isHandTurned?: boolean
}

export interface Daemon {
  readonly url: string
  readonly metricsUrl: string
  readonly store: Store
  /** Judges everything as of now, as the daemon does by itself all the time. */
  round(): Promise<void>
  /** Sends what is due, as the daemon does by itself all the time. */
  deliver(): Promise<void>
  reload(): Promise<void>
  stop(): Promise<void>
}

/** The way of the data: sources → evidence → evaluation → ledger → notices, and REST beside it. */
export async function startDaemon(parts: DaemonParts): Promise<Daemon> {
  const { settings } = parts
  await mkdir(settings.data, { recursive: true, mode: 0o700 })
  const signer = openSigningKey(settings.signingKeyFile)
  const store = await openStore({ file: databaseFile(settings), lock: true })
  try {
    return await wire(parts, store, signer)
  } catch (error) {
    await store.close()
    throw error
  }
}

function recorded({ log, onEvent }: DaemonParts, entry: Entry): void {
  const { agreement, kind, clause, seq } = entry
  log.info({ agreement, kind, clause, seq }, 'recorded')
  onEvent?.({ kind: 'entry', entry })
}

/** Everything between the store and whoever asks, made but not started. */
function stages(parts: DaemonParts, store: Store, signer: Signer) {
  const { log, now, settings, onEvent } = parts
  const onTrouble = (error: unknown): void => {
    log.error({ err: error }, 'trouble')
    if (error instanceof StoreError && isFatal(error)) parts.onFatal?.(error)
  }
  const holidays = publicHolidays()
  const counters = new Counters()
  const watched = new Map<string, Watched>()
  const delivery = startDelivery({
    store,
    signer,
    settings,
    now,
    log,
    isHandTurned: parts.isHandTurned === true,
  })
  const onEntries = (entries: readonly Entry[]): void => {
    for (const entry of entries) recorded(parts, entry)
    delivery.wake()
  }
  const book = new Book({ store, signer, now, onEntries, recipients: (id) => agreements.recipients(id) })
  const memory = new EvidenceMemory(store)
  const evaluation = evaluationOf({ store, signer, memory, book, holidays })
  const { closings, terminations } = evaluation
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
  const explainer = new Explainer({ ...shared, closings, terminations, holidays, context })
  const takeEffect = async (at: number): Promise<void> => {
    if (!(await agreements.takeEffect(at))) return
    await pipeline.openAll()
    await measuring.replan(agreements.settings)
  }
  const refresh = async (id: string): Promise<void> => {
    await agreements.refresh(id)
    await pipeline.openAll()
    await measuring.replan(agreements.settings)
  }
  const procedure = procedureOf({
    ...{ ...shared, explainer, holidays, terminations, closings, refresh },
    touched: (one, span) => pipeline.touched(one, span),
  })
  const { proposals } = procedure
  const retention = retentionOf({ ...shared, closings, proposals }, agreements)
  const pipeline = new Pipeline({
    ...shared,
    ...evaluation,
    retention,
    takeEffect,
    procedure,
    dueSurveys: (one, at) => dueSurveys({ book, signer, holidays, hasLinks }, one, at),
    ...(onEvent ? { onEvent } : {}),
  })
  const measuring = new Measuring({ ...shared, pipeline, startProber: parts.startProber ?? startProber })
  const duties = new DutiesNow({ ...shared, ...evaluation, holidays, proposals })
  const made = { ...shared, ...evaluation, duties, delivery, agreements, explainer, pipeline, measuring }
  return { ...made, procedure, refresh, hasLinks }
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
  const closings = new Closings({ book, memory, running, holidays })
  const judge = new Judge({ store, book, closings, running, holidays })
  const terminations = new Terminations({ book, running, holidays })
  const months = new Months({ book, closings, terminations })
  const credits = new Credits({ book, judge, running, months, holidays })
  const values = new Values({ book, closings })
  const statements = new Statements({ store, signer, book, closings, holidays })
  return { running, closings, judge, terminations, credits, values, statements }
}

type Stages = ReturnType<typeof stages>

async function wire(parts: DaemonParts, store: Store, signer: Signer): Promise<Daemon> {
  const { settings } = parts
  const made = stages(parts, store, signer)
  const { agreements, measuring, pipeline } = made
  await agreements.load(parts.agreements)
  await agreements.takeEffect(parts.now())
  await pipeline.openAll()
  await measuring.start(settings)
  try {
    return await serve(parts, made, signer)
  } catch (error) {
    // An address that is taken must not leave a measuring thread behind.
    await measuring.stop()
    throw error
  }
}

/** Opens the doors and lets everything run by itself. */
async function serve(parts: DaemonParts, made: Stages, signer: Signer): Promise<Daemon> {
  const { log, settings } = parts
  const { measuring, pipeline, delivery, watched, counters, store } = made
  counters.reload = { successful: true, at: parts.now() }
  const reload = reloader(parts, made)
  const service = await serviceFor(made, { signer, reload })
  const server = await startServer({ service, settings, version: parts.version, log })
  if (parts.isHandTurned !== true) pipeline.start()
  delivery.start()
  log.info(
    { url: server.url, agreements: watched.size, sources: sourcesInUse(watched, parts.now()).size },
    'upheld is running',
  )
  return {
    url: server.url,
    metricsUrl: server.metricsUrl,
    store,
    round: () => pipeline.round(),
    deliver: () => delivery.deliver(),
    reload,
    stop: async () => {
      const steps = [
        () => server.close(),
        () => measuring.stop(),
        () => pipeline.stop(),
        () => delivery.stop(),
        () => store.close(),
      ]
      const failures: unknown[] = []
      // Whatever fails, what follows is stopped too: a lock that stays would keep the next daemon out.
      for (const step of steps) await step().catch((error: unknown) => failures.push(error))
      if (failures.length > 0) throw failures[0]
    },
  }
}

/** Loads what has changed, or refuses it whole while the old one runs on. */
function reloader(
  parts: DaemonParts,
  { agreements, delivery, measuring, pipeline, counters }: Stages,
): () => Promise<void> {
  const { log, now } = parts
  const apply = async (loaded: Extract<Reloaded, { ok: true }>): Promise<void> => {
    const undo = agreements.replace({ shared: loaded.shared, settings: loaded.settings })
    try {
      await agreements.load(loaded.agreements)
      await agreements.takeEffect(now())
    } catch (error) {
      undo()
      throw error
    }
    delivery.replace(loaded.settings)
    await pipeline.openAll()
    await measuring.replan(loaded.settings)
  }
  const once = async (): Promise<void> => {
    const loaded = await parts.load?.()
    if (!loaded)
      throw new ServiceProblem(409, 'this daemon was started without a configuration that could change')
    counters.reload = { successful: false, at: now() }
    if (!loaded.ok) {
      log.error({ problems: loaded.problems }, 'the changed configuration is refused; the old one runs on')
      throw new ServiceProblem(
        422,
        `the changed configuration is refused; the old one runs on\n${loaded.problems.join('\n')}`,
      )
    }
    await apply(loaded)
    const later = waitingForStart(parts.settings, loaded.settings)
    if (later.length > 0)
      log.warn({ settings: later }, 'these settings have changed and wait for the next start')
    counters.reload = { successful: true, at: now() }
    log.info('the configuration is loaded')
  }
  // A signal and a request at the same moment are done one after the other.
  let turn: Promise<void> = Promise.resolve()
  return () => {
    turn = turn.catch(() => undefined).then(once)
    return turn
  }
}

interface Front {
  readonly signer: Signer
  readonly reload: () => Promise<void>
}

/** REST's view of the stages. */
async function serviceFor(made: Stages, { signer, reload }: Front): Promise<Service> {
  const { store, book, watched, pipeline, closings, agreements, counters, now } = made
  const announce = async (one: Watched, exclusion: Exclusion, caller: Caller): Promise<boolean> => {
    const isKnown = closings.exclusions(one).some(({ id }) => id === exclusion.id)
    await service.announceExclusion(one.id, exclusion, caller)
    return !isKnown
  }
  const absorb = (observations: readonly Observation[]): void => pipeline.absorb(observations)
  const intake = new Intake({ store, now, absorb, touched: pipeline.touched, announce })
  const takeOwn = intake.takeOwn.bind(intake)
  const surveys = new SurveyAnswers({ ...made, signer, takeOwn, watched: (id) => watched.get(id) })
  for (const one of watched.values()) await surveys.resume(one)
  const service: Service = serviceOf({
    ...made,
    intake,
    surveys,
    claims: new Claims({ store, book, credits: made.credits, now, takeOwn }),
    telemetry: telemetryOf({ counters, book, watched }),
    signer,
    publicKey: signer.publicKey,
    badgeSecret: await badgeSecret(store),
    webhooks: () => agreements.settings.webhooks,
    erase: (text) =>
      erasePerson(
        {
          store,
          book,
          now,
          refresh: (id) => agreements.refresh(id),
          context: () => agreements.context,
          all: () => [...watched.values()],
        },
        text,
      ),
    watched: (id) => watched.get(id),
    all: () => [...watched.values()],
    standings: (id) => pipeline.standings(id),
    reload,
    notReady: () => pipeline.notReady(),
    touched: pipeline.touched,
  })
  return service
}

/** The secret behind badge addresses, made at the first start. */
async function badgeSecret(store: Store): Promise<string> {
  const known = await store.state('badge-secret')
  if (known !== null) return known
  const made = randomBytes(32).toString('hex')
  await store.saveState({ 'badge-secret': made })
  return made
}
