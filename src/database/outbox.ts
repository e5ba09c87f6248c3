import type { SQL } from 'drizzle-orm'
import type { Notice, NoticeRecord } from '../notices/notice.ts'
import { type NoticeQuery, type Store, StoreError } from '../store.ts'
import type { Context, Sync } from './context.ts'
import { and, asc, count, desc, eq, inArray, lt, lte, sql } from './drizzle.ts'
import { notices } from './schema.ts'

type Part = Pick<Store, 'notices' | 'dueNotices' | 'settleNotice' | 'countNotices'>
type NoticeRow = typeof notices.$inferSelect

/** The row of a notice that was just decided. */
export function noticeRow(notice: Notice): Omit<NoticeRow, 'number'> {
  return { ...notice, state: 'pending', attempts: 0, attemptAt: notice.notBefore, lastError: null }
}

/** Who is to be told what, and what became of it. */
export function outboxStore({ orm }: Context): Sync<Part> {
  const byMessage = eq(notices.messageId, sql.placeholder('messageId'))
  const find = orm.select().from(notices).where(byMessage).prepare()
  const due = orm
    .select()
    .from(notices)
    .where(
      and(
        sql`state = 'pending'`,
        lte(notices.attemptAt, sql.placeholder('now')),
        lte(notices.notBefore, sql.placeholder('now')),
      ),
    )
    .orderBy(sql`kind <> 'breach'`, asc(notices.number))
    .limit(sql.placeholder('limit'))
    .prepare()
  const counted = orm
    .select({ state: notices.state, kind: notices.kind, count: count() })
    .from(notices)
    .groupBy(notices.state, notices.kind)
    .prepare()

  return {
    notices: (query) => {
      const after = query.after === undefined ? undefined : find.get({ messageId: query.after })
      if (query.after !== undefined && !after) return []
      const rows = orm
        .select()
        .from(notices)
        .where(and(...filters(query, after?.number)))
        .orderBy(desc(notices.number))
        .limit(query.limit ?? Number.MAX_SAFE_INTEGER)
      return rows.all().map(recordOf)
    },
    dueNotices: (now, limit) => due.all({ now, limit }).map(recordOf),
    settleNotice: (messageId, { state, attempts, attemptAt, lastError }) => {
      const found = find.get({ messageId })
      if (!found) throw new StoreError(`there is no notice ${messageId}`, 'NOT_FOUND')
      if (found.state === 'sent') return
      const settled = { state, attempts, attemptAt, lastError }
      orm.update(notices).set(settled).where(eq(notices.messageId, messageId)).run()
    },
    countNotices: () => counted.all(),
  }
}

function filters({ agreement, states, entry }: NoticeQuery, before: number | undefined): SQL[] {
  return [
    agreement === undefined ? undefined : eq(notices.agreement, agreement),
    states === undefined ? undefined : inArray(notices.state, [...states]),
    entry === undefined ? undefined : eq(notices.entry, entry),
    before === undefined ? undefined : lt(notices.number, before),
  ].filter((filter) => filter !== undefined)
}

function recordOf({ number: _, ...record }: NoticeRow): NoticeRecord {
  return record
}
