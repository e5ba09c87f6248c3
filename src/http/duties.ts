import type { ConsentMatter } from '../agreement/schema/procedure.ts'
import type { Party } from '../evidence/event.ts'
import type { AnnouncementAbout } from '../ledger/facts.ts'

/** Where a right to terminate stands; `open` can be used. */
export const rightStates = [
  'open',
  'exercised',
  'effective',
  'withdrawn',
  'cured',
  'groundless',
  'lapsed',
] as const
export type RightState = (typeof rightStates)[number]

/** What the parties of one agreement owe each other now, for gauges only. Times in UTC milliseconds. */
export interface Duties {
  /** By commitment about answers in time: what waits for an answer, and of it what is late. */
  readonly owed: readonly {
    readonly commitment: string
    readonly by: Party
    readonly open: number
    readonly overdue: number
    /** When the next one that is not late yet becomes so. */
    readonly nextDue: number | null
  }[]
  /** Invoices past their time, unpaid; null where no commitment says when they are to be paid. */
  readonly overdue: OverdueInvoices | null
  /** Proposals that wait for a party's answer. */
  readonly waiting: readonly {
    readonly party: Party
    readonly matter: ConsentMatter
    readonly count: number
    readonly answerBy: number
  }[]
  /** Money between the parties' claims about disputed periods. */
  readonly disputed: number | null
  readonly rights: readonly {
    readonly clause: string
    readonly right: Party
    readonly state: RightState
    readonly count: number
  }[]
  /** Until when each open right can be used, the first to lapse of each clause. */
  readonly exerciseBy: readonly { readonly clause: string; readonly right: Party; readonly at: number }[]
  /** Announced known problems that are not resolved. */
  readonly announced: readonly { readonly about: AnnouncementAbout; readonly open: number }[]
}

export interface OverdueInvoices {
  /** The agreement's; empty where it names none. */
  readonly currency: string
  readonly invoices: number
  /** Invoices that name no amount are only counted. */
  readonly amount: number
  /** When the longest overdue one was due. */
  readonly oldestDue: number | null
}
