import { canonicalJson } from '../agreement/canonical.ts'
import type { Erasure } from '../ledger/erasure.ts'
import type { Store } from '../store.ts'
import { type Context, type Sync, transact } from './context.ts'
import { and, eq, inArray, sql } from './drizzle.ts'
import { events, notices, texts, tokens } from './schema.ts'

type Part = Pick<Store, 'findPerson' | 'erase'>

/** Takes a person out of what stands beside the chains. */
export function erasureStore({ db, orm }: Context): Sync<Part> {
  // SQLite folds the capitals of ASCII alone; what else is spelt otherwise is found by the spelling asked for.
  const holds = (column: unknown, needle: string) => sql`instr(lower(${column}), lower(${needle})) > 0`
  return {
    findPerson: (needle) => ({
      // Lists of numbers, such as those of outages, name nobody.
      texts: orm
        .select()
        .from(texts)
        .where(sql`${texts.text} GLOB '*[^][0-9,]*' AND ${holds(texts.text, needle)}`)
        .all(),
      events: orm
        .select()
        .from(events)
        .where(sql`${holds(events.subject, needle)} OR ${holds(events.data, jsonInside(needle))}`)
        .all()
        .map(({ agreement, data, ...event }) => ({ agreement, event: { ...event, data: JSON.parse(data) } })),
    }),
    erase: (erasure) => {
      db.pragma('secure_delete = ON')
      transact(db, () => write(orm, erasure))
      // What was there stands in the log until a checkpoint has passed it on and cut it.
      db.pragma('wal_checkpoint(TRUNCATE)')
    },
  }
}

const jsonInside = (text: string): string => JSON.stringify(text).slice(1, -1)

function write(
  orm: Context['orm'],
  { needle, replacement, removed, rewritten, events: changed }: Erasure,
): void {
  orm.run(sql`INSERT INTO erasing (mark) VALUES (1)`)
  for (const digest of removed) orm.delete(texts).where(eq(texts.digest, digest)).run()
  for (const { digest, text } of rewritten)
    orm.update(texts).set({ text }).where(eq(texts.digest, digest)).run()
  for (const { agreement, event } of changed)
    orm
      .update(events)
      .set({ subject: event.subject, data: canonicalJson(event.data) })
      .where(and(eq(events.agreement, agreement), eq(events.id, event.id)))
      .run()
  const told = sql`instr(lower(last_error), lower(${needle})) > 0`
  orm
    .update(notices)
    .set({ lastError: '(erased)' })
    .where(and(inArray(notices.state, ['pending', 'failed']), told))
    .run()
  orm.update(tokens).set({ name: replacement }).where(sql`instr(lower(name), lower(${needle})) > 0`).run()
  orm.run(sql`DELETE FROM erasing`)
}
