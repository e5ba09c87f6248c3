import { minuteMs, type OracleSource, type Shape } from './oracle.ts'
import { type Scene, startOf } from './world.ts'

const minutes = (count: number): string => `${count * 10}m`
const flow = (members: Record<string, string | number | undefined>): string =>
  `{ ${Object.entries(members)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]))
    .join(', ')} }`

const outage = ({ consecutive, atLeast, longerThan, count, of }: Shape): string =>
  flow({
    consecutive,
    atLeast: atLeast && minutes(atLeast),
    longerThan: longerThan && minutes(longerThan),
    count,
    of,
  })

const source = ({ name, every, holdsFor, silence }: OracleSource): string =>
  `  ${name}: { push: state, every: ${minutes(every)}, holdsFor: ${minutes(holdsFor)}, silence: ${silence === 'g' ? 'good' : 'unknown'} }`

/** The scene's contract as an agreement. */
export function agreementOf({ zone, contract, world }: Scene): string {
  const names = world.sources.map((each) => each.name).join(', ')
  const subject = {
    one: 'a',
    all: `{ all: [${names}] }`,
    any: `{ any: [${names}] }`,
    atLeast2: `{ atLeast: 2, of: [${names}] }`,
  }[contract.combine]
  const target = {
    uptime: `>= ${contract.target / 10}%`,
    downtime: `<= ${minutes(contract.target)}`,
    longestOutage: `<= ${minutes(contract.target)}`,
    outages: `<= ${contract.target}`,
  }[contract.kind]
  const kinds = contract.exclude.map(({ name, effect, notice, budget }) => {
    const members = {
      effect,
      notice: notice && minutes(notice),
      budget: budget && `${minutes(budget.minutes)} per day`,
      counts: budget?.counts,
    }
    return `  ${name}: ${flow(members)}`
  })
  return `agreement: scene
title: A generated contract
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: 2026-01-01 }
timeZone: "${zone}"
settle: 10m
sources:
${world.sources.map(source).join('\n')}
commitments:
  c:
    measure: { ${contract.kind}: { of: ${subject}, outage: ${outage(contract.shape)} } }
    target: "${target}"
    period: day
${contract.exclude.length > 0 ? `    exclude: [${contract.exclude.map((kind) => kind.name).join(', ')}]\nexclusions:\n${kinds.join('\n')}\n` : ''}`
}

const words = { g: 'good', b: 'bad', u: 'unknown' }

/** The scene's world as evidence lines, in no particular order. */
export function evidenceOf({ zone, firstDay, contract, world }: Scene): object[] {
  const begin = startOf(zone, firstDay)
  const iso = (minute: number) => Temporal.Instant.fromEpochMilliseconds(begin + minute * minuteMs).toString()
  const known = new Set(contract.exclude.map((kind) => kind.name))
  return [
    ...world.sources.flatMap(({ name, looks, spans }) => [
      ...looks.map(({ at, state }) => ({ source: name, at: iso(at), outcome: words[state] })),
      ...spans.map(({ from, to, state }) => ({
        source: name,
        from: iso(from),
        to: iso(to),
        outcome: words[state],
      })),
    ]),
    ...world.exclusions
      .filter((each) => known.has(each.kind))
      .map(({ kind, from, to, announcedAt }, i) => ({
        exclusion: kind,
        id: `x${i}`,
        from: iso(from),
        to: iso(to),
        announcedAt: iso(announcedAt),
        by: 'provider',
      })),
  ]
}
