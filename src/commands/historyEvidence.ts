import type { Agreement } from '../agreement/agreement.ts'
import { formatProblem } from '../agreement/document.ts'
import { type EvidenceFile, EvidenceSorting, withExclusions } from '../evaluation/evidenceFile.ts'
import { calendarExclusions } from './calendarFlags.ts'
import { type CommandContext, CommandFailure, UsageError } from './command.ts'
import { asksForHistory, historyLines } from './historyFlags.ts'
import { readPlaced } from './importLines.ts'

/** The evidence of `--evidence` and of the history and calendars that other flags name, together; read as it comes, not held as text. */
export async function evidenceFor(context: CommandContext, agreement: Agreement): Promise<EvidenceFile> {
  const file = context.flags.text('evidence')
  if (file === undefined && !asksForHistory(context))
    throw new UsageError('--evidence FILE is required, or --prometheus, or --kuma FILE')
  const sorting = new EvidenceSorting(agreement)
  if (file !== undefined) await takeFile(sorting, file, context)
  let number = 0
  for await (const line of historyLines(context, agreement))
    sorting.take(line, { file: 'history', line: ++number })
  const found = sorting.result()
  if (found.ok) return withExclusions(found.evidence, await calendarExclusions(context, agreement))
  if (context.flags.is('json')) context.out(JSON.stringify({ ok: false, problems: found.problems }, null, 2))
  throw new CommandFailure(`the evidence is refused\n${found.problems.map(formatProblem).join('\n')}`)
}

async function takeFile(sorting: EvidenceSorting, file: string, { input }: CommandContext): Promise<void> {
  for await (const each of readPlaced({ file, input, format: null, usualSource: null })) {
    const place = { file, line: each.number }
    if (each.kind === 'line') sorting.take(each.line, place)
    else sorting.refuse(each.why, { ...place, column: each.column })
  }
}
