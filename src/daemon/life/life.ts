import {
  type Agreement,
  isoInstant,
  termOf,
  type Version,
  versionAt,
  zoneOf,
} from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import { sha256 } from '../../agreement/canonical.ts'
import type { Problem, RawObject } from '../../agreement/document.ts'
import { legalPart, type ParseContext, parseAgreement } from '../../agreement/parse.ts'
import { parseAgreed } from '../../agreement/parseAgreed.ts'
import { announcedWith } from '../../agreement/planned.ts'
import { agreementFacts, agreementTexts, type Finding, finding, sourceUses } from '../../ledger/drafts.ts'
import type { JsonObject } from '../../ledger/entry.ts'
import { type AgreementLife, lifeKinds, lifeOf } from '../../ledger/life.ts'
import { correctionsIn } from '../../ledger/procedure.ts'
import { withTermOf } from '../../ledger/term.ts'
import { textChanges } from '../../ledger/textChanges.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { answerTimes } from '../parties/answerTimes.ts'
import { currentOf, type InForce, type Watched } from '../watched.ts'
import { readerOf } from './term.ts'

export interface LifeParts {
  readonly store: Store
  readonly book: Book
  readonly context: ParseContext
  readonly holidays: Holidays
  readonly trustFiles: boolean
  readonly now: () => number
  readonly onTrouble: (message: string) => void
}

/** Brings one agreement up to date with its file: first load, changes that take effect at once, proposals. */
export async function register(file: Agreement, parts: LifeParts): Promise<Watched> {
  await parts.book.open(file.id)
  const now = parts.now()
  const life = lifeIn(parts.book, file.id)
  if (life.documents.length === 0) await parts.book.write(file.id, [firstLoad(file, now)])
  else await parts.book.write(file.id, await changes(file, life, parts, now))
  return watch(file.id, [file], parts)
}

/** An agreement as the ledger holds it; without its file the version in force runs on. */
export async function resume(
  id: string,
  parts: LifeParts,
  file: Agreement | null = null,
): Promise<Watched | null> {
  await parts.book.open(id)
  const isKnown = lifeIn(parts.book, id).documents.length > 0
  return isKnown ? watch(id, file ? [file] : [], parts) : null
}

/**
 * What has come into force by itself: amendments of the accepted text on their day, and sources whose shared
 * definition is another one now. Empty where the ledger knows all of it.
 */
export function dueByItself(watched: Watched, book: Book, now: number): Finding[] {
  const agreement = currentOf(watched)
  const zone = zoneOf(agreement)
  const since = Math.max(watched.documents.at(-1)?.since ?? 0, watched.knownSince)
  const end = termOf(agreement).until ?? Number.POSITIVE_INFINITY
  // The first version is the text itself, told when it was loaded or accepted.
  const begun = agreement.versions
    .slice(1)
    .filter((version) => version.from > since && version.from <= now && version.from < end)
  const findings = begun.flatMap((version): Finding[] => {
    const effective = isoInstant(version.from, zone)
    const place = { agreement: watched.id, subject: `${agreement.digest} ${effective}`, at: now }
    const facts = agreementFacts(agreement, version, sourceUses(version, version.from, zone))
    const found = finding(
      'versionInForce',
      place,
      { ...facts, effective },
      agreementTexts(agreement, version),
    )
    return book.find(watched.id, found) ? [] : [found]
  })
  if (findings.length > 0) return findings
  const version = versionAt(agreement, now)
  const isMeant = ({ name, identity }: { name: string; identity: string }): boolean =>
    watched.life.uses.get(name)?.at(-1)?.identity === identity
  if ([...version.sources.values()].every(isMeant)) return []
  const uses = sourceUses(version, now, zone).filter((use) => !isMeant(use))
  const subject = `${agreement.digest} ${isoInstant(now, zone)}`
  const facts = {
    digest: agreement.digest,
    text: sha256(agreement.text),
    sources: uses,
    changed: uses.map((use) => use.name),
  }
  return [finding('sourcesChanged', { agreement: watched.id, subject, at: now }, facts, [agreement.text])]
}

