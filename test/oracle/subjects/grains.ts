import { periodsOf, type Stretch } from '../values/calendar.ts'
import { addedUp, type Figure, figure, holds, isLess, isSame, over } from '../values/figures.ts'
import type { Member, Rule, Subject, SubjectScene } from './contract.ts'

/*
 * Grains of several sources, slot by slot: each source's grain is judged by itself, and what the sources are then is
 * put together as the subject says.
 */
export type State = 'good' | 'bad' | 'unknown' | 'skip'

/** The grid of every day, the day after the last one too; each grain as its slots. */
export function grid({ contract }: SubjectScene): Stretch[] {
  const days = periodsOf({ ...contract.place, days: contract.place.days + 1 }, 'day')
  return days.flatMap((day) => {
    const grains: Stretch[] = []
    for (let from = day.from; from < day.to; from += contract.grain)
      grains.push({ from, to: Math.min(from + contract.grain, day.to) })
    return grains
  })
}

/** How many failed of how many, at best and at worst; null where nobody looked. */
type Tally = { readonly least: Figure; readonly most: Figure; readonly total: Figure } | null

function tally(member: Member, grain: Stretch): Tally {
  const isIn = (slot: number) => grain.from <= slot && slot < grain.to
  switch (member.kind) {
    case 'looks': {
      const looks = member.looks.filter(({ at }) => isIn(at))
      if (looks.length === 0) return null
      const failed = looks.filter(({ outcome }) => outcome === 'bad').length
      const open = looks.filter(({ outcome }) => outcome === 'unknown').length
      return { least: figure(failed), most: figure(failed + open), total: figure(looks.length) }
    }
    case 'spans': {
      // Time is what is counted: the silence of a declared source is good.
      let [failed, open] = [0, 0]
      for (let slot = grain.from; slot < grain.to; slot++) {
        const said = member.spans
          .filter(({ from, to }) => from <= slot && slot < to)
          .map((each) => each.outcome)
        if (said.includes('bad')) failed++
        else if (said.includes('unknown')) open++
      }
      return { least: figure(failed), most: figure(failed + open), total: figure(grain.to - grain.from) }
    }
    case 'lines':
      return pooled([member], grain)
  }
}

/** What lines of some sources say together: unknown where none says anything, or one could not look. */
function pooled(members: readonly Member[], grain: Stretch): Tally {
  const bad: Figure[] = []
  const total: Figure[] = []
  const lines = members.flatMap((member) => (member.kind === 'lines' ? member.lines : []))
  for (const line of lines.filter(({ from, to }) => from < grain.to && grain.from < to)) {
    if (line.total === null) return null
    const shared = Math.min(line.to, grain.to) - Math.max(line.from, grain.from)
    bad.push(figure(line.bad * shared, line.to - line.from))
    total.push(figure(line.total * shared, line.to - line.from))
  }
  if (total.length === 0) return null
  const failed = addedUp(bad)
  return { least: failed, most: failed, total: addedUp(total) }
}

function judged(rule: Rule, bad: Figure, total: Figure, isTime: boolean): State {
  if (isSame(total, figure(0))) return rule.empty
  if (!isTime && rule.minSamples !== null && isLess(total, figure(rule.minSamples))) return rule.thin
  if (rule.when === 'allFail') return isSame(bad, total) ? 'bad' : 'good'
  if (rule.when === 'anyFail') return isSame(bad, figure(0)) ? 'good' : 'bad'
  return holds(over(bad, total), rule.when.operator, figure(rule.when.percent, 100)) ? 'bad' : 'good'
}

function byTally(rule: Rule, found: Tally, isTime: boolean): State {
  if (found === null) return 'unknown'
  const [best, worst] = [found.least, found.most].map((bad) => judged(rule, bad, found.total, isTime))
  return best !== undefined && best === worst ? best : 'unknown'
}

/** So many of them down at once: one that is skipped is not down. */
function together(states: readonly State[], needed: number): State {
  if (states.every((state) => state === 'skip')) return 'skip'
  const down = states.filter((state) => state === 'bad').length
  const open = states.filter((state) => state === 'unknown').length
  return down >= needed ? 'bad' : down + open < needed ? 'good' : 'unknown'
}

/** A failure counts only where the control succeeded. */
function controlled(of: State, control: State): State {
  if (of === 'good' || of === 'skip') return of
  if (control === 'unknown') return 'unknown'
  return control === 'good' ? of : 'good'
}

export function stateOf(scene: SubjectScene, subject: Subject, grain: Stretch): State {
  const { rule } = scene.contract
  const named = (name: string) => scene.members.filter((member) => member.name === name)
  const parts = (of: readonly Subject[]) => of.map((each) => stateOf(scene, each, grain))
  if ('one' in subject) {
    const [member] = named(subject.one)
    return member ? byTally(rule, tally(member, grain), member.kind === 'spans') : 'unknown'
  }
  if ('pool' in subject) return byTally(rule, pooled(subject.pool.flatMap(named), grain), false)
  if ('all' in subject) return together(parts(subject.all), subject.all.length)
  if ('any' in subject) return together(parts(subject.any), 1)
  if ('control' in subject)
    return controlled(stateOf(scene, subject.of, grain), stateOf(scene, subject.control, grain))
  return together(parts(subject.of), subject.atLeast)
}
