import { compare, divide, type Fraction, fraction, multiply, roundToWhole } from '../agreement/fraction.ts'
import type { Statistic } from '../agreement/schema/badTime.ts'

/** 2⁻⁷: a bucket is at most 0.8 % wide. */
const stepsPerOctave = 128

/**
 * Latencies of a period, folded one by one: counts decide, exactly. The value of a percentile is exact where every
 * latency was kept, else the upper edge of a bucket at most 0.8 % wide, on the right side of the limit.
 */
export class Latencies {
  readonly #limitUs: number | null
  #kept: Float64Array | null
  /** Only where not all are kept. */
  readonly #buckets: Map<number, number> | null
  count = 0
  failures = 0
  within = 0
  #sumUs = 0n
  /** What is not yet in the sum: whole numbers below 2⁵³ add exactly and fast. */
  #restUs = 0
  #leastUs = Number.POSITIVE_INFINITY
  #mostUs = 0
  #lastUs = 0

  /** `limitUs` is the length whose share is asked for; with `keepAll` percentiles are exact. `expected` is room for so many. */
  constructor(limitUs: number | null, keepAll: boolean, expected = 8) {
    this.#limitUs = limitUs
    this.#kept = keepAll ? new Float64Array(Math.max(1, expected)) : null
    this.#buckets = keepAll ? null : new Map()
  }

  add(latencyUs: number): void {
    this.count++
    if (this.#limitUs !== null && latencyUs <= this.#limitUs) this.within++
    this.#restUs += latencyUs
    if (this.#restUs > 2 ** 52) this.#flush()
    this.#leastUs = Math.min(this.#leastUs, latencyUs)
    this.#mostUs = Math.max(this.#mostUs, latencyUs)
    this.#lastUs = latencyUs
    if (this.#kept) this.#keep(this.#kept, latencyUs)
    else {
      const bucket = Math.ceil(Math.log2(Math.max(1, latencyUs)) * stepsPerOctave)
      this.#buckets?.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1)
    }
  }

  #keep(kept: Float64Array, latencyUs: number): void {
    const i = this.answered - 1
    if (i === kept.length) {
      this.#kept = new Float64Array(2 * kept.length)
      this.#kept.set(kept)
    }
    const room = this.#kept ?? kept
    room[i] = latencyUs
  }

  /** A failed look has no latency: it lies above any limit. */
  addFailure(): void {
    this.count++
    this.failures++
  }

  get answered(): number {
    return this.count - this.failures
  }

  #flush(): void {
    this.#sumUs += BigInt(this.#restUs)
    this.#restUs = 0
  }

  /** A statistic in seconds of those that were answered, in the order in which they came; null where there is none. */
  statistic(asked: Statistic): Fraction | null {
    switch (asked.kind) {
      case 'percentile':
        return this.percentile(asked.share)
      case 'max':
        return this.most()
      case 'min':
        return this.least()
      case 'mean':
        return this.mean()
      case 'sum':
        return this.answered === 0 ? null : this.#sum(1)
      case 'last':
        return this.answered === 0 ? null : fraction(this.#lastUs, 1_000_000)
      case 'share':
        return this.share()
    }
  }

  #sum(shares: number): Fraction {
    this.#flush()
    return fraction(this.#sumUs, BigInt(shares) * 1_000_000n)
  }
  mean(): Fraction | null {
    return this.answered === 0 ? null : this.#sum(this.answered)
  }
  least(): Fraction | null {
    return this.answered === 0 ? null : fraction(this.#leastUs, 1_000_000)
  }
  most(): Fraction | null {
    return this.answered === 0 ? null : fraction(this.#mostUs, 1_000_000)
  }

  /** The nearest-rank percentile in seconds; null where it falls among the failures. */
  percentile(share: Fraction): Fraction | null {
    const rank = rankOf(share, this.count)
    if (rank > this.answered) return null
    if (this.#kept) return fraction(nthLeast(this.#kept, this.answered, rank - 1), 1_000_000)
    return fraction(this.#estimate(rank), 1_000_000)
  }

  #estimate(rank: number): number {
    let below = 0
    const buckets = this.#buckets ?? new Map<number, number>()
    for (const bucket of [...buckets.keys()].sort((a, b) => a - b)) {
      below += buckets.get(bucket) ?? 0
      if (below < rank) continue
      const edge = Math.min(this.#mostUs, Math.ceil(2 ** (bucket / stepsPerOctave)))
      if (this.#limitUs === null) return edge
      return this.within >= rank ? Math.min(edge, this.#limitUs) : Math.max(edge, this.#limitUs + 1)
    }
    return this.#mostUs
  }

  /** The share of looks that took at most the limit. */
  share(): Fraction | null {
    return this.count === 0 ? null : fraction(this.within, this.count)
  }
}

/** The n-th least (from 0) of the first so many values without sorting all: a month of latencies is halved a few times. Reorders the values. */
function nthLeast(values: Float64Array, length: number, n: number): number {
  let [low, high] = [0, length - 1]
  while (low < high) {
    const pivot = values[(low + high) >> 1] as number
    let [i, j] = [low, high]
    while (i <= j) {
      while ((values[i] as number) < pivot) i++
      while ((values[j] as number) > pivot) j--
      if (i <= j) {
        const swapped = values[i] as number
        values[i++] = values[j] as number
        values[j--] = swapped
      }
    }
    if (n <= j) high = j
    else if (n >= i) low = i
    else break
  }
  return values[n] ?? 0
}

/** The nearest rank: the least whole number of values that is at least `share` of them, from 1. */
export function rankOf(share: Fraction, count: number): number {
  return Math.max(1, Number(roundToWhole(multiply(share, fraction(count)), 'ceil')))
}

/** The nearest-rank percentile of sorted numbers. */
export function percentileOf(sorted: readonly Fraction[], share: Fraction): Fraction | null {
  return sorted[rankOf(share, sorted.length) - 1] ?? null
}

export function meanOf(values: readonly Fraction[], total: Fraction): Fraction | null {
  return values.length === 0 ? null : divide(total, fraction(values.length))
}

export const byValue = (a: Fraction, b: Fraction): number => compare(a, b)
