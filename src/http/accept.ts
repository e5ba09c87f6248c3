/**
 * The offered media type that an Accept header likes best; the first where it has no opinion, null where it takes none
 * of them (RFC 9110, section 12.5.1).
 */
export function preferred<T extends string>(
  accept: string | undefined,
  offered: readonly [T, ...T[]],
): T | null {
  if (accept === undefined || accept.trim() === '') return offered[0]
  const ranges = accept.slice(0, 1000).split(',').map(rangeOf)
  let best: { type: T; quality: number } | null = null
  for (const type of offered) {
    const quality = qualityOf(type, ranges)
    if (quality > (best?.quality ?? 0)) best = { type, quality }
  }
  return best?.type ?? null
}

interface Range {
  readonly type: string
  readonly quality: number
}

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = Number(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? '1')
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 }
}

/** The most exact range that matches says how much a type is liked. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  const patterns = [type, `${type.split('/')[0]}/*`, '*/*']
  for (const pattern of patterns) {
    const range = ranges.find((candidate) => candidate.type === pattern)
    if (range !== undefined) return range.quality
  }
  return 0
}
