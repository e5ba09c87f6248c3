import type { LookSettings } from './look.ts'
import type { Found } from './outbox.ts'
import type { Planned } from './rounds.ts'

/** What the measuring thread is started with. */
export interface ProbeWork {
  readonly planned: readonly Planned[]
  readonly settings: LookSettings
}

/** To the measuring thread. A tick carries nothing: it only says "look at the clock". */
export type ToWorker =
  | { readonly kind: 'tick' }
  | { readonly kind: 'replace'; readonly planned: readonly Planned[] }
  | { readonly kind: 'taken' }
  | { readonly kind: 'stop' }

/** From the measuring thread. A batch is not followed by another before it was `taken`. */
export type FromWorker =
  | { readonly kind: 'batch'; readonly found: readonly Found[] }
  | { readonly kind: 'alive'; readonly lagMs: number }
  | { readonly kind: 'stopped' }
