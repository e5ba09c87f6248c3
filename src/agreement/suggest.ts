/** The distance between two words in edits, a swap of neighbours counting as one. */
function distance(a: string, b: string): number {
  const rows: number[][] = [[...Array(b.length + 1).keys()]]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const edit = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + cost,
      )
      row.push(swap ? Math.min(edit, (rows[i - 2]?.[j - 2] ?? 0) + 1) : edit)
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? Number.POSITIVE_INFINITY
}

/** The known word that was probably meant, or null where none is near. */
export function suggest(word: string, known: readonly string[]): string | null {
  const short = word.slice(0, 60).toLowerCase()
  const near = known
    .map((each) => ({ each, edits: distance(short, each.toLowerCase()) }))
    .filter(({ each, edits }) => edits <= Math.max(1, Math.floor(Math.max(short.length, each.length) / 3)))
    .sort((a, b) => a.edits - b.edits || (a.each < b.each ? -1 : 1))
  return near[0]?.each ?? null
}

/** `; did you mean "x"?`, or what there is to choose from. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = suggest(word, known)
  if (meant !== null) return `; did you mean "${meant}"?`
  return known.length > 0 ? `; known here: ${known.slice(0, 30).join(', ')}` : ''
}
