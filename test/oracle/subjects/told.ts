import type { Stretch } from '../values/calendar.ts'
import type { Member, Subject, SubjectScene } from './contract.ts'

/** The stretches of which somebody said something. */
function told(member: Member): readonly Stretch[] {
  if (member.kind === 'looks') return member.looks.map(({ at }) => ({ from: at, to: at + 1 }))
  return member.kind === 'spans' ? member.spans : member.lines
}

export const isTouched = (member: Member, period: Stretch): boolean =>
  told(member).some(({ from, to }) => from < period.to && period.from < to)

export function namesIn(subject: Subject): readonly string[] {
  if ('one' in subject) return [subject.one]
  if ('pool' in subject) return subject.pool
  if ('all' in subject) return subject.all.flatMap(namesIn)
  if ('any' in subject) return subject.any.flatMap(namesIn)
  const own = 'control' in subject ? [subject.of, subject.control] : subject.of
  return own.flatMap(namesIn)
}

/** Outside of the period, time is unknown only as far as there is evidence: grains beyond the first and last are none. */
export function toldOf<Grain extends Stretch>(
  { members }: SubjectScene,
  subject: Subject,
  period: Stretch,
  grains: readonly Grain[],
): Grain[] {
  const names = namesIn(subject)
  const all = [period, ...members.filter(({ name }) => names.includes(name)).flatMap(told)]
  const from = Math.min(...all.map((each) => each.from))
  const to = Math.max(...all.map((each) => each.to))
  return grains.filter((grain) => grain.from < to && from < grain.to)
}
