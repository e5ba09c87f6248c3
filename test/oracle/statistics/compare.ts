import { backtested } from '../../evaluation/backtested.ts'
import { beginOf, slotMs } from '../values/calendar.ts'
import { decimal, exact, type Figure, figure, times } from '../values/figures.ts'
import type { StatisticScene } from './contract.ts'
import { lastSlot, statisticReadings } from './oracle.ts'
import { statisticAgreement, statisticAsOf, statisticEvidence } from './text.ts'

const instant = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds

/** What differs between the engine and the literal reading, as sentences. */
export function statisticDifferences(scene: StatisticScene): string[] {
  const { kind, place } = scene.contract
  const isShare = kind === 'latency' || kind === 'gauge'
  const asOf = statisticAsOf(scene, lastSlot(scene))
  const found = backtested(statisticAgreement(scene), statisticEvidence(scene), asOf).periods
  const begin = beginOf(place)
  const shown = (value: Figure | null): string | null =>
    value && decimal(isShare || kind === 'uptime' ? times(value, figure(100)) : value)
  const wrong: string[] = []
  const read = statisticReadings(scene)
  if (found.length !== read.length) wrong.push(`${found.length} periods, literally ${read.length}`)
  found.forEach((period, i) => {
    const reading = read[i]
    if (!reading) return
    const same = (what: string, a: unknown, b: unknown) => {
      if (a !== b) wrong.push(`${period.from}: ${what} is ${a}, literally ${b}`)
    }
    same('begin', instant(period.from), begin + reading.period.from * slotMs)
    const size = isShare ? 1 : 600
    const counts = isShare ? period.counts : period.seconds
    if (!isShare || reading.total > 0) {
      same('total', counts?.total, String(reading.total * size))
      same('bad', counts?.bad, String(reading.bad * size))
    }
    same('measure', period.measure.exact, exact(reading.value))
    if (reading.isOpenCount) return
    same('best', period.measure.best, shown(reading.best))
    same('worst', period.measure.worst, shown(reading.worst))
    same('verdict', period.verdict, reading.verdict)
    if (reading.isCertainOpen) return
    const certain = reading.certain === null ? null : begin + reading.certain * slotMs
    same('certain', period.certainSince && instant(period.certainSince), certain)
  })
  return wrong
}
