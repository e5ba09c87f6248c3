import type { Party } from '../evidence/event.ts'
import type { ButtonAction } from '../notices/links.ts'
import type { Told } from '../notices/render.ts'

/** What a link in a mail stands for, once its key has been checked. */
export interface OpenedLink {
  readonly action: ButtonAction
  readonly party: Party
  readonly language: 'en' | 'de'
  readonly told: Told
  /** Whether it can still be used. */
  readonly state: 'ready' | 'closed' | 'expired'
}

/** The links in mails, as the daemon checks and follows them. */
export interface LinkService {
  /** Null for what is not one of ours: a wrong key, entry or act, or an address that is no contact any more. */
  open(asked: {
    readonly entry: string
    readonly action: string
    readonly key: string
  }): Promise<OpenedLink | null>
  /** Does it; throws a ServiceProblem where somebody was faster. */
  follow(link: OpenedLink, reason: string | undefined): Promise<void>
}
