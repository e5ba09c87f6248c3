import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatProblem } from '../../src/agreement/document.ts'
import { parseAgreement } from '../../src/agreement/parse.ts'
import { backtest } from '../../src/backtest.ts'
import { readEvidence } from '../../src/evaluation/evidenceFile.ts'
import { publicHolidays } from '../../src/holidays.ts'
import { parseContext } from '../../src/settings/context.ts'

/*
 * One folder a public contract: its clause as an agreement, evidence, and what the contract itself says must come out.
 * A scenario may exchange pieces of the agreement's text (another reading, another figure) or bring evidence of its own.
 */
export interface Contract {
  /** What kinds of clause it has: the codes of thirteen axes, as in `S.one` (the subject) or `C.band` (the credit). */
  readonly axes: readonly string[]
  /** Figures of the contract that are not asserted as such, and why. */
  readonly notComputed?: Readonly<Record<string, string>>
  readonly scenarios: readonly Scenario[]
}

export interface Scenario {
  readonly title: string
  /** Pieces of the agreement's text and what stands there instead. */
  readonly replace?: readonly (readonly [string, string])[]
  /** Lines instead of those of `evidence.jsonl`; one with `repeat` stands for many at even distances. */
  readonly evidence?: readonly Line[]
  readonly asOf?: string
  /** Only the periods whose members begin so. */
  readonly where?: Readonly<Record<string, string>>
  /** Each expected period by some of its members; as many as there are. */
  readonly periods?: readonly object[]
  readonly credits?: readonly object[]
  readonly termination?: readonly object[]
  readonly termUntil?: string
  /** What another way to compute would give, as `path: figure`: the result must differ. */
  readonly differs?: Readonly<Record<string, string>>
}

export interface Line {
  readonly repeat?: { readonly everyMs: number; readonly count: number }
  readonly at?: string
}

function expanded({ repeat, ...line }: Line): object[] {
  if (!repeat) return [line]
  const first = Temporal.Instant.from(line.at ?? '')
  return Array.from({ length: repeat.count }, (_, i) => ({
    ...line,
    at: first.add({ milliseconds: i * repeat.everyMs }).toString(),
  }))
}

const holidays = publicHolidays()
export const folder = import.meta.dirname
export const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())

/** The evaluation of a scenario, whole. */
export function evaluation(name: string, scenario: Scenario) {
  const read = (file: string) => readFileSync(join(folder, name, file), 'utf8')
  let text = read('agreement.yaml')
  for (const [piece, instead] of scenario.replace ?? []) {
    if (!text.includes(piece)) throw new Error(`"${piece}" is not in the agreement`)
    text = text.replace(piece, () => instead)
  }
  const parsed = parseAgreement('agreement.yaml', text, parseContext({}, new Map()))
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  const lines =
    scenario.evidence
      ?.flatMap(expanded)
      .map((line) => JSON.stringify(line))
      .join('\n') ?? read('evidence.jsonl')
  const evidence = readEvidence(parsed.agreement, 'evidence.jsonl', lines)
  if (!evidence.ok) throw new Error(evidence.problems.map(formatProblem).join('\n'))
  return backtest({
    agreement: parsed.agreement,
    evidence: evidence.evidence,
    only: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    asOf: scenario.asOf === undefined ? null : Temporal.Instant.from(scenario.asOf).epochMilliseconds,
    holidays,
  })
}
