import { periodsOf, type Stretch } from './calendar.ts'
import type { Look, ValueContract, ValueMeasure, ValueScene } from './contract.ts'
import {
  addedUp,
  type Figure,
  figure,
  holds,
  isLess,
  isSame,
  minus,
  over,
  plus,
  roundedTo,
  times,
} from './figures.ts'
import { gaugeGrains, meanSuccessRatio, uptime } from './grains.ts'
import {
  ascending,
  gaugeFigure,
  nearestRank,
  nothing,
  nought,
  type Own,
  one,
  settled,
  slots,
  spread,
  type Time,
  timeOf,
} from './observed.ts'

/*
 * A literal reading of the measures of observations, look by look and slot by slot: nothing shared with the engine.
 */
export interface Reading {
  readonly period: Stretch
  readonly value: Figure | null
  readonly rounded: Figure | null
  readonly verdict: string
  /** Bad and total milliseconds, or counts. */
  readonly bad: Figure | null
  readonly total: Figure | null
}

function successRatio(of: 'state' | 'ratio', scene: ValueScene, period: Stretch, time: Time): Own {
  let [bad, total, known, asked] = [nought, nought, 0, 0]
  if (of === 'state') {
    const looks = scene.world.looks.filter((look) => time.eligible(look.at))
    const seen = looks.filter((look) => look.outcome !== 'unknown' || time.forgiven(look.at))
    const failed = seen.filter((look) => look.outcome === 'bad' && !time.forgiven(look.at))
    ;[bad, total, known, asked] = [figure(failed.length), figure(seen.length), seen.length, looks.length]
  } else {
    const counted = slots(period).filter(time.eligible)
    const touching = scene.world.lines.filter((line) =>
      counted.some((slot) => line.from <= slot && slot < line.to),
    )
    total = spread(scene.world.lines, counted).total
    bad = spread(
      scene.world.lines,
      counted.filter((slot) => !time.forgiven(slot)),
    ).bad
    asked = touching.length
    known = touching.filter((line) => line.total !== null).length
  }
  const isEmpty = isSame(total, nought)
  return {
    ...nothing,
    ...settled(isEmpty ? null : minus(one, over(bad, total))),
    known,
    asked,
    // No requests at all, and somebody counted: there is nothing to judge.
    isNothing: time.isNone || (of === 'ratio' && isEmpty && known > 0),
    bad,
    total,
  }
}

function score(measure: Extract<ValueMeasure, { kind: 'score' }>, looks: readonly Look[]): Own {
  const seen = looks.filter((look) => look.outcome !== 'unknown')
  const [forBad, forFast, forRest] = measure.give
  const points = seen.map((look) =>
    figure(look.outcome === 'bad' ? forBad : look.latency <= measure.withinMs ? forFast : forRest, 10),
  )
  return {
    ...nothing,
    ...settled(seen.length === 0 ? null : over(addedUp(points), figure(seen.length))),
    known: seen.length,
    asked: looks.length,
    isNothing: false,
  }
}

function latency(measure: Extract<ValueMeasure, { kind: 'latency' }>, looks: readonly Look[]): Own {
  const { statistic, failures, withinMs } = measure
  const seen = looks.filter((look) => look.outcome !== 'unknown')
  const answered = seen.filter((look) => look.outcome === 'good').map((look) => figure(look.latency, 1000))
  const failed = failures === 'skip' ? 0 : seen.filter((look) => look.outcome === 'bad').length
  const all = answered.length + failed
  const own = { ...nothing, known: seen.length, asked: looks.length, isNothing: false }
  if (all === 0) return own
  if (statistic === 'share') {
    const inTime = answered.filter((each) => !isLess(figure(withinMs, 1000), each)).length
    return { ...own, ...settled(figure(inTime, all)) }
  }
  const sorted = ascending(answered)
  if (statistic.startsWith('p')) {
    // Failures lie above every number.
    const endless = Array.from({ length: failed }, () => figure(10n ** 30n))
    const value = nearestRank([...sorted, ...endless], Number(statistic.slice(1)))
    const beyond = value !== null && isSame(value, figure(10n ** 30n))
    return beyond ? { ...own, beyond } : { ...own, ...settled(value) }
  }
  if (sorted.length === 0) return own
  const mean = over(addedUp(sorted), figure(sorted.length))
  return {
    ...own,
    ...settled((statistic === 'mean' ? mean : statistic === 'min' ? sorted[0] : sorted.at(-1)) ?? null),
  }
}

