import type { Entry } from '../ledger/entry.ts'
import type { Outcome, Reason } from '../sources/observation.ts'

/** What the daemon tells whoever started it, as it happens. */
export type DaemonEvent =
  | {
      readonly kind: 'outcome'
      readonly agreement: string
      readonly source: string
      /** UTC milliseconds. */
      readonly at: number
      readonly outcome: Outcome
      readonly reason: Reason | undefined
    }
  | { readonly kind: 'entry'; readonly entry: Entry }
