import { randomBytes } from 'node:crypto'
import { sha256 } from '../agreement/canonical.ts'
import type { ParseContext } from '../agreement/parse.ts'
import { parseAgreed } from '../agreement/parseAgreed.ts'
import { type Erased, ServiceProblem } from '../http/service.ts'
import { finding } from '../ledger/drafts.ts'
import { type Erasure, erasureOf, type Found } from '../ledger/erasure.ts'
import type { Store } from '../store.ts'
import type { Book } from './book.ts'
import { currentOf, type Watched } from './watched.ts'

export interface ErasureParts {
  readonly store: Store
  readonly book: Book
  readonly context: () => ParseContext
  readonly all: () => readonly Watched[]
  readonly refresh: (id: string) => Promise<void>
  readonly now: () => number
}

/**
 * Takes a person out of everything that stands beside the chains: names, addresses, free texts, events. Each chain that
 * named one of the texts gets an entry that says so. Throws a ServiceProblem 409 while an agreement in force names them.
 */
export async function erasePerson(parts: ErasureParts, needle: string): Promise<Erased> {
  const { store, book, all, now } = parts
  refuseNeeded(all(), needle)
  const found = await store.findPerson(needle)
  const erasure = erasureOf(found, {
    needle,
    mark: `erased-${randomBytes(4).toString('hex')}`,
    kept: documentsOf(all()),
  })
  refuseUnreadable(found, erasure, parts.context())
  const touched = all().flatMap(({ id }) => {
    const digests = found.texts.map(({ digest }) => digest).filter((digest) => names(book, id, digest))
    const events = found.events.filter(({ agreement }) => agreement === id).length
    return digests.length + events > 0 ? [{ id, digests: digests.sort(), events }] : []
  })
  // The record first: where the daemon is stopped in between, the same request does the rest and writes nothing twice.
  for (const { id, digests, events } of touched) {
    const subject = sha256([...digests, events].join('\n'))
    await book.write(id, [finding('erased', { agreement: id, subject, at: now() }, { digests, events })])
  }
  await store.erase(erasure)
  for (const { id } of touched) await parts.refresh(id)
  return { texts: found.texts.length, events: found.events.length, agreements: touched.map(({ id }) => id) }
}

function refuseNeeded(all: readonly Watched[], needle: string): void {
  const naming = all.filter((watched) => currentOf(watched).text.toLowerCase().includes(needle.toLowerCase()))
  if (naming.length === 0) return
  const ids = naming.map(({ id }) => id).join(', ')
  throw new ServiceProblem(
    409,
    `the text in force of ${ids} still says so: change its file (contacts take effect at once), then erase`,
  )
}

/** The texts of agreements, by which closed periods may have to be judged again. */
function documentsOf(all: readonly Watched[]): ReadonlySet<string> {
  return new Set(
    all.flatMap(({ life }) => [
      ...life.documents.map(({ text }) => text),
      ...(life.proposal ? [life.proposal.text] : []),
    ]),
  )
}

/** What was erased must not have been a word of the agreement itself, such as the name of a source. */
function refuseUnreadable(found: Found, { rewritten, needle }: Erasure, context: ParseContext): void {
  const before = new Map(found.texts.map(({ digest, text }) => [digest, text]))
  for (const { digest, text } of rewritten) {
    const [old, fresh] = [before.get(digest) ?? '', text].map((each) => parseAgreed('ledger', each, context))
    if (old?.ok && fresh?.ok && termsOf(old.agreement.document) === termsOf(fresh.agreement.document))
      continue
    throw new ServiceProblem(
      422,
      `"${needle}" is more than a name in a former text of an agreement: say more of it`,
    )
  }
}

/** Everything but where names, addresses and words for people stand. */
function termsOf(document: object): string {
  const free = new Set(['parties', 'notices', 'title', 'clause', 'proposition', 'valid'])
  return JSON.stringify(document, (key, value) => (free.has(key) ? undefined : value))
}

const names = (book: Book, id: string, digest: string): boolean =>
  book.entries(id).some(({ facts, kind }) => kind !== 'erased' && JSON.stringify(facts).includes(digest))
