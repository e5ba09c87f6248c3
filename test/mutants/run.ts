import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { mutants } from './all.ts'
import { applied, type Mutant } from './mutant.ts'

/*
 * Puts one mistake after the other into a copy of the tree and runs the tests that must notice it:
 * `npm run mutants [-- --only WORDS]`. A mistake that no test notices fails the run.
 */
const root = join(import.meta.dirname, '../..')
const left = new Set(['node_modules', '.git'])
const limitMs = 540_000

interface Finding {
  readonly mutant: Mutant
  readonly killedBy: string | null
  readonly problem: string | null
}

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** A copy of the tree that may be spoilt; what is installed is shared. */
function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'upheld-mutants-'))
  for (const name of readdirSync(root).filter((each) => !left.has(each)))
    cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

function runTests(copy: string, files: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const tests = files.map((file) => join('test', file))
    const args = [vitest, 'run', ...tests, '--bail=1', '--reporter=json', '--outputFile=report.json']
    const child = spawn(process.execPath, args, { cwd: copy, stdio: 'ignore', timeout: limitMs })
    child.once('error', reject)
    child.once('close', () => resolve())
  })
}

/** The title of the first test that failed; null where none did. */
async function firstFailure(copy: string, files: readonly string[]): Promise<string | null> {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  await runTests(copy, files)
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const tests = testResults.flatMap((result) => result.assertionResults)
  if (tests.length === 0) throw new Error(`no test ran of ${files.join(', ')}`)
  return tests.find((test) => test.status === 'failed')?.fullName ?? null
}

async function tried(mutant: Mutant, copy: string): Promise<Finding> {
  const path = join(copy, 'src', mutant.file)
  const text = readFileSync(path, 'utf8')
  const mutated = applied(mutant, text)
  if (!mutated.ok) return { mutant, killedBy: null, problem: mutated.problem }
  writeFileSync(path, mutated.text)
  try {
    return { mutant, killedBy: await firstFailure(copy, mutant.killedBy), problem: null }
  } catch (cause) {
    return { mutant, killedBy: null, problem: String(cause) }
  } finally {
    writeFileSync(path, text)
  }
}

const short = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width)

function row({ mutant, killedBy, problem }: Finding): string {
  const outcome = killedBy ?? problem ?? 'SURVIVES'
  return `${short(mutant.step, 13)} ${short(mutant.rule, 60)} ${short(mutant.mistake, 40)} ${outcome}`
}

async function main(): Promise<number> {
  const flag = process.argv.indexOf('--only')
  const words = flag === -1 ? '' : (process.argv[flag + 1] ?? '')
  const asked = mutants.filter((mutant) => JSON.stringify(mutant).includes(words))
  const copies = Array.from({ length: Math.min(2, availableParallelism()) }, copyTree)
  const findings: Finding[] = []
  try {
    // The tests must pass as they are: else a mistake would seem to be noticed that is not.
    const files = [...new Set(asked.flatMap((mutant) => mutant.killedBy))]
    const failing = await firstFailure(copies[0] ?? '', files)
    if (failing !== null) throw new Error(`without any mistake this fails already: ${failing}`)
    const waiting = [...asked]
    console.log(`${short('step', 13)} ${short('rule', 60)} ${short('mistake', 40)} noticed by`)
    await Promise.all(
      copies.map(async (copy) => {
        for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
          const finding = await tried(mutant, copy)
          findings.push(finding)
          console.log(row(finding))
        }
      }),
    )
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true })
  }
  const killed = findings.filter((finding) => finding.killedBy !== null).length
  console.log(`${killed} of ${findings.length} mistakes are noticed`)
  return killed === asked.length && asked.length > 0 ? 0 : 1
}

process.exitCode = await main()
