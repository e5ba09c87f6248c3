import { existsSync } from 'node:fs'
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises'
import { fixedMs, parseLength } from '../agreement/length.ts'
import { readSecretFile } from '../settings/secrets.ts'
import { type CommandContext, CommandFailure, type Flag, UsageError } from './command.ts'
import type { Numbered, Sink } from './importInto.ts'
import { sendLines, type Target } from './importTarget.ts'

export const sinkFlags: readonly Flag[] = [
  {
    name: 'out',
    kind: 'text',
    value: 'FILE',
    description: 'Write JSON Lines to this file; one that is there is left alone.',
    default: 'the standard output',
  },
  { name: 'to', kind: 'text', value: 'URL', description: 'Send the lines to the daemon at this address.' },
  {
    name: 'token-file',
    kind: 'text',
    env: 'UPHELD_TOKEN_FILE',
    value: 'FILE',
    description: 'With --to: the file that holds the bearer token, which not every user may read.',
  },
  {
    name: 'patience',
    kind: 'text',
    value: 'LENGTH',
    description: 'With --to: how long to try again where it does not answer or asks to wait.',
    default: '5m',
  },
]

/** Where the flags want the lines. */
export async function sinkFor(context: CommandContext, agreement: string): Promise<Sink> {
  const [out, to] = [context.flags.text('out'), context.flags.text('to')]
  if (out !== undefined && to !== undefined) throw new UsageError('--out and --to exclude each other')
  if (to !== undefined) return daemonSink(await targetOf(context, to, agreement))
  return out === undefined ? printing(context) : fileSink(out)
}

function printing({ out }: CommandContext): Sink {
  let lines = 0
  return {
    put: async (batch) => {
      for (const { text } of batch) out(text)
      lines += batch.length
      return []
    },
    finish: async () => `${lines} lines printed`,
    abandon: async () => null,
  }
}

/** Writes beside the file first, so that what stands under its name is whole. */
async function fileSink(file: string): Promise<Sink> {
  const partial = `${file}.partial`
  if (existsSync(file)) throw new CommandFailure(`${file} is there already; it is left alone`)
  const handle = await opened(partial)
  let lines = 0
  return {
    put: async (batch) => {
      await handle.write(`${batch.map(({ text }) => text).join('\n')}\n`)
      lines += batch.length
      return []
    },
    finish: async () => {
      await handle.sync()
      await handle.close()
      await named(partial, file)
      return `${lines} lines written to ${file}`
    },
    abandon: async () => {
      await handle.close()
      await rm(partial, { force: true })
      return null
    },
  }
}

async function opened(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'w')
  } catch (error) {
    throw new CommandFailure(`${file}: ${(error as Error).message}`, { cause: error })
  }
}

/** Gives a file its name, unless another has got it meanwhile. */
async function named(partial: string, file: string): Promise<void> {
  try {
    await link(partial, file)
    await rm(partial)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new CommandFailure(`${file} is there already; the lines are in ${partial}`, { cause: error })
    // Not every file system has links.
    await rename(partial, file)
  }
}

async function targetOf(context: CommandContext, to: string, agreement: string): Promise<Target> {
  const url = URL.parse(to.endsWith('/') ? to : `${to}/`)
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new UsageError(`--to takes the daemon's address such as https://sla.example, not "${to}"`)
  if (url.username !== '' || url.password !== '')
    throw new UsageError('--to takes no password; the token comes from --token-file')
  const file = context.flags.text('token-file')
  if (file === undefined) throw new UsageError('--to needs --token-file FILE')
  const read = await readSecretFile(file)
  if (!read.ok) throw new CommandFailure(read.problem)
  if (url.protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname))
    context.err(`upheld import: warning: the token goes to ${url.host} unencrypted; use https`)
  const onRetry = (why: string, waitMs: number): void =>
    context.err(`upheld import: ${url.origin}: ${why}; once more in ${waitMs / 1000} s`)
  return { url, token: read.secret, agreement, patienceMs: patienceOf(context), onRetry }
}

function patienceOf({ flags }: CommandContext): number {
  const text = flags.text('patience') ?? '5m'
  const length = parseLength(text)
  const ms = length === null ? null : fixedMs(length)
  if (ms !== null) return ms
  throw new UsageError(`--patience takes a length such as 90s or 5m, not "${text}"`)
}

function daemonSink(target: Target): Sink {
  let [accepted, duplicates] = [0, 0]
  const put = async (batch: readonly Numbered[]) => {
    const taken = await sendLines(
      target,
      batch.map(({ text }) => text),
    ).catch((error: Error) => {
      if (!(error instanceof CommandFailure)) throw error
      throw new CommandFailure(`${target.url.origin}: ${error.message}`, { cause: error })
    })
    accepted += taken.accepted
    duplicates += taken.duplicates
    return taken.refused.map(({ index, problem }) => ({ number: batch[index]?.number ?? 0, why: problem }))
  }
  return {
    put,
    finish: async () => `${accepted} accepted, ${duplicates} duplicates`,
    abandon: async (lastPut) =>
      `upheld import: ${accepted} accepted, ${duplicates} duplicates; everything up to line ${lastPut} is done: the same command sends all once more, with --after-line ${lastPut} only what is left`,
  }
}
