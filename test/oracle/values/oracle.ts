import { isOpen, periodsOf, type Stretch } from './calendar.ts'
import type { GrainRule, Look, RatioLine, ValueContract, ValueMeasure, ValueScene } from './contract.ts'
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

/** What one period says by itself: the value, its extremes, and how much of it is known. */
interface Own {
  readonly value: Figure | null
  readonly best: Figure | null
  readonly worst: Figure | null
  readonly beyond: boolean
  readonly known: number
  readonly asked: number
  readonly isNothing: boolean
  readonly bad: Figure | null
  readonly total: Figure | null
}

const one = figure(1)
const nought = figure(0)
const nothing: Own = {
  value: null,
  best: null,
  worst: null,
  beyond: false,
  known: 0,
  asked: 0,
  isNothing: true,
  bad: null,
  total: null,
}
const settled = (value: Figure | null) => ({ value, best: value, worst: value })

interface Time {
  readonly isNone: boolean
  readonly eligible: (slot: number) => boolean
  readonly forgiven: (slot: number) => boolean
}

function timeOf({ contract, world }: ValueScene, period: Stretch): Time {
  const excluded = (slot: number) => world.exclusions.some((each) => each.from <= slot && slot < each.to)
  const open = (slot: number) => contract.hours === null || isOpen(contract.place, contract.hours, slot)
  const eligible = (slot: number) =>
    period.from <= slot && slot < period.to && open(slot) && !(contract.effect === 'remove' && excluded(slot))
  return {
    isNone: !slots(period).some(eligible),
    eligible,
    forgiven: (slot) => contract.effect === 'excuse' && excluded(slot),
  }
}

const slots = ({ from, to }: Stretch): number[] => Array.from({ length: to - from }, (_, i) => from + i)

