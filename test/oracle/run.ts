import fc from 'fast-check'
import { differences } from './compare.ts'
import { agreementOf, evidenceOf } from './text.ts'
import { scene } from './world.ts'

/* A long run of the oracle: node test/oracle/run.ts --runs 10000 [--seed N] */
const flag = (name: string): number | undefined => {
  const i = process.argv.indexOf(`--${name}`)
  return i === -1 ? undefined : Number(process.argv[i + 1])
}
const seed = flag('seed')
let done = 0
const result = fc.check(
  fc.property(scene, (generated) => {
    if (++done % 1000 === 0) console.log(`${done} scenes`)
    return differences(generated).length === 0
  }),
  { numRuns: flag('runs') ?? 5000, ...(seed === undefined ? {} : { seed }) },
)
const [counterexample] = result.counterexample ?? []
if (counterexample) {
  console.log(`seed ${result.seed}, after ${result.numRuns} scenes`)
  for (const wrong of differences(counterexample)) console.log(wrong)
  console.log(agreementOf(counterexample))
  for (const line of evidenceOf(counterexample)) console.log(JSON.stringify(line))
  process.exitCode = 1
} else console.log(`${result.numRuns} scenes agree, seed ${result.seed}`)
