import type { PeriodFacts } from '../evaluation/verdict.ts'
import type { JsonObject } from './entry.ts'

export const changedFigures = [
  'verdict',
  'measured',
  'badTime',
  'countedTime',
  'excludedTime',
  'excusedTime',
  'unknownTime',
  'badEvents',
  'certainSince',
  'credit',
  'outages',
  'exclusions',
  'evidence',
] as const
export type ChangedFigure = (typeof changedFigures)[number]

/** One figure of a corrected period, before and after; null where there was none. */
export interface FigureChange {
  readonly figure: ChangedFigure
  readonly before: string | null
  readonly after: string | null
}

const figures: Readonly<Record<ChangedFigure, (facts: PeriodFacts) => string | null>> = {
  verdict: (facts) => facts.verdict,
  measured: (facts) => facts.measure?.exact ?? facts.measure?.value ?? null,
  badTime: (facts) => facts.seconds?.bad ?? null,
  countedTime: (facts) => facts.seconds?.total ?? null,
  excludedTime: (facts) => facts.seconds?.excluded ?? null,
  excusedTime: (facts) => facts.seconds?.excused ?? null,
  unknownTime: (facts) => facts.seconds?.unknown ?? null,
  badEvents: (facts) => (facts.counts ? `${facts.counts.bad} / ${facts.counts.total}` : null),
  certainSince: (facts) => facts.certainSince ?? null,
  credit: (facts) => (facts.credit ? `${facts.credit.amount ?? facts.credit.units ?? '?'}` : null),
  outages: (facts) => String((facts.outages?.length ?? 0) + (facts.outagesOmitted ?? 0)),
  exclusions: (facts) => facts.exclusions?.map(({ id }) => id).join(', ') ?? null,
  evidence: (facts) => facts.inputs?.digest?.slice(0, 16) ?? null,
}

/** Which figures of a judged period a correction changes: statement version 2 says what differs from version 1. */
export function changesBetween(before: JsonObject, after: JsonObject): FigureChange[] {
  const [was, is] = [before, after] as unknown as [PeriodFacts, PeriodFacts]
  return changedFigures.flatMap((figure): FigureChange[] => {
    const change = { figure, before: figures[figure](was), after: figures[figure](is) }
    return change.before === change.after ? [] : [change]
  })
}
