import type { Period } from '../../agreement/period.ts'
import type { MeasureContext } from '../../evaluation/context.ts'
import type { Measured } from '../../evaluation/measured.ts'
import type { Exclusion } from '../../evidence/event.ts'
import type { Observation } from '../../sources/observation.ts'
import type { Store } from '../../store.ts'
import { piecesOf } from '../evidence/evidenceMemory.ts'
import type { Watched } from '../watched.ts'
import { LatencyFold } from './latencyFolds.ts'

interface Fold {
  readonly period: Period
  /** What it was folded under: with other exclusions, or another text, it is folded anew. */
  readonly under: string
  readonly fold: LatencyFold
  readonly identities: ReadonlySet<string>
  isStale: boolean
  /** What arrives while evidence is read may be in it or not. */
  isReading: boolean
}

interface LatencyAsk {
  readonly key: string
  readonly watched: Watched
  readonly period: Period
  readonly now: number
  readonly exclusions: readonly Exclusion[]
}

/** A period that is over is looked at until it is closed. */
const keptMs = 2 * 86_400_000

/** The folds of latencies of running periods: begun from the store, then counted on as observations come. */
export class RunningLatencies {
  readonly #store: Pick<Store, 'series'>
  readonly #folds = new Map<string, Fold>()

  constructor(store: Pick<Store, 'series'>) {
    this.#store = store
  }

  /** Takes in observations that are on disk already. */
  absorb(observations: readonly Observation[]): void {
    if (this.#folds.size === 0) return
    for (const observation of observations) {
      for (const fold of this.#folds.values()) {
        if (fold.identities.has(observation.source) && (fold.isReading || !fold.fold.add(observation)))
          fold.isStale = true
      }
    }
  }

  async measured(ask: LatencyAsk, contextNow: () => MeasureContext): Promise<Measured> {
    const { key, watched, period, exclusions } = ask
    const under = `${exclusions.map((each) => each.id).join(' ')} ${watched.life.documents.length}`
    const known = this.#folds.get(key)
    if (known && !known.isStale && known.under === under && known.period.from === period.from)
      return known.fold.measured()
    return this.#begun({ ...ask, under }, contextNow())
  }

  async #begun(
    { key, watched, period, now, under }: LatencyAsk & { readonly under: string },
    context: MeasureContext,
  ): Promise<Measured> {
    const fold = new LatencyFold(context)
    const pieces = fold.sources.flatMap((name) => piecesOf(watched.life.uses.get(name) ?? [], period))
    const identities = new Set(pieces.map((piece) => piece.identity))
    const made: Fold = { period, under, fold, identities, isStale: false, isReading: true }
    this.#folds.set(key, made)
    forget(this.#folds, now)
    for (const { identity, span } of pieces)
      fold.addSeries(await this.#store.series(identity, span.from, span.to))
    made.isReading = false
    return fold.measured()
  }
}

/** Periods that ended long ago are read from the store where they are asked for again. */
export function forget(kept: Map<string, { readonly period: Period }>, now: number): void {
  for (const [key, { period }] of kept) if (period.to + keptMs < now) kept.delete(key)
}
