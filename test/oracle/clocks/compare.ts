import { backtested } from '../../evaluation/backtested.ts'
import { beginOf, slotMs } from '../values/calendar.ts'
import { exact } from '../values/figures.ts'
import type { ClockScene } from './contract.ts'
import { clockReadings } from './oracle.ts'
import { clockAgreement, clockAsOf, clockEvidence } from './text.ts'

const instant = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds

/** What differs between the engine and the literal reading, as sentences. */
export function clockDifferences(scene: ClockScene): string[] {
  const found = backtested(clockAgreement(scene), clockEvidence(scene), clockAsOf(scene)).periods
  const begin = beginOf(scene.contract.place)
  const read = new Map(clockReadings(scene).map((each) => [begin + each.period.from * slotMs, each]))
  const wrong: string[] = []
  for (const period of found) {
    const reading = read.get(instant(period.from))
    const same = (what: string, engine: unknown, oracle: unknown) => {
      if (engine !== oracle) wrong.push(`${period.from}: ${what} is ${engine}, literally ${oracle}`)
    }
    same('known', reading !== undefined, true)
    if (!reading) continue
    same('measure', period.measure.exact, exact(reading.value))
    same('verdict', period.verdict, reading.verdict)
    same('late', period.counts?.bad, String(reading.bad))
    same('judged', period.counts?.total, String(reading.total))
    if (reading.verdict !== 'breached' || reading.firstLate === null) continue
    // The millisecond after the deadline; half a slot stands for the millisecond before a whole one.
    const half = reading.firstLate % 2 === 0 ? 1 : 0
    const deadline = begin + Math.ceil(reading.firstLate / 2) * slotMs + half
    same('certain', period.certainSince && instant(period.certainSince), deadline)
  }
  if (found.length === 0) wrong.push('the engine finds no period')
  return wrong
}
