import { backtested } from '../../evaluation/backtested.ts'
import { beginOf } from '../values/calendar.ts'
import type { RightScene } from './contract.ts'
import { placeOf, rightsOf } from './oracle.ts'
import { rightAgreement, rightAsOf, rightEvidence } from './text.ts'

/** What differs between the engine and the literal reading, as sentences. */
export function rightDifferences(scene: RightScene): string[] {
  const { termination } = backtested(rightAgreement(scene), rightEvidence(scene), rightAsOf(scene))
  const begin = beginOf(placeOf(scene))
  const shown = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toString()
  const engine = termination.map(({ triggeredAt, exerciseBy }) => [
    Temporal.Instant.from(triggeredAt).toString(),
    exerciseBy,
  ])
  const literal = rightsOf(scene).map(({ triggeredAt, exerciseBy }) => [
    shown(begin + triggeredAt),
    exerciseBy,
  ])
  const [a, b] = [JSON.stringify(engine), JSON.stringify(literal)]
  return a === b ? [] : [`rights are ${a}, literally ${b}`]
}