function gauge(statistic: string, looks: readonly Look[]): Own {
  const known = [...looks].sort((a, b) => a.at - b.at).filter((look) => look.outcome !== 'unknown')
  const value = gaugeFigure(
    known.map((look) => figure(look.value, 10)),
    statistic,
  )
  return { ...nothing, ...settled(value), known: known.length, asked: looks.length, isNothing: false }
}

function ownOf(scene: ValueScene, period: Stretch): Own {
  const { measure } = scene.contract
  const time = timeOf(scene, period)
  const looks = scene.world.looks.filter((look) => time.eligible(look.at))
  switch (measure.kind) {
    case 'successRatio':
      return successRatio(measure.of, scene, period, time)
    case 'meanSuccessRatio':
      return meanSuccessRatio(measure, scene, period, time)
    case 'score':
      return { ...score(measure, looks), isNothing: time.isNone }
    case 'latency':
      return { ...latency(measure, looks), isNothing: time.isNone }
    case 'gauge':
      return { ...gauge(measure.statistic, looks), isNothing: time.isNone }
    case 'gaugeGrains':
      return gaugeGrains(measure, scene, period, time)
    case 'uptime':
      return uptime(measure, scene, period, time)
    case 'occurrences': {
      const count = scene.world.events.filter(
        (event) =>
          period.from <= event.at &&
          event.at < period.to &&
          (measure.severity === null || event.severity === measure.severity),
      ).length
      return { ...nothing, ...settled(figure(count)), known: 1, asked: 1, isNothing: false }
    }
  }
}

const limitOf = ({ measure, target }: ValueContract): Figure =>
  figure(target.tenths, isShare(measure) ? 1000 : measure.kind === 'latency' ? 10_000 : 10)
/** Whether the measure is a share, so that targets and steps are per cent. */
export const isShare = (measure: ValueMeasure): boolean =>
  measure.kind === 'latency'
    ? measure.statistic === 'share'
    : measure.kind !== 'gauge' && measure.kind !== 'occurrences'

function rounded(value: Figure | null, { rounding, measure }: ValueContract): Figure | null {
  if (value === null || rounding === null) return value
  return roundedTo(value, figure(rounding.tenths, isShare(measure) ? 1000 : 10), rounding.mode)
}

function verdictOf(own: Own, contract: ValueContract): string {
  const { operator } = contract.target
  const keeps = (value: Figure | null): boolean => {
    const compared = rounded(value, contract)
    return compared === null ? operator.startsWith('>') : holds(compared, operator, limitOf(contract))
  }
  if (own.isNothing) return 'notApplicable'
  const isMeasured = own.value !== null || own.beyond
  const isThin =
    contract.minCoverage !== null &&
    (own.asked === 0 || isLess(figure(own.known, own.asked), figure(contract.minCoverage, 100)))
  const [best, worst] = [keeps(own.best), keeps(own.worst)]
  if (isMeasured && !isThin && best === worst) return best ? 'met' : 'breached'
  if (contract.whenUnknown === 'undetermined') return 'undetermined'
  if (!isMeasured) return contract.whenUnknown === 'good' ? 'met' : 'breached'
  if (contract.whenUnknown === 'bad') return isThin || !worst ? 'breached' : 'met'
  return best ? 'met' : 'breached'
}

/** The mean of this and the previous period's own figures, where the contract asks for it. */
function withPrevious(own: Own, before: Own | undefined): Own {
  if (own.isNothing || !before || before.isNothing) return own
  const half = (of: (each: Own) => Figure | null): Figure | null => {
    const [a, b] = [of(own), of(before)]
    return a && b && times(plus(a, b), figure(1, 2))
  }
  return {
    ...own,
    beyond: own.beyond || before.beyond,
    value: half((each) => each.value),
    best: half((each) => each.best),
    worst: half((each) => each.worst),
  }
}

/** Every period as the contract reads. */
export function readings(scene: ValueScene): Reading[] {
  const { contract } = scene
  const periods = periodsOf(contract.place, contract.period)
  const owns = periods.map((period) => ownOf(scene, period))
  return periods.map((period, i): Reading => {
    const own = owns[i] ?? nothing
    const shown = contract.averaged ? withPrevious(own, owns[i - 1]) : own
    return {
      period,
      value: shown.value,
      rounded: contract.rounding === null ? null : rounded(shown.value, contract),
      verdict: verdictOf(shown, contract),
      bad: own.bad,
      total: own.total,
    }
  })
}
