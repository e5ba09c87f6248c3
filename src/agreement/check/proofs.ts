import { amendmentProof } from './amendments.ts'
import { bandProof } from './bands.ts'
import { capProof } from './caps.ts'
import { claimProof } from './claims.ts'
import { decidabilityProof } from './decidability.ts'
import { earnBackProof } from './earnBack.ts'
import { exclusionProof } from './exclusions.ts'
import type { Finding, Proof, TextVersion } from './finding.ts'
import { ruleProof } from './rules.ts'
import { targetProof } from './targets.ts'
import { terminationProof } from './triggers.ts'
import { unusedProof } from './unused.ts'
import { valueProof } from './value.ts'
import { zoneProof } from './zones.ts'

/** Every kind of proof over an agreement's text: one file and one line here. */
const proofs = {
  /** Holes, overlaps, and credits where the target is met. */
  bands: bandProof,
  /** Targets that nothing meets, everything meets, or rounding moves. */
  targets: targetProof,
  /** Targets that the looks are too coarse for. */
  decidability: decidabilityProof,
  /** Caps that never bind. */
  caps: capProof,
  /** Credits that come to nothing, and rules that rule nothing. */
  rules: ruleProof,
  /** Credits that are never earned back. */
  earnBack: earnBackProof,
  /** Deadlines that pass before the period closes. */
  claims: claimProof,
  /** Rights that never arise. */
  termination: terminationProof,
  /** Windows and budgets that never count. */
  exclusions: exclusionProof,
  /** Dates and times that do not exist. */
  zones: zoneProof,
  /** Amendments that come too late, or inside a period. */
  amendments: amendmentProof,
  value: valueProof,
  /** Definitions that nothing uses. */
  unused: unusedProof,
} as const satisfies Readonly<Record<string, Proof>>

/** What the proofs find in one version of a text whose names all stand for something. */
export const findingsOf = (version: TextVersion): Finding[] =>
  Object.values(proofs).flatMap((proof) => proof(version))
