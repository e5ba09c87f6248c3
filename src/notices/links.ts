import type { Party } from '../evidence/event.ts'
import type { Entry, EntryKind } from '../ledger/entry.ts'
import type { Facts } from '../ledger/facts.ts'
import type { Signer } from '../ledger/head.ts'
import type { NoticeRecord } from './notice.ts'

const dayMs = 86_400_000
const acknowledgedWithinMs = 90 * dayMs

interface LinkRule {
  /** The entries in whose mails the link stands. */
  readonly kinds: readonly EntryKind[]
  readonly isFor: (entry: Entry, party: Party) => boolean
  /** UTC milliseconds from which on it opens nothing any more; null: it has no link. */
  readonly until: (entry: Entry) => number | null
  /** A page of its own in the place of the one with a button. */
  readonly page?: 'survey'
}

const answerRule: LinkRule = {
  kinds: ['proposalMade', 'amendmentProposed'],
  // What a file changes is proposed by the provider.
  isFor: (entry, party) => party === ((entry.facts.askedOf as Party | undefined) ?? 'customer'),
  until: (entry) => {
    const { answerBy } = entry.facts as unknown as Partial<Facts['proposalMade']>
    return answerBy === undefined ? null : Temporal.Instant.from(answerBy).epochMilliseconds
  },
}

/** What can be done by a link in a mail; a line more for each further act. */
export const linkRules = {
  acknowledge: {
    kinds: ['breach'],
    isFor: () => true,
    until: (entry: Entry) => entry.decidedAt + acknowledgedWithinMs,
  },
  accept: answerRule,
  refuse: answerRule,
  answer: {
    kinds: ['surveyAsked', 'surveyReminded'],
    isFor: (entry: Entry, party: Party) => entry.facts.party === party,
    until: (entry: Entry) => Temporal.Instant.from(String(entry.facts.answerBy)).epochMilliseconds,
    page: 'survey',
  },
} as const satisfies Record<string, LinkRule>
export type LinkAction = keyof typeof linkRules

/** What a button on the common page does. */
export type ButtonAction = Exclude<LinkAction, 'answer'>

export const isButtonAction = (text: string): text is ButtonAction =>
  Object.hasOwn(linkRules, text) && !('page' in linkRules[text as LinkAction])

type Told = Pick<NoticeRecord, 'agreement' | 'entry' | 'party' | 'recipient'>

/**
 * The secret part of a link's address: the daemon's signature over what it does, for whom. Nobody without the key
 * can make one, it is the same whenever a mail is made again, and no copy of it is kept.
 */
export function linkKey(signer: Pick<Signer, 'sign'>, told: Told, action: LinkAction): string {
  const { agreement, entry, party, recipient } = told
  const signature = signer.sign(`upheld-link-v1\n${agreement}\n${entry}\n${action}\n${party}\n${recipient}\n`)
  return signature.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export interface Link {
  readonly action: LinkAction
  readonly url: string
}

/** The links of one recipient's mail about an entry. */
export function linksFor(
  entry: Entry,
  told: Told,
  {
    signer,
    externalUrl,
    now,
  }: { readonly signer: Signer; readonly externalUrl: string; readonly now: number },
): Link[] {
  return (Object.keys(linkRules) as LinkAction[]).flatMap((action): Link[] => {
    const rule: LinkRule = linkRules[action]
    if (!rule.kinds.includes(entry.kind) || !rule.isFor(entry, told.party)) return []
    const until = rule.until(entry)
    if (until === null || now >= until) return []
    const base = externalUrl.replace(/\/+$/, '')
    const page = rule.page === undefined ? `link/${entry.id}/${action}` : `${rule.page}/${entry.id}`
    return [{ action, url: `${base}/${page}?key=${linkKey(signer, told, action)}` }]
  })
}
