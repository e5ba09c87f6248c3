import { canonicalJson } from '../agreement/canonical.ts'
import type { Event } from '../evidence/event.ts'
import type { Store } from '../store.ts'
import { type Context, placeholders, type Sync, transact } from './context.ts'
import { and, asc, eq, gte, lt, sql } from './drizzle.ts'
import { events, fees } from './schema.ts'

type Part = Pick<Store, 'recordEvents' | 'events' | 'recordFees' | 'fees'>

/** Events and fees of an agreement: the first delivery of an id, or of a fee's span, stands. */
export function eventStore({ db, orm }: Context): Sync<Part> {
  const insert = orm.insert(events).values(placeholders(events)).prepare()
  const insertFee = orm.insert(fees).values(placeholders(fees)).prepare()
  const byId = and(eq(events.agreement, sql.placeholder('agreement')), eq(events.id, sql.placeholder('id')))
  const find = orm.select().from(events).where(byId).prepare()
  const feesOf = orm
    .select()
    .from(fees)
    .where(eq(fees.agreement, sql.placeholder('agreement')))
    .orderBy(asc(fees.fee), asc(fees.from), asc(fees.until))
    .prepare()
  const span = and(
    eq(events.agreement, sql.placeholder('agreement')),
    gte(events.at, sql.placeholder('from')),
    lt(events.at, sql.placeholder('to')),
  )
  const within = orm.select().from(events).where(span).orderBy(asc(events.at), asc(events.id)).prepare()

  return {
    recordEvents: (agreement, all) =>
      transact(db, () => {
        const conflicts: Event[] = []
        let added = 0
        for (const { data, ...event } of all) {
          const row = { agreement, ...event, data: canonicalJson(data) }
          if (insert.run(row).changes > 0) added += 1
          else if (!isSame(find.get(row), row)) conflicts.push({ ...event, data })
        }
        return { added, duplicates: all.length - added - conflicts.length, conflicts }
      }),
    events: (agreement, { from, to } = { from: 0, to: Number.MAX_SAFE_INTEGER }) =>
      within
        .all({ agreement, from, to })
        .map(({ id, type, subject, at, data }) => ({ id, type, subject, at, data: JSON.parse(data) })),
    recordFees: (agreement, all) =>
      transact(db, () => {
        const added = all.filter((fee) => insertFee.run({ agreement, ...fee }).changes > 0).length
        return { added, duplicates: all.length - added }
      }),
    fees: (agreement) =>
      feesOf.all({ agreement }).map(({ fee, from, until, amount }) => ({ fee, from, until, amount })),
  }
}

type EventRow = typeof events.$inferSelect

function isSame(a: EventRow | undefined, b: EventRow): boolean {
  return a?.type === b.type && a.subject === b.subject && a.at === b.at && a.data === b.data
}
