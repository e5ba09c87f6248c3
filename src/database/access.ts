import type { Store } from '../store.ts'
import { type Context, placeholders, type Sync, transact } from './context.ts'
import { and, asc, eq, isNull, sql } from './drizzle.ts'
import { state, tokens } from './schema.ts'

type Part = Pick<Store, 'tokens' | 'saveToken' | 'revokeToken' | 'state' | 'saveState'>

/** Tokens, of which only hashes are kept, and the small values that outlive a restart. */
export function accessStore({ db, orm }: Context): Sync<Part> {
  const all = orm.select().from(tokens).orderBy(asc(tokens.createdAt), asc(tokens.id)).prepare()
  const find = orm
    .select()
    .from(tokens)
    .where(eq(tokens.id, sql.placeholder('id')))
    .prepare()
  const value = orm
    .select()
    .from(state)
    .where(eq(state.key, sql.placeholder('key')))
    .prepare()
  const put = orm
    .insert(state)
    .values(placeholders(state))
    .onConflictDoUpdate({ target: state.key, set: { value: sql`excluded.value` } })
    .prepare()

  return {
    tokens: () => all.all(),
    saveToken: (token) => {
      const { id, ...rest } = token
      orm.insert(tokens).values(token).onConflictDoUpdate({ target: tokens.id, set: rest }).run()
    },
    revokeToken: (id, at) =>
      transact(db, () => {
        if (!find.get({ id })) return false
        orm
          .update(tokens)
          .set({ revokedAt: at })
          .where(and(eq(tokens.id, id), isNull(tokens.revokedAt)))
          .run()
        return true
      }),
    state: (key) => value.get({ key })?.value ?? null,
    saveState: (values) =>
      transact(db, () => {
        for (const [key, text] of Object.entries(values)) put.run({ key, value: text })
      }),
  }
}
