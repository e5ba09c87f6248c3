import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { destination, pino } from 'pino'
import type { Agreement } from '../agreement/agreement.ts'
import { formatProblem } from '../agreement/document.ts'
import { type Daemon, startDaemon } from '../daemon.ts'
import { startMailServer } from '../demo/mail.ts'
import { postReports, reportsOf } from '../demo/parties.ts'
import { freePort, onPort } from '../demo/ports.ts'
import { openSecureDoor } from '../demo/secure.ts'
import { scriptText } from '../demo/service.ts'
import { startServiceThread } from '../demo/serviceThread.ts'
import { demoSettings } from '../demo/settings.ts'
import { type Happening, reportLine, storyteller } from '../demo/story.ts'
import { createToken } from '../http/tokens.ts'
import { loadAgreements } from '../settings/agreements.ts'
import type { Settings } from '../settings.ts'
import type { Role } from '../store.ts'
import { type Command, type CommandContext, CommandFailure } from './command.ts'
import { withStore } from './store.ts'
import { programVersion } from './version.ts'

const agreementFile = fileURLToPath(new URL('../../config/agreements/demo-checkout.yaml', import.meta.url))
const stopWithinMs = 9_500
const watchParentMs = 500
/** What happened longer ago is told by the ledger, and not as if it happened now. */
const freshMs = 60_000
/** How long after a breach the parties' systems report, so that each can be read by itself. */
const reportAfterMs = 8_000
const usualPorts = { web: 9520, service: 9281, secure: 9282, mail: 9525 }

export const demo: Command = {
  name: 'demo',
  summary: 'Run a demonstration on this machine: a service that goes down, and both parties told.',
  operands: '',
  operandCount: [0, 0],
  flags: [],
  details: [
    'Starts a small service that goes down, slow and up by a fixed script, a mail server that prints what arrives, and',
    'the daemon with the agreement config/agreements/demo-checkout.yaml; all on the loopback address, with its data in',
    'a temporary folder. After the first breach it reports over REST what two months of tickets, invoices, answers and',
    'use would have been, so that duties, credits and value have figures. Nothing leaves the machine. Ctrl-C ends it.',
  ].join('\n'),
  run: async (context) => {
    const stopped = untilEnded()
    const undo: (() => Promise<unknown>)[] = []
    try {
      await start(context, undo)
      await stopped
      context.out('Stopping.')
      // Whatever hangs, the process is gone in time.
      setTimeout(() => process.exit(1), stopWithinMs).unref()
      return 0
    } finally {
      for (const step of undo.reverse()) await step()
    }
  },
}

/** Holds lines back until the addresses stand above them, and after the end. */
function curtain(out: (line: string) => void) {
  const held: string[] = []
  let isOpen = false
  return {
    say: (line: string): void => {
      if (isOpen) out(line)
      else held.push(line)
    },
    open: (): void => {
      for (const line of held) out(line)
      isOpen = true
    },
    /** What is still said at the end is of no interest. */
    close: (): void => {
      isOpen = false
    },
  }
}

