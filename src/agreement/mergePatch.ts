import type { Raw, RawObject } from './document.ts'

const isObject = (value: Raw | undefined): value is RawObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Applies an RFC 7396 merge patch: members are merged, null removes one, everything else (lists too) is replaced. */
export function mergePatch(target: Raw | undefined, patch: Raw): Raw {
  if (!isObject(patch)) return patch
  const result: Record<string, Raw> = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = mergePatch(result[key], value)
  }
  return result
}
