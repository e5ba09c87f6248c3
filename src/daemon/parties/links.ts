import { timingSafeEqual } from 'node:crypto'
import { sha256 } from '../../agreement/canonical.ts'
import type { LinkService, OpenedLink } from '../../http/links.ts'
import type { Caller, Service } from '../../http/service.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Facts } from '../../ledger/facts.ts'
import type { Signer } from '../../ledger/head.ts'
import { toldOf } from '../../notices/compose.ts'
import {
  type ButtonAction,
  isButtonAction,
  type LinkAction,
  linkKey,
  linkRules,
} from '../../notices/links.ts'
import type { NoticeRecord } from '../../notices/notice.ts'
import type { Told } from '../../notices/render.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { currentOf, recipientsOf, type Watched } from '../watched.ts'
import type { Procedures } from './procedures.ts'

export interface LinkParts {
  readonly store: Store
  readonly book: Book
  readonly signer: Signer
  readonly proposals: Procedures
  readonly acknowledge: Service['acknowledge']
  readonly watched: (id: string) => Watched | undefined
  readonly now: () => number
}

/** More recipients than an agreement can name. */
const mostNotices = 200

/** What each link does: as its party, by the same way as over REST. */
const acts: Readonly<
  Record<ButtonAction, (parts: LinkParts, at: Place, reason: string | undefined) => Promise<unknown>>
> = {
  acknowledge: ({ acknowledge }, { entry, caller }, reason) => acknowledge(entry, reason, caller),
  accept: (parts, place, reason) => answer(parts, place, { move: 'accept', reason }),
  refuse: (parts, place, reason) => answer(parts, place, { move: 'refuse', reason }),
}

interface Place {
  readonly watched: Watched
  readonly entry: Entry
  readonly caller: Caller
}

const answer = (
  { proposals }: LinkParts,
  { watched, entry, caller }: Place,
  { move, reason }: { readonly move: 'accept' | 'refuse'; readonly reason: string | undefined },
) =>
  proposals.move(
    watched,
    { proposal: proposalIn(entry), move, ...(reason === undefined ? {} : { reason }) },
    caller,
  )

/** A proposal by file has the name of its entry. */
const proposalIn = (entry: Entry): string =>
  (entry.facts as unknown as Partial<Facts['proposalMade']>).proposal ?? entry.id

export function linksOf(parts: LinkParts): LinkService {
  return {
    open: async ({ entry: id, action, key }) => {
      const found = isButtonAction(action) ? await noticeBehind(parts, { entry: id, action, key }) : null
      if (!found || !isButtonAction(action)) return null
      const { watched, entry, notice } = found
      const rule = linkRules[action]
      const until = rule.until(entry)
      if (until === null || !rule.isFor(entry, notice.party)) return null
      const state = isClosed(parts, { watched, entry, notice }) ? 'closed' : null
      return {
        ...{ action, party: notice.party, language: notice.language },
        told: await toldNow(parts, watched, await toldOf(notice, parts.store)),
        state: state ?? (parts.now() >= until ? 'expired' : 'ready'),
      }
    },
    follow: async (link: OpenedLink, reason) => {
      const { entry } = link.told
      const watched = parts.watched(entry.agreement)
      if (!watched) throw new Error(`the agreement ${entry.agreement} is not known`)
      const { party } = link
      const caller: Caller = { tokenId: 'link', name: 'link', role: party, agreements: [entry.agreement] }
      await acts[link.action](parts, { watched, entry, caller }, reason)
    },
  }
}

/** What a page shows of a dispute are its figures as of now: evidence and the other claim may have come since the mail. */
async function toldNow({ proposals }: LinkParts, watched: Watched, told: Told): Promise<Told> {
  const { entry } = told
  if (entry.kind !== 'proposalMade') return told
  const proposal = proposals.get(watched, proposalIn(entry))
  const disputed = proposal.state === 'open' ? await proposals.disputed(watched, proposal) : null
  if (disputed === null) return told
  const facts = JSON.parse(JSON.stringify({ ...entry.facts, disputed })) as Entry['facts']
  return { ...told, entry: { ...entry, facts } }
}

/** The notice in whose mail a link stood; null where its key is wrong, or its recipient no contact any more. */
export async function noticeBehind(
  parts: Pick<LinkParts, 'store' | 'signer' | 'watched' | 'now'>,
  { entry: id, action, key }: { readonly entry: string; readonly action: LinkAction; readonly key: string },
): Promise<{ readonly watched: Watched; readonly entry: Entry; readonly notice: NoticeRecord } | null> {
  if (!/^[0-9a-f]{64}$/.test(id)) return null
  const entry = await parts.store.entry(id)
  const watched = entry ? parts.watched(entry.agreement) : undefined
  if (!entry || !watched) return null
  const notices = await parts.store.notices({ entry: id, limit: mostNotices })
  const notice = notices.find((each) => isEqual(linkKey(parts.signer, each, action), key))
  return notice && isContact(watched, notice, parts.now()) ? { watched, entry, notice } : null
}

function isEqual(made: string, given: string): boolean {
  const [one, other] = [Buffer.from(made), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Who is no contact of the party any more acts for it no more, whatever mails are kept. */
function isContact(watched: Watched, { recipient, party }: NoticeRecord, now: number): boolean {
  return recipientsOf(currentOf(watched), now).some(
    (each) => each.party === party && sha256(each.address) === recipient,
  )
}

function isClosed(
  { book, proposals }: LinkParts,
  { watched, entry, notice }: { watched: Watched; entry: Entry; notice: NoticeRecord },
): boolean {
  if (entry.kind !== 'breach') return proposals.get(watched, proposalIn(entry)).state !== 'open'
  return book
    .latest(watched.id, 'acknowledged')
    .map((each) => each.facts as unknown as Facts['acknowledged'])
    .some((facts) => facts.breach === entry.id && facts.by === notice.party)
}
