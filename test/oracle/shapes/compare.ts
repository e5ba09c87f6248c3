import { backtested } from '../../evaluation/backtested.ts'
import { beginOf, type Stretch, slotMs } from '../values/calendar.ts'
import { decimal, exact, type Figure, figure, isLess, times } from '../values/figures.ts'
import type { ShapeScene, State } from './contract.ts'
import { askedPeriods, certainAt, counted, endOf, keeps, lineOf } from './oracle.ts'
import { shapeAgreement, shapeAsOf, shapeEvidence } from './text.ts'

const instant = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds

interface Bounds {
  readonly best: Figure
  readonly worst: Figure
  /** Whether every filling was looked at. */
  readonly isWhole: boolean
}

/** The extremes over fillings of the unknown slots: all of them where they are few, else some. */
function boundsOf(scene: ShapeScene, line: ReadonlyMap<number, State>, period: Stretch): Bounds | null {
  const dark = [...line].flatMap(([slot, state]) => (state === 'unknown' ? [slot] : []))
  const isWhole = dark.length <= 5
  const order = new Map(dark.map((slot, i) => [slot, i]))
  const ways = isWhole ? 2 ** dark.length : 12
  const values = Array.from({ length: ways }, (_, way) => {
    const fill = (slot: number): State => {
      const i = order.get(slot) ?? 0
      if (isWhole) return (way >> i) & 1 ? 'bad' : 'good'
      if (way < 2) return way === 1 ? 'bad' : 'good'
      return ((way * (2 * Math.floor(i / 4) + 1)) >> (i % 4)) & 1 ? 'bad' : 'good'
    }
    return counted(scene, line, period, { until: endOf(scene), fill }).value
  }).filter((value) => value !== null)
  const [first] = values
  if (first === undefined) return null
  const least = values.reduce((a, b) => (isLess(b, a) ? b : a), first)
  const most = values.reduce((a, b) => (isLess(a, b) ? b : a), first)
  return scene.contract.kind === 'uptime'
    ? { best: most, worst: least, isWhole }
    : { best: least, worst: most, isWhole }
}

/**
 * The engine cuts unknown time of more than 120 looks evenly, and counts the runs of these pieces: an outage that starts
 * at a ticket may be shorter than one of them. Whether its bounds then miss one is not asked.
 */
const isCoarse = ({ contract }: ShapeScene, line: ReadonlyMap<number, State>): boolean =>
  contract.kind === 'outages' && [...line.values()].filter((state) => state === 'unknown').length > 120

/** What differs between the engine and the literal reading, as sentences. */
export function shapeDifferences(scene: ShapeScene): string[] {
  const { contract } = scene
  const found = backtested(shapeAgreement(scene), shapeEvidence(scene), shapeAsOf(scene)).periods
  const begin = beginOf(contract.place)
  const shown = (value: Figure) => decimal(contract.kind === 'uptime' ? times(value, figure(100)) : value)
  const wrong: string[] = []
  const periods = askedPeriods(scene)
  if (found.length !== periods.length) return [`${found.length} periods, literally ${periods.length}`]
  for (const [i, period] of found.entries()) {
    const own = periods[i]
    if (!own) continue
    const same = (what: string, a: unknown, b: unknown) => {
      if (a !== b) wrong.push(`${period.from}: ${what} is ${a}, literally ${b}`)
    }
    const line = lineOf(scene, own)
    const nominal = counted(scene, line, own, { until: endOf(scene), fill: () => 'unknown' })
    same('begin', instant(period.from), begin + own.from * slotMs)
    same('total', period.seconds?.total, String(nominal.total * 600))
    if (!contract.isAffected) same('bad', period.seconds?.bad, String(nominal.bad * 600))
    same('measure', period.measure.exact, exact(nominal.value))
    const bounds = boundsOf(scene, line, own)
    if (bounds === null) {
      same('verdict', period.verdict, 'notApplicable')
      continue
    }
    const [isBest, isWorst] = [keeps(scene, bounds.best), keeps(scene, bounds.worst)]
    const verdict = isBest === isWorst ? (isBest ? 'met' : 'breached') : 'undetermined'
    const isUnsure = contract.partial === 'floor' && [...line.values()].includes('unknown')
    if (isUnsure && contract.kind !== 'outages') {
      // Where an earlier start may keep less, the engine's bounds hold every filling, but need not be the narrowest.
      if (period.verdict !== 'undetermined') same('verdict', period.verdict, verdict)
      continue
    }
    if (bounds.isWhole) {
      same('best', period.measure.best, shown(bounds.best))
      same('worst', period.measure.worst, shown(bounds.worst))
      same('verdict', period.verdict, verdict)
    } else if (period.verdict !== 'undetermined' && !isCoarse(scene, line))
      same('verdict of some fillings', period.verdict, verdict)
    const literal = period.verdict === 'breached' ? certainAt(scene, line, own) : null
    // What is unknown may have begun an outage before the period: the most favourable filling of a count is not the good one.
    if (contract.kind === 'outages' && [...line.values()].includes('unknown')) continue
    if (literal === null || period.certainSince === null) {
      same('certain', period.certainSince, literal)
      continue
    }
    const at = (instant(period.certainSince) - begin) / slotMs
    // What was certain within a slot, and is forgiven by what is announced at its end, this clock does not see.
    if (scene.exclusions.some(({ announcedAt }) => announcedAt === Math.ceil(at))) continue
    // An outage is one from its very begin on.
    const isEarly = contract.kind === 'outages' ? at < literal - 1 : at <= literal - 1
    if (at > literal || (isEarly && literal > own.from))
      wrong.push(`${period.from}: certain at slot ${at}, literally in the slot before ${literal}`)
  }
  return wrong
}
