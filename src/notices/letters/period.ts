import type { FinishedVerdict, OutageFigures, PeriodFacts } from '../../evaluation/verdict.ts'
import type { FigureChange } from '../../ledger/changes.ts'
import type { CorrectedFacts } from '../../ledger/facts.ts'
import { localFigure, targetFigure } from '../../statements/numbers.ts'
import { bothClocks, duration, headed, missedTarget, periodName, shownMeasure } from '../figures.ts'
import { type Block, type Letter, type LetterContext, type Row, rowsOf, tableOf } from '../letter.ts'
import type { Words } from '../words/words.ts'
import { creditBlocks } from './credit.ts'
import { clockCells, clockHeads, measureText, periodRows, spanTable, subjectAbout } from './parts.ts'

/** A breach that became certain while its period runs, or one that later facts have undone. */
export function breachLetter(facts: CorrectedFacts, context: LetterContext): Letter {
  const { words } = context
  if (facts.verdict !== 'breached') {
    return {
      subject: subjectOf(words.subjects.breachUndone, facts, context),
      headline: words.period.undone(headed(facts.title)),
      tone: 'plain',
      blocks: [{ kind: 'text', text: words.period.undoneMeaning }, ...bodyOf(facts, context)],
    }
  }
  return {
    subject: subjectOf(words.subjects.breach, facts, context),
    headline: words.period.certain(headed(facts.title)),
    tone: 'bad',
    blocks: [
      {
        kind: 'text',
        text: facts.incident === 'goingOn' ? words.period.goesOn : words.period.certainMeaning,
      },
      ...bodyOf(facts, context),
    ],
  }
}

/** The verdict of a finished period. */
export function periodClosedLetter(facts: CorrectedFacts, context: LetterContext): Letter {
  const { words } = context
  if (facts.incident === 'gone') return goneLetter(facts, context)
  return {
    subject: subjectOf(words.subjects.verdicts[facts.verdict], facts, context),
    headline: words.period.verdicts[facts.verdict](headed(facts.title)),
    tone: tones[facts.verdict],
    blocks: [{ kind: 'text', text: words.period.meanings[facts.verdict] }, ...bodyOf(facts, context)],
  }
}

/** An outage or event that is none any more. */
function goneLetter(facts: CorrectedFacts, context: LetterContext): Letter {
  const { words } = context
  return {
    subject: subjectOf(words.subjects.incidentGone, facts, context),
    headline: words.period.gone(headed(facts.title)),
    tone: 'plain',
    blocks: [{ kind: 'text', text: words.period.goneMeaning }, ...bodyOf(facts, context)],
  }
}

const tones = {
  met: 'good',
  breached: 'bad',
  undetermined: 'unsure',
  silent: 'plain',
  notApplicable: 'plain',
} as const

/** `Breach: Monthly uptime 99.12 % < 99.9 % — Checkout API for Globex, March 2026`. */
function subjectOf(word: string, facts: PeriodFacts, context: LetterContext): string {
  const { words } = context
  // What was measured did not decide it, and would contradict the word.
  if (facts.deemed !== undefined && facts.verdict === 'breached') {
    const period = periodName(facts, facts.timeZone, words)
    return subjectAbout(word, [headed(facts.title), words.period.deemedShort], period, context)
  }
  const shown = facts.measure.value === null ? null : shownMeasure(facts.shown, words)
  const against = facts.verdict === 'breached' && shown !== null ? missedTarget(facts.target, words) : null
  return subjectAbout(
    word,
    [headed(facts.title), shown, against],
    periodName(facts, facts.timeZone, words),
    context,
  )
}

function bodyOf(facts: CorrectedFacts, context: LetterContext): Block[] {
  const { words, entry } = context
  const corrects =
    entry.supersedes === null
      ? []
      : [{ kind: 'text', text: words.period.corrects(entry.supersedes) } as const]
  return [
    ...corrects,
    ...deemedText(facts, words),
    ...changeTable(facts, words),
    ...missingEvidence(facts, words),
    { kind: 'figures', rows: figureRows(facts, context) },
    ...creditBlocks(facts.credit, facts.by, { context, timeZone: facts.timeZone }),
    ...spanTable(
      words.labels.outages,
      { spans: facts.outages, omitted: facts.outagesOmitted },
      { words, timeZone: facts.timeZone },
    ),
    ...gapTable(facts, words),
    ...exclusionTable(facts, words),
    ...readingTable(facts, words),
  ]
}

function deemedText({ deemed }: PeriodFacts, words: Words): Block[] {
  if (deemed === undefined) return []
  const value = deemed.as === null ? null : targetFigure(deemed.as, words)
  return [{ kind: 'text', text: words.period.deemed(deemed.by, value) }]
}

