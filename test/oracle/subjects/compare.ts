import { backtested } from '../../evaluation/backtested.ts'
import { beginOf, slotMs } from '../values/calendar.ts'
import { decimal, exact, type Figure, figure, times } from '../values/figures.ts'
import type { SubjectScene } from './contract.ts'
import { grid } from './grains.ts'
import { subjectReadings } from './oracle.ts'
import { subjectAgreement, subjectAsOf, subjectEvidence } from './text.ts'

const instant = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds

/** What differs between the engine and the literal reading, as sentences. */
export function subjectDifferences(scene: SubjectScene): string[] {
  const { contract } = scene
  const asOf = subjectAsOf(scene, grid(scene).at(-1)?.to ?? 0)
  const found = backtested(subjectAgreement(scene), subjectEvidence(scene), asOf).periods
  const begin = beginOf(contract.place)
  const shown = (value: Figure | null): string | null =>
    value && decimal(contract.kind === 'uptime' ? times(value, figure(100)) : value)
  const wrong: string[] = []
  const read = subjectReadings(scene)
  const starts = (all: readonly number[]) => JSON.stringify([...all].sort((a, b) => a - b))
  const engine = starts(found.map(({ from }) => instant(from)))
  const literal = starts(read.map(({ period }) => begin + period.from * slotMs))
  if (engine !== literal) wrong.push(`periods are ${engine}, literally ${literal}`)
  // Periods of one day stand in the order of the subjects.
  const seen = new Map<number, number>()
  for (const period of found) {
    const from = instant(period.from)
    const nth = seen.get(from) ?? 0
    seen.set(from, nth + 1)
    const reading = read.filter((each) => begin + each.period.from * slotMs === from)[nth]
    if (!reading) continue
    const same = (what: string, a: unknown, b: unknown) => {
      if (a !== b) wrong.push(`${period.from} #${nth}: ${what} is ${a}, literally ${b}`)
    }
    same('end', instant(period.to), begin + reading.period.to * slotMs)
    same('total', period.seconds?.total, String(reading.total * 600))
    same('bad', period.seconds?.bad, String(reading.bad * 600))
    same('unknown', period.seconds?.unknown, String(reading.unknown * 600))
    same('measure', period.measure.exact, exact(reading.value))
    if (reading.isOpenCount) continue
    same('best', period.measure.best, shown(reading.best))
    same('worst', period.measure.worst, shown(reading.worst))
    same('verdict', period.verdict, reading.verdict)
    if (reading.isCertainOpen) continue
    const certain = reading.certain === null ? null : begin + reading.certain * slotMs
    same('certain', period.certainSince && instant(period.certainSince), certain)
  }
  return wrong
}
