import { beginOf, type Hours, slotMs } from '../values/calendar.ts'
import type { Member, Rule, Subject, SubjectScene } from './contract.ts'

const minutes = (slots: number): string => `${slots * 10}m`

export function subjectText(subject: Subject): string {
  const list = (of: readonly Subject[]) => `[${of.map(subjectText).join(', ')}]`
  if ('one' in subject) return subject.one
  if ('pool' in subject) return `{ pool: [${subject.pool.join(', ')}] }`
  if ('all' in subject) return `{ all: ${list(subject.all)} }`
  if ('any' in subject) return `{ any: ${list(subject.any)} }`
  if ('control' in subject)
    return `{ control: ${subjectText(subject.control)}, of: ${subjectText(subject.of)} }`
  return `{ atLeast: ${subject.atLeast}, of: ${list(subject.of)} }`
}

function ruleText({ when, minSamples, thin, empty }: Rule): string {
  const text = typeof when === 'string' ? when : `"${when.operator} ${when.percent}%"`
  return `{ when: ${text}, ${minSamples === null ? '' : `minSamples: ${minSamples}, `}thin: ${thin}, empty: ${empty} }`
}

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:00`
export const hoursText = ({ days, from, to }: Hours): string =>
  `{ days: "${days.map((day) => dayNames[day - 1]).join(',')}", hours: "${clock(from)}-${clock(to)}" }`

const sourceText = (member: Member): string =>
  ({
    looks: `  ${member.name}: { push: state, every: 10m, holdsFor: 10m }`,
    spans: `  ${member.name}: { declared: {} }`,
    lines: `  ${member.name}: { push: ratio }`,
  })[member.kind]

export function subjectAgreement({ contract, members }: SubjectScene): string {
  const { kind, subjects, grain, rule, consecutive, limit, hours, effect, target, place } = contract
  const [only] = subjects
  const of =
    subjects.length === 1 && only ? subjectText(only) : `{ each: [${subjects.map(subjectText).join(', ')}] }`
  const shape = [
    `consecutive: ${consecutive}`,
    ...(limit === null
      ? []
      : [`${limit.is}: ${minutes(limit.slots)}`, `count: ${limit.isExcess ? 'excess' : 'whole'}`]),
  ]
  const wanted = {
    uptime: `>= ${target / 10}%`,
    downtime: `<= ${minutes(target)}`,
    longestOutage: `<= ${minutes(target)}`,
    outages: `<= ${target}`,
  }[kind]
  return `agreement: subjects
title: A generated contract
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: ${place.first} }
timeZone: "${place.zone}"
sources:
${members.map(sourceText).join('\n')}
commitments:
  c:
    measure: { ${kind}: { of: ${of}, grain: ${minutes(grain)}, bad: ${ruleText(rule)}, outage: { ${shape.join(', ')} } } }
    target: "${wanted}"
    period: day
    exclude: [m]
${hours === null ? '' : `    hours: ${hoursText(hours)}\n`}exclusions:
  m: { effect: ${effect} }
`
}

const isoOf =
  ({ contract }: SubjectScene) =>
  (slot: number) =>
    Temporal.Instant.fromEpochMilliseconds(beginOf(contract.place) + slot * slotMs).toString()
export const subjectAsOf = (scene: SubjectScene, slot: number): string => isoOf(scene)(slot)

export function subjectEvidence(scene: SubjectScene): object[] {
  const iso = isoOf(scene)
  const said = scene.members.flatMap((member): object[] => {
    const { name: source } = member
    if (member.kind === 'looks')
      return member.looks.map(({ at, outcome }) => ({ source, at: iso(at), outcome }))
    if (member.kind === 'spans')
      return member.spans.map(({ from, to, outcome }) => ({ source, from: iso(from), to: iso(to), outcome }))
    return member.lines.map(({ from, to, bad, total }) => ({
      source,
      from: iso(from),
      to: iso(to),
      ...(total === null ? { outcome: 'unknown' } : { bad: String(bad), total: String(total) }),
    }))
  })
  const excluded = scene.exclusions.map(({ from, to, announcedAt }, i) => ({
    exclusion: 'm',
    id: `x${i}`,
    from: iso(from),
    to: iso(to),
    announcedAt: iso(announcedAt),
    by: 'provider',
  }))
  return [...excluded, ...said]
}
