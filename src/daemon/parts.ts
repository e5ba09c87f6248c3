import type { Logger } from 'pino'
import type { Agreement } from '../agreement/agreement.ts'
import type { RawObject } from '../agreement/document.ts'
import type { Settings } from '../settings.ts'
import type { startProber } from '../sources/prober.ts'
import type { DaemonEvent } from './event.ts'

/** What a change of configuration brings; every problem in words where it is refused whole. */
export type Reloaded =
  | {
      readonly ok: true
      readonly settings: Settings
      readonly agreements: readonly Agreement[]
      readonly shared: ReadonlyMap<string, RawObject>
    }
  | { readonly ok: false; readonly problems: readonly string[] }

export interface DaemonParts {
  readonly settings: Settings
  readonly agreements: readonly Agreement[]
  readonly shared: ReadonlyMap<string, RawObject>
  readonly version: string
  readonly log: Logger<never>
  readonly env: Readonly<Record<string, string | undefined>>
  /** UTC milliseconds. */
  readonly now: () => number
  /** Reads configuration and agreements anew; absent: they cannot change. */
  readonly load?: () => Promise<Reloaded>
  readonly onEvent?: (event: DaemonEvent) => void
  /** The database cannot be trusted any more: the process should end. */
  readonly onFatal?: (error: Error) => void
  /** Measures in the place of the measuring thread; a hand-turned clock also turns the rounds by hand. */
  readonly startProber?: typeof startProber
  readonly isHandTurned?: boolean
}
