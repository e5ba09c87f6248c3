import { periodsOf, type Stretch } from './calendar.ts'
import type { GrainRule, ValueMeasure, ValueScene } from './contract.ts'
import { addedUp, type Figure, figure, holds, isLess, isSame, minus, over, plus } from './figures.ts'
import { gaugeFigure, nothing, nought, type Own, one, slots, spread, type Time } from './observed.ts'

function grainsOf(period: Stretch, grain: number): number[][] {
  const grains: number[][] = []
  for (let from = period.from; from < period.to; from += grain)
    grains.push(slots({ from, to: Math.min(from + grain, period.to) }))
  return grains
}

export function meanSuccessRatio(
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

export function gaugeGrains(
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

export function uptime(
  measure: Extract<ValueMeasure, { kind: 'uptime' }>,
  scene: ValueScene,
  period: Stretch,
  time: Time,
): Own {
  const periods = periodsOf(scene.contract.place, scene.contract.period)
  const answers: Answer[] = []
  const { looks, lines } = scene.world
  const told = measure.of === 'state' ? looks.map(({ at }) => ({ from: at, to: at + 1 })) : lines
  const first = Math.min(period.from, ...told.map(({ from }) => from))
  const last = Math.max(period.to, ...told.map(({ to }) => to))
  const isTold = (slot: number) => first <= slot && slot < last
  for (const each of periods)
    for (const grain of grainsOf(each, measure.rule.grain)) {
      // Outside of the period, time is unknown only as far as there is evidence.
      const answer = grain.some(isTold) ? judged(measure.rule, measure.of, grain, scene) : 'good'
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
