import type { JoinedFacts } from '../ledger/facts.ts'

/** Decimal amounts of one currency, added in minor digits of their own text. */
export function addedAmounts(amounts: readonly string[]): string {
  const places = Math.max(0, ...amounts.map((text) => text.split('.')[1]?.length ?? 0))
  const sum = amounts.reduce((total, text) => total + minorDigits(text, places), 0n)
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, '0')
  const shown = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
  return sum < 0n ? `-${shown}` : shown
}

function minorDigits(text: string, places: number): bigint {
  const [units = '0', rest = ''] = text.replace('-', '').split('.')
  const whole = BigInt(units + rest.padEnd(places, '0'))
  return text.startsWith('-') ? -whole : whole
}

/** What the months of a longer statement come to; a single one stands as it is. */
export function addedMonths(months: readonly JoinedFacts[]): JoinedFacts | null {
  const sorted = [...months].sort((a, b) => (a.from < b.from ? -1 : 1))
  const [first] = sorted
  const last = sorted.at(-1)
  if (first === undefined || last === undefined) return null
  if (first === last) return first
  const silent = [...new Set(sorted.flatMap((each) => each.silent ?? []))]
  return {
    ...{ from: first.from, to: last.to, currency: first.currency, timeZone: first.timeZone },
    amount: addedAmounts(sorted.map(({ amount }) => amount)),
    capped: sorted.some(({ capped }) => capped),
    ...(silent.length === 0 ? {} : { silent }),
    ...backOf(sorted),
    shares: sorted.flatMap(({ shares }) => shares),
    amountBefore: null,
  }
}

/** What was earned back in all of them; what is still owed back is what the last one carries on. */
function backOf(months: readonly JoinedFacts[]): Pick<JoinedFacts, 'earnedBack' | 'offset' | 'owedBack'> {
  const earnedBack = months.flatMap((each) => each.earnedBack ?? [])
  const offsets = months.flatMap(({ offset }) => offset ?? [])
  const owedBack = months.at(-1)?.owedBack
  return {
    ...(earnedBack.length === 0 ? {} : { earnedBack }),
    ...(offsets.length === 0 ? {} : { offset: addedAmounts(offsets) }),
    ...(owedBack === undefined ? {} : { owedBack }),
  }
}
