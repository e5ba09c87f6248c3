import { z } from 'zod'
import type { NoticeRecord } from '../../notices/notice.ts'
import { noticeStates } from '../../notices/notice.ts'
import { iso } from '../moment.ts'
import { badCursor, decodeCursor, encodeCursor } from '../paging.ts'
import { Problem } from '../problem.ts'
import { notice } from '../schemas/ledger.ts'
import { agreementId, pageQuery, pageSchema } from '../schemas/scalars.ts'
import type { AgreementSummary, Caller } from '../service.ts'
import { type App, callerBehind, visible, type Web } from '../web.ts'

const config = { action: 'notice.read' } as const
/** A portion over more agreements would ask the database too often; then one is named. */
const mostAgreements = 100

/** The list of all agreements together; no agreement has this id. */
const all = '*'
/** Where the list of each agreement goes on: its last Message-ID shown. */
const positions = z.array(z.tuple([z.string(), z.string()])).max(mostAgreements)

export function noticeRoutes(app: App, web: Web): void {
  const querystring = z.object({
    agreement: agreementId.optional(),
    state: z.enum(noticeStates).optional(),
    ...pageQuery,
  })
  app.get(
    '/notices',
    {
      config,
      schema: {
        tags: ['notices'],
        summary: 'Notices and what became of them, newest first',
        querystring,
        response: { 200: pageSchema(notice) },
      },
    },
    async (request) => {
      const { agreement, state, cursor, limit } = request.query
      const caller = callerBehind(request, 'notice.read')
      const lists = listsFor(caller, agreement, () => visible(web, request, 'notice.read', agreement))
      const from = cursor === undefined ? new Map<string, string>() : positionsOf(cursor, lists)
      const states = state === undefined ? {} : { states: [state] }
      const portions = lists.map((list) => {
        const after = from.get(list)
        const of = list === all ? {} : { agreement: list }
        return web.service.store.notices({
          ...of,
          ...states,
          limit: limit + 1,
          ...(after === undefined ? {} : { after }),
        })
      })
      const merged = merge(await Promise.all(portions))
      const items = merged.slice(0, limit)
      const next = new Map([
        ...from,
        ...items.map((one) => [lists[0] === all ? all : one.agreement, one.messageId] as const),
      ])
      return {
        items: await Promise.all(items.map((one) => shown(web, one, caller))),
        next: merged.length > limit ? encodeCursor([...next]) : null,
      }
    },
  )
}

/** One list for a caller who sees all, else one for each agreement. */
function listsFor(
  caller: Caller,
  only: string | undefined,
  seen: () => readonly AgreementSummary[],
): readonly string[] {
  if (caller.agreements === '*' && only === undefined) return [all]
  const agreements = seen().map((one) => one.agreement)
  if (agreements.length > mostAgreements)
    throw new Problem(400, 'Name an agreement: this token sees very many.')
  return agreements
}

function positionsOf(cursor: string, lists: readonly string[]): ReadonlyMap<string, string> {
  const read = positions.safeParse(decodeCursor(cursor))
  if (!read.success || !read.data.length || read.data.some(([id]) => !lists.includes(id))) throw badCursor()
  return new Map(read.data)
}

/** Lists that are each newest first, as one; the order inside each stays. */
function merge(lists: readonly (readonly NoticeRecord[])[]): readonly NoticeRecord[] {
  const heads = lists.map((list) => [...list].reverse())
  const merged: NoticeRecord[] = []
  for (;;) {
    const newest = heads.reduce<NoticeRecord[] | null>((best, list) => {
      const [candidate, leader] = [list.at(-1), best?.at(-1)]
      return candidate !== undefined && (leader === undefined || candidate.notBefore > leader.notBefore)
        ? list
        : best
    }, null)
    const one = newest?.pop()
    if (one === undefined) return merged
    merged.push(one)
  }
}

/** Addresses are for their own party and the operator; a server's words may hold one. */
async function shown(web: Web, one: NoticeRecord, caller: Caller) {
  const isOwn = caller.role === 'operator' || caller.role === one.party
  const { messageId, agreement, entry, kind, party, language, state, attempts, attemptAt, lastError } = one
  return {
    ...{ messageId, agreement, entry, kind, party, language, state, attempts },
    recipient: isOwn ? await web.service.store.text(one.recipient) : null,
    attemptAt: iso(attemptAt),
    lastError: isOwn ? lastError : null,
  }
}
