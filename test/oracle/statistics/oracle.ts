import type { Subject, SubjectScene } from '../subjects/contract.ts'
import { grid, type State } from '../subjects/grains.ts'
import { readingOf, type SubjectReading, timeOf } from '../subjects/oracle.ts'
import { isTouched, toldOf } from '../subjects/told.ts'
import { periodsOf, type Stretch } from '../values/calendar.ts'
import { figure, isLess } from '../values/figures.ts'
import type { StatisticScene } from './contract.ts'
import { sharesOf, stateOf } from './grains.ts'

const subject: Subject = { one: 'a' }

/** The same contract as one of grains of a source, of which each grain's state is told. */
function asSubject({ contract, looks, spans, exclusions }: StatisticScene): SubjectScene {
  const { place, kind, grain, consecutive, hours, effect, target, thin, empty } = contract
  const isShare = kind === 'latency' || kind === 'gauge'
  return {
    contract: {
      place,
      kind: isShare ? 'uptime' : kind,
      subjects: [subject],
      grain,
      rule: { when: 'anyFail', minSamples: null, thin, empty },
      consecutive,
      limit: null,
      hours,
      effect,
      target,
    },
    members: [
      { kind: 'looks', name: 'a', looks },
      { kind: 'spans', name: 'a', spans },
    ],
    exclusions,
  }
}

interface Grain extends Stretch {
  readonly state: State
}

function shareReading(
  { contract }: StatisticScene,
  whole: SubjectScene,
  period: Stretch,
  grains: readonly Grain[],
): SubjectReading {
  const inside = grains.filter(({ from }) => period.from <= from && from < period.to)
  const asOf = grid(whole).at(-1)?.to ?? 0
  const { eligible, isForgiven } = timeOf(whole, period, [], asOf)
  const { value, best, worst, bad, total } = sharesOf(inside, eligible, isForgiven)
  const isKept = (share: typeof value) => share !== null && !isLess(share, figure(contract.target, 1000))
  const verdict =
    total === 0
      ? 'notApplicable'
      : isKept(best) !== isKept(worst) || value === null
        ? 'undetermined'
        : isKept(best)
          ? 'met'
          : 'breached'
  const certain = verdict === 'breached' ? period.to : null
  return {
    subject,
    period,
    value,
    best,
    worst,
    verdict,
    bad,
    total,
    unknown: 0,
    certain,
    isOpenCount: false,
    isCertainOpen: false,
  }
}

export function statisticReadings(scene: StatisticScene): SubjectReading[] {
  const whole = asSubject(scene)
  const grains = grid(whole).map((grain): Grain => ({ ...grain, state: stateOf(scene, grain) }))
  const periods = periodsOf(scene.contract.place, 'day').filter((period) =>
    whole.members.some((member) => isTouched(member, period)),
  )
  const { kind, holds } = scene.contract
  const isShare = kind === 'latency' || kind === 'gauge'
  // What a look says reaches as far as it speaks.
  const spoken = scene.looks.map(({ at, outcome }) => ({ from: at, to: at + holds, outcome }))
  const reach: SubjectScene = {
    ...whole,
    members: [...whole.members, { kind: 'spans', name: 'a', spans: spoken }],
  }
  return periods.map((period) =>
    isShare
      ? shareReading(scene, whole, period, grains)
      : readingOf(whole, subject, toldOf(reach, subject, period, grains), period),
  )
}

export const lastSlot = (scene: StatisticScene): number => grid(asSubject(scene)).at(-1)?.to ?? 0
