import { fraction } from '../fraction.ts'
import type { CommitmentTerms } from '../schema/commitments.ts'
import { isOfEvents } from '../schema/measures.ts'
import { seriesKindOf } from '../sourceTerms.ts'
import { sourcesIn } from '../subject.ts'
import { type Finding, type Proof, type TextVersion, warn } from './finding.ts'
import {
  type Allowance,
  allowanceOf,
  isLess,
  type Looks,
  longestUsual,
  looksAt,
  runLength,
  writtenInterval,
} from './looks.ts'
import { periodName } from './periods.ts'
import { isTimed } from './quantities.ts'
import { shownMs } from './shown.ts'

/** Targets that the looks, their holding or the grains are too coarse for. */
export const decidabilityProof: Proof = (version) =>
  Object.entries(version.terms.commitments).flatMap(([name, commitment]) => {
    const { measure } = commitment
    if (isOfEvents(measure)) return []
    const question = { name, commitment, version, looks: looksAt(measure.terms.of, version) }
    return [coarse, unheld, shortOutage, thinGrains].flatMap((proof) => proof(question) ?? [])
  })

interface Question {
  readonly name: string
  readonly commitment: CommitmentTerms
  readonly version: TextVersion
  readonly looks: Looks | null
}

/** One failed look, or the least run of them, already misses: what is shorter is not seen, what is seen is a miss. */
function coarse({ name, commitment, version, looks }: Question): Finding | null {
  const { measure } = commitment
  const { grain = null, unit = 'time' } = measure.terms as { grain?: number; unit?: string }
  const isCut = isTimed(measure) && measure.terms.outage.count === 'excess'
  const allowance = allowanceOf(commitment, version.terms)
  if (unit === 'affected' || isCut || allowance === null) return null
  const run = runLength(commitment)
  const isByGrain = grain !== null && measure.kind !== 'meanSuccessRatio'
  const step = isByGrain ? grain : looks?.intervalMs
  const parts = isByGrain ? 1 : (looks?.parts ?? 1)
  if (step === undefined || allowance.keeps(step * run, parts)) return null
  const path = ['commitments', name, 'target']
  const much = leaves(allowance, commitment)
  const least = isTimed(measure) ? (measure.terms.outage.atLeast ?? measure.terms.outage.longerThan ?? 0) : 0
  // What the looks alone would miss by is too short to be an outage: finer ones decide nothing.
  if (!isByGrain && least > step * run)
    return allowance.keeps(least, parts)
      ? null
      : warn(
          path,
          `an outage counts from ${shownMs(least)} on, more than ${much}: it is missed by the first of them`,
        )
  if (isByGrain) {
    const bad = run === 1 ? 'one bad grain is' : `${run} bad grains in a row are`
    return warn(path, `${bad} ${shownMs(step * run)}, more than ${much}: it is missed by the first of them`)
  }
  const failed = run === 1 ? 'one failed look stands' : `${run} failed looks in a row stand`
  const source = looks?.source.name ?? ''
  return warn(
    path,
    `cannot be decided with ${source} looked at every ${shownMs(step)}: ${failed} for ${shownMs(step * run)}, more than ${much}; ${advice((ms) => allowance.keeps(ms * run, parts))}`,
  )
}

const leaves = ({ leavesMs, periodMs }: Allowance, { period }: CommitmentTerms): string =>
  `the ${shownMs(leavesMs)} that the target leaves of ${periodName(period)} (${shownMs(periodMs)})`

function advice(isFine: (ms: number) => boolean): string {
  const interval = longestUsual(isFine)
  return interval === null
    ? 'no interval of a second or more would do: take the times from a source of declared spans'
    : `look every ${writtenInterval(interval)} or more often`
}

