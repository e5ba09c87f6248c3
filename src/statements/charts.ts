import type { PeriodFacts } from '../evaluation/verdict.ts'
import { distributionFigure } from './distributionFigure.ts'
import type { DocumentBlock } from './document.ts'
import { type BudgetRow, budgetFigure, type TimelineRow, timelineFigure } from './figures.ts'
import { shownShare } from './numbers.ts'
import type { StatedCommitment, Statement } from './statement.ts'
import type { StatementWords } from './words.ts'

const mostRows = 12
const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds

/** The month's outages on a line, and how much of what the targets leave was used; nothing where nothing is measured by time. */
export function chartBlocks(statement: Statement, words: StatementWords): DocumentBlock[] {
  return [...timeline(statement, words), ...budgets(statement, words), ...distributions(statement, words)]
}

function timeline(statement: Statement, words: StatementWords): DocumentBlock[] {
  const rows = statement.commitments.flatMap((each): TimelineRow[] => {
    if (each.periods.every(({ facts }) => facts.seconds === undefined)) return []
    const spans = (all: readonly { from: string; to: string }[]) =>
      all.map(({ from, to }) => [ms(from), ms(to)] as const)
    return [
      {
        label: labelOf(each),
        bad: each.periods.flatMap(({ facts }) => spans(facts.outages)),
        excluded: each.periods.flatMap(({ facts }) => spans(facts.exclusions)),
      },
    ]
  })
  if (rows.length === 0) return []
  const span = { from: ms(statement.from), to: ms(statement.to), days: daysOf(statement) }
  const heading = words.headings.timeline
  return [{ kind: 'heading', text: heading }, timelineFigure(rows.slice(0, mostRows), span, heading)]
}

/** Every fifth day of a month, by its number; of a longer period the first day of each month. */
function daysOf({ from, to, timeZone }: Statement): { at: number; label: string }[] {
  const days: { at: number; label: string }[] = []
  const [begin, end] = [ms(from), ms(to)]
  const isLong = end - begin > 45 * 86_400_000
  let day = Temporal.Instant.from(from).toZonedDateTimeISO(timeZone)
  while (day.epochMilliseconds < end) {
    if (day.day === 1 || (!isLong && day.day % 5 === 0))
      days.push({
        at: day.epochMilliseconds,
        label: isLong ? day.toPlainDate().toString().slice(0, 7) : String(day.day),
      })
    day = day.add({ days: 1 })
  }
  return days
}

function budgets(statement: Statement, words: StatementWords): DocumentBlock[] {
  const rows = statement.commitments.flatMap((each): BudgetRow[] => {
    // One bar a commitment: the period that used most.
    const used = each.periods.flatMap(({ facts }) => usedOf(facts) ?? [])
    const most = Math.max(...used)
    return used.length === 0
      ? []
      : [{ label: labelOf(each), used: most, shown: shownShare(most.toFixed(4), words) }]
  })
  if (rows.length === 0) return []
  const heading = words.headings.budget
  return [{ kind: 'heading', text: heading }, budgetFigure(rows.slice(0, mostRows), heading)]
}

function distributions(statement: Statement, words: StatementWords): DocumentBlock[] {
  const figures = statement.commitments.flatMap((each) =>
    each.distribution ? [distributionFigure(labelOf(each), each.distribution, words)] : [],
  )
  if (figures.length === 0) return []
  return [{ kind: 'heading', text: words.headings.distribution }, ...figures.slice(0, mostRows)]
}

/** Bad time ÷ what the target leaves, for eyes only; null where the target leaves no time. */
function usedOf({ target, seconds, measure }: PeriodFacts): number | null {
  const share = /^>=?\s*(\d+(?:\.\d+)?)\s*%$/.exec(target)?.[1]
  if (share === undefined || seconds === undefined || measure.unit !== '%') return null
  const left = (1 - Number(share) / 100) * Number(seconds.total)
  return left > 0 ? Number(seconds.bad) / left : null
}

const labelOf = ({ title, of }: StatedCommitment): string => (of === null ? title : `${title} (${of})`)
