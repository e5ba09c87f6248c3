import { parseAddress } from '../agreement/address.ts'
import type { Entry, EntryKind } from '../ledger/entry.ts'
import type { AgreementFacts, Facts } from '../ledger/facts.ts'
import type { Signer } from '../ledger/head.ts'
import type { Store } from '../store.ts'
import { withPapers } from './attachments.ts'
import type { Envelope } from './envelope.ts'
import type { AgreementNames } from './letter.ts'
import { linksFor } from './links.ts'
import { earlierInThread, hostOf, messageIdOf } from './messageId.ts'
import type { NoticeRecord } from './notice.ts'
import { renderMail, type Told } from './render.ts'
import type { OutgoingMail } from './transport.ts'

export type TextStore = Pick<Store, 'entry' | 'entries' | 'text' | 'signedHead'>

/**
 * Makes the mail of an envelope from what is on disk, or says why it can never be sent (the address was erased).
 *
 * @throws Error where an entry is missing or cannot be rendered: a fault of our own, to be tried again.
 */
export async function composeMail(
  envelope: Envelope,
  store: TextStore,
  at: { now: number; externalUrl: string; linkSigner?: Signer | null },
): Promise<OutgoingMail | { readonly impossible: string }> {
  const { first, records } = envelope
  const address = await store.text(first.recipient)
  if (address === null) return { impossible: 'the address was erased' }
  const reading = parseAddress(address)
  if ('problem' in reading) return { impossible: `the address cannot be used: ${reading.problem}` }
  const told: Told[] = []
  const { linkSigner: signer = null, ...when } = at
  for (const record of records) {
    const one = await toldOf(record, store)
    told.push(signer === null ? one : { ...one, links: linksFor(one.entry, record, { signer, ...when }) })
  }
  const head = await store.signedHead(first.agreement)
  const letters = await withPapers(told, {
    language: first.language,
    read: (digest) => store.text(digest),
  })
  const mail = renderMail(letters, { language: first.language, externalUrl: at.externalUrl, head })
  const [only] = told
  const references =
    records.length === 1 && only !== undefined ? await referencesOf(first, only.entry, store) : []
  return {
    ...mail,
    messageId: first.messageId,
    to: reading.address,
    references,
    date: new Date(at.now),
    attachments: letters.flatMap(({ papers = [] }) => papers),
  }
}

/** What a notice tells, from what is on disk. */
export async function toldOf(record: Pick<NoticeRecord, 'entry'>, store: TextStore): Promise<Told> {
  const entry = await store.entry(record.entry)
  if (entry === null) throw new Error(`the ledger has no entry ${record.entry}`)
  const texts = new Map<string, string>()
  for (const digest of digestsIn(entry)) {
    const text = await store.text(digest)
    if (text !== null) texts.set(digest, text)
  }
  return { entry, texts, names: await namesOf(entry, store) }
}

/** The thread's root, then the earlier mails of the thread that exist. */
async function referencesOf(record: NoticeRecord, entry: Entry, store: TextStore): Promise<string[]> {
  if (record.thread === null) return []
  const host = hostOf(record.messageId)
  const earlier: string[] = []
  for (const id of earlierInThread(entry)) {
    if ((await store.entry(id)) !== null) earlier.push(messageIdOf(id, record.recipient, host))
  }
  return [record.thread, ...earlier]
}

const versionKinds: readonly EntryKind[] = ['agreementLoaded', 'versionInForce']
const agreementKinds: ReadonlySet<EntryKind> = new Set([
  ...versionKinds,
  'amendmentProposed',
  'amendmentAccepted',
])

/** How the version in force at the entry names the agreement and its parties. */
async function namesOf(entry: Entry, store: TextStore): Promise<AgreementNames> {
  const version = agreementKinds.has(entry.kind) ? entry : await versionAt(entry, store)
  if (version === undefined) return { agreement: entry.agreement, provider: 'provider', customer: 'customer' }
  const facts = version.facts as unknown as AgreementFacts
  return {
    agreement: facts.title,
    provider: (await store.text(facts.provider)) ?? 'provider',
    customer: (await store.text(facts.customer)) ?? 'customer',
  }
}

async function versionAt({ agreement, seq }: Entry, store: TextStore): Promise<Entry | undefined> {
  const before = seq + 1
  const [version] = await store.entries({
    agreement,
    kinds: versionKinds,
    before,
    newestFirst: true,
    limit: 1,
  })
  return version
}

/** Digests in the facts whose texts a notice shows. */
function digestsIn(entry: Entry): string[] {
  switch (entry.kind) {
    case 'agreementLoaded':
    case 'amendmentAccepted':
    case 'versionInForce': {
      const facts = entry.facts as unknown as AgreementFacts
      return [facts.provider, facts.customer]
    }
    case 'amendmentProposed': {
      const { provider, customer, changes } = entry.facts as unknown as Facts['amendmentProposed']
      return changes === undefined ? [provider, customer] : [provider, customer, changes]
    }
    case 'contactsChanged': {
      const facts = entry.facts as unknown as Facts['contactsChanged']
      return [...facts.provider, ...facts.customer]
    }
    case 'exclusionAnnounced': {
      const facts = entry.facts as unknown as Facts['exclusionAnnounced']
      return facts.reason === null ? [] : [facts.reason]
    }
    case 'claimFiled':
    case 'claimAnswered':
    case 'creditSettled': {
      const { statement, reason, reference } = entry.facts
      return [statement, reason, reference].filter((digest) => typeof digest === 'string')
    }
    case 'statementIssued':
      return [(entry.facts as unknown as Facts['statementIssued']).digest]
    case 'changeAnnounced': {
      const { title, text } = entry.facts as unknown as Facts['changeAnnounced']
      return text === null ? [title] : [title, text]
    }
    case 'proposalMade':
    case 'claimStated':
    case 'proposalAnswered':
    case 'declarationMade':
    case 'terminationExercised':
    case 'terminationEnded':
      return textDigests(entry.facts)
    case 'surveyAsked':
    case 'surveyReminded':
      return [(entry.facts as unknown as Facts['surveyAsked']).questions]
    case 'surveyAnswered':
    case 'deadlineNear':
    case 'stepDue':
    case 'termMoved':
    case 'agreementEnded':
    case 'creditStated':
    case 'creditsJoined':
    case 'sourcesChanged':
    case 'breach':
    case 'periodClosed':
    case 'atRisk':
    case 'evidenceGap':
    case 'terminationNear':
    case 'terminationMet':
    case 'exclusionWithdrawn':
    case 'erased':
    case 'acknowledged':
    case 'valueStated':
      return []
  }
}

/** The free texts of the parties' procedure, wherever one is. */
function textDigests({ cause, evidence, reason, note, text }: Entry['facts']): string[] {
  return [cause, evidence, reason, note, text].flatMap((each) => (typeof each === 'string' ? [each] : []))
}
