import { catalogue, type MetricName } from './catalogue.ts'

type Labels = Readonly<Record<string, string>>

export interface Sample {
  readonly value: number
  readonly labels: Labels
  /** Labels that many samples have in common: one object, so that its text is made once. */
  readonly sharedLabels?: Labels
}

/** More would make every scrape block the loop for long, and a late loop is blind. */
const mostSeries = 50_000

/** What a scrape has collected, by metric, with a bound on all of it together. */
export class Samples {
  readonly #byName = new Map<MetricName, Sample[]>()
  readonly #most: number
  #count = 0
  #dropped = 0
  constructor(most = mostSeries) {
    this.#most = most
  }

  get count(): number {
    return this.#count
  }

  get dropped(): number {
    return this.#dropped
  }

  /** A null value leaves the series out: not known is not zero. */
  add(name: MetricName, value: number | null, labels: Labels = {}, sharedLabels?: Labels): void {
    if (value === null || Number.isNaN(value)) return
    if (this.#count >= this.#most) {
      this.#dropped++
      return
    }
    this.#count++
    this.#put(name, sharedLabels === undefined ? { value, labels } : { value, labels, sharedLabels })
  }

  /** About the scrape itself: neither counted nor bounded. */
  note(name: MetricName, value: number): void {
    this.#put(name, { value, labels: {} })
  }

  #put(name: MetricName, sample: Sample): void {
    const list = this.#byName.get(name)
    if (list === undefined) this.#byName.set(name, [sample])
    else list.push(sample)
  }

  of(name: MetricName): readonly Sample[] {
    return this.#byName.get(name) ?? []
  }
}

/** A metric for prom-client's registry whose values come from the latest collection, without a hash for each series. */
export class Family {
  name: string
  readonly help: string
  readonly type: string
  readonly aggregator = 'sum'
  readonly #latest: () => readonly Sample[]
  constructor(name: MetricName, latest: (name: MetricName) => readonly Sample[]) {
    this.name = name
    this.help = catalogue[name].help
    this.type = catalogue[name].type
    this.#latest = () => latest(name)
  }

  async get() {
    const { name, help, type, aggregator } = this
    return { name, help, type, aggregator, values: this.#latest() }
  }
}
