import type { Measure } from '../agreement/schema/measures.ts'
import { covers } from '../agreement/spans.ts'
import { sourcesIn } from '../agreement/subject.ts'
import type { MeasureContext } from './context.ts'
import { conditionOf } from './judge.ts'
import { bad, unknown } from './line.ts'
import { windowOf } from './valueMeasures.ts'

type LatencyTerms = Extract<Measure, { kind: 'latency' }>['terms']

/** Ten steps a decade, from 1 ms to 100 s: R10 of the preferred numbers (ISO 3), in whole µs. */
const steps = [1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000]
export const edgesUs: readonly number[] = [
  ...[1, 10, 100, 1000, 10_000].flatMap((decade) => steps.map((step) => step * decade)),
  100_000_000,
]

/** How long the looks took that counted: whole counts in fixed buckets, so that those of several periods add up. */
export interface DistributionFigures {
  /** Whole µs; null where the target names no length. */
  readonly limitUs: number | null
  /** In order: how many took longer than the bucket before, and at most so many whole µs; empty ones are left out. */
  readonly buckets: readonly { readonly atMostUs: number; readonly count: number }[]
  /** Took longer than the last bucket. */
  readonly beyond: number
  /** Looks without an answer in time, which count as above every limit. */
  readonly failures: number
}

/** Fills the buckets from one period's evidence after the other. */
export class Distribution {
  readonly #counts = edgesUs.map(() => 0)
  #limitUs: number | null = null
  #beyond = 0
  #failures = 0

  /** The looks that count in a period: in service hours, neither taken out nor forgiven. */
  add(terms: LatencyTerms, context: MeasureContext): void {
    this.#limitUs = limitOf(terms, context)
    const { counted, view } = context
    const { eligible, forgiven } = windowOf(context)
    for (const source of sourcesIn(terms.of)) {
      const series = view.series(source, counted)
      for (let row = 0; row < series.length; row++) {
        const at = series.at[row] as number
        const isInside = at >= counted.from && at < counted.to
        if (!isInside || series.outcome[row] === unknown || !covers(eligible, at) || covers(forgiven, at))
          continue
        if (series.outcome[row] === bad) this.#failures += terms.failures === 'count' ? 1 : 0
        else this.#addLatency(series.latencyUs[row] as number)
      }
    }
  }

  #addLatency(latencyUs: number): void {
    if (Number.isNaN(latencyUs)) return
    const bucket = edgesUs.findIndex((edge) => latencyUs <= edge)
    if (bucket < 0) this.#beyond++
    else this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
  }

  /** Null where nothing was counted. */
  figures(): DistributionFigures | null {
    const buckets = edgesUs.flatMap((atMostUs, i) => {
      const count = this.#counts[i] ?? 0
      return count === 0 ? [] : [{ atMostUs, count }]
    })
    if (buckets.length === 0 && this.#beyond === 0 && this.#failures === 0) return null
    return { limitUs: this.#limitUs, buckets, beyond: this.#beyond, failures: this.#failures }
  }
}

function limitOf(terms: LatencyTerms, { commitment }: MeasureContext): number | null {
  if (terms.within !== undefined) return terms.within * 1000
  const quantity = conditionOf(commitment.target)?.quantity
  if (quantity?.unit !== 's') return null
  return Number((quantity.value.n * 1_000_000n) / quantity.value.d)
}
