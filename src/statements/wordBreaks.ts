/** How a language is written: a letter that sounds, and clusters that stay together. */
type Language = 'en' | 'de'

/**
 * The text with places at which words may break that are wider than `ems` times the size of their font. A word of
 * letters breaks between syllables, with a hyphen, and never leaves less than three letters on either side; a digest, an
 * address or a path breaks anywhere and gets no sign that would not belong to it.
 */
export function fitted(text: string, ems: number, language: Language): string {
  return text.replace(/[^\s\u200b]+/gu, (word) =>
    emsOf(word) <= ems ? word : brokenWord(word, ems, language),
  )
}

function brokenWord(word: string, ems: number, language: Language): string {
  const isWords = /^[\p{Ps}\p{Pi}]*\p{L}+(?:[-\u2010/]\p{L}+)*[\p{P}]*$/u.test(word)
  const lines: string[] = []
  for (let rest = [...word]; rest.length > 0; ) {
    const whole = rest.join('')
    if (emsOf(whole) <= ems) return [...lines, whole].join('')
    const most = roomFor(rest, ems)
    const at = isWords ? breakBefore(rest, roomFor(rest, ems - emsOf('-')), language) : null
    const cut = at ?? most
    const needsHyphen = at !== null && !/[-\u2010/]/.test(rest[cut - 1] ?? '')
    lines.push(`${rest.slice(0, cut).join('')}${needsHyphen ? '-' : ''}\u200b`)
    rest = rest.slice(cut)
  }
  return lines.join('')
}

/** How many letters fit, at least one. */
function roomFor(letters: readonly string[], ems: number): number {
  let [count, width] = [0, 0]
  for (const letter of letters) {
    width += widthOf(letter)
    if (width > ems) break
    count++
  }
  return Math.max(1, count)
}

const least = 3
const vowels = /[aeiouyäöüàáâèéêìíòóùú]/i
const linking = /(?:ungs|heits|keits|schafts|tions|täts|lings)$/iu
const clusters: Readonly<Record<Language, RegExp>> = {
  de: /(?:sch|ch|ck|ph|th)$/iu,
  en: /(?:ch|ck|gh|ph|sh|th|wh|qu)$/iu,
}

/** The last syllable's end within so many letters: after a compound's linking s where there is one near it, else before a consonant. */
function breakBefore(letters: readonly string[], most: number, language: Language): number | null {
  const word = letters.join('')
  const last = Math.min(most, letters.length - least)
  const places = Array.from({ length: Math.max(0, last - least + 1) }, (_, i) => last - i)
  const dashed = places.find((at) => /[-\u2010/]/.test(letters[at - 1] ?? ''))
  if (dashed !== undefined) return dashed
  const joined = places.filter((at) => at > most / 2).find((at) => linking.test(word.slice(0, at)))
  return joined ?? places.find((at) => isSyllable(letters, at, language)) ?? null
}

/** Whether a syllable begins here: one consonant (or a cluster that is one sound) and then a vowel, with a vowel before. */
function isSyllable(letters: readonly string[], at: number, language: Language): boolean {
  const before = letters.slice(0, at).join('')
  const [here = '', next = '', after = ''] = letters.slice(at)
  if (vowels.test(here) || !vowels.test(before.slice(-4))) return false
  const startsOne = vowels.test(next) || (clusters[language].test(here + next) && vowels.test(after))
  const splitsOne =
    clusters[language].test(before.slice(-1) + here) || clusters[language].test(before.slice(-2) + here)
  return startsOne && !splitsOne && /\p{L}/u.test(before.slice(-1))
}

/** About as wide as DejaVu Sans bold draws it, rather wider: a line that is too long would break in the middle of a word. */
export const emsOf = (text: string): number => [...text].reduce((sum, letter) => sum + widthOf(letter), 0)

function widthOf(letter: string): number {
  if (/[ijlI.,:;'|!]/.test(letter)) return 0.4
  if (/[frt()[\]/\\-]/.test(letter)) return 0.5
  if (/[mwMW@%]/.test(letter)) return 1.1
  return /[\p{Lu}\p{N}_]/u.test(letter) ? 0.8 : 0.7
}
