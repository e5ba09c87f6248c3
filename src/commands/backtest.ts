import { startOfDate, zoneOf } from '../agreement/agreement.ts'
import { formatProblem } from '../agreement/document.ts'
import { type BacktestQuestion, backtest, valueOfBacktest } from '../backtest.ts'
import { publicHolidays } from '../holidays.ts'
import { readAgreementFile } from '../settings/agreements.ts'
import { backtestTable, valueLines } from './backtestTable.ts'
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
    { name: 'evidence', kind: 'text', value: 'FILE', description: 'Evidence as JSON Lines or CSV.' },
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
    else for (const line of [...backtestTable(evaluation), ...valueLines(value)]) context.out(line)
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
