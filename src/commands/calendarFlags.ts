import { type Agreement, termOf, zoneOf } from '../agreement/agreement.ts'
import { needsBoth } from '../agreement/consent.ts'
import { didYouMean } from '../agreement/suggest.ts'
import { readCalendar } from '../evidence/calendarFile.ts'
import type { Exclusion } from '../evidence/event.ts'
import { readEvidenceFile } from '../settings/files.ts'
import { type CommandContext, CommandFailure, type Flag, UsageError } from './command.ts'

/** Announced exclusions out of an iCalendar file, beside those of the evidence. */
export const calendarFlags: readonly Flag[] = [
  {
    name: 'exclusions',
    kind: 'text',
    value: 'FILE.ics',
    description: 'Exclusions out of an iCalendar file, of the kind that --kind names.',
  },
  {
    name: 'kind',
    kind: 'text',
    value: 'KIND',
    description: 'With --exclusions: which kind of exclusion its events are.',
  },
  {
    name: 'announced',
    kind: 'text',
    value: 'INSTANT',
    description: 'With --exclusions: when the file was handed over; what began before is left out.',
    default: 'each event at its begin, without notice',
  },
]

const mostOccurrences = 20_000

/** The exclusions that the flags name, as the import over REST would have announced them; none without flags. */
export async function calendarExclusions(
  context: CommandContext,
  agreement: Agreement,
): Promise<Exclusion[]> {
  const { flags } = context
  const file = flags.text('exclusions')
  if (file === undefined) {
    const alone = ['kind', 'announced'].find((name) => flags.text(name) !== undefined)
    if (alone) throw new UsageError(`--${alone} is for --exclusions FILE.ics`)
    return []
  }
  const kind = kindOf(context, agreement)
  const announced = announcedAt(context)
  if (announced === null) warnOfNotice(context, agreement, kind)
  const term = termOf(agreement)
  const read = await readEvidenceFile(file)
  if (!read.ok) throw new CommandFailure(`${file}: ${read.problem}`)
  const calendar = readCalendar(read.text, {
    timeZone: zoneOf(agreement),
    from: Math.max(term.from, announced ?? term.from),
    until: Math.min(term.until ?? Number.POSITIVE_INFINITY, context.now()),
    most: mostOccurrences,
  })
  if (!calendar.ok) throw new CommandFailure(`${file}: the calendar cannot be read: ${calendar.problem}`)
  return calendar.occurrences.map(
    ({ key, summary, from, to }): Exclusion => ({
      ...{ id: key, kind, from, to, announcedAt: announced ?? from, by: ['provider'], agreedBy: [] },
      ...(summary === '' ? {} : { reason: summary }),
    }),
  )
}

function kindOf({ flags }: CommandContext, agreement: Agreement): string {
  const kind = flags.text('kind')
  if (kind === undefined) throw new UsageError('--exclusions needs --kind KIND')
  const rules = agreement.versions.flatMap(({ terms }) => Object.entries(terms.exclusions))
  const found = rules.filter(([name]) => name === kind)
  const names = [...new Set(rules.map(([name]) => name))]
  if (found.length === 0)
    throw new UsageError(`the agreement has no exclusion kind "${kind}"${didYouMean(kind, names)}`)
  if (found.every(([, rule]) => needsBoth(rule)))
    throw new UsageError(`"${kind}" needs the consent of both parties: a calendar is the word of one of them`)
  return kind
}

function announcedAt({ flags }: CommandContext): number | null {
  const text = flags.text('announced')
  if (text === undefined) return null
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch (error) {
    throw new UsageError(`--announced takes an instant such as 2026-02-01T09:00:00Z, not "${text}"`, {
      cause: error,
    })
  }
}

/** Nobody's notice is made up: without an instant there was none. */
function warnOfNotice({ err }: CommandContext, agreement: Agreement, kind: string): void {
  const notice = agreement.versions.map(({ terms }) => terms.exclusions[kind]?.notice).find(Boolean)
  if (notice)
    err(
      `"${kind}" asks for ${notice.text} of notice, and without --announced INSTANT each event was announced at its begin: none of them counts by notice`,
    )
}
