import { versionAt, zoneOf } from '../../agreement/agreement.ts'
import { unitAround } from '../../agreement/period.ts'
import type { CreditFacts } from '../../ledger/credits.ts'
import { type Finding, finding } from '../../ledger/drafts.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { DeadlineFacts } from '../../ledger/facts.ts'
import type { Book } from '../book.ts'
import { instant } from '../questions.ts'
import { currentOf, type Watched } from '../watched.ts'
import { placeOf } from './creditEntries.ts'

interface Deadline {
  readonly entry: Entry
  readonly facts: DeadlineFacts
  /** UTC milliseconds from which it could be met. */
  readonly since: number
  /** The first millisecond that is too late. */
  readonly end: number
}

/** Claims whose deadline is near, for the party that must act: each reminder once, never after the fact. */
export function remindersDue(book: Book, watched: Watched, now: number): Finding[] {
  const before = versionAt(currentOf(watched), now).terms.reminders
  return claimDeadlines(book, watched).flatMap((deadline) => {
    const due = offsetsFor(before, deadline.end - deadline.since).filter((ms) => now >= deadline.end - ms)
    if (due.length === 0 || now >= deadline.end) return []
    // After a long standstill only the nearest is worth a mail.
    const found = reminder(deadline, Math.min(...due), now)
    return book.find(watched.id, found) ? [] : [found]
  })
}

/** Reminders that leave half of the time or more are early enough; a short deadline has one when a quarter is left. */
function offsetsFor(before: readonly number[], lengthMs: number): readonly number[] {
  const fitting = before.filter((ms) => ms * 2 <= lengthMs)
  return fitting.length > 0 || before.length === 0 ? fitting : [Math.floor(lengthMs / 4)]
}

function reminder({ entry, facts }: Deadline, beforeMs: number, now: number): Finding {
  const subject = [entry.subject, facts.deadline, `${beforeMs}`].filter((part) => part !== null)
  return finding('deadlineNear', { ...placeOf(entry, now), subject: subject.join(' ') }, facts)
}

function claimDeadlines(book: Book, watched: Watched): Deadline[] {
  const zone = zoneOf(currentOf(watched))
  const since = new Map<string, number>()
  const keyOf = ({ clause, period, subject }: Entry): string => `${clause} ${period?.from} ${subject}`
  for (const entry of book.entries(watched.id, 'creditStated'))
    if (!since.has(keyOf(entry))) since.set(keyOf(entry), entry.decidedAt)
  return book.latest(watched.id, 'creditStated').flatMap((entry): Deadline[] => {
    const credit = entry.facts as unknown as CreditFacts
    const isOpen = ['accrued', 'claimable', 'pending', 'suspended'].includes(credit.state)
    if (!isOpen || credit.claimUntil === null) return []
    const { title, by, from, to, timeZone, amount, currency } = credit
    const facts: DeadlineFacts = {
      party: by === 'provider' ? 'customer' : 'provider',
      about: title,
      ...{ from, to, deadline: credit.claimUntil, amount, currency, timeZone },
    }
    return [
      { entry, facts, since: since.get(keyOf(entry)) ?? instant(to), end: endOf(credit.claimUntil, zone) },
    ]
  })
}

/** A deadline is a last day, or an instant that still counts. */
function endOf(deadline: string, zone: string): number {
  if (deadline.includes('T')) return instant(deadline) + 1
  const day = Temporal.PlainDate.from(deadline).toZonedDateTime(zone)
  return unitAround(day.epochMilliseconds, 'day', zone).to
}