/** What lines say of some slots: each line lies evenly over its own. */
function spread(lines: readonly RatioLine[], some: readonly number[]) {
  let [bad, total, isBlind, isCovered] = [nought, nought, false, false]
  for (const line of lines)
    for (const slot of some)
      if (line.from <= slot && slot < line.to) {
        isCovered = true
        if (line.total === null) isBlind = true
        else {
          bad = plus(bad, figure(line.bad, line.to - line.from))
          total = plus(total, figure(line.total, line.to - line.from))
        }
      }
  return { bad, total, isBlind, isCovered }
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

function grainsOf(period: Stretch, grain: number): number[][] {
  const grains: number[][] = []
  for (let from = period.from; from < period.to; from += grain)
    grains.push(slots({ from, to: Math.min(from + grain, period.to) }))
  return grains
}

function meanSuccessRatio(
  measure: Extract<ValueMeasure, { kind: 'meanSuccessRatio' }>,
  scene: ValueScene,
  period: Stretch,
  time: Time,
): Own {
  const ratios = grainsOf(period, measure.grain)
    .map((grain) => grain.filter(time.eligible))
    .filter((grain) => grain.length > 0)
    .map((grain): Figure | string => {
      const judged = grain.filter((slot) => !time.forgiven(slot))
      if (judged.length === 0) return one
      const { total, isCovered } = spread(scene.world.lines, grain)
      const { bad, isBlind } = spread(scene.world.lines, judged)
      if (!isCovered || isBlind) return 'unknown'
      if (!isSame(total, nought)) return minus(one, over(bad, total))
      return measure.empty === 'good' ? one : measure.empty === 'bad' ? nought : measure.empty
    })
    .filter((ratio) => ratio !== 'skip')
  const known = ratios.filter((ratio) => typeof ratio !== 'string')
  if (ratios.length === 0) return nothing
  const sum = addedUp(known)
  const blind = ratios.length - known.length
  return {
    ...nothing,
    isNothing: false,
    value: known.length === 0 ? null : over(sum, figure(known.length)),
    best: over(plus(sum, figure(blind)), figure(ratios.length)),
    worst: over(sum, figure(ratios.length)),
    known: known.length,
    asked: ratios.length,
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

/** The least value such that at least so many per cent of all are at most it. */
function nearestRank(sorted: readonly Figure[], percent: number): Figure | null {
  return sorted.find((_, i) => (i + 1) * 100 >= percent * sorted.length) ?? null
}
const ascending = (values: readonly Figure[]): Figure[] =>
  [...values].sort((a, b) => (isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0))

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

function gaugeFigure(values: readonly Figure[], statistic: string): Figure | null {
  const sorted = ascending(values)
  if (values.length === 0) return null
  if (statistic === 'sum') return addedUp(values)
  if (statistic === 'mean') return over(addedUp(values), figure(values.length))
  if (statistic === 'last') return values.at(-1) ?? null
  if (statistic.startsWith('p')) return nearestRank(sorted, Number(statistic.slice(1)))
  return (statistic === 'min' ? sorted[0] : sorted.at(-1)) ?? null
}

function gauge(statistic: string, looks: readonly Look[]): Own {
  const known = [...looks].sort((a, b) => a.at - b.at).filter((look) => look.outcome !== 'unknown')
  const value = gaugeFigure(
    known.map((look) => figure(look.value, 10)),
    statistic,
  )
  return { ...nothing, ...settled(value), known: known.length, asked: looks.length, isNothing: false }
}

function gaugeGrains(
  measure: Extract<ValueMeasure, { kind: 'gaugeGrains' }>,
  scene: ValueScene,
  period: Stretch,
  time: Time,
): Own {
  let [fine, failed, blind] = [0, 0, 0]
  for (const grain of grainsOf(period, measure.grain)) {
    const weight = grain.some(time.eligible) ? 1 : 0
    const looks = scene.world.looks.filter((look) => grain.includes(look.at))
    const values = [...looks]
      .sort((a, b) => a.at - b.at)
      .filter((look) => look.outcome !== 'unknown')
      .map((look) => figure(look.value, 10))
    const value = gaugeFigure(values, measure.statistic)
    const isBlind = value === null && looks.length > 0
    const answer =
      value === null
        ? isBlind
          ? 'unknown'
          : measure.empty
        : isLess(figure(measure.limit, 10), value)
          ? 'bad'
          : 'good'
    if (answer === 'good') fine += weight
    else if (answer === 'bad') failed += weight
    else if (answer === 'unknown') blind += weight
  }
  const all = fine + failed + blind
  if (all === 0) return nothing
  return {
    ...nothing,
    isNothing: false,
    value: fine + failed === 0 ? null : figure(fine, fine + failed),
    best: figure(fine + blind, all),
    worst: figure(fine, all),
    known: fine + failed,
    asked: all,
  }
}

type Answer = 'good' | 'bad' | 'skip' | 'unknown'

/** What a grain is by the contract's rule. */
function judged(rule: GrainRule, of: 'state' | 'ratio', grain: readonly number[], scene: ValueScene): Answer {
  if (of === 'ratio') {
    const said = spread(scene.world.lines, grain)
    if (!said.isCovered || said.isBlind) return 'unknown'
    return isSame(said.total, nought) ? rule.empty : judgedBy(rule, said.bad, said.total)
  }
  const looks = scene.world.looks.filter((look) => grain.includes(look.at))
  if (looks.length === 0) return 'unknown'
  const failed = looks.filter((look) => look.outcome === 'bad').length
  const open = looks.filter((look) => look.outcome === 'unknown').length
  // A look of which nothing is known may have been either.
  const [best, worst] = [failed, failed + open].map((bad) =>
    judgedBy(rule, figure(bad), figure(looks.length)),
  )
  return best !== undefined && best === worst ? best : 'unknown'
}

function judgedBy(rule: GrainRule, bad: Figure, total: Figure): Answer {
  if (rule.minSamples !== undefined && isLess(total, figure(rule.minSamples))) return rule.thin
  if (rule.when === 'allFail') return isSame(bad, total) ? 'bad' : 'good'
  if (rule.when === 'anyFail') return isSame(bad, nought) ? 'good' : 'bad'
  return holds(over(bad, total), rule.when.operator, figure(rule.when.percent, 100)) ? 'bad' : 'good'
}

/** Bad slots that count: runs of bad grains, unknown ones leave a run open, good ones end it. */
function countedSlots(
  answers: readonly Answer[],
  measure: Extract<ValueMeasure, { kind: 'uptime' }>,
): Set<number> {
  const counted = new Set<number>()
  let open: number[] = []
  const close = () => {
    const isOutage = open.length >= measure.consecutive * measure.rule.grain && open.length >= measure.atLeast
    if (isOutage) for (const slot of open) counted.add(slot)
    open = []
  }
  answers.forEach((answer, slot) => {
    if (answer === 'bad') open.push(slot)
    else if (answer !== 'unknown') close()
  })
  close()
  return counted
}

function uptime(
  measure: Extract<ValueMeasure, { kind: 'uptime' }>,
  scene: ValueScene,
  period: Stretch,
  time: Time,
): Own {
  const periods = periodsOf(scene.contract.place, scene.contract.period)
  const answers: Answer[] = []
  for (const each of periods)
    for (const grain of grainsOf(each, measure.rule.grain)) {
      const answer = judged(measure.rule, measure.of, grain, scene)
      for (const slot of grain) answers[slot] = answer
    }
  const counted = slots(period).filter((slot) => time.eligible(slot) && answers[slot] !== 'skip')
  const share = (as: Answer | null) => {
    const filled = as === null ? answers : answers.map((answer) => (answer === 'unknown' ? as : answer))
    const bad = countedSlots(filled, measure)
    return counted.filter((slot) => bad.has(slot) && !time.forgiven(slot)).length
  }
  if (counted.length === 0) return { ...nothing, bad: nought, total: nought }
  const up = (bad: number) => figure(counted.length - bad, counted.length)
  const unknown = counted.filter((slot) => answers[slot] === 'unknown' && !time.forgiven(slot)).length
  return {
    ...nothing,
    isNothing: false,
    value: up(share(null)),
    best: up(share('good')),
    worst: up(share('bad')),
    known: counted.length - unknown,
    asked: counted.length,
    bad: figure(share(null) * 600),
    total: figure(counted.length * 600),
  }
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
  if (own.value === null || !before || before.isNothing || before.value === null) return own
  const half = (of: (each: Own) => Figure | null): Figure | null => {
    const [a, b] = [of(own), of(before)]
    return a && b && times(plus(a, b), figure(1, 2))
  }
  return {
    ...own,
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
