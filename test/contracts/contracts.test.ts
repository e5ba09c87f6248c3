import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatProblem } from '../../src/agreement/document.ts'
import { parseAgreement } from '../../src/agreement/parse.ts'
import { backtest, readEvidence } from '../../src/backtest.ts'
import { publicHolidays } from '../../src/holidays.ts'
import { parseContext } from '../../src/settings/context.ts'
import { inFolder, upheld } from '../commands/upheld.ts'

/*
 * One folder a public contract: its clause as an agreement, evidence, and what the contract itself says must come out.
 * A scenario may exchange pieces of the agreement's text (another reading, another figure) or bring evidence of its own.
 */
interface Contract {
  /** What kinds of clause it has: the codes of thirteen axes, as in `S.one` (the subject) or `C.band` (the credit). */
  readonly axes: readonly string[]
  /** Figures of the contract that are not asserted as such, and why. */
  readonly notComputed?: Readonly<Record<string, string>>
  readonly scenarios: readonly Scenario[]
}

interface Scenario {
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

interface Line {
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
const folder = import.meta.dirname
const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())

function evaluated(name: string, scenario: Scenario) {
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
  const result = backtest({
    agreement: parsed.agreement,
    evidence: evidence.evidence,
    only: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    asOf: scenario.asOf === undefined ? null : Temporal.Instant.from(scenario.asOf).epochMilliseconds,
    holidays,
  })
  const { periods, credits, termination, termUntil } = result
  return {
    periods: periods.filter((period) =>
      Object.entries(scenario.where ?? {}).every(([key, begin]) => String(at(period, key)).startsWith(begin)),
    ),
    credits,
    termination,
    termUntil,
  }
}

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown> | null)?.[key], value)

test('there are contracts to judge', () => expect(cases.length).toBeGreaterThan(40))

describe.each(cases.map((entry) => entry.name))('%s', (name) => {
  const contract = JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8')) as Contract
  test('it says which clauses it has', ({ task }) => {
    task.meta.axes = contract.axes
    expect(contract.axes).not.toEqual([])
    for (const axis of contract.axes) expect(axis).toMatch(/^(?:[SIBWXMCFJKLTO]|CAL)\.\S+$/)
  })
  test.each(contract.scenarios)('$title', (scenario) => {
    const found = evaluated(name, scenario)
    if (scenario.periods) expect(found.periods).toMatchObject(scenario.periods)
    if (scenario.credits) expect(found.credits).toMatchObject(scenario.credits)
    if (scenario.termination) expect(found.termination).toMatchObject(scenario.termination)
    if (scenario.termUntil) expect(found.termUntil).toBe(scenario.termUntil)
    for (const [path, other] of Object.entries(scenario.differs ?? {})) {
      expect(at(found, path), path).toBeTypeOf('string')
      expect(at(found, path), path).not.toBe(other)
    }
  })
})

test('the command prints the whole result, member for member', async () => {
  const read = (file: string) => readFileSync(join(folder, 'aws-ec2-region', file), 'utf8')
  const files = { 'a.yaml': read('agreement.yaml'), 'e.jsonl': read('evidence.jsonl') }
  await inFolder(files, async (at) => {
    const { out } = await upheld(['backtest', 'a.yaml', '--evidence', 'e.jsonl', '--json'], { folder: at })
    expect(out).toBe(read('whole.json'))
  })
})
