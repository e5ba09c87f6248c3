import type { Path } from '../document.ts'
import { compare } from '../fraction.ts'
import type { CreditTerms } from '../schema/credits.ts'
import { type Gift, isChoice } from '../schema/gifts.ts'
import { type Finding, warn } from './finding.ts'

/** Of the greater or lesser of several one that can never count, and a least that lies above the most. */
export function giftFindings({ give, bands = [], atLeast, atMost }: CreditTerms, path: Path): Finding[] {
  const gifts: [Gift | undefined, Path][] = [
    [give, ['give']],
    ...bands.map((band, i): [Gift, Path] => [band.give, ['bands', i, 'give']]),
    [atLeast, ['atLeast']],
    [atMost, ['atMost']],
  ]
  const idle = gifts.flatMap(([gift, at]) =>
    gift === undefined ? [] : idleIn(gift).map((text) => warn([...path, ...at], `${text} never counts here`)),
  )
  return atLeast && atMost && (order(atLeast, atMost) ?? 0) > 0
    ? [...idle, warn([...path, 'atLeast'], `lies above \`atMost\`: each credit comes to ${atMost.text}`)]
    : idle
}

/** How two amounts in one unit and of one fee compare; null where only the fees tell. */
function order(a: Gift, b: Gift): number | null {
  if (isChoice(a) || isChoice(b) || a.unit !== b.unit || a.of?.text !== b.of?.text) return null
  return compare(a.amount, b.amount)
}

function idleIn(gift: Gift): string[] {
  if (!isChoice(gift)) return []
  const own = gift.among.flatMap((each, i) => {
    const isIdle = gift.among.some((other, j) => {
      const found = i === j ? null : order(other, each)
      if (found === null || (found === 0 && i < j)) return false
      return found === 0 || found > 0 === (gift.choose === 'max')
    })
    return isIdle ? [each.text] : []
  })
  return [...own, ...gift.among.flatMap(idleIn)]
}
