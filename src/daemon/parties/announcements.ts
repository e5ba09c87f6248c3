import { isoInstant, versionAt, zoneOf } from '../../agreement/agreement.ts'
import { sha256 } from '../../agreement/canonical.ts'
import { didYouMean } from '../../agreement/suggest.ts'
import { type Announced, type AskedAnnouncement, ServiceProblem } from '../../http/service.ts'
import { type Finding, finding } from '../../ledger/drafts.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Facts } from '../../ledger/facts.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { currentOf, type Watched } from '../watched.ts'

export interface AnnouncementParts {
  readonly store: Store
  readonly book: Book
  readonly now: () => number
}

/** What the provider tells its customers: changes, new features, known problems; the latest word on each, newest first. */
export async function announcementsOf(
  { store, book }: AnnouncementParts,
  watched: Watched,
): Promise<Announced[]> {
  const latest = book.latest(watched.id, 'changeAnnounced').toReversed()
  return Promise.all(latest.map((entry) => shown(store, watched.id, entry)))
}

/** Announces to one agreement, or says anew what was announced under the same id: both parties are told of what differs. */
export async function announceChange(
  parts: AnnouncementParts,
  watched: Watched,
  asked: AskedAnnouncement,
): Promise<Announced> {
  const { store, book, now } = parts
  const found = announcementFinding(watched, asked, now())
  const before = book.find(watched.id, found)
  if (before && before.facts.about !== asked.about)
    throw new ServiceProblem(409, `there is another announcement with the id "${asked.id}"`)
  await book.write(watched.id, [found])
  return shown(store, watched.id, book.find(watched.id, found) ?? before)
}

function announcementFinding(watched: Watched, asked: AskedAnnouncement, at: number): Finding {
  const timeZone = zoneOf(currentOf(watched))
  const instant = (ms: number | undefined): string | null =>
    ms === undefined ? null : isoInstant(ms, timeZone)
  const facts = {
    announcement: asked.id,
    about: asked.about,
    title: sha256(asked.title),
    text: asked.text === undefined ? null : sha256(asked.text),
    concerns: concernsOf(watched, asked.concerns ?? [], at),
    effective: instant(asked.effective),
    resolved: instant(asked.resolved),
    timeZone,
  }
  const texts = [asked.title, ...(asked.text === undefined ? [] : [asked.text])]
  return finding('changeAnnounced', { agreement: watched.id, subject: asked.id, at }, facts, texts)
}

/** Commitments that it concerns; a name that stands for nothing is refused. */
function concernsOf(watched: Watched, names: readonly string[], at: number): string[] {
  const known = Object.keys(versionAt(currentOf(watched), at).terms.commitments)
  for (const name of names) {
    if (known.includes(name)) continue
    throw new ServiceProblem(422, `${watched.id} has no commitment "${name}"${didYouMean(name, known)}`)
  }
  return [...new Set(names)]
}

async function shown(store: Store, agreement: string, entry: Entry | undefined): Promise<Announced> {
  if (!entry) throw new ServiceProblem(503, 'the announcement could not be recorded')
  const { announcement, title, text, ...facts } = entry.facts as unknown as Facts['changeAnnounced']
  return {
    id: announcement,
    agreement,
    about: facts.about,
    title: await store.text(title),
    text: text === null ? null : await store.text(text),
    concerns: facts.concerns,
    effective: facts.effective,
    resolved: facts.resolved,
    at: entry.decidedAt,
  }
}
