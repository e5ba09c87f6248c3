import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inFolder, upheld } from '../commands/upheld.ts'
import { type Contract, cases, evaluation, folder, type Scenario } from './scenario.ts'

function evaluated(name: string, scenario: Scenario) {
  const { periods, credits, termination, termUntil } = evaluation(name, scenario)
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
