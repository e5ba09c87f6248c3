import { addLength } from '../../agreement/deadline.ts'
import { windowAround } from '../../agreement/period.ts'
import type { ExclusionKind } from '../../agreement/schema/clauses.ts'
import { clip, intersect, type Spans, subtract, total, union } from '../../agreement/spans.ts'
import type { Exclusion } from '../../evidence/event.ts'
import { withinBudgets } from '../budgets.ts'
import { admittedPart, type ExclusionContext } from '../exclusions.ts'
import type { Judgement } from '../judgePeriod.ts'
import { isNoticeEnough } from '../notice.ts'
import { cut, secondsOf } from './arithmetic.ts'
import { instant, type Section, spanText } from './words.ts'

function ruleText(rule: ExclusionKind): string {
  return [
    `effect ${rule.effect}`,
    rule.notice === undefined ? '' : `notice ${rule.notice.text}`,
    rule.inside === undefined ? '' : 'inside its window only',
    rule.either === undefined ? '' : `one of ${rule.either.length} ways`,
    rule.times === undefined ? '' : `${rule.times.count} times per ${rule.times.per}`,
    rule.budget === undefined
      ? ''
      : `budget ${rule.budget.map((each) => each.text).join(' and ')}, counting ${rule.counts} time`,
    rule.consent === 'both' ? 'both parties must agree' : '',
  ]
    .filter(Boolean)
    .join(', ')
}

/** Every claimed exclusion that touches the period: which part counts, and why the rest does not, in figures. */
export function exclusionSection(judgement: Judgement, badTime: Spans): Section | null {
  const { question } = judgement
  const names = question.commitment.exclude ?? []
  const { period, view } = question
  const others = view.exclusions.filter(
    ({ kind, from, to }) => !names.includes(kind) && from < period.to && to > period.from,
  )
  const lines: string[] = []
  let taken: Spans = []
  for (const name of names) {
    const rule = question.version.terms.exclusions[name]
    if (!rule) continue
    lines.push(`${name}: ${ruleText(rule)}`, ...kindLines(judgement, { name, rule, taken, badTime }))
    const spans = judgement.measured.admitted.find((kind) => kind.name === name)?.spans ?? []
    taken = union([...taken, ...spans])
  }
  for (const { kind, id } of others.slice(0, 10))
    lines.push(`${id} (${kind}) does not count: the commitment does not exclude ${kind}`)
  return lines.length === 0
    ? null
    : { title: 'exclusions (consent, notice, window, budget, in this order)', lines }
}

interface Kind {
  readonly name: string
  readonly rule: ExclusionKind
  /** What kinds before it have taken. */
  readonly taken: Spans
  readonly badTime: Spans
}

function kindLines(judgement: Judgement, { name, rule, taken, badTime }: Kind): string[] {
  const { question, context } = judgement
  const { period } = question
  const asked: ExclusionContext = {
    kinds: [[name, rule]],
    exclusions: question.view.exclusions,
    standingAt: question.asOf,
    period: context.counted,
    reach: context.counted,
    timeZone: question.version.terms.timeZone,
    term: question.version.terms.term,
    calendars: context.calendars,
    badTime,
  }
  const own = question.view.exclusions.filter((each) => each.kind === name)
  const reasons = new Map(own.map((each) => [each, refusal(each, rule, judgement)]))
  const admitted = own.filter((each) => reasons.get(each) === null)
  const claims = admitted
    .sort((a, b) => a.from - b.from || a.to - b.to || (a.id < b.id ? -1 : 1))
    .flatMap((each) => admittedPart(each, rule, asked).map((span) => ({ span })))
  const inside = union(claims.map(({ span }) => span))
  const within = union(withinBudgets(claims, rule, { ...asked, taken }))
  const touching = own
    .filter(({ from, to }) => from < period.to && to > period.from)
    .sort((a, b) => a.from - b.from || a.to - b.to)
  const lines = cut(touching, (each) => {
    const refused = reasons.get(each) ?? null
    const head = `  ${each.id}: ${spanText(judgement, each)}, ${secondsOf(each.to - each.from)}`
    if (refused !== null) return `${head}, does not count: ${refused}`
    return `${head}, ${partText(each, { rule, asked, within, taken, judgement })}`
  })
  if (touching.length === 0) lines.push('  none was claimed in the period')
  return rule.budget ? [...lines, ...budgetLines(judgement, { rule, inside, within, asked, taken })] : lines
}

