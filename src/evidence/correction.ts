/** What a party says that an interval of a source was: a state, a ratio, or a number (decimals as text). */
export type Claim =
  | { readonly outcome: 'good' | 'bad' | 'unknown' }
  | { readonly bad: string; readonly total: string }
  | { readonly value: string }

/** What counts of a source in an interval in the place of what was measured: agreed by both, or claimed by one. */
export interface Correction {
  /** The source's name in the agreement. */
  readonly source: string
  /** UTC milliseconds, [from, to). */
  readonly from: number
  readonly to: number
  readonly claim: Claim
}