/** Starts everything in order and tells where it is; `undo` gets the steps that end it. */
async function start(context: CommandContext, undo: (() => Promise<unknown>)[]): Promise<void> {
  const { env, now, out } = context
  const folder = await mkdtemp(join(tmpdir(), 'upheld-demo-'))
  undo.push(() => rm(folder, { recursive: true, force: true }))
  const { say, open, close } = curtain(out)
  const story = storyteller()
  const tell = (happening: Happening): void => story(happening).forEach(say)
  const mail = await onPort(usualPorts.mail, (port) =>
    startMailServer(port, (received) => tell({ kind: 'mail', at: now(), mail: received })),
  )
  undo.push(() => mail.close())
  const settingsAt = (webPort: number): Settings => demoSettings({ folder, webPort, mail })
  const settings = settingsAt(usualPorts.web)
  await mkdir(settings.agreements)
  await copyFile(agreementFile, join(settings.agreements, 'demo-checkout.yaml'))
  const token = await tokenOf('operator', settings, now())
  const reporting = await tokenOf('provider', settings, now())
  const service = await onPort(Number(env.UPHELD_DEMO_PORT) || usualPorts.service, startServiceThread)
  undo.push(() => service.close())
  const secure = await onPort(usualPorts.secure, openSecureDoor)
  undo.push(() => secure.close())
  const variables = {
    ...env,
    UPHELD_DEMO_PORT: String(service.port),
    UPHELD_DEMO_TLS_PORT: String(secure.port),
  }
  const breached = Promise.withResolvers<void>()
  const parts = {
    agreements: await demoAgreements(settings, variables),
    shared: new Map(),
    version: await programVersion(),
    log: pino({ level: settings.logLevel }, destination(2)),
    now,
    env: variables,
    onEvent: (event: Happening) => {
      if (event.kind !== 'outcome' || now() - event.at < freshMs) tell(event)
      if (event.kind === 'entry' && event.entry.kind === 'breach') breached.resolve()
    },
  }
  // The daemon must know its port before it listens; another may take that meanwhile, and then it is another.
  const daemon = await onPort(await onPort(usualPorts.web, freePort), async (port) =>
    startDaemon({ ...parts, settings: settingsAt(port === 0 ? await freePort(0) : port) }),
  )
  undo.push(() => daemon.stop())
  undo.push(async () => close())
  for (const line of addresses({ daemon, settings, token, servicePort: service.port })) out(line)
  open()
  void breached.promise.then(() => {
    const report = setTimeout(() => {
      say(reportLine(now()))
      postReports({ url: daemon.url, token: reporting, agreement: 'demo-checkout' }, reportsOf(now())).catch(
        (error: unknown) => say(`          what the parties report was not taken: ${String(error)}`),
      )
    }, reportAfterMs)
    undo.push(async () => clearTimeout(report))
  })
}

async function demoAgreements(settings: Settings, env: CommandContext['env']): Promise<readonly Agreement[]> {
  const read = await loadAgreements(settings.agreements, settings.sources, env)
  if (!read.ok) throw new CommandFailure(read.problems.map(formatProblem).join('\n'))
  return read.agreements
}

async function tokenOf(role: Role, settings: Settings, now: number): Promise<string> {
  const { record, text } = createToken({
    name: `Demonstration: ${role}`,
    role,
    agreements: '*',
    expiresAt: null,
    now,
  })
  await withStore(settings, 'create', (store) => store.saveToken(record))
  return text
}

interface Running {
  readonly daemon: Daemon
  readonly settings: Settings
  readonly token: string
  readonly servicePort: number
}

function addresses({ daemon, settings, token, servicePort }: Running): string[] {
  const url = daemon.url.replace(/\/$/, '')
  const smtp = settings.smtp
  return [
    '',
    'Upheld watches a small service on this machine that goes down by a script, and tells both parties.',
    '',
    `  Service      http://127.0.0.1:${servicePort}/health: ${scriptText()}, and again`,
    `  Agreement    config/agreements/demo-checkout.yaml`,
    `  Mail         smtp://127.0.0.1:${smtp?.port} with STARTTLS; what arrives is printed here`,
    `  Data         ${settings.data}, removed at the end`,
    `  REST         ${url}/api/v1/agreements`,
    `  API docs     ${url}/api/docs`,
    `  Metrics      ${daemon.metricsUrl}`,
    '',
    `  curl -H 'Authorization: Bearer ${token}' ${url}/api/v1/agreements/demo-checkout/compliance`,
    '',
    'Times are UTC. Ctrl-C ends it.',
    '',
  ]
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Resolves at the first signal that ends a program, or when the parent is gone: npm that is asked to end takes only the
 * shell in between with it. Later signals are left without effect: from a terminal the same Ctrl-C comes twice, once by
 * way of npm.
 */
function untilEnded(): Promise<void> {
  const parent = process.ppid
  return new Promise((resolve) => {
    for (const signal of signals) process.on(signal, () => resolve())
    setInterval(() => process.ppid !== parent && resolve(), watchParentMs).unref()
  })
}
