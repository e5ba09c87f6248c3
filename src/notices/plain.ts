/** Controls, bidirectional overrides, line and paragraph separators, and invisible joiners that could hide text. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]+/gu

/**
 * Text that somebody else wrote, made fit for one line of a mail: no control or invisible characters, single spaces,
 * at most `max` characters (an ellipsis shows the cut).
 */
export function plain(text: string, max = 500): string {
  // A first cut keeps a megabyte of text from being normalised at all.
  const cut = text
    .slice(0, 4 * max)
    .toWellFormed()
    .normalize('NFC')
  const line = cut.replace(unseen, ' ').replace(/\s+/gu, ' ').trim()
  const characters = [...line]
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`
}

/**
 * The same, with addresses of pages spelt so that no mail program makes a link of them: a party must not be able to
 * send the other one somewhere in the name of the daemon.
 */
export const unlinked = (text: string, max = 500): string =>
  plain(text, max)
    .replace(/([a-z][a-z0-9+.-]*):\/\//giu, '$1[:]//')
    .replace(/\b(mailto|javascript|data|tel):/giu, '$1[:]')
    .replace(/\bwww\./giu, 'www[.]')
