import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'

declare module 'vitest' {
  interface TaskMeta {
    /** The codes of a contract's clauses. */
    axes?: readonly string[]
  }
}

interface Row {
  readonly contract: string
  readonly passed: number
  readonly failed: readonly string[]
  readonly axes: string
}

function rowOf(suite: TestSuite): Row {
  const tests: TestCase[] = [...suite.children.allTests()]
  return {
    contract: suite.name,
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failed: tests.filter((test) => test.result().state !== 'passed').map((test) => test.name),
    axes: tests.flatMap((test) => test.meta().axes ?? []).join(' '),
  }
}

/** Prints a line for each contract: whether all of its scenarios come out as they must, and the clauses that it has. */
export default class ContractTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules.flatMap((module) => [...module.children.suites()].map(rowOf))
    const width = Math.max(8, ...rows.map((row) => row.contract.length))
    const line = (contract: string, scenarios: string, pass: string, axes: string) =>
      console.log(`${contract.padEnd(width)}  ${scenarios.padStart(9)}  ${pass.padEnd(4)}  ${axes}`)
    line('contract', 'scenarios', 'pass', 'axes')
    for (const { contract, passed, failed, axes } of rows) {
      line(contract, `${passed}/${passed + failed.length}`, failed.length === 0 ? 'yes' : 'NO', axes)
      for (const title of failed) console.log(`${' '.repeat(width + 2)}failed: ${title}`)
    }
    const kept = rows.filter((row) => row.failed.length === 0).length
    console.log(`${kept} of ${rows.length} contracts come out as they say`)
  }
}