const lifeIn = (book: Book, id: string): AgreementLife => lifeOf(book.entries(id, ...lifeKinds))

function firstLoad(agreement: Agreement, now: number): Finding {
  const version = versionAt(agreement, now)
  const facts = agreementFacts(agreement, version, sourceUses(version, now, zoneOf(agreement)))
  return finding(
    'agreementLoaded',
    { agreement: agreement.id, at: now },
    facts,
    agreementTexts(agreement, version),
  )
}

async function changes(
  file: Agreement,
  life: AgreementLife,
  parts: LifeParts,
  now: number,
): Promise<Finding[]> {
  const last = life.documents.at(-1)
  if (!last || last.digest === file.digest) return []
  const inForce = await readDocumentInForce(file.id, last.text, parts)
  if (inForce === null) return []
  if (inForce.legalDigest === file.legalDigest) return atOnce(inForce, file, now)
  const version = versionAt(file, now)
  const legal = {
    ...agreementFacts(file, version, sourceUses(version, now, zoneOf(file))),
    replaces: inForce.digest,
  }
  const texts = agreementTexts(file, version)
  const place = { agreement: file.id, subject: file.digest, at: now }
  // What was proposed before and replaced since is a proposal of its own.
  const isAgain = parts.book.find(file.id, {
    kind: 'amendmentProposed',
    clause: null,
    period: null,
    subject: file.digest,
  })
  const again = isAgain ? { ...place, subject: `${file.digest} ${isoInstant(now, zoneOf(file))}` } : place
  if (parts.trustFiles)
    return [finding('amendmentAccepted', place, { ...legal, acceptedBy: 'trusted files' }, texts)]
  const soft = composite(inForce, file, parts)
  const { answerBy, ifSilent } = answerTimes(inForce, 'amendment', { at: now, holidays: parts.holidays })
  const differences = JSON.stringify(
    textChanges(jsonOf(legalPart(inForce.document)), jsonOf(legalPart(file.document))),
  )
  const proposed = finding(
    'amendmentProposed',
    again,
    {
      ...legal,
      sources: [],
      changedKeys: changedKeys(inForce.document, file.document),
      changes: sha256(differences),
      by: 'file',
      answerBy: isoInstant(answerBy, zoneOf(inForce)),
      ifSilent,
    },
    [...texts, differences],
  )
  const isKnown = [life.proposal?.digest, life.refused].includes(file.digest)
  return [
    ...(soft && soft.digest !== inForce.digest ? atOnce(inForce, soft, now) : []),
    ...(isKnown ? [] : [proposed]),
  ]
}

/** The text in force with the file's sources and contacts, where that is a whole agreement. */
function composite(inForce: Agreement, file: Agreement, parts: LifeParts): Agreement | null {
  const parties = (raw: RawObject) => raw.parties as Readonly<Record<string, RawObject>>
  const withContacts = (party: string): RawObject => ({
    ...parties(inForce.document)[party],
    contacts: parties(file.document)[party]?.contacts ?? [],
  })
  const raw: RawObject = {
    ...inForce.document,
    ...(file.document.sources === undefined ? {} : { sources: file.document.sources }),
    parties: { provider: withContacts('provider'), customer: withContacts('customer') },
  }
  const read = parseAgreement(file.file, JSON.stringify(raw, null, 2), parts.context)
  if (read.ok) return read.agreement
  parts.onTrouble(
    `${file.file}: its sources and contacts do not fit the version in force; they wait for the amendment`,
  )
  return null
}

