import { isoInstant } from '../../agreement/agreement.ts'
import type { Subject } from '../../agreement/schema/subject.ts'
import type { Span, Spans } from '../../agreement/spans.ts'
import type { Judgement } from '../judgePeriod.ts'
import { cut, secondsOf } from './arithmetic.ts'

/** One step of the order of evaluation, or nothing where the commitment does not take it. */
export interface Section {
  readonly title: string
  readonly lines: readonly string[]
}

export const zoneOf = ({ question }: Pick<Judgement, 'question'>): string => question.version.terms.timeZone

export const instant = (judgement: Pick<Judgement, 'question'>, at: number): string =>
  isoInstant(at, zoneOf(judgement))

export const spanText = (judgement: Pick<Judgement, 'question'>, span: Span): string =>
  `${instant(judgement, span.from)} … ${instant(judgement, span.to)}`

/** Each span on a line of its own, the middle of many cut out with its sum kept. */
export const spanLines = (judgement: Judgement, spans: Spans, indent = '  '): string[] =>
  cut(
    spans,
    (span) => `${indent}${spanText(judgement, span)}: ${secondsOf(span.to - span.from)}`,
    (left) =>
      `${indent}… ${left.length} more, together ${secondsOf(left.reduce((ms, span) => ms + span.to - span.from, 0))}`,
  )

/** A subject in words, such as `all of a, b`. */
export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case 'source':
      return subject.source
    case 'control':
      return `${subjectText(subject.of)} where ${subjectText(subject.control)} succeeded`
    case 'atLeast':
      return `at least ${subject.least} of (${subject.of.map(subjectText).join(', ')})`
    case 'all':
    case 'any':
    case 'pool':
    case 'each':
      return `${subject.kind} of (${subject.of.map(subjectText).join(', ')})`
  }
}

/** What the combination means for a moment in time. */
export function combinationText(subject: Subject): string {
  switch (subject.kind) {
    case 'source':
      return 'one source: its state is what it says'
    case 'all':
      return 'down only while all of them are down at the same time'
    case 'any':
      return 'down while any of them is down; time that two are down counts once'
    case 'atLeast':
      return `down while at least ${subject.least} of them are down at the same time`
    case 'pool':
      return 'each is measured by itself; bad and total are added up before dividing'
    case 'each':
      return 'each is judged alone'
    case 'control':
      return `a failure of ${subjectText(subject.of)} counts only where ${subjectText(subject.control)} succeeded`
  }
}
