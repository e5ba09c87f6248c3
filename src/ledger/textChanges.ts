import { canonicalJson } from '../agreement/canonical.ts'
import type { Json } from './entry.ts'

/** One place of an agreement's text that another one says otherwise; null where it does not say it. */
export interface TextChange {
  /** Keys from the top, with dots between them. */
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}

/** Beyond so many the texts themselves are to be compared. */
const most = 200

/** Every place at which two texts differ, as people write it: mappings key by key, lists whole, as amendments merge them. */
export const textChanges = (before: Json, after: Json): TextChange[] =>
  [...differences(before, after, [])].slice(0, most)

function* differences(before: Json, after: Json, path: readonly string[]): Generator<TextChange> {
  if (canonicalJson(before) === canonicalJson(after)) return
  if (isMapping(before) && isMapping(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      yield* differences(before[key] ?? null, after[key] ?? null, [...path, key])
  } else yield { path: path.join('.'), before: shown(before), after: shown(after) }
}

const isMapping = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shown = (value: Json): string | null =>
  value === null ? null : typeof value === 'string' ? value : canonicalJson(value)
