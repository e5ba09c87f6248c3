import fc from 'fast-check'
import { clockDifferences } from './clocks/compare.ts'
import { clockAgreement, clockEvidence } from './clocks/text.ts'
import { clockScene } from './clocks/world.ts'
import { differences } from './compare.ts'
import { incidentDifferences } from './incidents/compare.ts'
import { incidentAgreement, incidentEvidence } from './incidents/text.ts'
import { incidentScene } from './incidents/world.ts'
import { joinDifferences } from './joins/compare.ts'
import { joinAgreement, joinEvidence } from './joins/text.ts'
import { joinScene } from './joins/world.ts'
import { moneyDifferences } from './money/compare.ts'
import { moneyAgreement, moneyEvidence } from './money/text.ts'
import { moneyScene } from './money/world.ts'
import { rightDifferences } from './rights/compare.ts'
import { rightAgreement, rightEvidence } from './rights/text.ts'
import { rightScene } from './rights/world.ts'
import { shapeDifferences } from './shapes/compare.ts'
import { shapeAgreement, shapeEvidence } from './shapes/text.ts'
import { shapeScene } from './shapes/world.ts'
import { statisticDifferences } from './statistics/compare.ts'
import { statisticAgreement, statisticEvidence } from './statistics/text.ts'
import { statisticScene } from './statistics/world.ts'
import { subjectDifferences } from './subjects/compare.ts'
import { subjectAgreement, subjectEvidence } from './subjects/text.ts'
import { subjectScene } from './subjects/world.ts'
import { agreementOf, evidenceOf } from './text.ts'
import { trailingDifferences } from './trailing/compare.ts'
import { trailingAgreement, trailingEvidence } from './trailing/text.ts'
import { trailingScene } from './trailing/world.ts'
import { valueDifferences } from './values/compare.ts'
import { valueAgreement, valueEvidence } from './values/text.ts'
import { valueScene } from './values/world.ts'
import { scene } from './world.ts'

/** Generated contracts, a literal reading of them, and what differs between it and the engine. */
export interface Oracle {
  readonly name: string
  /** Looks at so many contracts; the same seed gives the same ones. Null where all agree. */
  readonly check: (runs: number, seed: number) => string | null
  /** How many contracts the suite looks at each time. */
  readonly runs: number
}

function oracle<Scene>(
  name: string,
  scenes: fc.Arbitrary<Scene>,
  read: {
    readonly differences: (scene: Scene) => readonly string[]
    readonly agreement: (scene: Scene) => string
    readonly evidence: (scene: Scene) => readonly object[]
    readonly runs?: number
  },
): Oracle {
  const check = (runs: number, seed: number): string | null => {
    const result = fc.check(
      fc.property(scenes, (generated) => read.differences(generated).length === 0),
      { numRuns: runs, seed },
    )
    const [found] = result.counterexample ?? []
    if (found === undefined) return null
    const thrown = result.errorInstance instanceof Error ? result.errorInstance.message : ''
    const wrong = thrown.startsWith('Property failed') ? read.differences(found) : [thrown]
    const lines = read.evidence(found).map((line) => JSON.stringify(line))
    return [`${name}, seed ${seed}`, ...wrong, read.agreement(found), ...lines].join('\n')
  }
  return { name, check, runs: read.runs ?? 100 }
}

export const oracles: readonly Oracle[] = [
  oracle('up and down time, minute by minute', scene, {
    differences,
    agreement: agreementOf,
    evidence: evidenceOf,
  }),
  oracle('measures of observations, look by look', valueScene, {
    differences: valueDifferences,
    agreement: valueAgreement,
    evidence: valueEvidence,
  }),
  oracle('credits, caps, claims and rights, cent by cent', moneyScene, {
    differences: moneyDifferences,
    agreement: moneyAgreement,
    evidence: moneyEvidence,
  }),
  oracle('clocks of questions and answers, slot by slot', clockScene, {
    differences: clockDifferences,
    agreement: clockAgreement,
    evidence: clockEvidence,
  }),
  oracle('grains of several sources, slot by slot', subjectScene, {
    differences: subjectDifferences,
    agreement: subjectAgreement,
    evidence: subjectEvidence,
  }),
  oracle('spans that slide, midnight by midnight', trailingScene, {
    differences: trailingDifferences,
    agreement: trailingAgreement,
    evidence: trailingEvidence,
  }),
  oracle('fees of other windows, joins and elections, day by day', joinScene, {
    differences: joinDifferences,
    agreement: joinAgreement,
    evidence: joinEvidence,
  }),
  oracle('rights by late answers and debts, event by event', rightScene, {
    differences: rightDifferences,
    agreement: rightAgreement,
    evidence: rightEvidence,
  }),
  oracle('grains by statistics and declared time, look by look', statisticScene, {
    differences: statisticDifferences,
    agreement: statisticAgreement,
    evidence: statisticEvidence,
    runs: 50,
  }),
  oracle('outages that are judged each alone, slot by slot', incidentScene, {
    differences: incidentDifferences,
    agreement: incidentAgreement,
    evidence: incidentEvidence,
    runs: 50,
  }),
  oracle('starts, grains and weights of outages, slot by slot', shapeScene, {
    differences: shapeDifferences,
    agreement: shapeAgreement,
    evidence: shapeEvidence,
    runs: 50,
  }),
]
