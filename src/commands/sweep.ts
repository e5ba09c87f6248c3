import type { Agreement } from '../agreement/agreement.ts'
import { formatProblem } from '../agreement/document.ts'
import { type ParseContext, parseAgreement } from '../agreement/parse.ts'
import { type BacktestQuestion, backtest } from '../backtest.ts'
import type { Evaluation } from '../evaluation/evaluateAgreement.ts'
import { minorDigits } from '../evaluation/fees.ts'
import { loadSharedSources, sourcesBeside } from '../settings/agreements.ts'
import { parseContext } from '../settings/context.ts'
import { type Axis, parseAxis, sweepVariants } from '../sweep.ts'
import { type CommandContext, CommandFailure, type Flag, UsageError } from './command.ts'

export const sweepFlags: readonly Flag[] = [
  {
    name: 'sweep',
    kind: 'list',
    value: 'AXIS=VALUE,…',
    description:
      'Evaluate every combination of settings instead: target, outage (least length, 0 for none), consecutive, count, exclude (none, or kinds joined by +), unknown, period.',
  },
  {
    name: 'commitment',
    kind: 'text',
    value: 'NAME',
    description: 'With --sweep: vary this commitment alone.',
    default: 'all that an axis fits',
  },
]

/** What one variant of the contract would have cost. */
interface SweepRow {
  readonly settings: Readonly<Record<string, string>>
  readonly breaches: number
  readonly undetermined: number
  /** Decimal text in the agreement's currency, after joins and caps. */
  readonly credits: string
  /** What schedules give of which nothing is in `credits`: not known or elected yet, or never claimed in time. */
  readonly pending: string
  readonly expired: string
  readonly silent: number
  readonly termination: number
}

/** Evaluates every variant of the agreement over the same evidence and prints a table, or JSON. */
export async function sweep(context: CommandContext, question: BacktestQuestion): Promise<number> {
  const parsed = context.flags.list('sweep').map(parseAxis)
  const problem = parsed.find((each) => typeof each === 'string')
  if (problem !== undefined) throw new UsageError(`--sweep: ${problem}`)
  const axes = parsed as readonly Axis[]
  const { agreement } = question
  const variants = sweepVariants(agreement, axes, context.flags.text('commitment') ?? null)
  if (!variants.ok) throw new UsageError(`--sweep: ${variants.problem}`)
  const shared = await loadSharedSources(sourcesBeside(agreement.file))
  if (!shared.ok) throw new CommandFailure(shared.problems.map(formatProblem).join('\n'))
  const parse = parseContext(context.env, shared.shared)
  const currency = agreement.versions[0]?.terms.currency ?? ''
  const rows = variants.variants.map(({ settings, document }): SweepRow => {
    const varied = variantOf(agreement, { settings, text: JSON.stringify(document) }, parse)
    return rowOf(settings, backtest({ ...question, agreement: varied }), currency)
  })
  if (context.flags.is('json'))
    context.out(
      JSON.stringify(
        { agreement: agreement.id, digest: agreement.digest, currency, variants: rows },
        null,
        2,
      ),
    )
  else for (const line of table(rows, axes, currency)) context.out(line)
  return 0
}

/** The variant read by the same parser as a file: what it refuses is told with the settings. */
function variantOf(
  agreement: Agreement,
  { settings, text }: { settings: SweepRow['settings']; text: string },
  parse: ParseContext,
): Agreement {
  const read = parseAgreement(agreement.file, text, parse)
  if (read.ok) return read.agreement
  const words = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  const problems = read.problems.map((each) => formatProblem({ ...each, line: 1, column: 1 }))
  throw new CommandFailure(`${words.join(' ')} makes no agreement\n${problems.join('\n')}`)
}

function rowOf(settings: SweepRow['settings'], evaluation: Evaluation, currency: string): SweepRow {
  const count = (verdict: string): number =>
    evaluation.periods.filter((period) => period.verdict === verdict).length
  const digits = currency === '' ? 0 : minorDigits(currency)
  const total = (amounts: readonly string[]): string => {
    const text = amounts.reduce((sum, each) => sum + BigInt(each.replace('.', '')), 0n).toString()
    const minor = text.padStart(digits + 1, '0')
    return digits === 0 ? minor : `${minor.slice(0, -digits)}.${minor.slice(-digits)}`
  }
  const inState = (state: string): string[] =>
    evaluation.periods.flatMap(({ credit }) => (credit?.state === state ? (credit.amount ?? []) : []))
  return {
    settings,
    breaches: count('breached'),
    undetermined: count('undetermined'),
    credits: total(evaluation.credits.map(({ amount }) => amount)),
    pending: total(inState('pending')),
    expired: total(inState('expired')),
    silent: evaluation.periods.filter(({ credit }) => credit?.state === 'silent').length,
    termination: evaluation.termination.length,
  }
}

function* table(rows: readonly SweepRow[], axes: readonly Axis[], currency: string): Generator<string> {
  const others = (['pending', 'expired'] as const).filter((name) =>
    rows.some((row) => /[1-9]/.test(row[name])),
  )
  const head = [
    ...axes.map(({ name }) => name),
    'breaches',
    'undetermined',
    `credits ${currency}`.trim(),
    ...others.map((name) => `${name} ${currency}`.trim()),
    'silent',
    'termination',
  ]
  const cells = rows.map((row) => [
    ...axes.map(({ name }) => row.settings[name] ?? ''),
    String(row.breaches),
    String(row.undetermined),
    row.credits,
    ...others.map((name) => row[name]),
    String(row.silent),
    String(row.termination),
  ])
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i < axes.length ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
  yield line(head)
  for (const row of cells) yield line(row)
}
