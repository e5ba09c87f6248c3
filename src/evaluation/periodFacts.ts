import { isoInstant } from '../agreement/agreement.ts'
import { canonicalJson, sha256 } from '../agreement/canonical.ts'
import { judgingSources } from '../agreement/relief.ts'
import { isOfEvents } from '../agreement/schema/measures.ts'
import { clip, type Spans, total } from '../agreement/spans.ts'
import { countedTime } from './countedTime.ts'
import { lateAnswers } from './eventMeasures.ts'
import { minorText } from './fees.ts'
import type { Judgement } from './judgePeriod.ts'
import { lineOf, spansOf, unknown } from './line.ts'
import { secondsText } from './measured.ts'
import { shownFigure } from './shown.ts'
import type {
  EvidenceInput,
  ExclusionFigures,
  LateAnswerFigures,
  OutageFigures,
  PeriodFacts,
} from './verdict.ts'

const mostListed = 200

/** How a source's evidence is named in a verdict: its identity, and a digest over what was read of it. */
export type DescribeEvidence = (
  source: string,
  span: { readonly from: number; readonly to: number },
) => Omit<EvidenceInput, 'source'>

/** The facts of a judgement, as the ledger keeps them: plain JSON that can be rendered and redone from itself. */
export function periodFacts(judgement: Judgement, describe: DescribeEvidence): PeriodFacts {
  const { question, measured, result } = judgement
  const { commitment, version, agreement, period } = question
  const zone = version.terms.timeZone
  const outages = listed(judgement)
  const counted = countedTime(measured.outages, outages.shown, period.from)
  const late = lateFigures(judgement, zone)
  const gaps = unknownSpans(judgement)
  const evidence = judgingSources(commitment, version.terms).map(
    (source): EvidenceInput => ({ source, ...describe(source, period) }),
  )
  const exclusions = exclusionFigures(judgement, zone)
  const inputs = {
    agreement: agreement.digest,
    version: isoInstant(version.from, zone),
    evidence,
    exclusions: [...new Set(exclusions.map((each) => each.id))],
  }
  return {
    ...result,
    title: commitment.title ?? question.name,
    by: commitment.by,
    ...(commitment.clause === undefined ? {} : { clause: commitment.clause }),
    timeZone: zone,
    target: targetText(judgement),
    shown: shownFigure(measured, commitment),
    outages: outages.shown,
    outagesOmitted: outages.omitted,
    ...(counted === null ? {} : { counted }),
    ...(late.length === 0 ? {} : { lateAnswers: late }),
    ...(gaps.length > 0
      ? {
          gaps: gaps.slice(0, mostListed).map((span) => spanFigures(span, zone)),
          gapsOmitted: Math.max(0, gaps.length - mostListed),
        }
      : {}),
    exclusions,
    ...(commitment.period.kind === 'incident' ? { incident: 'ended' as const } : {}),
    inputs: { ...inputs, digest: sha256(canonicalJson(inputs)) },
  }
}

export function targetText({
  question: { commitment },
}: {
  readonly question: Pick<Judgement['question'], 'commitment'>
}): string {
  return commitment.target.kind === 'condition' ? commitment.target.condition.text : commitment.target.kind
}

const spanFigures = (span: { from: number; to: number }, zone: string): OutageFigures => ({
  from: isoInstant(span.from, zone),
  to: isoInstant(span.to, zone),
  seconds: secondsText(span.to - span.from),
})

/** The outages that count, the longest kept where there are many, in order of time. */
function listed({ measured, question }: Judgement): { shown: OutageFigures[]; omitted: number } {
  const zone = question.version.terms.timeZone
  const longest = [...measured.outages].sort((a, b) => b.countedMs - a.countedMs).slice(0, mostListed)
  const shown = longest
    .sort((a, b) => a.outage.from - b.outage.from)
    .map((each) => ({
      from: isoInstant(each.inside[0]?.from ?? each.outage.from, zone),
      to: isoInstant(each.inside.at(-1)?.to ?? each.outage.to, zone),
      seconds: secondsText(each.countedMs),
    }))
  return { shown, omitted: measured.outages.length - shown.length }
}

function lateFigures({ question: { commitment }, context }: Judgement, zone: string): LateAnswerFigures[] {
  const asked = commitment.measure
  if (asked.kind !== 'elapsed') return []
  return lateAnswers(asked.terms, context).map(({ from, to, due }) => ({
    question: isoInstant(from, zone),
    answer: to === null ? null : isoInstant(to, zone),
    due: isoInstant(due, zone),
  }))
}

/** Where nobody knows how it was, as far as it has been seen. */
function unknownSpans({ question, measured }: Judgement): Spans {
  const asked = question.commitment.measure
  if (isOfEvents(asked) || (measured.time?.unknownMs ?? 0) === 0) return []
  const span = { from: question.period.from, to: Math.min(question.period.to, question.asOf) }
  if (span.from >= span.to) return []
  const line = lineOf(asked.terms.of, span, (name) => question.view.line(name, span, question.asOf))
  const spans = clip(spansOf(line, unknown), span)
  return total(spans) > 0 ? spans : []
}

function exclusionFigures({ measured }: Judgement, zone: string): ExclusionFigures[] {
  return measured.admitted.flatMap((kind) =>
    kind.claims.map(({ exclusion, span }) => ({
      id: exclusion.id,
      kind: kind.name,
      from: isoInstant(span.from, zone),
      to: isoInstant(span.to, zone),
      effect: kind.effect,
    })),
  )
}

/** What the ledger says from then on of an outage or event that is none any more. */
export function goneFacts(facts: PeriodFacts): PeriodFacts {
  const { seconds: _, counts: __, deemed: ___, ...rest } = facts
  const { counted: ____, countedList: _____, lateAnswers: ______, ...seen } = rest
  const { gaps: _______, gapsOmitted: ________, ...known } = seen
  const { currency } = facts.credit ?? { currency: '' }
  const none = currency === '' ? '0' : minorText(0n, currency)
  const { unit } = facts.measure
  return {
    ...known,
    measure: { value: null, exact: null, unit, rounded: null, best: null, worst: null },
    verdict: 'notApplicable',
    certainSince: null,
    credit: facts.credit && {
      ...{ percent: '0', units: null, unit: null, amount: none, currency },
      ...{ state: 'none', claimUntil: null },
    },
    shown: '–',
    outages: [],
    outagesOmitted: 0,
    exclusions: [],
    incident: 'gone',
  }
}
