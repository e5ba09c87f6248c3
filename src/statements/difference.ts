import { canonicalJson } from '../agreement/canonical.ts'
import type { Json, JsonObject } from '../ledger/entry.ts'

const most = 200

/** Every place at which two documents differ, by JSON Pointer, at most 200; what is not there is null. */
export function differenceOf(
  before: JsonObject,
  after: JsonObject,
): { readonly path: string; readonly before: Json; readonly after: Json }[] {
  return [...differences(before, after, '')].slice(0, most)
}

function* differences(
  before: Json,
  after: Json,
  path: string,
): Generator<{ path: string; before: Json; after: Json }> {
  if (canonicalJson(before) === canonicalJson(after)) return
  const [old, now] = [membersOf(before), membersOf(after)]
  if (old === null || now === null) {
    yield { path, before, after }
    return
  }
  for (const key of new Set([...old.keys(), ...now.keys()]))
    yield* differences(old.get(key) ?? null, now.get(key) ?? null, `${path}/${escaped(key)}`)
}

function membersOf(value: Json): Map<string, Json> | null {
  if (typeof value !== 'object' || value === null) return null
  return new Map(Object.entries(value as JsonObject))
}

/** RFC 6901. */
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
