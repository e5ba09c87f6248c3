import { backtested } from '../../evaluation/backtested.ts'
import { money } from '../money/figures.ts'
import type { JoinScene } from './contract.ts'
import { beginOfDay, instantOf } from './days.ts'
import { stateOf, windowsOf } from './joined.ts'
import { missesOf } from './oracle.ts'
import { joinAgreement, joinAsOf, joinEvidence } from './text.ts'

const instant = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds

/** What differs between the engine and the literal reading, as sentences. */
export function joinDifferences(scene: JoinScene): string[] {
  const found = backtested(joinAgreement(scene), joinEvidence(scene), joinAsOf(scene))
  const read = missesOf(scene)
  const begin = (day: number) => instantOf(scene, beginOfDay(scene, day))
  const wrong: string[] = []
  const same = (what: string, engine: unknown, oracle: unknown) => {
    const [a, b] = [JSON.stringify(engine), JSON.stringify(oracle)]
    if (a !== b) wrong.push(`${what} is ${a}, literally ${b}`)
  }
  same(
    'periods',
    found.periods.map(({ commitment, from }) => [commitment, instant(from)]),
    read.map(({ promise, days }) => [promise.name, begin(days.from)]),
  )
  if (wrong.length > 0) return wrong
  found.periods.forEach(({ commitment, from, verdict, credit }, i) => {
    const missed = read[i]
    if (!missed) return
    const what = `${commitment} ${from.slice(0, 10)}`
    same(`${what}: verdict`, verdict, missed.isMissed ? 'breached' : 'met')
    same(`${what}: state`, credit?.state, stateOf(scene, missed))
    same(`${what}: percent`, credit?.percent, missed.percent)
    same(`${what}: amount`, credit?.amount, money(missed.cents))
  })
  same(
    'joined',
    found.credits
      .filter(({ amount }) => amount !== '0.00')
      .map(({ from, amount }) => [instant(from), amount]),
    windowsOf(scene, read).map(({ day, cents }) => [begin(day), money(cents)]),
  )
  return wrong
}