/** Observations that do not hold until the next one leave unknown time between each two. */
function unheld({ name, commitment, version, looks }: Question): Finding | null {
  const { measure, minCoverage, whenUnknown } = commitment
  const isPlain = measure.kind === 'uptime' || measure.kind === 'downtime' || measure.kind === 'longestOutage'
  if (!isPlain || measure.terms.grain !== undefined || !looks || whenUnknown === 'good') return null
  const { source, intervalMs } = looks
  const isAlone = ['source', 'any', 'each'].includes(measure.terms.of.kind)
  const gapMs = intervalMs - source.holdsForMs
  if (!isAlone || gapMs <= 0 || source.schedule?.kind !== 'every' || source.silence === 'good') return null
  const isThin = minCoverage !== undefined && isLess(fraction(source.holdsForMs, intervalMs), minCoverage)
  if (!isThin && !isDecidedByGaps(commitment, version, { gapMs, intervalMs })) return null
  const verdict = whenUnknown === 'bad' ? 'breached' : 'undetermined'
  return warn(
    ['sources', source.name, 'holdsFor'],
    `an observation holds for ${shownMs(source.holdsForMs)}, and the next comes after ${shownMs(intervalMs)}: with ${shownMs(gapMs)} unknown in between every period of ${name} is ${verdict}; holdsFor: ${writtenInterval(intervalMs)} leaves no gap`,
  )
}

/** Whether the gaps alone, were they all bad, would miss the target. */
function isDecidedByGaps(
  commitment: CommitmentTerms,
  { terms }: TextVersion,
  { gapMs, intervalMs }: { gapMs: number; intervalMs: number },
): boolean {
  const { measure } = commitment
  const allowance = allowanceOf(commitment, terms)
  if (!isTimed(measure) || allowance === null || runLength(commitment) > 1) return false
  const { atLeast = 0, longerThan } = measure.terms.outage
  if (gapMs < atLeast || (longerThan !== undefined && gapMs <= longerThan)) return false
  const gaps = measure.kind === 'longestOutage' ? 1 : Math.floor(allowance.periodMs / intervalMs)
  return !allowance.keeps(gaps * gapMs, 1)
}

/** A least length that is shorter than what one failed look stands for sorts nothing out. */
function shortOutage({ name, commitment: { measure }, looks }: Question): Finding | null {
  if (!isTimed(measure) || measure.terms.grain !== undefined || !looks) return null
  const { atLeast, longerThan } = measure.terms.outage
  const key = atLeast === undefined ? 'longerThan' : 'atLeast'
  const least = atLeast ?? longerThan
  if (least === undefined || least >= looks.intervalMs) return null
  return warn(
    ['commitments', name, 'measure', measure.kind, 'outage', key],
    `whether an outage lasts ${shownMs(least)} cannot be told with ${looks.source.name} looked at every ${shownMs(looks.intervalMs)}: one failed look stands for ${shownMs(looks.intervalMs)}; ${advice((ms) => ms <= least)}`,
  )
}

/** Grains that can never hold as many samples as they need. */
function thinGrains({ name, commitment: { measure }, version }: Question): Finding | null {
  if (isOfEvents(measure)) return null
  const { grain, bad } = measure.terms as { grain?: number; bad?: { minSamples?: number; thin: string } }
  if (grain === undefined || bad?.minSamples === undefined) return null
  const samples = sourcesIn(measure.terms.of).map((source) => samplesIn(grain, source, version))
  const all = samples.reduce((sum, each) => sum + each, 0)
  if (all >= bad.minSamples) return null
  return warn(
    ['commitments', name, 'measure', measure.kind, 'bad', 'minSamples'],
    `a grain of ${shownMs(grain)} has ${all} ${all === 1 ? 'sample' : 'samples'} at most, so each is thin and counts as ${bad.thin}`,
  )
}

/** How many observations of a source a grain can hold; without end where they come as they come. */
function samplesIn(grainMs: number, name: string, { sources, cron }: TextVersion): number {
  const source = sources.get(name)
  if (!source?.schedule || seriesKindOf(source.look) === 'ratio') return Number.POSITIVE_INFINITY
  if (source.schedule.kind === 'every') return Math.ceil(grainMs / source.schedule.intervalMs)
  const reading = cron(source.schedule.expression)
  return reading.ok ? Math.ceil(grainMs / reading.shortestGapMs) : Number.POSITIVE_INFINITY
}
