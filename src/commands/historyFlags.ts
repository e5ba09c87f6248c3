import { type Agreement, startOfDate, zoneOf } from '../agreement/agreement.ts'
import { type SourceTerms, seriesKindOf } from '../agreement/sourceTerms.ts'
import { didYouMean } from '../agreement/suggest.ts'
import { KumaError, type KumaMonitor, openKuma } from '../database/kuma.ts'
import { sourcesOf } from '../evaluation/seriesView.ts'
import { linesOfBeats } from '../evidence/kumaBeats.ts'
import type { EvidenceLine } from '../evidence/lines.ts'
import { readBack, TooLong } from '../sources/readBack.ts'
import { type CommandContext, CommandFailure, type Flag, UsageError } from './command.ts'

/** The span that is read out of a Prometheus, for commands whose dates mean nothing else. */
export const historySpanFlags: readonly Flag[] = [
  {
    name: 'from',
    kind: 'text',
    value: 'DATE',
    description: 'With --prometheus: the local date from which to read.',
  },
  {
    name: 'until',
    kind: 'text',
    value: 'DATE',
    description: 'With --prometheus: the local date at which to stop.',
    default: 'now',
  },
]

/** Where history comes from beside files of evidence. */
export const historyFlags: readonly Flag[] = [
  {
    name: 'prometheus',
    kind: 'switch',
    description: 'Read the history of the prometheus sources out of their server, from --from on.',
  },
  {
    name: 'source',
    kind: 'list',
    value: 'NAME=URL',
    description: 'With --prometheus: read this source, from the server at another address.',
  },
  {
    name: 'kuma',
    kind: 'text',
    value: 'FILE',
    description: 'The SQLite file of an Uptime Kuma; it is only read.',
  },
  {
    name: 'monitor',
    kind: 'list',
    value: 'ID|NAME',
    description: 'With --kuma: which monitor, for each --as.',
  },
  { name: 'as', kind: 'list', value: 'SOURCE', description: 'With --kuma: which source its beats are of.' },
  {
    name: 'pending',
    kind: 'text',
    value: 'bad|unknown',
    description: 'With --kuma: what a failed look is that Kuma was still repeating.',
    default: 'bad',
  },
  {
    name: 'maintenance',
    kind: 'text',
    value: 'KIND',
    description: 'With --kuma: the kind of exclusion that its maintenance is.',
    default: 'none: only unknown',
  },
]

export const asksForHistory = ({ flags }: CommandContext): boolean =>
  flags.is('prometheus') || flags.text('kuma') !== undefined

/** The history that the flags name, as lines of evidence; what is refused or missing is told on the way. */
export async function* historyLines(
  context: CommandContext,
  agreement: Agreement,
): AsyncGenerator<EvidenceLine> {
  if (context.flags.text('kuma') !== undefined) yield* kumaLines(context, agreement)
  if (context.flags.is('prometheus')) yield* prometheusLines(context, agreement)
}

function sourceNamed(agreement: Agreement, name: string): SourceTerms {
  const sources = sourcesOf(agreement)
  const found = sources.get(name)
  if (!found)
    throw new UsageError(`the agreement has no source "${name}"${didYouMean(name, [...sources.keys()])}`)
  return found
}

