import { covers, type Spans, total } from '../../agreement/spans.ts'
import { sourcesIn } from '../../agreement/subject.ts'
import type { MeasureContext } from '../../evaluation/context.ts'
import { Latencies } from '../../evaluation/latencies.ts'
import { bad, unknown } from '../../evaluation/line.ts'
import type { Measured } from '../../evaluation/measured.ts'
import { foldLook, latencyMeasured, windowOf } from '../../evaluation/valueMeasures.ts'
import type { Series } from '../../evidence/series.ts'
import { type Observation, outcomes } from '../../sources/observation.ts'

/** The latencies of one running period, counted as they come: two counters decide, whatever the period's length. */
export class LatencyFold {
  readonly #context: MeasureContext
  readonly #latencies: Latencies
  readonly #eligible: Spans
  readonly #forgiven: Spans
  readonly #admitted: Measured['admitted']
  #looks = 0
  #blind = 0
  /** The latest look of each source: whatever is not after it may have been counted. */
  readonly #last = new Map<string, number>()

  constructor(context: MeasureContext) {
    const { measure } = context.commitment
    if (measure.kind !== 'latency') throw new Error('a latency fold needs a latency measure')
    const window = windowOf({ ...context, counted: context.period })
    this.#context = context
    this.#eligible = window.eligible
    this.#forgiven = window.forgiven
    this.#admitted = window.admitted
    this.#latencies = new Latencies(limitUs(context), false)
  }

  get sources(): readonly string[] {
    const { measure } = this.#context.commitment
    return measure.kind === 'latency' ? sourcesIn(measure.terms.of) : []
  }

  addSeries(series: Series): void {
    for (let row = 0; row < series.length; row++)
      this.#add(series.at[row] as number, series.outcome[row] as number, series.latencyUs[row] as number)
    const last = series.at[series.length - 1]
    if (last !== undefined) this.#last.set(series.source, last)
  }

  /** False where it is not after what was added of its source: fold again from evidence. */
  add(observation: Observation): boolean {
    if (observation.at <= (this.#last.get(observation.source) ?? Number.NEGATIVE_INFINITY)) return false
    this.#last.set(observation.source, observation.at)
    const latency = 'latencyUs' in observation ? (observation.latencyUs ?? Number.NaN) : Number.NaN
    this.#add(observation.at, outcomes.indexOf(observation.outcome), latency)
    return true
  }

  #add(at: number, outcome: number, latencyUs: number): void {
    const { period, commitment } = this.#context
    if (at < period.from || at >= period.to || !covers(this.#eligible, at)) return
    this.#looks++
    if (outcome === unknown) this.#blind += covers(this.#forgiven, at) ? 0 : 1
    else if (commitment.measure.kind === 'latency') {
      foldLook(this.#latencies, commitment.measure.terms, {
        failed: outcome === bad,
        latencyUs,
        forgiven: covers(this.#forgiven, at),
      })
    }
  }

  measured(): Measured {
    const { measure } = this.#context.commitment
    if (measure.kind !== 'latency') throw new Error('a latency fold needs a latency measure')
    return latencyMeasured(measure.terms, this.#latencies, {
      looks: this.#looks,
      blind: this.#blind,
      eligibleMs: total(this.#eligible),
      admitted: this.#admitted,
    })
  }
}

/** The length whose side each look is counted on: the share's own, or the target of a percentile. */
function limitUs({ commitment }: MeasureContext): number | null {
  const { measure, target } = commitment
  if (measure.kind !== 'latency') return null
  if (measure.terms.within !== undefined) return measure.terms.within * 1000
  if (target.kind !== 'condition') return null
  const { n, d } = target.condition.quantity.value
  return Number((n * 1_000_000n) / d)
}
