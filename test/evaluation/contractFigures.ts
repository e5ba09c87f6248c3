import { expect } from 'vitest'
import { backtested } from './backtested.ts'

/** A contract with its history and what was computed of it by hand. */
export interface Contract {
  readonly title: string
  readonly text: string
  readonly lines: readonly object[]
  readonly asOf?: string
  /** By `commitment@begin of the period`, a part of the instant is enough; `commitment:member@…` where each is judged alone. */
  readonly periods?: Readonly<Record<string, object>>
  readonly credits?: readonly object[]
  readonly termination?: readonly object[]
}

/** Every figure that was computed is what a backtest prints. */
export function expectFigures({ text, lines, asOf, periods = {}, credits, termination }: Contract): void {
  const found = backtested(text, lines, asOf)
  for (const [key, figures] of Object.entries(periods)) {
    const [, commitment, of, from = ''] = /^([^:@]+)(?::([^@]+))?@(.+)$/.exec(key) ?? []
    const matching = found.periods.filter(
      (each) => each.commitment === commitment && each.of === of && each.from.startsWith(from),
    )
    expect(matching, key).toHaveLength(1)
    expect(matching[0], key).toMatchObject(figures)
  }
  if (credits) expect(found.credits).toMatchObject(credits)
  if (termination) expect(found.termination).toMatchObject(termination)
}
