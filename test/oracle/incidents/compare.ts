import { backtested } from '../../evaluation/backtested.ts'
import { money } from '../money/figures.ts'
import { beginOf, slotMs } from '../values/calendar.ts'
import { decimal } from '../values/figures.ts'
import type { IncidentScene } from './contract.ts'
import { judgedOf, monthsOwed, rightsOf } from './oracle.ts'
import { incidentAgreement, incidentAsOf, incidentEvidence } from './text.ts'

const instant = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds

/** What differs between the engine and the literal reading, as sentences. */
export function incidentDifferences(scene: IncidentScene): string[] {
  const found = backtested(incidentAgreement(scene), incidentEvidence(scene), incidentAsOf(scene))
  const begin = beginOf(scene.place)
  const wrong: string[] = []
  const same = (what: string, engine: unknown, oracle: unknown) => {
    const [a, b] = [JSON.stringify(engine), JSON.stringify(oracle)]
    if (a !== b) wrong.push(`${what} is ${a}, literally ${b}`)
  }
  const judged = judgedOf(scene)
  same(
    'incidents',
    found.periods.map(({ from, to }) => [instant(from), instant(to)]),
    judged.map(({ from, to }) => [begin + from * slotMs, begin + to * slotMs]),
  )
  if (wrong.length > 0) return wrong
  found.periods.forEach((period, i) => {
    const each = judged[i]
    if (!each) return
    const { worth } = each
    const what = (name: string) => `${period.from}: ${name}`
    same(what('bad'), period.seconds?.bad, String(each.counted.length * 600))
    same(what('measure'), period.measure.exact, `${each.counted.length * 600}/1`)
    same(what('verdict'), period.verdict, each.isMissed ? 'breached' : 'met')
    same(
      what('certain'),
      period.certainSince && instant(period.certainSince),
      each.certainAt === null ? null : begin + each.certainAt,
    )
    same(what('state'), period.credit?.state, each.state)
    same(what('percent'), period.credit?.percent, worth.percent && decimal(worth.percent))
    same(what('units'), period.credit?.units, worth.units && decimal(worth.units))
    same(what('amount'), period.credit?.amount, worth.cents === null ? null : money(worth.cents))
    same(what('claim'), period.credit?.claimUntil, each.claimUntil)
  })
  same(
    'months',
    found.credits.map(({ from, amount, capped }) => [from.slice(0, 7), amount, capped]),
    monthsOwed(scene, judged).map(({ from, amount, isCapped }) => [
      Temporal.Instant.fromEpochMilliseconds(begin + from * slotMs)
        .toZonedDateTimeISO(scene.place.zone)
        .toString()
        .slice(0, 7),
      money(amount),
      isCapped,
    ]),
  )
  same(
    'rights',
    found.termination.map(({ triggeredAt }) => instant(triggeredAt)),
    rightsOf(scene, judged).map((at) => begin + at),
  )
  return wrong
}