/** Why a claim does not count at all; null where it does. */
function refusal(exclusion: Exclusion, rule: ExclusionKind, judgement: Judgement): string | null {
  const { question, context } = judgement
  if (exclusion.announcedAt > question.asOf)
    return `announced ${instant(judgement, exclusion.announcedAt)}, after this evaluation`
  const parties = new Set([...exclusion.by, ...exclusion.agreedBy])
  if (rule.consent === 'both' && parties.size < 2)
    return `only the ${[...parties].join()} has agreed, both must`
  if (rule.notice === undefined) return null
  if (isNoticeEnough(exclusion, rule.notice, rule.calendar, { calendars: context.calendars })) return null
  const earliest = addLength(exclusion.announcedAt, rule.notice, {
    ...context.calendars,
    calendar: rule.calendar ?? null,
  })
  return `announced ${instant(judgement, exclusion.announcedAt)}, so with ${rule.notice.text} of notice it could begin ${instant(judgement, earliest)}, ${secondsOf(earliest - exclusion.from)} later than it did`
}

function partText(
  exclusion: Exclusion,
  {
    rule,
    asked,
    within,
    taken,
    judgement,
  }: {
    rule: ExclusionKind
    asked: ExclusionContext
    within: Spans
    taken: Spans
    judgement: Judgement
  },
): string {
  const inPeriod = clip([exclusion], asked.period)
  const window = clip(union(admittedPart(exclusion, rule, asked)), asked.period)
  const budgeted = intersect(window, within)
  const counted = subtract(budgeted, taken)
  const lost = [
    [total([exclusion]) - total(inPeriod), 'outside of the period'],
    [total(inPeriod) - total(window), 'outside of the window'],
    [total(window) - total(budgeted), 'beyond the budget'],
    [total(budgeted) - total(counted), 'taken by a kind before it'],
  ] as const
  const rest = lost.filter(([ms]) => ms > 0).map(([ms, why]) => `${secondsOf(ms)} ${why}`)
  const first = counted[0]
  const where = counted.length === 1 && first ? ` (${spanText(judgement, first)})` : ''
  return `counts for ${secondsOf(total(counted))}${where}${rest.length > 0 ? `; ${rest.join(', ')}` : ''}`
}

/** How each window's budget was used. */
function budgetLines(
  judgement: Judgement,
  {
    rule,
    inside,
    within,
    asked,
    taken,
  }: { rule: ExclusionKind; inside: Spans; within: Spans; asked: ExclusionContext; taken: Spans },
): string[] {
  const spentOn = (spans: Spans): number =>
    total(rule.counts === 'announced' ? spans : subtract(intersect(spans, asked.badTime), taken))
  return (rule.budget ?? []).flatMap((budget) => {
    const { per } = budget
    if (per === 'exclusion') return []
    const windows = new Map<number, { from: number; to: number }>()
    for (const { from } of inside) {
      const window = per === 'period' ? asked.period : windowAround(from, per, asked)
      if (window.from < asked.period.to && window.to > asked.period.from) windows.set(window.from, window)
    }
    return cut([...windows.values()], (window) => {
      const [asks, gets] = [spentOn(clip(inside, window)), spentOn(clip(within, window))]
      return `  budget of ${spanText(judgement, window)}: ${secondsOf(budget.ms)}, asked for ${secondsOf(asks)}, used ${secondsOf(gets)}, ${secondsOf(Math.max(0, asks - gets))} beyond it`
    })
  })
}
