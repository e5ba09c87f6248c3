import type { Subject } from '../agreement/schema/subject.ts'
import type { Span, Spans } from '../agreement/spans.ts'
import { union } from '../agreement/spans.ts'
import { sourcesIn } from '../agreement/subject.ts'
import type { Series } from '../evidence/series.ts'
import { type Begins, type Edges, grainAt, grainCount, grainSpans, gridOf } from './grainGrid.ts'
import { type GrainRule, type GrainVerdict, gaugeGrains, ratioGrains } from './grainVerdicts.ts'
import { bad, firstFrom, good, type Line, push, type Segment, type State, unknown } from './line.ts'
import { stateGrains } from './stateGrains.ts'

/** Grains and what each of them is. */
export interface JudgedGrains {
  readonly edges: Edges
  readonly verdicts: readonly GrainVerdict[]
}

/** A line made of whole grains, and the grains that leave the denominator. */
export interface GrainLine extends JudgedGrains {
  readonly line: Line
  readonly skipped: Spans
}

export interface GrainContext {
  /** The begins of periods: the grains of each are aligned to its own, and the last one ends with it. */
  readonly begins: Begins
  readonly asOf: number
  readonly series: (source: string, span: Span) => Series
  /** What a source (or several pooled) says over time, for grains that only a holding observation covers. */
  readonly speech: (subject: Subject, span: Span) => Line
  /** Where one rule is asked as of many instants. */
  readonly known?: KnownGrains | undefined
}

/**
 * What the grains of a subject were found to be, by one rule and one view of the evidence. A grain is known at its end:
 * as of an earlier instant the first of them are the same.
 */
export type KnownGrains = Map<Subject, JudgedGrains>

/** Judges each grain of a span by the contract's rule. A grain is known at its end. */
export function grainLine(subject: Subject, rule: GrainRule, span: Span, context: GrainContext): GrainLine {
  const edges = gridOf(span, rule.grainMs, context)
  const count = grainCount(edges)
  const before = context.known?.get(subject)
  const isKnown = before !== undefined && isBegin(edges, before.edges)
  const verdicts = isKnown ? before.verdicts : judgeSubject(subject, { edges, rule, span, context })
  if (!isKnown) context.known?.set(subject, { edges, verdicts })
  const segments: Segment[] = []
  const skipped: Span[] = []
  for (let i = 0, next = 0; i < count; i = next) {
    const verdict = verdicts[i] as GrainVerdict
    while (next < count && verdicts[next] === verdict) next++
    const [from, to] = [edges[i] as number, edges[next] as number]
    if (verdict === 'skip') skipped.push({ from, to })
    push(segments, from, to, stateOf[verdict])
  }
  const kth: Line['kth'] = (stretch, k, orUnknown) => {
    let left = k
    for (let i = firstFrom(edges, stretch.from); i < count; i++) {
      const [from, verdict] = [edges[i] as number, verdicts[i]]
      if (from >= stretch.to) break
      if ((verdict === 'bad' || (orUnknown && verdict === 'unknown')) && --left === 0) return from
    }
    return null
  }
  return {
    line: { span, segments, kth },
    skipped: union(skipped),
    edges,
    verdicts: verdicts.slice(0, grainCount(edges)),
  }
}

/** Whether grains of one grid are the first of others. */
const isBegin = (edges: Edges, of: Edges): boolean =>
  edges.length <= of.length && edges[0] === of[0] && edges.at(-1) === of[edges.length - 1]

/** The grains that are of one kind. */
export const grainsThat = ({ edges, verdicts }: JudgedGrains, are: GrainVerdict): Span[] =>
  verdicts.flatMap((verdict, i) => (verdict === are ? [grainAt(edges, i)] : []))

interface GrainQuestion {
  readonly edges: Edges
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
function combined(members: readonly (readonly GrainVerdict[])[], least: number): GrainVerdict[] {
  return (members[0] ?? []).map((_, i) => {
    let [skipped, down, open] = [0, 0, 0]
    for (const each of members) {
      const verdict = each[i] ?? 'unknown'
      if (verdict === 'skip') skipped++
      else if (verdict === 'bad') down++
      else if (verdict === 'unknown') open++
    }
    if (skipped === members.length) return 'skip'
    return down >= least ? 'bad' : down + open < least ? 'good' : 'unknown'
  })
}

/** A bad grain counts only where the control's was good; where that failed or was skipped, whatever it was is good. */
function beside(verdict: GrainVerdict, control: GrainVerdict): GrainVerdict {
  if (verdict === 'good' || verdict === 'skip') return verdict
  if (control === 'unknown') return 'unknown'
  return control === 'good' ? verdict : 'good'
}

const stateOf: Readonly<Record<GrainVerdict, State>> = { good, bad, skip: good, unknown }

function judgeGrains(subject: Subject, { edges, rule, span, context }: GrainQuestion): GrainVerdict[] {
  const samples = sourcesIn(subject).map((source) => context.series(source, span))
  const kind = samples[0]?.kind ?? 'state'
  if (kind === 'ratio') return ratioGrains(samples, grainSpans(edges), rule)
  if (kind === 'gauge') return gaugeGrains(samples, grainSpans(edges), rule)
  return stateGrains(samples, edges, rule, context.speech(subject, span))
}
