import type { EntryKind } from '../ledger/entry.ts'

/** What a statement says in one language; a missing word does not compile. */
export interface StatementWords {
  readonly language: 'en' | 'de'
  readonly decimal: string
  readonly group: string
  readonly title: (month: string) => string
  readonly quarter: (quarter: number, year: number) => string
  readonly day: (date: Temporal.PlainDate) => string
  /** Days of one month, both of them included. */
  readonly days: (first: Temporal.PlainDate, last: Temporal.PlainDate) => string
  readonly bothIncluded: (days: string, timeZone: string) => string
  readonly between: (provider: string, customer: string) => string
  readonly version: (version: number) => string
  readonly changed: (count: number) => string
  readonly digest: (digest: string) => string
  readonly headings: Readonly<
    Record<
      | 'summary'
      | 'promised'
      | 'outages'
      | 'timeline'
      | 'budget'
      | 'distribution'
      | 'credits'
      | 'claims'
      | 'record'
      | 'value'
      | 'map'
      | 'changes',
      string
    >
  >
  readonly labels: Readonly<Record<Label, string>>
  readonly verdicts: Readonly<Record<string, string>>
  readonly states: Readonly<Record<string, string>>
  readonly parties: Readonly<Record<'provider' | 'customer', string>>
  readonly kinds: Readonly<Partial<Record<EntryKind, string>>>
  /** The target `all`. */
  readonly all: string
  /** A figure beyond every answer that came in time. */
  readonly noAnswer: string
  readonly noFailure: string
  readonly nothing: string
  readonly noOutage: string
  readonly outageCount: (count: number) => string
  readonly keptOmitted: (count: number, title: string) => string
  readonly distribution: {
    readonly failed: string
    readonly limit: string
    readonly looks: (count: string) => string
  }
  readonly more: (count: number) => string
  readonly unknown: string
  readonly renewal: {
    readonly title: string
    readonly met: (met: number, of: number) => string
    readonly judged: string
    readonly credits: (count: number) => string
    readonly value: string
    readonly ratio: string
    readonly notice: (days: number) => string
  }
  readonly summary: (counts: { met: number; missed: number; open: number }) => string
}

type Label =
  | 'agreement'
  | 'period'
  | 'commitment'
  | 'by'
  | 'target'
  | 'measured'
  | 'verdict'
  | 'excluded'
  | 'from'
  | 'to'
  | 'seconds'
  | 'state'
  | 'amount'
  | 'claimUntil'
  | 'joined'
  | 'earnedBack'
  | 'owedBack'
  | 'capped'
  | 'what'
  | 'when'
  | 'entry'
  | 'clause'
  | 'benefit'
  | 'worth'
  | 'attained'
  | 'counted'
  | 'costs'
  | 'price'
  | 'settled'
  | 'outstanding'
  | 'promisedValue'
  | 'costOfBreaches'
  | 'customerValue'
  | 'retained'
  | 'changed'
  | 'drivenByWorth'
  | 'drivenByAttainment'
  | 'drivenByCost'
  | 'drivenByPrice'
  | 'drivenByCredits'
  | 'surplus'
  | 'ratio'
  | 'quality'
  | 'priceRatio'
  | 'csat'
  | 'nps'
  | 'retention'
  | 'path'
  | 'before'
  | 'after'
  | 'us'
  | 'relativePrice'
  | 'relativeQuality'
  | 'version'
  | 'unknownTime'
