import { isZero } from './fraction.ts'
import type { Bad, Statistic } from './schema/badTime.ts'
import type { CommitmentTerms } from './schema/commitments.ts'
import { isOfEvents } from './schema/measures.ts'
import { type Quantity, type SourceTerms, seriesKindOf } from './sourceTerms.ts'
import { sourcesIn } from './subject.ts'

const timed = 'sources whose looks take time (http, tcp, dns, tls, push: state)'

/** Why a measure does not fit what its sources give, or null. */
export function kindProblem(
  commitment: CommitmentTerms,
  sources: ReadonlyMap<string, SourceTerms>,
): string | null {
  const { measure } = commitment
  if (isOfEvents(measure)) return null
  const looks = sourcesIn(measure.terms.of).flatMap((name) => sources.get(name) ?? [])
  const kinds = new Set(looks.map((source) => seriesKindOf(source.look)))
  const wrong = (wanted: readonly string[]) => [...kinds].some((kind) => !wanted.includes(kind))
  switch (measure.kind) {
    case 'uptime':
    case 'downtime':
    case 'longestOutage':
    case 'outages':
    case 'repairTime':
    case 'timeBetweenFailures':
      if (wrong(['state', 'ratio', 'gauge']))
        return `${measure.kind} needs sources that tell a state, a ratio or a gauge`
      if (measure.terms.grain === undefined && measure.terms.bad !== undefined)
        return '`bad` needs `grain`, such as grain: 1m'
      if ((kinds.has('ratio') || kinds.has('gauge')) && measure.terms.bad === undefined)
        return 'a ratio or gauge source needs `grain` and `bad`, such as grain: 1m, bad: { when: "> 5%" }'
      return whenProblem(measure.terms.bad, kinds)
    case 'successRatio':
      return wrong(['ratio', 'state']) ? 'successRatio needs ratio sources' : null
    case 'meanSuccessRatio':
      return wrong(['ratio', 'state']) ? 'meanSuccessRatio needs ratio sources' : null
    case 'gauge':
      return wrong(['gauge'])
        ? 'gauge needs sources that give a number (json, push: gauge, prometheus with value)'
        : whenProblem(measure.terms.bad, kinds)
    case 'latency':
      return wrong(['state'])
        ? `latency needs ${timed}`
        : whenProblem(measure.terms.bad, kinds, measure.terms)
    case 'score':
      return wrong(['state', 'gauge']) ? `score needs ${timed}, or that give a number` : null
  }
}

/** Why a grain's rule says nothing of what a source tells, so that no grain could ever be bad by it, or null. */
function whenProblem(
  bad: Bad | undefined,
  kinds: ReadonlySet<string>,
  { statistic }: { readonly statistic?: Statistic } = {},
): string | null {
  if (bad === undefined) return null
  const { when } = bad
  if (kinds.has('gauge') && (when.kind === 'allFail' || when.kind === 'anyFail'))
    return `a number does not fail: instead of ${when.kind} name its limit, such as "> 80"`
  if (kinds.has('ratio') && when.kind === 'statistic')
    return `a ratio has no ${when.statistic.kind === 'percentile' ? when.statistic.text : when.statistic.kind}: name a share, such as "> 5%"`
  const isOfShares = kinds.has('ratio') || kinds.has('state')
  const hasOwn = statistic !== undefined && statistic.kind !== 'share'
  if (!isOfShares || when.kind !== 'value' || when.condition.quantity.unit !== 's' || hasOwn) return null
  return `${when.condition.text} is no share: name one such as "> 5%", or a statistic such as "p95 ${when.condition.text}"`
}

/** Why a target is none of its measure, or null. */
export function targetProblem({ measure, target }: CommitmentTerms): string | null {
  if (target.kind === 'all')
    return measure.kind === 'elapsed' || measure.kind === 'notice'
      ? null
      : '"all" is a target of `elapsed` and `notice` only'
  if (target.kind === 'unstated') return null
  const { unit, value } = target.condition.quantity
  const wanted = unitsOf(measure)
  // Nought is nought in every unit: "= 0" of a downtime needs no second.
  if ((measure.kind === 'downtime' || measure.kind === 'longestOutage') && unit === '' && isZero(value))
    return null
  if (wanted.includes(unit)) return shareProblem(measure.kind, target.condition.quantity)
  const examples: Record<string, string> = { '%': '">= 99.9%"', s: '"<= 300ms"', '': '"<= 3"' }
  return `the target of ${measure.kind} is ${wanted.map((each) => examples[each]).join(' or ')}, not ${target.condition.text}`
}

/** A share outside of 0 to 100 % is a slip: the commitment could only ever be met, or only ever be missed. */
function shareProblem(kind: CommitmentTerms['measure']['kind'], { unit, value }: Quantity): string | null {
  // A gauge shows what it likes, use goes beyond what was agreed, and promoters may be outnumbered.
  const isFree = kind === 'gauge' || kind === 'usageRate' || kind === 'satisfaction'
  if (unit !== '%' || isFree || (value.n >= 0n && value.n <= value.d)) return null
  return 'a share lies between 0% and 100%'
}

/** The units that a measure's value may have. */
export function unitsOf(measure: CommitmentTerms['measure']): readonly ('%' | 's' | '')[] {
  switch (measure.kind) {
    case 'uptime':
    case 'successRatio':
    case 'meanSuccessRatio':
    case 'elapsed':
    case 'score':
    case 'notice':
    case 'satisfaction':
    case 'usageRate':
    case 'retentionRate':
    case 'valueRetained':
      return ['%']
    case 'downtime':
    case 'longestOutage':
    case 'timeTaken':
    case 'repairTime':
    case 'timeBetweenFailures':
      return ['s']
    case 'outages':
    case 'occurrences':
    case 'customerValue':
    case 'valueRatio':
      return ['']
    case 'latency':
      return measure.terms.within !== undefined || measure.terms.bad !== undefined ? ['%'] : ['s']
    case 'gauge':
      return measure.terms.bad !== undefined ? ['%'] : ['', 's', '%']
  }
}
