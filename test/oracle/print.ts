import fc from 'fast-check'
import { backtested } from '../evaluation/backtested.ts'
import { agreementOf, evidenceOf } from './text.ts'
import { scene } from './world.ts'

/* Prints what a few fixed scenes come to: the same bytes in every process and zone. */
for (const generated of fc.sample(scene, { numRuns: 8, seed: 42 })) {
  const { periods, termination } = backtested(agreementOf(generated), evidenceOf(generated))
  console.log(JSON.stringify({ periods, termination }))
}
