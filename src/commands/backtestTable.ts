import type { Evaluation } from '../evaluation/evaluateAgreement.ts'
import type { MonthlyCredit, PeriodResult } from '../evaluation/verdict.ts'
import type { ValueFigures } from '../value/figures.ts'

/** What `backtest` prints for people: periods with their first and last day, months of credits, rights to terminate. */
export function* backtestTable({ periods, credits, termination }: Evaluation): Generator<string> {
  if (periods.length === 0) yield 'no period that this evidence touches has closed'
  else yield* aligned([head, ...periods.map(rowOf)])
  for (const month of credits)
    yield `${month.from.slice(0, 7)}  credits ${month.amount}${month.capped ? ' (capped)' : ''}${earnedText(month)}`
  for (const each of termination)
    yield `termination: ${each.clause}, right of the ${each.right}, since ${each.triggeredAt}${each.exerciseBy ? `, until ${each.exerciseBy}` : ''}`
}

const head = ['from', 'to (included)', 'commitment', 'measured', 'verdict', 'credit']

function rowOf(each: PeriodResult): string[] {
  const { commitment, of, measure, credit } = each
  return [
    ...firstAndLast(each),
    of === undefined ? commitment : `${commitment} (${of})`,
    measure.value === null ? '–' : `${measure.value}${measure.unit}`,
    verdictText(each),
    credit === null || credit.state === 'none' ? '' : [givenText(credit), credit.state].join(' '),
  ]
}

const unitNames = {
  day: ['day', 'days'],
  point: ['point', 'points'],
  extension: ['day of extension', 'days of extension'],
  extensionMonth: ['month of extension', 'months of extension'],
} as const

/** Money, or what is given in its place. */
function givenText({ amount, currency, units, unit }: NonNullable<PeriodResult['credit']>): string {
  if (amount !== null) return [amount, currency].filter(Boolean).join(' ')
  return units === null || unit === null ? '–' : `${units} ${unitNames[unit][units === '1' ? 0 : 1]}`
}

/** Whole days by their names, the last one included; what begins or ends within a day by the clock. */
function firstAndLast({ from, to }: { from: string; to: string }): [string, string] {
  const isDays = [from, to].every((text) => text.slice(11, 19) === '00:00:00') && from !== to
  if (!isDays) return [clock(from), clock(to)]
  return [from.slice(0, 10), Temporal.PlainDate.from(to.slice(0, 10)).subtract({ days: 1 }).toString()]
}

const clock = (text: string): string => text.slice(0, 19).replace('T', ' ')

/** A verdict, and of an open one what keeps it open. */
function verdictText({ verdict, runsUntil, measure, seconds }: PeriodResult): string {
  if (verdict !== 'undetermined') return verdict
  if (runsUntil !== undefined)
    return `still running${runsUntil === null ? ', a clock stands still' : ` until ${clock(runsUntil)}`}`
  const { best, worst, unit } = measure
  const unknown = seconds && seconds.unknown !== '0' ? `, ${seconds.unknown} s unknown` : ''
  return best === null || worst === null
    ? `undetermined${unknown}`
    : `undetermined (${worst}${unit} to ${best}${unit}${unknown})`
}

function* aligned(rows: readonly (readonly string[])[]): Generator<string> {
  const widths = head.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  for (const row of rows)
    yield row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
}

function earnedText({ earnedBack, offset, owedBack }: MonthlyCredit): string {
  if (earnedBack === undefined) return ''
  const lines = earnedBack.map(({ commitment, of, from, amount }) => {
    const name = of === undefined ? commitment : `${commitment} (${of})`
    return `, earned back ${name} ${from.slice(0, 10)} ${amount}`
  })
  return `${lines.join('')}, set off ${offset}, still owed back ${owedBack}`
}

export function* valueLines(value: ValueFigures | null): Generator<string> {
  for (const { from, customerValue, promisedValue, currency, retained, relative } of value?.periods ?? []) {
    const kept = retained === null ? '–' : retained.value
    const ratio = relative?.ratio ? `, ratio ${relative.ratio.value}` : ''
    yield `${from.slice(0, 7)}  value ${customerValue ?? '–'} of ${promisedValue} ${currency} promised, retained ${kept}${ratio}`
  }
}
