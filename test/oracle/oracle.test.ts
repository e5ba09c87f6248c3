import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differences } from './compare.ts'
import { agreementOf, evidenceOf } from './text.ts'
import { scene } from './world.ts'

test('the engine and a literal reading of the language agree', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(scene, (generated) => {
      const wrong = differences(generated)
      if (wrong.length > 0)
        throw new Error(
          [
            ...wrong,
            agreementOf(generated),
            ...evidenceOf(generated).map((line) => JSON.stringify(line)),
          ].join('\n'),
        )
      expect(wrong).toEqual([])
    }),
    // The same scenes each time; run.ts looks for new ones.
    { numRuns: Number(process.env.UPHELD_ORACLE_RUNS ?? 300), seed: 2026 },
  )
})
