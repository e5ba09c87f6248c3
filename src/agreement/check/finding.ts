import type { Path, Raw, RawObject } from '../document.ts'
import type { AgreementTerms } from '../schema/agreement.ts'
import type { CronReading } from '../sourceDefinition.ts'
import type { SourceTerms } from '../sourceTerms.ts'

/** What a proof says about one clause. */
export interface Finding {
  /** Where in the terms; a list's index is given also where the text has a single value. */
  readonly path: Path
  /** `error` only where the clause has no meaning that could be computed. */
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** Told once for all versions of the text, whatever dates each of them would name. */
  readonly isOnce?: boolean
}

/** One version of an agreement's text, as the proofs look at it. */
export interface TextVersion {
  readonly terms: AgreementTerms
  readonly sources: ReadonlyMap<string, SourceTerms>
  /** As written, amendments merged in. */
  readonly raw: RawObject
  /** The local date at which it takes effect; for the first the begin of the term. */
  readonly from: string
  /** The local date at which the next one does, else the end of the term; null where there is none. */
  readonly until: string | null
  /** The version before this one. */
  readonly before: TextVersion | null
  readonly cron: (expression: string) => CronReading
}

/** A kind of proof over a version: pure, and nothing where all is well. */
export type Proof = (version: TextVersion) => readonly Finding[]

export const warn = (path: Path, message: string): Finding => ({ path, severity: 'warning', message })
export const refuse = (path: Path, message: string): Finding => ({ path, severity: 'error', message })

/** The path as it is written: without the index of a value that stands alone where a list may. */
export function writtenPath(raw: RawObject, path: Path): Path {
  const written: (string | number)[] = []
  let value: Raw | undefined = raw
  for (const part of path) {
    if (typeof part === 'number' && !Array.isArray(value)) continue
    written.push(part)
    value = memberOf(value, part)
  }
  return written
}

/** The contract's words or place at a clause: its own, else those of the nearest clause around it. */
export function clauseAt(raw: RawObject, path: Path): string | null {
  let value: Raw | undefined = raw
  let clause: string | null = null
  for (const part of ['', ...path]) {
    if (part !== '') value = memberOf(value, part)
    const own = memberOf(value, 'clause')
    if (typeof own === 'string') clause = own
  }
  return clause
}

function memberOf(value: Raw | undefined, key: string | number): Raw | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string | number, Raw>>)[key] : undefined
}
