import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mutants } from './all.ts'
import { applied, steps } from './mutant.ts'

const root = join(import.meta.dirname, '../..')

test('every step of the order of evaluation has a mistake that must be noticed', () => {
  for (const step of steps)
    expect(
      mutants.filter((mutant) => mutant.step === step),
      step,
    ).not.toEqual([])
})

test.each(mutants.map((mutant) => [`${mutant.rule} (${mutant.mistake})`, mutant] as const))(
  'it can still be got wrong: %s',
  (_title, mutant) => {
    const result = applied(mutant, readFileSync(join(root, 'src', mutant.file), 'utf8'))
    expect(result).toMatchObject({ ok: true })
    for (const file of mutant.killedBy) expect(existsSync(join(root, 'test', file)), file).toBe(true)
  },
)
