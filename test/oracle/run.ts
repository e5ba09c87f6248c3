import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { oracles } from './oracles.ts'

/*
 * A long run of every oracle, in a worker for each processor: `npm run oracle -- --runs 20000 [--seed N] [--only WORDS]`.
 * Each worker takes a batch of contracts after the other; a batch that differs is printed with its seed and ends the run.
 */
const batch = 100

interface Batch {
  readonly oracle: number
  readonly runs: number
  readonly seed: number
}

function flag(name: string, usual: number): number {
  const i = process.argv.indexOf(`--${name}`)
  return i === -1 ? usual : Number(process.argv[i + 1])
}

/** The oracles whose name has the words that are asked for; all of them unless there are any. */
function askedOracles(): number[] {
  const i = process.argv.indexOf('--only')
  const words = i === -1 ? '' : (process.argv[i + 1] ?? '')
  return oracles.flatMap(({ name }, oracle) => (name.includes(words) ? [oracle] : []))
}

function batches(runs: number, seed: number): Batch[] {
  const asked = askedOracles()
  const each = Math.ceil(runs / Math.max(1, asked.length))
  const waiting: Batch[] = []
  for (let done = 0; done < each; done += batch)
    asked.forEach((oracle) => {
      waiting.push({ oracle, runs: Math.min(batch, each - done), seed: seed + waiting.length })
    })
  return waiting
}

/** What differs in one batch, judged by a worker. */
const asked = (worker: Worker, question: Batch): Promise<string | null> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.postMessage(question)
  })

async function main(): Promise<void> {
  const seed = flag('seed', Math.floor(Math.random() * 2 ** 30))
  const waiting = batches(flag('runs', 5000), seed)
  const counts = oracles.map(() => 0)
  const wrong: string[] = []
  const workers = Array.from({ length: availableParallelism() }, () => new Worker(import.meta.filename))
  await Promise.all(
    workers.map(async (worker) => {
      worker.setMaxListeners(0)
      for (let next = waiting.shift(); next && wrong.length === 0; next = waiting.shift()) {
        const found = await asked(worker, next)
        if (found !== null) wrong.push(found)
        else counts[next.oracle] = (counts[next.oracle] ?? 0) + next.runs
        const done = counts.reduce((sum, count) => sum + count, 0)
        if (done % 1000 === 0) console.log(`${done} contracts`)
      }
      await worker.terminate()
    }),
  )
  for (const text of wrong) console.log(text)
  for (const i of askedOracles()) console.log(`${counts[i]} contracts agree: ${oracles[i]?.name}`)
  console.log(`seed ${seed}`)
  process.exitCode = wrong.length === 0 ? 0 : 1
}

if (isMainThread) await main()
else
  parentPort?.on('message', ({ oracle, runs, seed }: Batch) => {
    parentPort?.postMessage(oracles[oracle]?.check(runs, seed) ?? null)
  })
