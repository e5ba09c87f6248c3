import { backtested } from '../../evaluation/backtested.ts'
import { beginOf, slotMs } from '../values/calendar.ts'
import { exact } from '../values/figures.ts'
import type { MoneyScene } from './contract.ts'
import { extendedTo } from './extension.ts'
import { money } from './figures.ts'
import { joined } from './months.ts'
import { judgedOf } from './oracle.ts'
import { placeOf } from './place.ts'
import { asOfText, moneyAgreement, moneyEvidence } from './text.ts'
import { exerciseBy, metBy } from './triggers.ts'

const instant = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds

/** What differs between the engine and the literal reading, as sentences. */
export function moneyDifferences(scene: MoneyScene): string[] {
  const found = backtested(moneyAgreement(scene), moneyEvidence(scene), asOfText(scene))
  const begin = beginOf(placeOf(scene))
  const wrong: string[] = []
  const same = (what: string, engine: unknown, oracle: unknown) => {
    const [a, b] = [JSON.stringify(engine), JSON.stringify(oracle)]
    if (a !== b) wrong.push(`${what} is ${a}, literally ${b}`)
  }
  const judged = judgedOf(scene)
  same(
    'periods',
    found.periods.map((each) => [each.commitment, instant(each.from)]),
    judged.map((each) => [each.promise.name, begin + each.period.from * slotMs]),
  )
  found.periods.forEach((period, i) => {
    const each = judged[i]
    if (!each) return
    const what = `${period.commitment} ${period.from.slice(0, 7)}`
    const { credit } = each
    same(`${what}: measure`, period.measure.exact, exact(each.uptime))
    same(`${what}: verdict`, period.verdict, each.isMissed ? 'breached' : 'met')
    same(
      `${what}: certain`,
      period.certainSince && instant(period.certainSince),
      each.certainAt === null ? null : begin + each.certainAt,
    )
    same(`${what}: state`, period.credit?.state, credit.state)
    same(`${what}: percent`, period.credit?.percent, credit.percent)
    same(`${what}: units`, period.credit?.units, credit.units)
    same(`${what}: amount`, period.credit?.amount, credit.cents === null ? null : money(credit.cents))
    same(`${what}: claim`, period.credit?.claimUntil, credit.claimUntil)
  })
  same(
    'months',
    found.credits.map(({ from, amount, capped, silent, ...back }) => [
      instant(from),
      amount,
      capped,
      silent ?? [],
      back.earnedBack
        ? { lines: back.earnedBack.map((each) => each.amount), offset: back.offset, owed: back.owedBack }
        : null,
    ]),
    joined(scene, judged).map(({ from, amount, capped, silent, back }) => [
      begin + from * slotMs,
      amount,
      capped,
      silent,
      back,
    ]),
  )
  // What of a group's extension is left is not said.
  if (scene.join !== 'groups')
    same('term', found.termUntil && instant(found.termUntil), extendedTo(scene, judged))
  same(
    'termination',
    found.termination.map((each) => [instant(each.triggeredAt), each.exerciseBy]),
    metBy(scene, judged).map((met) => [begin + met.at, exerciseBy(scene, met)]),
  )
  return wrong
}
