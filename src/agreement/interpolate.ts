import type { Path, Raw, RawObject } from './document.ts'

/** What stands where `${NAME}` does; undefined where there is no such variable. */
export type Variables = (name: string) => string | undefined

const reference = /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g

/**
 * Replaces `${NAME}` and `${NAME:-default}` in values (never in keys, so that no structure can be injected); `$$`
 * stands for one dollar sign. A name that is not set and has no default is handed to `missing`.
 */
export function interpolate(
  raw: RawObject,
  variables: Variables,
  missing: (path: Path, name: string) => void,
): RawObject {
  const visit = (value: Raw, path: Path): Raw => {
    if (typeof value === 'string') return value.includes('$') ? fill(value, path) : value
    if (value === null || typeof value === 'boolean') return value
    if (Array.isArray(value)) return value.map((item, i) => visit(item, [...path, i]))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])]))
  }
  const fill = (text: string, path: Path): string =>
    text.replace(reference, (match, name?: string, otherwise?: string) => {
      if (match === '$$' || name === undefined) return '$'
      const found = variables(name)
      if (found !== undefined && (found !== '' || otherwise === undefined)) return found
      if (otherwise !== undefined) return otherwise
      missing(path, name)
      return ''
    })
  return visit(raw, []) as RawObject
}
