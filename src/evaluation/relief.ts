import { isoInstant } from '../agreement/agreement.ts'
import { add, compare, type Fraction, parseDecimal, zero } from '../agreement/fraction.ts'
import { unitAround } from '../agreement/period.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { While } from '../agreement/schema/clauses.ts'
import { intersect, type Span, type Spans, union } from '../agreement/spans.ts'
import type { Exclusion } from '../evidence/event.ts'
import type { MeasureContext } from './context.ts'
import { good, spansOf } from './line.ts'

/** How far before a span a gauge's last number may lie that still speaks in it. */
const gaugeReachMs = 86_400_000

/**
 * The time in which a condition of the contract itself holds, as claims that nobody has to make: use beyond what was
 * agreed, a load above a limit. Announced as it begins; what is told later moves it like all late evidence.
 */
export function reliefOf(kind: string, rule: While, context: MeasureContext, reach: Span): Exclusion[] {
  const spans = rule.kind === 'gauge' ? overGauge(rule, context, reach) : overUsage(rule, context, reach)
  const { timeZone } = context.terms
  return spans.map(({ from, to }) => ({
    id: `${kind} ${isoInstant(from, timeZone)}`,
    kind,
    from,
    to,
    announcedAt: from,
    by: [],
    agreedBy: [],
  }))
}

type GaugeRule = Extract<While, { kind: 'gauge' }>
type UsageRule = Extract<While, { kind: 'usage' }>

/** While a gauge's number meets the condition: from an observation to the next, as long as it speaks. */
function overGauge(rule: GaugeRule, { view, asOf }: MeasureContext, reach: Span): Spans {
  const span = { from: reach.from - gaugeReachMs, to: Math.min(reach.to, asOf) }
  if (span.from >= span.to) return []
  const rows = view.series(rule.gauge, span)
  const over: Span[] = []
  for (let i = 0; i < rows.length; i++) {
    const value = parseDecimal(rows.texts.value?.[i] ?? '')
    if (value === null || !satisfies(value, rule.is)) continue
    const [from, to] = [rows.at[i] as number, rows.to[i] as number]
    const until = Number.isNaN(to) ? (rows.at[i + 1] ?? span.to) : to
    if (from < until) over.push({ from, to: until })
  }
  return intersect(union(over), spansOf(view.line(rule.gauge, span, asOf), good))
}

/** From the report with which the use of a calendar unit passed what was agreed, to the unit's end. */
function overUsage(rule: UsageRule, { view, asOf, terms }: MeasureContext, reach: Span): Spans {
  const totals = new Map<number, Fraction>()
  const over = new Map<number, Span>()
  for (const { type, at, data } of view.events) {
    if (type !== 'usage.reported' || data.of !== rule.usage || at > asOf || at >= reach.to) continue
    const unit = unitAround(at, rule.per, terms.timeZone)
    const quantity = parseDecimal(String(data.quantity ?? '')) ?? zero
    const total = add(totals.get(unit.from) ?? zero, quantity)
    totals.set(unit.from, total)
    if (compare(total, rule.over) > 0 && !over.has(unit.from)) over.set(unit.from, { from: at, to: unit.to })
  }
  return union([...over.values()].filter(({ from, to }) => from < to))
}
