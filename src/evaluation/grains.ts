import { sourcesIn } from '../agreement/references.ts'
import type { Subject } from '../agreement/schema/measures.ts'
import type { Span, Spans } from '../agreement/spans.ts'
import { union } from '../agreement/spans.ts'
import type { Series } from '../evidence/series.ts'
import { type GrainRule, type GrainVerdict, gaugeGrains, ratioGrains, stateGrains } from './grainVerdicts.ts'
import { bad, good, type Line, push, type Segment, type State, unknown } from './line.ts'

/** A line made of whole grains, and the grains that leave the denominator. */
export interface GrainLine {
  readonly line: Line
  readonly skipped: Spans
  readonly grains: readonly JudgedGrain[]
}

export interface JudgedGrain {
  readonly span: Span
  readonly verdict: GrainVerdict
}

export interface GrainContext {
  /** The period: grains are aligned to its begin, the last one ends with it. */
  readonly period: Span
  readonly asOf: number
  readonly series: (source: string, span: Span) => Series
  /** What a source (or several pooled) says over time, for grains that only a holding observation covers. */
  readonly speech: (subject: Subject, span: Span) => Line
}

/** Judges each grain of a span by the contract's rule. A grain is known at its end. */
export function grainLine(subject: Subject, rule: GrainRule, span: Span, context: GrainContext): GrainLine {
  const grains = gridOf(span, rule.grainMs, context)
  const segments: Segment[] = []
  const skipped: Span[] = []
  const failing: number[] = []
  const blind: number[] = []
  const judged = judgeSubject(subject, { grains, rule, span, context })
  grains.forEach((grain, i) => {
    const verdict = judged[i] ?? 'unknown'
    if (verdict === 'skip') skipped.push(grain)
    if (verdict === 'bad') failing.push(grain.from)
    if (verdict === 'unknown') blind.push(grain.from)
    push(segments, grain.from, grain.to, stateOf[verdict])
  })
  const kth: Line['kth'] = (stretch, k, orUnknown) => {
    const inside = (all: readonly number[]) => all.filter((at) => at >= stretch.from && at < stretch.to)
    const instants = orUnknown
      ? [...inside(failing), ...inside(blind)].sort((a, b) => a - b)
      : inside(failing)
    return instants[k - 1] ?? null
  }
  return {
    line: { span, segments, kth },
    skipped: union(skipped),
    grains: grains.map((grain, i) => ({ span: grain, verdict: judged[i] ?? 'unknown' })),
  }
}

interface GrainQuestion {
  readonly grains: readonly Span[]
  readonly rule: GrainRule
  readonly span: Span
  readonly context: GrainContext
}

/** Each member's grains are judged alone and then combined; only a pool adds up before it is judged. */
function judgeSubject(subject: Subject, question: GrainQuestion): GrainVerdict[] {
  const members = (of: readonly Subject[]) => of.map((each) => judgeSubject(each, question))
  switch (subject.kind) {
    case 'source':
    case 'pool':
      return judgeGrains(subject, question)
    case 'all':
      return combined(members(subject.of), subject.of.length)
    case 'any':
    case 'each':
      return combined(members(subject.of), 1)
    case 'atLeast':
      return combined(members(subject.of), subject.least)
    case 'control': {
      const control = judgeSubject(subject.control, question)
      return judgeSubject(subject.of, question).map((verdict, i) => beside(verdict, control[i] ?? 'unknown'))
    }
  }
}

/** Bad where so many are at the same time; skipped only where every member is. */
function combined(members: readonly GrainVerdict[][], least: number): GrainVerdict[] {
  return (members[0] ?? []).map((_, i) => {
    const verdicts = members.map((each) => each[i] ?? 'unknown')
    if (verdicts.every((verdict) => verdict === 'skip')) return 'skip'
    const down = verdicts.filter((verdict) => verdict === 'bad').length
    const open = verdicts.filter((verdict) => verdict === 'unknown').length
    return down >= least ? 'bad' : down + open < least ? 'good' : 'unknown'
  })
}

/** A bad grain counts only where the control's was good; where that failed, whatever it was is good. */
function beside(verdict: GrainVerdict, control: GrainVerdict): GrainVerdict {
  if (verdict === 'good' || verdict === 'skip') return verdict
  if (control === 'bad') return 'good'
  return control === 'unknown' ? 'unknown' : verdict
}

const stateOf: Readonly<Record<GrainVerdict, State>> = { good, bad, skip: good, unknown }

/** The grains inside a span that have ended: a grain is known at its end. */
export function gridOf(span: Span, grainMs: number, { period, asOf }: GrainContext): Span[] {
  const grains: Span[] = []
  for (let k = Math.floor((span.from - period.from) / grainMs); ; k++) {
    const whole = { from: period.from + k * grainMs, to: period.from + (k + 1) * grainMs }
    if (whole.from >= span.to) return grains
    const isLast = whole.from < period.to && whole.to > period.to
    const end = isLast ? period.to : whole.to
    if (end > asOf) return grains
    for (const part of isLast
      ? [
          { from: whole.from, to: end },
          { from: end, to: whole.to },
        ]
      : [whole]) {
      const grain = { from: Math.max(part.from, span.from), to: Math.min(part.to, span.to) }
      if (grain.from < grain.to) grains.push(grain)
    }
  }
}

function judgeGrains(subject: Subject, { grains, rule, span, context }: GrainQuestion): GrainVerdict[] {
  const samples = sourcesIn(subject).map((source) => context.series(source, span))
  const kind = samples[0]?.kind ?? 'state'
  if (kind === 'ratio') return ratioGrains(samples, grains, rule)
  if (kind === 'gauge') return gaugeGrains(samples, grains, rule)
  return stateGrains(samples, grains, rule, context.speech(subject, span))
}
