import { multiply } from '../agreement/fraction.ts'
import type { StateTerms } from '../agreement/schema/measures.ts'
import { union } from '../agreement/spans.ts'
import { bracketed, figure } from './explained/arithmetic.ts'
import { arrearsSection } from './explained/arrears.ts'
import { claimSection } from './explained/claim.ts'
import { creditSection } from './explained/credit.ts'
import { earnBackSection } from './explained/earnBack.ts'
import { eventFigures, eventSection } from './explained/events.ts'
import { combinationSection, evidenceSection } from './explained/evidence.ts'
import { exclusionSection } from './explained/exclusions.ts'
import { grainSection } from './explained/grains.ts'
import { type Judged, monthSection } from './explained/month.ts'
import { outageSection, splitSection } from './explained/outages.ts'
import { type OtherReading, otherReadings, readingSection } from './explained/readings.ts'
import { terminationSection } from './explained/termination.ts'
import { eligibleSection, timeFigures } from './explained/time.ts'
import {
  gaugeFigures,
  latencyFigures,
  meanRatioFigures,
  ratioFigures,
  scoreFigures,
} from './explained/values.ts'
import { boundLines, roundingSection, verdictSection } from './explained/verdict.ts'
import { instant, type Section } from './explained/words.ts'
import type { Judgement } from './judgePeriod.ts'
import { type Pieces, whole } from './pieces.ts'
import { stateReadings } from './stateMeasures.ts'
import type { ClauseState } from './termination.ts'

/** What stands around a period: the credits of its month, and the clauses that it counts towards. */
export interface Surroundings {
  readonly judged: Judged | null
  readonly clauses: readonly ClauseState[]
}

/**
 * The whole chain of a period in the order of evaluation, from evidence to termination, with every figure exact, so that
 * a person can redo it with a pocket calculator; and what other readings of the text would have made of it.
 */
export function explainJudgement(
  judgement: Judgement,
  around: Surroundings = { judged: null, clauses: [] },
  readings: readonly OtherReading[] = whole(otherReadings(judgement)),
): string {
  return whole(explaining(judgement, around, readings))
}

/** The same section by section, between which a caller can let others have their turn. */
export function* explaining(
  judgement: Judgement,
  around: Surroundings,
  readings: readonly OtherReading[],
): Pieces<string> {
  const sections: Section[] = []
  for (const section of sectionsOf(judgement, around, readings)) {
    if (section !== null) sections.push(section)
    yield
  }
  return [...heading(judgement), ...sections.flatMap(sectionLines)].join('\n')
}

type Sections = Iterable<Section | null>

function* sectionsOf(
  judgement: Judgement,
  around: Surroundings,
  readings: readonly OtherReading[],
): Sections {
  yield* measureSections(judgement)
  yield roundingSection(judgement)
  yield verdictSection(judgement)
  yield creditSection(judgement)
  yield arrearsSection(judgement)
  yield claimSection(judgement)
  yield around.judged && monthSection(judgement, around.judged)
  yield around.judged && earnBackSection(judgement, around.judged)
  yield terminationSection(judgement, around.clauses)
  yield readingSection(judgement, readings)
}

const sectionLines = ({ title, lines }: Section, i: number): string[] => [
  '',
  `${i + 1}. ${title}`,
  ...lines.map((line) => `   ${line}`),
]

function heading(judgement: Judgement): string[] {
  const { question, result } = judgement
  const { agreement, commitment, name, of } = question
  return [
    `${commitment.title ?? name}${of === undefined ? '' : ` (${of})`} — ${agreement.versions[0]?.terms.title ?? agreement.id}`,
    ...(commitment.clause === undefined ? [] : [`clause: ${commitment.clause}`]),
    `period: ${result.from} … ${result.to} (end exclusive), ${question.version.terms.timeZone}`,
    `judged by: ${agreement.digest}, version of ${instant(judgement, question.version.from)}, as of ${instant(judgement, question.asOf)}`,
  ]
}

function measureSections(judgement: Judgement): Sections {
  const asked = judgement.question.commitment.measure
  switch (asked.kind) {
    case 'uptime':
    case 'downtime':
    case 'longestOutage':
    case 'outages':
    case 'repairTime':
    case 'timeBetweenFailures':
      return stateSections(asked.kind, asked.terms, judgement)
    case 'elapsed':
    case 'timeTaken':
    case 'occurrences':
    case 'satisfaction':
    case 'usageRate':
    case 'retentionRate':
    case 'valueRetained':
    case 'customerValue':
    case 'valueRatio':
    case 'notice':
      return [eventSection(judgement), measureSection(judgement, eventFigures(judgement))]
    case 'latency':
    case 'gauge': {
      const { terms } = asked
      const isShare = terms.grain !== undefined && terms.bad !== undefined
      const grains =
        terms.grain !== undefined && terms.bad !== undefined
          ? grainSection({ ...terms, grain: terms.grain, bad: terms.bad }, judgement)
          : null
      const figures = isShare
        ? grainShare(judgement)
        : asked.kind === 'latency'
          ? latencyFigures(asked.terms, judgement)
          : gaugeFigures(asked.terms, judgement)
      return valueSections(judgement, grains, figures)
    }
    case 'successRatio':
      return valueSections(judgement, null, ratioFigures(asked.terms, judgement))
    case 'meanSuccessRatio':
      return valueSections(judgement, null, meanRatioFigures(asked.terms, judgement))
    case 'score':
      return valueSections(judgement, null, scoreFigures(asked.terms, judgement))
  }
}

function* stateSections(kind: string, terms: StateTerms, judgement: Judgement): Sections {
  yield evidenceSection(judgement)
  yield combinationSection(judgement)
  yield terms.grain === undefined || terms.bad === undefined
    ? null
    : grainSection({ of: terms.of, grain: terms.grain, bad: terms.bad }, judgement)
  const members = stateReadings(terms, judgement.context)
  yield null
  yield outageSection(terms, members, judgement)
  const badTime = union(members.flatMap(({ outages }) => outages.flatMap(({ outage }) => outage.counted)))
  yield exclusionSection(judgement, badTime)
  yield splitSection(terms, members, judgement)
  yield eligibleSection(members, judgement)
  yield measureSection(judgement, timeFigures(terms, members, judgement), kind)
}

const valueSections = (
  judgement: Judgement,
  grains: Section | null,
  figures: string[],
): (Section | null)[] => [
  evidenceSection(judgement),
  combinationSection(judgement),
  grains,
  exclusionSection(judgement, []),
  measureSection(judgement, figures),
]

const measureSection = (
  judgement: Judgement,
  figures: readonly string[],
  kind: string = judgement.question.commitment.measure.kind,
): Section => ({ title: `measure: ${kind}`, lines: [...figures, ...boundLines(judgement)] })

/** Good grains ÷ known grains. */
function grainShare({ own }: Judgement): string[] {
  const { counts, value, coverage } = own
  if (counts === null || value === null || coverage === null) return []
  const known = multiply(counts.total, coverage)
  return [`good share: 1 − ${bracketed(counts.bad)} ÷ ${bracketed(known)} = ${figure(value, '%')}`]
}
