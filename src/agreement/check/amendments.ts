import { startOfDate } from '../agreement.ts'
import { canonicalJson } from '../canonical.ts'
import type { Raw, RawObject } from '../document.ts'
import { mergePatch } from '../mergePatch.ts'
import { wholePeriod } from '../period.ts'
import { type Finding, type Proof, type TextVersion, warn } from './finding.ts'
import { periodName } from './periods.ts'

/** Amendments that never take effect, change nothing, or change a commitment inside one of its periods. */
export const amendmentProof: Proof = (version) => [
  ...(version.before === null ? neverInForce(version) : []),
  ...midPeriod(version),
]

function neverInForce({ terms, raw }: TextVersion): Finding[] {
  const written = (raw.amendments ?? []) as readonly RawObject[]
  return terms.amendments.flatMap(({ effective }, i) => {
    const { until } = terms.term
    const isLate = until !== undefined && effective >= until && terms.renewal === undefined
    const isSame = canonicalJson(mergePatch(raw, written[i]?.changes ?? {})) === canonicalJson(raw)
    return [
      ...(isLate
        ? [warn(['amendments', i, 'effective'], `takes effect after the term has ended on ${until}`)]
        : []),
      ...(isSame && terms.amendments.length === 1
        ? [warn(['amendments', i, 'changes'], 'changes nothing of the text')]
        : []),
    ]
  })
}

/** A period is judged by the version in force when it begins, so a change inside it waits for the next. */
function midPeriod({ before, from, raw, terms }: TextVersion): Finding[] {
  if (before === null) return []
  const zone = terms.timeZone
  const at = startOfDate(from, zone)
  return Object.entries(before.terms.commitments).flatMap(([name, { period }]) => {
    const isSame = asWritten(before.raw, name) === asWritten(raw, name)
    if (isSame || period.kind === 'trailing' || period.kind === 'incident') return []
    const running = wholePeriod(period, at, zone)
    if (running.from === at) return []
    const date = (ms: number) =>
      Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate().toString()
    return [
      warn(
        ['commitments', name],
        `changes on ${from}, inside ${periodName(period)} that began on ${date(running.from)}: the text before it judges until ${date(running.to)}`,
      ),
    ]
  })
}

const asWritten = (raw: RawObject, name: string): string => {
  const commitments = (raw.commitments ?? {}) as RawObject
  return canonicalJson((commitments[name] ?? null) as Raw)
}