/** Sources and contacts take effect at once, as entries told to both. */
function atOnce(before: Agreement, after: Agreement, now: number): Finding[] {
  const [old, fresh] = [versionAt(before, now), versionAt(after, now)]
  const zone = zoneOf(after)
  const document = { digest: after.digest, text: sha256(after.text) }
  const changed = [...new Set([...old.sources.keys(), ...fresh.sources.keys()])].filter(
    (name) => old.sources.get(name)?.identity !== fresh.sources.get(name)?.identity,
  )
  const findings: Finding[] = []
  const subject = `${after.digest} ${isoInstant(now, zone)}`
  const contacts = (version: Version) =>
    JSON.stringify([version.terms.parties.provider.contacts, version.terms.parties.customer.contacts])
  if (contacts(old) !== contacts(fresh)) {
    const { provider, customer } = fresh.terms.parties
    const facts = {
      ...document,
      provider: provider.contacts.map(sha256),
      customer: customer.contacts.map(sha256),
    }
    findings.push(
      finding(
        'contactsChanged',
        { agreement: after.id, subject, at: now },
        facts,
        agreementTexts(after, fresh),
      ),
    )
  }
  if (changed.length > 0 || findings.length === 0) {
    const uses = sourceUses(fresh, now, zone).filter((use) => changed.includes(use.name))
    findings.push(
      finding(
        'sourcesChanged',
        { agreement: after.id, subject, at: now },
        { ...document, sources: uses, changed },
        agreementTexts(after, fresh),
      ),
    )
  }
  return findings
}

const jsonOf = (raw: RawObject): JsonObject => JSON.parse(JSON.stringify(raw)) as JsonObject

function changedKeys(before: RawObject, after: RawObject): string[] {
  const [old, fresh] = [legalPart(before), legalPart(after)]
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
    .filter((key) => JSON.stringify(old[key] ?? null) !== JSON.stringify(fresh[key] ?? null))
    .sort()
}

async function readDocumentInForce(id: string, text: string, parts: LifeParts): Promise<Agreement | null> {
  const yaml = await parts.store.text(text)
  if (yaml === null) throw new Error(`the text in force of ${id} (${text}) is not in the store`)
  const read = parseAgreed(`ledger:${id}`, yaml, parts.context)
  if (read.ok) return read.agreement
  throw new Error(
    `the text in force of ${id} cannot be read any more: ${read.problems.map((problem: Problem) => problem.message).join('; ')}`,
  )
}

async function watch(id: string, files: readonly Agreement[], parts: LifeParts): Promise<Watched> {
  const known = lifeIn(parts.book, id)
  // A file that says something else again has taken its proposal back.
  const isProposed = files.length === 0 || files.some((file) => file.digest === known.proposal?.digest)
  const life = isProposed ? known : { ...known, proposal: null }
  const documents: InForce[] = []
  for (const { digest, text, since } of life.documents) {
    const agreement =
      files.find((file) => file.digest === digest) ?? (await readDocumentInForce(id, text, parts))
    // A text from which a person was erased is judged by as what it was.
    if (agreement) {
      const before = documents.at(-1)?.agreement ?? null
      const whole = withTermOf(announcedSince(agreement, before, since), readerOf(parts.book, id))
      documents.push({ agreement: { ...whole, digest }, since })
    }
  }
  const [first] = parts.book.entries(id, 'agreementLoaded')
  return {
    id,
    documents,
    life,
    knownSince: first?.decidedAt ?? parts.now(),
    events: [...(await parts.store.events(id))]
      .filter((event) => event.type !== heartbeatEvent)
      .sort((a, b) => a.at - b.at),
    fees: [...(await parts.store.fees(id))],
    corrections: correctionsIn(parts.book.entries(id, 'proposalAnswered')),
  }
}

/** A text announces what it names when it comes into force, and not when it says so. */
function announcedSince(agreement: Agreement, before: Agreement | null, since: number): Agreement {
  const known = before && versionAt(before, since).terms
  const versions = agreement.versions.map((version) => ({
    ...version,
    terms: announcedWith(version.terms, known, since),
  }))
  return before === null ? agreement : { ...agreement, versions }
}

/** Reports of heartbeat sources are kept as events of this type, read only where they are judged. */
export const heartbeatEvent = 'heartbeat.received'
