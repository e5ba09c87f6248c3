import { expect, test } from 'vitest'
import { oracles } from './oracles.ts'

/** The same contracts each time; `npm run oracle` looks for new ones. */
test.each(oracles.map((each) => [each.name, each] as const))(
  'the engine and a literal reading agree: %s',
  { timeout: 120_000 },
  (_name, { check, runs }) => expect(check(runs, 2026)).toBeNull(),
)
