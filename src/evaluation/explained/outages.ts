import { compare, divide, fraction } from '../../agreement/fraction.ts'
import type { OutageShape } from '../../agreement/schema/badTime.ts'
import type { StateTerms } from '../../agreement/schema/measures.ts'
import { intersect, type Span, total, union } from '../../agreement/spans.ts'
import { excludedTime } from '../exclusions.ts'
import type { Judgement } from '../judgePeriod.ts'
import type { Line } from '../line.ts'
import { secondsText, weightOf } from '../measured.ts'
import { leastLength, type Outage, outagesOf } from '../outages.ts'
import type { MemberReading } from '../stateMeasures.ts'
import type { Reading } from '../stateReading.ts'
import { cut, exactly, seconds, secondsOf } from './arithmetic.ts'
import { instant, type Section, spanText, subjectText } from './words.ts'

/** The rule by which runs of bad time become outages, in words. */
function shapeText(shape: OutageShape): string {
  const parts = [
    shape.consecutive === undefined
      ? 'every failure counts'
      : `${shape.consecutive} failures in a row at least`,
    shape.atLeast === undefined ? '' : `at least ${secondsOf(shape.atLeast)}`,
    shape.longerThan === undefined ? '' : `longer than ${secondsOf(shape.longerThan)}`,
    shape.of === 'whole'
      ? ''
      : `tested on what is ${shape.of === 'unexcused' ? 'not excused' : 'in the period'}`,
    shape.count === 'excess' ? 'only the excess counts' : 'counted whole',
    shape.startsAt === 'firstFailure' ? 'from the first failure' : `from ${shape.startsAt}`,
    shape.partialGrain === 'exact' ? '' : `partial grains: ${shape.partialGrain}`,
  ]
  return parts.filter(Boolean).join(', ')
}

/** Runs of bad time as they are, before the rule. */
function runsOf(
  { line }: MemberReading,
  shape: OutageShape,
  judgement: Judgement,
  reading: Reading,
): Outage[] {
  const { consecutive: _, atLeast: __, longerThan: ___, ...rest } = shape
  const loose = { ...rest, startsAt: 'firstFailure', count: 'whole', partialGrain: 'exact' } as const
  return outagesOf(line, loose, {
    events: [],
    excused: excludedTime(reading.admitted),
    period: judgement.question.period,
    grainMs: null,
  })
}

function whyNot(run: Outage, line: Line, shape: OutageShape, judgement: Judgement): string {
  const k = shape.consecutive ?? 1
  const isOrEvent = shape.startsAt !== 'firstFailure' && shape.startsAt !== 'confirmation'
  if (line.kth(run, k, false) === null) return `fewer than ${k} failures in a row`
  const hasEvent = judgement.question.view.events.some(
    (event) => event.type === shape.startsAt && event.at < run.to,
  )
  if (isOrEvent && !hasEvent) return `no ${shape.startsAt} while it lasted`
  const tested = shape.of === 'inPeriod' ? intersect(run.counted, [judgement.question.period]) : run.counted
  const length = total(tested)
  if (length < leastLength(shape))
    return `${secondsOf(length)} is not ${shape.longerThan === undefined ? `at least ${secondsOf(shape.atLeast ?? 0)}` : `longer than ${secondsOf(shape.longerThan)}`}`
  return 'by its start or its grains too little of it is left'
}

const touches = (a: Span, b: Span): boolean => a.from < b.to && a.to > b.from

/** The runs that touch the period, and what is said of one: of a few, however many there are. */
function listedOf(member: MemberReading, shape: OutageShape, judgement: Judgement) {
  const shaped = outagesIn(member, shape, judgement)
  const runs = runsOf(member, shape, judgement, member.reading)
  const textOf = (run: Outage): string => {
    const found = shaped.find((outage) => touches(outage, run) || outage.from === run.from)
    const begin = `${spanText(judgement, run)}: bad for ${secondsOf(total(run.counted))}`
    if (!found) return `${begin}, no outage: ${whyNot(run, member.line, shape, judgement)}`
    const moved = found.from === run.from ? '' : `, counted from ${instant(judgement, found.from)}`
    return `${begin}, an outage${moved}: ${secondsOf(total(found.counted))} of it count`
  }
  return { runs: runs.filter((run) => touches(run, judgement.question.period)), textOf }
}

function outagesIn(member: MemberReading, shape: OutageShape, judgement: Judgement): Outage[] {
  const { measure } = judgement.question.commitment
  const grain =
    'grain' in measure.terms && typeof measure.terms.grain === 'number' ? measure.terms.grain : 60_000
  return outagesOf(member.line, shape, {
    events: judgement.question.view.events.filter((event) => event.at <= judgement.question.asOf),
    excused: excludedTime(member.reading.admitted),
    period: judgement.question.period,
    grainMs: shape.partialGrain === 'exact' ? null : grain,
  })
}

/** Every run of bad time that touches the period, shaped whole, and why one is no outage. */
export function outageSection(
  terms: StateTerms,
  members: readonly MemberReading[],
  judgement: Judgement,
): Section {
  const lines = [`rule: ${shapeText(terms.outage)}`]
  for (const member of members) {
    if (members.length > 1) lines.push(`${subjectText(member.of)}:`)
    const { runs, textOf } = listedOf(member, terms.outage, judgement)
    if (runs.length === 0) lines.push('no bad time')
    lines.push(
      ...cut(
        runs,
        (run) => `  ${textOf(run)}`,
        (left) =>
          `  … ${left.length} more runs, bad for ${secondsOf(left.reduce((ms, run) => ms + total(run.counted), 0))} together`,
      ),
    )
  }
  return { title: 'outages, shaped whole before the period\u2019s edge and exclusions cut them', lines }
}

/** What of each outage lies in the period and is not excluded: the seconds that count. */
export function splitSection(
  terms: StateTerms,
  members: readonly MemberReading[],
  judgement: Judgement,
): Section | null {
  const isWeighed = terms.unit === 'affected'
  const lines = members.flatMap(({ of, outages }) => [
    ...(members.length > 1 && outages.length > 0 ? [`${subjectText(of)}:`] : []),
    ...cut(
      outages,
      (each, i) => {
        const inside =
          each.inside.length > 3
            ? `${each.inside.length} parts`
            : each.inside.map((span) => spanText(judgement, span)).join(' and ')
        const isWhole = each.countedMs === total(each.outage.counted)
        const of = isWhole ? '' : ` of ${secondsText(total(each.outage.counted))} s`
        const weight =
          isWeighed && compare(weightOf(each), fraction(each.countedMs)) !== 0
            ? `, weighed by the share affected: ${exactly(divide(weightOf(each), fraction(1000)), 's')}`
            : ''
        return `  ${i + 1}. ${inside}: ${exactly(seconds(each.countedMs), 's')}${of}${weight}`
      },
      (left) =>
        `  … ${left.length} more, together ${secondsOf(left.reduce((ms, each) => ms + each.countedMs, 0))}`,
    ),
  ])
  return lines.length === 0
    ? null
    : { title: 'what of them is eligible, in the period and not excluded', lines }
}

/** Bad time that several outages share is counted once. */
export const overlapMs = ({ outages }: MemberReading): number =>
  outages.reduce((ms, each) => ms + each.countedMs, 0) - total(union(outages.flatMap((each) => each.inside)))
