import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { formatProblem } from '../agreement/document.ts'
import { parseAgreement } from '../agreement/parse.ts'
import { agreementId, emailAddress } from '../agreement/schema/scalars.ts'
import { didYouMean } from '../agreement/suggest.ts'
import { parseContext } from '../settings/context.ts'
import { type Command, type CommandContext, CommandFailure, UsageError } from './command.ts'
import { filled, type GalleryEntry, readGallery } from './gallery.ts'

export const newCommand: Command = {
  name: 'new',
  summary: 'Start an agreement from one of the gallery.',
  operands: '',
  operandCount: [0, 0],
  flags: [
    { name: 'from', kind: 'text', value: 'NAME', description: 'The agreement of the gallery to start from.' },
    {
      name: 'list',
      kind: 'switch',
      description: 'Print the gallery: name, title, and what each is an example of.',
    },
    { name: 'id', kind: 'text', value: 'ID', description: 'The id of the new agreement.', default: 'NAME' },
    {
      name: 'provider',
      kind: 'text',
      value: 'NAME',
      description: "The provider's name, with an address as in `Acme <sla@acme.example>`.",
    },
    { name: 'customer', kind: 'text', value: 'NAME', description: "The customer's, in the same way." },
    {
      name: 'out',
      kind: 'text',
      value: 'FILE',
      description: 'The file to write; one that is there is left alone.',
      default: 'config/agreements/ID.yaml',
    },
  ],
  details:
    'The codes of --list are those of the vocabulary of contracts: S subject, I indicator, B outage, W window, X exclusion,\nM measure, C credit, F fee, J joining, K cap, L claim, T termination, O duty, CAL calendar.',
  run: async (context) => {
    const gallery = await readGallery()
    if (context.flags.is('list')) {
      for (const line of listed(gallery)) context.out(line)
      return 0
    }
    const entry = entryOf(gallery, context.flags.text('from'))
    const id = idOf(context.flags.text('id') ?? entry.name)
    const out = context.flags.text('out') ?? join('config', 'agreements', `${id}.yaml`)
    const text = filled(entry.text, {
      id,
      provider: partyOf('provider', context),
      customer: partyOf('customer', context),
    })
    refuseUnsound(out, text)
    await write(join(context.folder, out), out, text)
    for (const line of nextSteps(out, context)) context.out(line)
    return 0
  },
}

function listed(gallery: readonly GalleryEntry[]): string[] {
  const width = Math.max(...gallery.map(({ name }) => name.length))
  return gallery.map(({ name, title, axes }) => `${name.padEnd(width)}  ${title} (${axes})`)
}

function entryOf(gallery: readonly GalleryEntry[], name: string | undefined): GalleryEntry {
  if (name === undefined) throw new UsageError('say which one with --from NAME; --list shows them')
  const found = gallery.find((entry) => entry.name === name)
  if (found) return found
  const names = gallery.map((entry) => entry.name)
  throw new UsageError(`the gallery has no "${name}"${didYouMean(name, names)}`)
}

function idOf(text: string): string {
  const read = agreementId.safeParse(text)
  if (!read.success) throw new UsageError(`--id "${text}": ${read.error.issues[0]?.message ?? ''}`)
  return text
}

/** A party as given, `Acme <sla@acme.example>` or the name alone. */
function partyOf(flag: 'provider' | 'customer', { flags }: CommandContext) {
  const given = flags.text(flag)
  if (given === undefined) return null
  const [, name = given, contact] = /^(.*?)\s*<([^<>]*)>$/.exec(given) ?? []
  const read = contact === undefined ? null : emailAddress.safeParse(contact)
  if (read && !read.success)
    throw new UsageError(`--${flag} "${contact}": ${read.error.issues[0]?.message ?? 'is not an address'}`)
  if (name.trim() === '') throw new UsageError(`--${flag} "${given}" has no name`)
  return { name: name.trim(), ...(contact === undefined ? {} : { contact }) }
}

/** The filled text is checked like any other before it is written. */
function refuseUnsound(file: string, text: string): void {
  const result = parseAgreement(file, text, parseContext({}, new Map()))
  if (!result.ok) throw new CommandFailure(result.problems.map(formatProblem).join('\n'))
}

async function write(path: string, shown: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new CommandFailure(`${shown} is there already; give another with --out`)
    throw new CommandFailure(`${shown} cannot be written: ${message}`)
  }
}

function nextSteps(out: string, { flags }: CommandContext): string[] {
  const missing = (['provider', 'customer'] as const).filter((flag) => !flags.text(flag)?.includes('<'))
  const contacts =
    missing.length === 0
      ? []
      : [`fill in the contacts of the ${missing.join(' and the ')}, who get the mails`]
  const steps = [
    ...contacts,
    'set term, fees and figures to those of your contract, and quote its places with `clause:`',
    'say under `sources` how to look: `http: { url: … }` with `every: 1m` in place of `declared` or `push`',
    `upheld check ${out}`,
    `upheld backtest ${out} --evidence FILE.jsonl`,
    'upheld serve',
  ]
  return [`${out} is written. Next:`, ...steps.map((step, i) => `  ${i + 1}. ${step}`)]
}