function* kumaLines(context: CommandContext, agreement: Agreement): Generator<EvidenceLine> {
  const file = context.flags.text('kuma') ?? ''
  const [monitors, names] = [context.flags.list('monitor'), context.flags.list('as')]
  if (monitors.length === 0 || monitors.length !== names.length)
    throw new UsageError('--kuma needs --monitor ID|NAME and --as SOURCE, as many of one as of the other')
  const pending = context.flags.text('pending') ?? 'bad'
  if (pending !== 'bad' && pending !== 'unknown')
    throw new UsageError(`--pending "${pending}" is not bad or unknown`)
  try {
    const kuma = openKuma(file)
    try {
      for (const [i, name] of names.entries()) {
        const source = sourceNamed(agreement, name)
        if (seriesKindOf(source.look) !== 'state')
          throw new UsageError(
            `the source "${name}" gives a ${seriesKindOf(source.look)}; beats are up or down`,
          )
        const monitor = monitorNamed(kuma.monitors, monitors[i] ?? '')
        warnOfInterval(context, { monitor, source })
        const maintenance = context.flags.text('maintenance') ?? null
        const rule = { source: name, now: context.now(), pending, maintenance } as const
        let refused = 0
        for (const line of linesOfBeats(kuma.beats(monitor.id), rule)) {
          if (line.kind !== 'refused') yield line
          else if (++refused <= 10) context.err(`${file}: heartbeat ${line.rowid} is left out: ${line.why}`)
        }
        if (refused > 10) context.err(`${file}: ${refused - 10} more heartbeats are left out`)
      }
    } finally {
      kuma.close()
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    if (error instanceof KumaError || (error as { code?: string }).code?.startsWith('SQLITE_'))
      throw new CommandFailure(`${file}: ${(error as Error).message}`, { cause: error })
    throw error
  }
}

function monitorNamed(monitors: readonly KumaMonitor[], wanted: string): KumaMonitor {
  const found = monitors.filter(({ id, name }) => String(id) === wanted || name === wanted)
  const [first, second] = found
  if (first && !second) return first
  const known = monitors.slice(0, 20).map(({ id, name }) => `${id} (${name})`)
  throw new UsageError(
    first
      ? `several monitors are called "${wanted}": name one by its id`
      : `there is no monitor "${wanted}"; there are ${known.join(', ') || 'none'}`,
  )
}

/** A beat speaks only as long as the source says: with rarer beats the time between would be unknown. */
function warnOfInterval(
  context: CommandContext,
  { monitor, source }: { monitor: KumaMonitor; source: SourceTerms },
): void {
  const { intervalS, name } = monitor
  if (intervalS !== null && intervalS * 1000 > source.holdsForMs)
    context.err(
      `monitor "${name}" beats every ${intervalS} s, but an observation of ${source.name} holds for ${source.holdsForMs / 1000} s: the time between is unknown; give the source \`every: ${intervalS}s\` or a longer \`holdsFor\``,
    )
}

async function* prometheusLines(context: CommandContext, agreement: Agreement): AsyncGenerator<EvidenceLine> {
  const zone = zoneOf(agreement)
  const from = context.flags.text('from')
  if (from === undefined) throw new UsageError('--prometheus needs --from DATE: how far back to read')
  const span = {
    from: dateOf('from', from, zone),
    to: dateOf('until', context.flags.text('until'), zone, context.now()),
  }
  for (const source of prometheusSources(context, agreement)) {
    const onGap = (gap: { from: number; to: number; why: string }): void =>
      context.err(
        `${source.name}: ${new Date(gap.from).toISOString()} … ${new Date(gap.to).toISOString()} could not be read and is unknown: ${gap.why}`,
      )
    try {
      for await (const observation of readBack({
        source,
        span: { from: span.from, to: Math.min(span.to, context.now()) },
        onGap,
      }))
        yield { kind: 'observation', observation: { ...observation, source: source.name } }
    } catch (error) {
      if (error instanceof TooLong) throw new CommandFailure(error.message, { cause: error })
      throw error
    }
  }
}

function dateOf(flag: string, text: string | undefined, zone: string, otherwise = 0): number {
  if (text === undefined) return otherwise
  try {
    return startOfDate(text, zone)
  } catch (error) {
    throw new UsageError(`--${flag} takes a date such as 2026-01-31, not "${text}"`, { cause: error })
  }
}

function prometheusSources(context: CommandContext, agreement: Agreement): SourceTerms[] {
  const all = [...sourcesOf(agreement).values()].filter(({ look }) => look.kind === 'prometheus')
  const moved = context.flags.list('source').map((text): SourceTerms => {
    const name = text.split('=', 1)[0] ?? ''
    const source = sourceNamed(agreement, name)
    const url = text.slice(name.length + 1)
    if (source.look.kind !== 'prometheus')
      throw new UsageError(`the source "${name}" is no prometheus source, so no query is known for it`)
    if (!URL.canParse(url)) throw new UsageError(`--source takes NAME=URL, not "${text}"`)
    return { ...source, look: { kind: 'prometheus', terms: { ...source.look.terms, url } } }
  })
  const chosen = moved.length > 0 ? moved : all
  if (chosen.length === 0) throw new UsageError('the agreement has no prometheus source')
  return chosen
}
