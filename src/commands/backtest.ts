import { startOfDate, zoneOf } from '../agreement/agreement.ts'
import { formatProblem } from '../agreement/document.ts'
import { type BacktestQuestion, backtest, valueOfBacktest } from '../backtest.ts'
import type { Evaluation } from '../evaluation/evaluateAgreement.ts'
import type { MonthlyCredit } from '../evaluation/verdict.ts'
import { publicHolidays } from '../holidays.ts'
import { readAgreementFile } from '../settings/agreements.ts'
import type { ValueFigures } from '../value/figures.ts'
import { calendarFlags } from './calendarFlags.ts'
import { type Command, type CommandContext, CommandFailure, UsageError } from './command.ts'
import { evidenceFor } from './historyEvidence.ts'
import { historyFlags } from './historyFlags.ts'
import { sweep, sweepFlags } from './sweep.ts'

export const backtestCommand: Command = {
  name: 'backtest',
  summary: 'Evaluate an agreement over a file of evidence, without a daemon.',
  operands: 'AGREEMENT.yaml',
  operandCount: [1, 1],
  flags: [
    { name: 'evidence', kind: 'text', value: 'FILE', description: 'Evidence as JSON Lines.' },
    ...historyFlags,
    ...calendarFlags,
    {
      name: 'from',
      kind: 'text',
      value: 'DATE',
      description: 'Only periods that touch this local date or what comes after it.',
    },
    {
      name: 'until',
      kind: 'text',
      value: 'DATE',
      description: 'Only periods that begin before this local date.',
    },
    {
      name: 'as-of',
      kind: 'text',
      value: 'INSTANT',
      description: 'What lies after it is not seen.',
      default: 'the closing of the last period',
    },
    { name: 'json', kind: 'switch', description: 'Print one JSON object.' },
    ...sweepFlags,
  ],
  run: async (context) => {
    const [file = ''] = context.operands
    const read = await readAgreementFile(file, { env: context.env })
    if (!read.ok)
      throw new CommandFailure(`the agreement is refused\n${read.problems.map(formatProblem).join('\n')}`)
    for (const warning of read.warnings) context.err(formatProblem(warning))
    const { agreement } = read
    const evidence = await evidenceFor(context, agreement)
    const zone = zoneOf(agreement)
    const question: BacktestQuestion = {
      agreement,
      evidence,
      only: {
        from: dateFlag(context, 'from', zone) ?? Number.NEGATIVE_INFINITY,
        to: dateFlag(context, 'until', zone) ?? Number.POSITIVE_INFINITY,
      },
      asOf: instantFlag(context),
      holidays: publicHolidays(),
    }
    if (context.flags.list('sweep').length > 0) return sweep(context, question)
    const evaluation = backtest(question)
    const value = valueOfBacktest(question, evaluation)
    const { periods, credits, termination, termUntil } = evaluation
    if (context.flags.is('json'))
      context.out(
        JSON.stringify(
          {
            agreement: agreement.id,
            digest: agreement.digest,
            periods,
            credits,
            termination,
            termUntil,
            ...(value === null ? {} : { value }),
          },
          null,
          2,
        ),
      )
    else for (const line of [...table(evaluation), ...valueLines(value)]) context.out(line)
    return 0
  },
}

function dateFlag(context: CommandContext, name: string, zone: string): number | null {
  const text = context.flags.text(name)
  if (text === undefined) return null
  try {
    return startOfDate(text, zone)
  } catch (error) {
    throw new UsageError(`--${name} takes a date such as 2026-01-31, not "${text}"`, { cause: error })
  }
}

function instantFlag(context: CommandContext): number | null {
  const text = context.flags.text('as-of')
  if (text === undefined) return null
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch (error) {
    throw new UsageError(`--as-of takes an instant such as 2026-02-01T00:15:00Z, not "${text}"`, {
      cause: error,
    })
  }
}

function* valueLines(value: ValueFigures | null): Generator<string> {
  for (const { from, customerValue, promisedValue, currency, retained, relative } of value?.periods ?? []) {
    const kept = retained === null ? '–' : retained.value
    const ratio = relative?.ratio ? `, ratio ${relative.ratio.value}` : ''
    yield `${from.slice(0, 7)}  value ${customerValue ?? '–'} of ${promisedValue} ${currency} promised, retained ${kept}${ratio}`
  }
}

function earnedText({ earnedBack, offset, owedBack }: MonthlyCredit): string {
  if (earnedBack === undefined) return ''
  const lines = earnedBack.map(({ commitment, of, from, amount }) => {
    const name = of === undefined ? commitment : `${commitment} (${of})`
    return `, earned back ${name} ${from.slice(0, 10)} ${amount}`
  })
  return `${lines.join('')}, set off ${offset}, still owed back ${owedBack}`
}

function* table({ periods, credits, termination }: Evaluation): Generator<string> {
  for (const each of periods) {
    const name = each.of === undefined ? each.commitment : `${each.commitment} (${each.of})`
    const credit =
      each.credit === null || each.credit.state === 'none'
        ? ''
        : `  credit ${each.credit.amount ?? '–'} ${each.credit.currency} ${each.credit.state}`
    yield `${each.from.slice(0, 10)} … ${each.to.slice(0, 10)}  ${name}  ${each.measure.value ?? '–'}${each.measure.unit}  ${each.verdict}${credit}`
  }
  for (const month of credits)
    yield `${month.from.slice(0, 7)}  credits ${month.amount}${month.capped ? ' (capped)' : ''}${earnedText(month)}`
  for (const each of termination)
    yield `termination: ${each.clause}, right of the ${each.right}, since ${each.triggeredAt}${each.exerciseBy ? `, until ${each.exerciseBy}` : ''}`
  if (periods.length === 0) yield 'no period that this evidence touches has closed'
}
