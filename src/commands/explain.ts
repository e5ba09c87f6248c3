import { formatProblem } from '../agreement/document.ts'
import { didYouMean } from '../agreement/suggest.ts'
import { backtest } from '../backtest.ts'
import { explainFromStore } from '../daemon/judging/explainFromStore.ts'
import { explainJudgement } from '../evaluation/explain.ts'
import { publicHolidays } from '../holidays.ts'
import { loadSharedSources, readAgreementFile } from '../settings/agreements.ts'
import { calendarFlags } from './calendarFlags.ts'
import { type Command, type CommandContext, CommandFailure, UsageError } from './command.ts'
import { evidenceFor } from './historyEvidence.ts'
import { asksForHistory, historyFlags, historySpanFlags } from './historyFlags.ts'
import { configFileFlag, flagsOf, settingsOrFail } from './settingFlags.ts'
import { withStore } from './store.ts'

export const explain: Command = {
  name: 'explain',
  summary: 'Show how a figure came about: observations, outages, exclusions, fraction, verdict, credit.',
  operands: 'AGREEMENT|AGREEMENT.yaml COMMITMENT',
  operandCount: [2, 2],
  flags: [
    {
      name: 'at',
      kind: 'text',
      value: 'INSTANT',
      description: 'The period that holds this instant or local date.',
      default: 'now',
    },
    {
      name: 'evidence',
      kind: 'text',
      value: 'FILE',
      description: 'With an agreement file: the evidence to judge, as for backtest.',
    },
    ...historyFlags,
    ...calendarFlags,
    ...historySpanFlags,
    configFileFlag,
    ...flagsOf('storage.path', 'sources'),
  ],
  details:
    'Without --evidence, --prometheus and --kuma it reads what the daemon has recorded, beside a running one.',
  run: async (context) => {
    const [agreement = '', commitment = ''] = context.operands
    if (context.flags.text('evidence') !== undefined || asksForHistory(context))
      return explainFile(context, { file: agreement, commitment })
    if (context.flags.text('exclusions') !== undefined)
      throw new UsageError('--exclusions is for an agreement file with evidence')
    if (/\.ya?ml$/.test(agreement))
      throw new UsageError(
        'an agreement file needs --evidence FILE, --prometheus or --kuma; without one, name the agreement by its id',
      )
    const settings = await settingsOrFail(context)
    const shared = await loadSharedSources(settings.sources)
    if (!shared.ok) throw new CommandFailure(shared.problems.map(formatProblem).join('\n'))
    const at = instantOf(context) ?? context.now()
    const found = await withStore(settings, 'read', (store) =>
      explainFromStore(
        { store, env: context.env, shared: shared.shared, now: context.now() },
        { agreement, commitment, at },
      ),
    )
    if ('problem' in found) throw new CommandFailure(found.problem)
    context.out(found.text)
    return 0
  },
}

async function explainFile(
  context: CommandContext,
  asked: { file: string; commitment: string },
): Promise<number> {
  const read = await readAgreementFile(asked.file, {
    env: context.env,
    sourcesFolder: context.flags.text('sources'),
  })
  if (!read.ok)
    throw new CommandFailure(`the agreement is refused\n${read.problems.map(formatProblem).join('\n')}`)
  const evidence = await evidenceFor(context, read.agreement)
  const only = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  const { judgements, credits, clauses } = backtest({
    agreement: read.agreement,
    evidence,
    only,
    asOf: null,
    holidays: publicHolidays(),
  })
  const known = Object.keys(read.agreement.versions[0]?.terms.commitments ?? {})
  if (!read.agreement.versions.some(({ terms }) => Object.hasOwn(terms.commitments, asked.commitment)))
    throw new CommandFailure(
      `${asked.file} has no commitment "${asked.commitment}"${didYouMean(asked.commitment, known)}`,
    )
  const at = instantOf(context)
  const chosen = judgements.filter(
    ({ question: { name, period } }) =>
      name === asked.commitment && (at === null || (period.from <= at && at < period.to)),
  )
  if (chosen.length === 0)
    throw new CommandFailure(
      `no period of "${asked.commitment}" that this evidence touches${at === null ? '' : ' holds that instant'}`,
    )
  const around = { judged: { judgements, months: credits }, clauses }
  context.out(chosen.map((each) => explainJudgement(each, around)).join('\n\n'))
  return 0
}

function instantOf(context: CommandContext): number | null {
  const text = context.flags.text('at')
  if (text === undefined) return null
  try {
    return Temporal.Instant.from(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T12:00:00Z` : text)
      .epochMilliseconds
  } catch (error) {
    throw new UsageError(`--at takes an instant such as 2026-02-01T00:15:00Z or a date, not "${text}"`, {
      cause: error,
    })
  }
}
