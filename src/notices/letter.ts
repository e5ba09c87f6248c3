import type { Entry, EntryKind } from '../ledger/entry.ts'
import type { Words } from './words/words.ts'

export type NotifiedKind = Exclude<EntryKind, 'acknowledged' | 'erased' | 'valueStated' | 'surveyAnswered'>

/**
 * What a notice says, before it is text or HTML: both are made of the same blocks, so they cannot differ. Strings
 * here may hold what a party wrote; the two renderers clean and escape every one of them.
 */
export interface Letter {
  /** Without the `[Upheld]` in front. */
  readonly subject: string
  readonly headline: string
  readonly tone: 'bad' | 'good' | 'unsure' | 'plain'
  readonly blocks: readonly Block[]
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** What to do, and until when. */
  | { readonly kind: 'todo'; readonly text: string }
  | { readonly kind: 'figures'; readonly rows: readonly Row[] }
  | {
      readonly kind: 'table'
      readonly title: string
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
      readonly more: string | null
    }

/** A label and its value. */
export type Row = readonly [string, string]

export interface LetterContext {
  readonly words: Words
  readonly entry: Entry
  /** As the version of the agreement in force names them, or their ids where that is not known. */
  readonly names: AgreementNames
  /** The text of a digest in the facts, or null once it was erased. */
  readonly text: (digest: string | null) => string | null
}

export interface AgreementNames {
  readonly agreement: string
  readonly provider: string
  readonly customer: string
}

const maxTableRows = 50

/** A table of at most 50 rows that says how many more there are; nothing where there is none. */
export function tableOf(
  words: Words,
  table: { title: string; head: readonly string[]; rows: readonly (readonly string[])[]; omitted?: number },
): Block[] {
  if (table.rows.length === 0) return []
  const left = Math.max(0, table.rows.length - maxTableRows) + (table.omitted ?? 0)
  const more = left === 0 ? null : words.andMore(left)
  return [
    { kind: 'table', title: table.title, head: table.head, rows: table.rows.slice(0, maxTableRows), more },
  ]
}

/** Rows whose value is not null. */
export const rowsOf = (rows: readonly (readonly [string, string | null])[]): Row[] =>
  rows.flatMap(([label, value]) => (value === null ? [] : [[label, value] as const]))
