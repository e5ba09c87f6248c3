import { cents } from '../money/figures.ts'
import type { Stretch } from '../values/calendar.ts'
import { decimal, figure, isLess, times } from '../values/figures.ts'
import type { JoinScene, Promised } from './contract.ts'
import { dayOf, periodsOf, slotsOf } from './days.ts'
import { baseOf } from './fees.ts'

/* What each miss is worth, and when and with what it happened. */
export interface Missed {
  readonly promise: Promised
  readonly days: Stretch
  readonly isMissed: boolean
  readonly percent: string | null
  readonly cents: bigint
  /** The local day on which what counts of it begins. */
  readonly beginDay: number
  /** Its outages as a whole, also what of them lies outside of the period. */
  readonly outages: readonly Stretch[]
}

/** What is declared as bad of a source, put together. */
function outagesOf(scene: JoinScene, name: 'c' | 'd'): Stretch[] {
  const found: { from: number; to: number }[] = []
  const all = scene.bad.filter(({ of }) => of === name).sort((a, b) => a.from - b.from)
  for (const { from, to } of all) {
    const last = found.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else found.push({ from, to })
  }
  return found
}

const isOver = (a: Stretch, b: Stretch): boolean => a.from < b.to && b.from < a.to

function worth(scene: JoinScene, promise: Promised, days: Stretch) {
  const { give } = promise
  if ('cents' in give) return { percent: null, cents: BigInt(give.cents) }
  const base = baseOf(scene, give.of, days, promise.period)
  const share = figure(give.percent, 1000)
  return {
    percent: decimal(figure(give.percent, 10)),
    cents: cents(times(base, share), 'halfUp'),
  }
}

export function missesOf(scene: JoinScene): Missed[] {
  return scene.promises.flatMap((promise) =>
    periodsOf(promise.period)
      .map((days) => ({ days, slots: slotsOf(scene, days) }))
      // Something was told of one of the sources, and it is over.
      .filter(({ slots }) => slots.to <= scene.asOf && told(scene).some((each) => isOver(each, slots)))
      .map(({ days, slots }): Missed => {
        const outages = outagesOf(scene, promise.name).filter((each) => isOver(each, slots))
        const inside = outages.map(({ from, to }) => ({
          from: Math.max(from, slots.from),
          to: Math.min(to, slots.to),
        }))
        const bad = inside.reduce((sum, { from, to }) => sum + to - from, 0)
        const length = slots.to - slots.from
        const isMissed = isLess(figure(length - bad, length), figure(promise.tenths, 1000))
        const given = isMissed ? worth(scene, promise, days) : { percent: '0', cents: 0n }
        const beginDay = dayOf(scene, inside[0]?.from ?? slots.from)
        return { promise, days, isMissed, ...given, beginDay, outages }
      }),
  )
}

/** What is told of sources that some promise looks at. */
function told({ bad, promises }: JoinScene): readonly Stretch[] {
  return bad.filter(({ of }) => promises.some(({ name }) => name === of))
}
