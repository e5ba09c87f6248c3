import { backtested } from '../../evaluation/backtested.ts'
import { beginOf, slotMs } from './calendar.ts'
import type { ValueScene } from './contract.ts'
import { decimal, exact, type Figure, figure, times } from './figures.ts'
import { isShare, readings } from './oracle.ts'
import { valueAgreement, valueEvidence } from './text.ts'

const shown = (value: Figure | null, factor: number): string | null =>
  value === null ? null : decimal(times(value, figure(factor)))

/** What differs between the engine and the literal reading, as sentences. */
export function valueDifferences(scene: ValueScene): string[] {
  const { contract } = scene
  const found = backtested(valueAgreement(scene), valueEvidence(scene)).periods
  const begin = beginOf(contract.place)
  const instant = (slot: number) => begin + slot * slotMs
  const read = new Map(readings(scene).map((reading) => [instant(reading.period.from), reading]))
  const wrong: string[] = []
  for (const period of found) {
    const from = Temporal.Instant.from(period.from).epochMilliseconds
    const reading = read.get(from)
    const same = (what: string, engine: unknown, oracle: unknown) => {
      if (engine !== oracle) wrong.push(`${period.from}: ${what} is ${engine}, literally ${oracle}`)
    }
    if (!reading) {
      wrong.push(`${period.from}: there is no such period`)
      continue
    }
    same('end', Temporal.Instant.from(period.to).epochMilliseconds, instant(reading.period.to))
    same('measure', period.measure.exact, exact(reading.value))
    same('verdict', period.verdict, reading.verdict)
    same('rounded', period.measure.rounded, shown(reading.rounded, isShare(contract.measure) ? 100 : 1))
    const counts = contract.measure.kind === 'uptime' ? period.seconds : period.counts
    if (reading.total === null || !counts) continue
    same('bad', counts.bad, shown(reading.bad, 1))
    same('total', counts.total, shown(reading.total, 1))
  }
  if (found.length === 0) wrong.push('the engine finds no period')
  return wrong
}
