import type { SQL } from 'drizzle-orm'
import { canonicalJson, sha256 } from '../agreement/canonical.ts'
import { entryHash, genesis } from '../ledger/chain.ts'
import type { Entry } from '../ledger/entry.ts'
import { type Changes, type EntryQuery, type Store, StoreError } from '../store.ts'
import { type Context, placeholders, type Sync, transact } from './context.ts'
import { and, asc, desc, eq, gt, inArray, lt, sql } from './drizzle.ts'
import { noticeRow } from './outbox.ts'
import { entries, heads, notices, texts } from './schema.ts'

type Part = Pick<Store, 'commit' | 'head' | 'signedHead' | 'entries' | 'entry' | 'text'>

/** The chains, and the one way in which anything that was decided becomes durable. */
export function ledgerStore(context: Context): Sync<Part> {
  const { db, orm } = context
  const head = headReader(context)
  const write = writer(context)
  const ofAgreement = eq(heads.agreement, sql.placeholder('agreement'))
  const signed = orm.select().from(heads).where(ofAgreement).prepare()
  const byId = orm
    .select()
    .from(entries)
    .where(eq(entries.id, sql.placeholder('id')))
    .prepare()
  const byDigest = orm
    .select()
    .from(texts)
    .where(eq(texts.digest, sql.placeholder('digest')))
    .prepare()

  return {
    commit: (changes) =>
      transact(db, () => {
        if (canonicalJson(head(changes.agreement)) !== canonicalJson(placeOf(changes.expected)))
          return 'moved'
        requireLinked(changes)
        write(changes)
        return 'committed'
      }),
    head,
    signedHead: (agreement) => signed.get({ agreement }) ?? null,
    entry: (id) => {
      const row = byId.get({ id })
      return row ? entryOf(row) : null
    },
    entries: (query) => {
      const { agreement, newestFirst = false, limit = Number.MAX_SAFE_INTEGER } = query
      const turn = newestFirst ? desc : asc
      const order =
        agreement === undefined
          ? [turn(entries.decidedAt), turn(entries.agreement), turn(entries.seq)]
          : [turn(entries.seq)]
      const rows = orm
        .select()
        .from(entries)
        .where(and(...filters(query)))
        .orderBy(...order)
        .limit(limit)
      return rows.all().map(entryOf)
    },
    text: (digest) => byDigest.get({ digest })?.text ?? null,
  }
}

function placeOf(
  place: { readonly seq: number; readonly hash: string } | null,
): { seq: number; hash: string } | null {
  return place && { seq: place.seq, hash: place.hash }
}

function headReader({ orm }: Context): Sync<Part>['head'] {
  const last = orm
    .select({ seq: entries.seq, hash: entries.hash })
    .from(entries)
    .where(eq(entries.agreement, sql.placeholder('agreement')))
    .orderBy(desc(entries.seq))
    .limit(1)
    .prepare()
  return (agreement) => last.get({ agreement }) ?? null
}

/** Writes entries, texts, notices and head, within the caller's transaction. */
function writer({ orm }: Context): (changes: Changes) => void {
  const insertEntry = orm.insert(entries).values(placeholders(entries)).prepare()
  const insertText = orm.insert(texts).values(placeholders(texts)).onConflictDoNothing().prepare()
  const { number: _, ...noticeColumns } = placeholders(notices)
  const insertNotice = orm.insert(notices).values(noticeColumns).prepare()
  const { agreement, ...newest } = placeholders(heads)
  const putHead = orm
    .insert(heads)
    .values({ agreement, ...newest })
    .onConflictDoUpdate({
      target: heads.agreement,
      set: {
        seq: sql`excluded.seq`,
        hash: sql`excluded.hash`,
        at: sql`excluded.at`,
        keyId: sql`excluded.key_id`,
        signature: sql`excluded.signature`,
      },
    })
    .prepare()
  return (changes) => {
    for (const entry of changes.entries) insertEntry.run(rowOf(entry))
    for (const text of changes.texts) insertText.run({ digest: sha256(text), text })
    for (const notice of changes.notices) insertNotice.run(noticeRow(notice))
    if (changes.head) putHead.run({ ...changes.head })
  }
}

/** What does not continue its chain, or says another hash than its own, is a mistake of ours and never written. */
function requireLinked({ agreement, expected, entries: added, head, notices: told }: Changes): void {
  let { seq, hash } = expected ?? { seq: 0, hash: genesis }
  for (const entry of added) {
    const { hash: claimed, ...rest } = entry
    const follows = entry.agreement === agreement && entry.seq === seq + 1 && entry.prev === hash
    if (!follows || claimed !== entryHash(rest)) {
      throw new StoreError(
        `entry ${entry.seq} of ${entry.agreement} does not continue the chain of ${agreement}`,
        'CHAIN',
      )
    }
    seq = entry.seq
    hash = claimed
  }
  if (head && (head.agreement !== agreement || head.seq !== seq || head.hash !== hash)) {
    throw new StoreError(`the signed head is not the end of the chain of ${agreement}`, 'CHAIN')
  }
  if (told.some((notice) => notice.agreement !== agreement)) {
    throw new StoreError(`a notice is not of ${agreement}`, 'CHAIN')
  }
}

function filters(query: EntryQuery): SQL[] {
  const { agreement, kinds, clause, after, before } = query
  return [
    agreement === undefined ? undefined : eq(entries.agreement, agreement),
    kinds === undefined ? undefined : inArray(entries.kind, [...kinds]),
    clause === undefined ? undefined : eq(entries.clause, clause),
    after === undefined ? undefined : gt(entries.seq, after),
    before === undefined ? undefined : lt(entries.seq, before),
  ].filter((filter) => filter !== undefined)
}

type EntryRow = typeof entries.$inferSelect

function rowOf({ period, facts, ...entry }: Entry): EntryRow {
  return {
    ...entry,
    periodFrom: period?.from ?? null,
    periodTo: period?.to ?? null,
    facts: canonicalJson(facts),
  }
}

function entryOf({ periodFrom, periodTo, facts, ...row }: EntryRow): Entry {
  const period = periodFrom === null || periodTo === null ? null : { from: periodFrom, to: periodTo }
  return { ...row, period, facts: JSON.parse(facts) }
}
