import { creditMutants } from './creditMutants.ts'
import { evidenceMutants } from './evidenceMutants.ts'
import type { Mutant } from './mutant.ts'
import { rightMutants } from './rightMutants.ts'
import { timeMutants } from './timeMutants.ts'
import { verdictMutants } from './verdictMutants.ts'

/** Every mistake, in the order of evaluation. */
export const mutants: readonly Mutant[] = [
  ...evidenceMutants,
  ...timeMutants,
  ...verdictMutants,
  ...creditMutants,
  ...rightMutants,
]
