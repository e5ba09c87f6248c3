import { backtested } from '../../evaluation/backtested.ts'
import { beginOf, slotMs } from '../values/calendar.ts'
import { exact } from '../values/figures.ts'
import type { TrailingScene } from './contract.ts'
import { rightsIn, type TrailingReading, trailingReadings } from './oracle.ts'
import { trailingAgreement, trailingAsOf, trailingEvidence } from './text.ts'

const instant = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds

/** What differs between the engine and the literal reading, as sentences. */
export function trailingDifferences(scene: TrailingScene): string[] {
  const found = backtested(trailingAgreement(scene), trailingEvidence(scene), trailingAsOf(scene))
  const { place, times, measure } = scene.contract
  const begin = beginOf(place)
  const read = trailingReadings(scene)
  const wrong: string[] = []
  const same = (what: string, engine: unknown, oracle: unknown) => {
    const [a, b] = [JSON.stringify(engine), JSON.stringify(oracle)]
    if (a !== b) wrong.push(`${what} is ${a}, literally ${b}`)
  }
  same(
    'spans',
    found.periods.map(({ from, to }) => [instant(from), instant(to)]),
    read.map(({ span }) => [begin + span.from * slotMs, begin + span.to * slotMs]),
  )
  if (wrong.length > 0) return wrong
  const certainOf = ({ certain }: TrailingReading) => (certain === null ? null : begin + certain)
  // When a share of answers is certain to be missed is asked elsewhere.
  const isTimed = measure.kind !== 'elapsed'
  found.periods.forEach((period, i) => {
    const reading = read[i]
    if (!reading) return
    same(`${period.to}: measure`, period.measure.exact, exact(reading.value))
    same(`${period.to}: verdict`, period.verdict, reading.verdict)
    if (isTimed)
      same(`${period.to}: certain`, period.certainSince && instant(period.certainSince), certainOf(reading))
    same(`${period.to}: credit`, [period.credit?.state, period.credit?.amount], creditOf(reading))
  })
  same(
    'months',
    found.credits.map(({ from, amount }) => [from.slice(0, 7), amount]),
    monthsOf(scene, read),
  )
  const rights = rightsIn(read, times)
  same('rights', found.termination.length, rights.length)
  if (isTimed)
    same(
      'rights',
      found.termination.map(({ triggeredAt }) => instant(triggeredAt)),
      rights.map(certainOf),
    )
  return wrong
}

const creditOf = ({ isNew }: TrailingReading): string[] => (isNew ? ['automatic', '50.00'] : ['none', '0.00'])

/** What each month owes: of the misses whose span ends in it. */
function monthsOf({ contract }: TrailingScene, read: readonly TrailingReading[]): string[][] {
  const months = new Map<string, number>()
  for (const { isNew, span } of read) {
    if (!isNew) continue
    const last = beginOf(contract.place) + span.to * slotMs - 1
    const local = Temporal.Instant.fromEpochMilliseconds(last).toZonedDateTimeISO(contract.place.zone)
    const month = local.toPlainDate().toString().slice(0, 7)
    months.set(month, (months.get(month) ?? 0) + 50)
  }
  return [...months].map(([month, amount]) => [month, `${amount}.00`])
}
