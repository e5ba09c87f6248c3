import { Problem } from './problem.ts'

/** One portion of a list, and the cursor of the next, null at the end. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

export interface PageQuery {
  readonly cursor?: string | undefined
  readonly limit: number
}

/**
 * A portion of a list that grows at its beginning: the cursor names the last item shown, so that nothing is shown
 * twice or left out when new ones come. Throws a 400 Problem for a cursor that is not of this list.
 */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, query: PageQuery): Page<T> {
  const start = query.cursor === undefined ? 0 : afterKey(items, keyOf, query.cursor)
  const shown = items.slice(start, start + query.limit)
  const last = shown.at(-1)
  const isMore = start + query.limit < items.length
  return { items: shown, next: isMore && last !== undefined ? encodeCursor(keyOf(last)) : null }
}

function afterKey<T>(items: readonly T[], keyOf: (item: T) => string, cursor: string): number {
  const key = decodeCursor(cursor)
  const index = items.findIndex((item) => keyOf(item) === key)
  if (index < 0) throw badCursor()
  return index + 1
}

export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

export function decodeCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    throw badCursor()
  }
}

export function badCursor(): Problem {
  return new Problem(400, 'The cursor is not of this list.')
}
