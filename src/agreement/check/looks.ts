import { workingTime } from '../calendar.ts'
import { compare, type Fraction, fraction, multiply, one, roundToStep, subtract } from '../fraction.ts'
import { unitAround, wholePeriod } from '../period.ts'
import { satisfies } from '../quantity.ts'
import type { AgreementTerms } from '../schema/agreement.ts'
import type { CommitmentTerms } from '../schema/commitments.ts'
import type { Subject } from '../schema/subject.ts'
import { type SourceTerms, seriesKindOf } from '../sourceTerms.ts'
import { total } from '../spans.ts'
import type { TextVersion } from './finding.ts'
import { shortestMs } from './periods.ts'
import { conditionOf, isTimed } from './quantities.ts'

/** How densely a subject is looked at. */
export interface Looks {
  readonly source: SourceTerms
  /** From one look to the next; the least distance where a schedule is uneven. */
  readonly intervalMs: number
  /** Among how many sources the time is pooled: each is so small a part of the whole. */
  readonly parts: number
}

/** The looks that limit what can be told of a subject; null where it is told exactly, or cannot be said. */
export function looksAt(subject: Subject, version: TextVersion): Looks | null {
  switch (subject.kind) {
    case 'source':
      return looksOf(subject.source, version)
    case 'control':
      return looksAt(subject.of, version)
    case 'any':
    case 'each':
      return most(
        subject.of.map((each) => looksAt(each, version)),
        'coarsest',
      )
    case 'pool': {
      const coarsest = most(
        subject.of.map((each) => looksAt(each, version)),
        'coarsest',
      )
      return coarsest && { ...coarsest, parts: coarsest.parts * subject.of.length }
    }
    case 'all':
    case 'atLeast': {
      const looks = subject.of.map((each) => looksAt(each, version))
      return looks.includes(null) ? null : most(looks, 'finest')
    }
  }
}

function looksOf(name: string, { sources, cron }: TextVersion): Looks | null {
  const source = sources.get(name)
  if (!source?.schedule || seriesKindOf(source.look) !== 'state') return null
  if (source.schedule.kind === 'every') return { source, intervalMs: source.schedule.intervalMs, parts: 1 }
  const reading = cron(source.schedule.expression)
  return reading.ok ? { source, intervalMs: reading.shortestGapMs, parts: 1 } : null
}

function most(all: readonly (Looks | null)[], which: 'coarsest' | 'finest'): Looks | null {
  const sign = which === 'coarsest' ? 1 : -1
  return all.reduce((best, each) => {
    if (!each || !best) return best ?? each
    return sign * (each.intervalMs - best.intervalMs) > 0 ? each : best
  }, null)
}

/** The eligible time of the shortest whole period, in milliseconds; service hours without holidays. Null for incidents. */
export function eligibleMs({ period, hours }: CommitmentTerms, terms: AgreementTerms): number | null {
  const shortest = shortestMs(period)
  if (shortest === null || hours === undefined) return shortest
  const { timeZone, calendars } = terms
  const start = Temporal.PlainDate.from(terms.term.from).toZonedDateTime(timeZone).epochMilliseconds
  const year = unitAround(start, 'year', timeZone)
  // Of a year's periods February is the shortest month, and any other unit is as good as the next.
  const at = period.kind !== 'trailing' && 'unit' in period && period.unit === 'month' ? 45 * 86_400_000 : 0
  const span =
    period.kind === 'trailing'
      ? { from: year.from, to: year.from + shortest }
      : wholePeriod(period, year.from + at, timeZone)
  return total(workingTime(hours, span, { calendars, timeZone, holidays: () => new Set() }))
}

/** What one piece of bad time makes of a period, compared with the target. */
export interface Allowance {
  /** Whether so much bad time, of one part among several, still keeps the target. */
  readonly keeps: (badMs: number, parts: number) => boolean
  readonly periodMs: number
  /** How much the target leaves, rounding aside, in milliseconds. */
  readonly leavesMs: number
}

/** How much bad time the target leaves; null where it leaves none on purpose (100%), or is no such target. */
export function allowanceOf(commitment: CommitmentTerms, terms: AgreementTerms): Allowance | null {
  const condition = conditionOf(commitment.target)
  const periodMs = eligibleMs(commitment, terms)
  if (condition === null || periodMs === null || periodMs === 0) return null
  const { value } = condition.quantity
  const isShare = isShareOfTime(commitment.measure)
  if (isShare ? !condition.operator.startsWith('>') : !condition.operator.startsWith('<')) return null
  if (!isShare && commitment.measure.kind !== 'downtime' && commitment.measure.kind !== 'longestOutage')
    return null
  const left = isShare ? multiply(subtract(one, value), fraction(periodMs)) : multiply(value, fraction(1000))
  if (left.n <= 0n) return null
  const periods = BigInt((commitment.averagedWith ?? 0) + 1)
  const keeps = (badMs: number, parts: number): boolean => {
    const share = fraction(BigInt(badMs), periods * BigInt(isShare ? periodMs * parts : 1000))
    return satisfies(roundedBy(isShare ? subtract(one, share) : share, commitment), condition)
  }
  return { keeps, periodMs, leavesMs: Number(left.n / left.d) }
}

const roundedBy = (value: Fraction, { rounding }: CommitmentTerms): Fraction =>
  rounding ? roundToStep(value, rounding.to.value, rounding.mode) : value

/** Measures of which one look, or one grain, is a share of the time. */
function isShareOfTime(measure: CommitmentTerms['measure']): boolean {
  switch (measure.kind) {
    case 'uptime':
    case 'successRatio':
    case 'meanSuccessRatio':
      return true
    case 'latency':
    case 'gauge':
      return measure.terms.bad !== undefined || measure.terms.statistic.kind === 'share'
    case 'downtime':
    case 'longestOutage':
    case 'outages':
    case 'score':
    case 'repairTime':
    case 'timeBetweenFailures':
    case 'elapsed':
    case 'timeTaken':
    case 'occurrences':
    case 'notice':
    case 'satisfaction':
    case 'usageRate':
    case 'retentionRate':
    case 'valueRetained':
    case 'customerValue':
    case 'valueRatio':
      return false
  }
}

/** How many failed looks or grains in a row make an outage, 1 unless said. */
export const runLength = ({ measure }: CommitmentTerms): number =>
  isTimed(measure) ? (measure.terms.outage.consecutive ?? 1) : 1

const second = 1000
const minute = 60 * second
/** Intervals that people write. */
const usual = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 300, 600, 900, 1800, 3600].map((n) => n * second)

/** The longest usual interval of which something holds; null where not even the shortest will do. */
export const longestUsual = (isFine: (ms: number) => boolean): number | null => usual.findLast(isFine) ?? null

/** An interval as one writes it: `30s`, `4m`, `1h`. */
export const writtenInterval = (ms: number): string =>
  ms % minute !== 0
    ? `${ms / second}s`
    : ms % (60 * minute) === 0
      ? `${ms / minute / 60}h`
      : `${ms / minute}m`

export const isLess = (a: Fraction, b: Fraction): boolean => compare(a, b) < 0