/** What differs from what was told before. */
function changeTable(facts: CorrectedFacts, words: Words): Block[] {
  const { changes } = words.claims
  const shown = (figure: FigureChange['figure'], text: string | null): string => {
    if (text === null) return '–'
    if (figure === 'verdict') return words.period.verdictNames[text as FinishedVerdict]
    if (figure === 'certainSince') return bothClocks(text, facts.timeZone)
    if (/Time$/.test(figure)) return duration(text, words)
    return figure === 'evidence' || figure === 'exclusions' ? text : localFigure(text, words)
  }
  const rows = (facts.changes ?? []).map(({ figure, before, after }) => [
    changes.figures[figure],
    shown(figure, before),
    shown(figure, after),
  ])
  const head = [words.labels.figure, words.claims.labels.before, changes.after]
  return tableOf(words, { title: changes.title, head, rows })
}

function missingEvidence(facts: PeriodFacts, words: Words): Block[] {
  const unknown = facts.seconds?.unknown ?? '0'
  if (unknown === '0' && facts.verdict !== 'undetermined') return []
  const [from, to] = missingSpan(facts)
  const missing = duration(unknown, words)
  const said = words.period.evidenceMissing(
    missing,
    bothClocks(from, facts.timeZone),
    bothClocks(to, facts.timeZone),
  )
  const { best, worst, unit } = facts.measure
  const range =
    best === null || worst === null || best === worst
      ? ''
      : ` ${words.period.between(measureText(worst, unit, words), measureText(best, unit, words))}`
  return [{ kind: 'text', text: `${said}${range}` }]
}

/** From the first missing instant to the last, or the whole period where the entry does not list them. */
function missingSpan(facts: PeriodFacts): readonly [string, string] {
  const gaps: readonly OutageFigures[] = facts.gaps ?? []
  return [gaps[0]?.from ?? facts.from, gaps.at(-1)?.to ?? facts.to]
}

function figureRows(facts: PeriodFacts, { words, names }: LetterContext): Row[] {
  const { labels } = words
  const { measure, seconds, counts } = facts
  const party = facts.by === 'provider' ? names.provider : names.customer
  const time = (text: string | undefined): string | null =>
    text === undefined || text === '0' ? null : duration(text, words)
  const unsure = measure.best !== measure.worst
  return rowsOf([
    [labels.commitment, facts.title],
    [labels.owedBy, `${party} (${words.party[facts.by]})`],
    [labels.clause, facts.clause ?? null],
    [labels.judgedAlone, facts.of ?? null],
    [labels.target, targetFigure(facts.target, words)],
    [labels.measured, shownMeasure(facts.shown, words)],
    [labels.exactly, exactly(facts, words)],
    [labels.compared, measure.rounded === null ? null : measureText(measure.rounded, measure.unit, words)],
    [labels.best, unsure && measure.best !== null ? measureText(measure.best, measure.unit, words) : null],
    [labels.worst, unsure && measure.worst !== null ? measureText(measure.worst, measure.unit, words) : null],
    [labels.badEvents, counts === undefined ? null : localFigure(`${counts.bad} / ${counts.total}`, words)],
    [labels.badTime, seconds === undefined ? null : duration(seconds.bad, words)],
    [labels.countedTime, seconds === undefined ? null : duration(seconds.total, words)],
    [labels.excludedTime, time(seconds?.excluded)],
    [labels.excusedTime, time(seconds?.excused)],
    [labels.unknownTime, time(seconds?.unknown)],
    [
      labels.certainSince,
      facts.certainSince === null ? null : bothClocks(facts.certainSince, facts.timeZone),
    ],
    ...periodRows(facts, words),
  ])
}

/** The measure with up to six places, and the fraction that decided. */
function exactly(facts: PeriodFacts, words: Words): string | null {
  const { value, exact, unit } = facts.measure
  if (value === null) return null
  const text = measureText(value, unit, words)
  if (exact === null || exact === value) return text
  // Of a percentage the fraction is the share itself; of anything else it has the same unit.
  return unit === '%' ? `${text} = ${exact}` : `${text} = ${exact} ${unit}`.trim()
}

const gapTable = (facts: PeriodFacts, words: Words): Block[] =>
  spanTable(
    words.labels.gaps,
    { spans: facts.gaps ?? [], omitted: facts.gapsOmitted ?? 0 },
    { words, timeZone: facts.timeZone },
  )

function exclusionTable(facts: PeriodFacts, words: Words): Block[] {
  const { labels, period } = words
  const rows = facts.exclusions.map((used) => [
    `${used.kind} ${used.id}`,
    ...clockCells(used, facts.timeZone),
    period.effects[used.effect],
  ])
  return tableOf(words, {
    title: labels.exclusions,
    head: [labels.kind, ...clockHeads(facts.timeZone, words), labels.effect],
    rows,
  })
}

function readingTable(facts: PeriodFacts, words: Words): Block[] {
  const { labels, period } = words
  const currency = facts.credit?.currency ?? ''
  const rows = Object.entries(facts.readings ?? {}).map(([name, reading]) => [
    name,
    period.verdictNames[reading.verdict],
    reading.amount === null ? '–' : `${localFigure(reading.amount, words)} ${currency}`.trim(),
  ])
  return tableOf(words, {
    title: labels.readings,
    head: [labels.reading, labels.verdict, labels.amount],
    rows,
  })
}
