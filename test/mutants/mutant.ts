/** A rule of the language, a mistake that could be made about it, and the tests that must notice. */
export interface Mutant {
  /** The step of the order of evaluation, or `exactness`. */
  readonly step: Step
  /** The rule as a sentence. */
  readonly rule: string
  /** The mistake, in a few words. */
  readonly mistake: string
  /** Path under `src/`. */
  readonly file: string
  /** Each text stands exactly once in the file, and what stands there instead. */
  readonly edits: readonly (readonly [find: string, replacement: string])[]
  /** Test files under `test/`. */
  readonly killedBy: readonly string[]
}

/** The order of evaluation, and the rules that keep it exact. */
export const steps = [
  'evidence',
  'combination',
  'grains',
  'outages',
  'exclusions',
  'period edges',
  'eligible time',
  'measure',
  'rounding',
  'verdict',
  'credit',
  'base',
  'amount',
  'join',
  'caps',
  'claim',
  'ledger',
  'termination',
  'exactness',
] as const
export type Step = (typeof steps)[number]

export type Applied =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string }

/** The file's text with the mistake in it, or why it does not fit any more. */
export function applied(mutant: Mutant, text: string): Applied {
  let mutated = text
  for (const [find, replacement] of mutant.edits) {
    const count = mutated.split(find).length - 1
    if (count !== 1) return { ok: false, problem: `${mutant.file}: found ${count} times, not once: ${find}` }
    mutated = mutated.replace(find, () => replacement)
  }
  return mutated === text
    ? { ok: false, problem: `${mutant.file}: nothing changed` }
    : { ok: true, text: mutated }
}
