import type { MoneyScene } from './contract.ts'
import { money } from './figures.ts'
import { firstReach, type Judged, paidFor } from './oracle.ts'
import { monthsOf } from './place.ts'

export interface Month {
  readonly from: number
  readonly amount: string
  readonly capped: boolean
  readonly silent: readonly string[]
  /** The milliseconds from the term's begin at which a cap was reached, or null. */
  readonly reachedAt: number | null
  /** Amounts of missed periods that are taken back, what is set off here, and what is still owed; null where there is none. */
  readonly back: { readonly lines: readonly string[]; readonly offset: string; readonly owed: string } | null
}

/** The months with something due or taken back: joined first, then cut at each cap, then set off. */
export function joined(scene: MoneyScene, all: readonly Judged[]): Month[] {
  const given: bigint[] = []
  const gone: Judged[] = []
  let owed = 0n
  const all8 = monthsOf(scene)
  const hereIn = (i: number) =>
    all.filter(({ period, credit }) => period.to === all8[i]?.to && credit.state !== 'none')
  const comesTo = (here: readonly Judged[], i: number): bigint => {
    const { left } = paidFor(scene, here, i, given)
    return scene.minimum !== null && left <= BigInt(scene.minimum) ? 0n : left
  }
  return all8.flatMap((month, i): Month[] => {
    given[i] = 0n
    const here = hereIn(i)
    const back = all.filter(({ backIn }) => backIn === month.to)
    if (here.length === 0 && back.length === 0) return []
    const sum = paidFor(scene, here, i, given)
    given[i] = comesTo(here, i)
    const lines = back.map((missed) => {
      const own = all8.findIndex(({ to }) => to === missed.period.to)
      const left = hereIn(own).filter((each) => !gone.includes(each))
      gone.push(missed)
      const without = left.filter((each) => each !== missed)
      return comesTo(left, own) - comesTo(without, own)
    })
    for (const line of lines) owed += line
    const due = given[i] ?? 0n
    const offset = owed < due ? owed : due
    owed -= offset
    const isShown = lines.length > 0 || offset > 0n
    return [
      {
        from: month.from,
        amount: money(due - offset),
        capped: sum.isCut,
        silent: here.filter(({ credit }) => credit.state === 'silent').map(({ promise }) => promise.name),
        reachedAt: sum.isReached ? firstReach(scene, here, i, given) : null,
        back: isShown ? { lines: lines.map(money), offset: money(offset), owed: money(owed) } : null,
      },
    ]
  })
}
