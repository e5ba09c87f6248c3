import { ServiceProblem } from '../http/service.ts'
import { waitingForStart } from './nextStart.ts'
import type { DaemonParts, Reloaded } from './parts.ts'
import type { Stages } from './stages.ts'

/** Loads what has changed, or refuses it whole while the old one runs on. */
export function reloader(
  parts: DaemonParts,
  { agreements, delivery, measuring, arrivals, counters }: Stages,
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
    await arrivals.openAll()
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
