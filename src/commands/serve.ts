import { destination, type Logger, pino } from 'pino'
import { formatProblem, type Problem } from '../agreement/document.ts'
import { type Daemon, type Reloaded, startDaemon } from '../daemon.ts'
import { loadAgreements, loadSharedSources } from '../settings/agreements.ts'
import { showSettings } from '../settings/show.ts'
import { StoreError } from '../store.ts'
import { type Command, type CommandContext, CommandFailure } from './command.ts'
import { readSettings, settingFlags } from './settingFlags.ts'
import { programVersion } from './version.ts'

const stopWithinMs = 9_500
const afterStartMs = 10_000

export const serve: Command = {
  name: 'serve',
  summary: 'Run the daemon.',
  operands: '',
  operandCount: [0, 0],
  flags: [
    ...settingFlags,
    {
      name: 'config.check',
      kind: 'switch',
      description: 'Check configuration and agreements, print what holds, and exit.',
    },
  ],
  details:
    'SIGHUP and POST /-/reload load a changed configuration; a bad one is refused whole. SIGTERM stops within 10 s.',
  run: async (context) => {
    const loaded = await loadAll(context)
    if (!loaded.ok) throw new CommandFailure(`the configuration is refused\n${loaded.problems.join('\n')}`)
    for (const warning of loaded.warnings) context.err(warning)
    if (context.flags.is('config.check')) {
      context.out(showSettings(loaded.settings))
      for (const { id, file } of loaded.agreements) context.err(`agreement ${id}: ${file}`)
      if (loaded.agreements.length === 0) context.err(`no agreement in ${loaded.settings.agreements}`)
      return 0
    }
    return runDaemon(context, loaded)
  },
}

type Loaded =
  | (Extract<Reloaded, { ok: true }> & { readonly warnings: readonly string[] })
  | Extract<Reloaded, { ok: false }>

/** Everything that files, flags and variables say, or every problem of all of them. */
async function loadAll(context: CommandContext): Promise<Loaded> {
  const settings = await readSettings(context)
  if (!settings.ok) return refused(settings.problems)
  const { agreements, sources } = settings.settings
  const [read, shared] = [
    await loadAgreements(agreements, sources, context.env),
    await loadSharedSources(sources),
  ]
  if (!read.ok) return refused(read.problems)
  if (!shared.ok) return refused(shared.problems)
  const warnings = [...settings.warnings, ...read.warnings].map(formatProblem)
  return {
    ok: true,
    settings: settings.settings,
    agreements: read.agreements,
    shared: shared.shared,
    warnings,
  }
}

const refused = (problems: readonly Problem[]): Loaded => ({
  ok: false,
  problems: problems.map(formatProblem),
})

async function runDaemon(context: CommandContext, loaded: Extract<Loaded, { ok: true }>): Promise<number> {
  const { settings } = loaded
  const log = pino({ level: settings.logLevel }, destination(1))
  const ended = Promise.withResolvers<number>()
  const daemon = await begin(context, loaded, {
    log,
    onFatal: (error) => {
      log.fatal({ err: error }, 'the database cannot be trusted any more; ending')
      ended.resolve(1)
    },
  })
  const reload = (): void =>
    void daemon.reload().catch((error: unknown) => log.error({ err: error }, 'not reloaded'))
  const stop = (): void => ended.resolve(0)
  process.on('SIGHUP', reload).on('SIGTERM', stop).on('SIGINT', stop)
  // The start's garbage goes, where the runtime lets us ask for it; see upheld.mjs.
  setTimeout(() => globalThis.gc?.(), afterStartMs).unref()
  const code = await ended.promise
  log.info('stopping')
  // Whatever hangs, the process is gone in time: everything that was acknowledged is on disk.
  setTimeout(() => process.exit(code), stopWithinMs).unref()
  await daemon.stop().catch((error: unknown) => log.error({ err: error }, 'not stopped cleanly'))
  log.info('stopped')
  return code
}

async function begin(
  context: CommandContext,
  loaded: Extract<Loaded, { ok: true }>,
  more: { log: Logger<never>; onFatal: (error: Error) => void },
): Promise<Daemon> {
  try {
    return await startDaemon({
      settings: loaded.settings,
      agreements: loaded.agreements,
      shared: loaded.shared,
      version: await programVersion(),
      env: context.env,
      now: context.now,
      load: () => loadAll(context),
      ...more,
    })
  } catch (error) {
    if (error instanceof StoreError) throw new CommandFailure(error.message, { cause: error })
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL')
      throw new CommandFailure(message, { cause: error })
    throw error
  }
}
