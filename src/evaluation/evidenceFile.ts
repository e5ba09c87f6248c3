import type { Agreement } from '../agreement/agreement.ts'
import type { Problem } from '../agreement/document.ts'
import { eventTypeProblem } from '../agreement/eventTypes.ts'
import { type SourceTerms, seriesKindOf } from '../agreement/sourceTerms.ts'
import { didYouMean } from '../agreement/suggest.ts'
import type { Event, Exclusion, FeeLine } from '../evidence/event.ts'
import { asKind, type EvidenceLine, type LineProblem, parseLines } from '../evidence/lines.ts'
import { Repeats } from '../evidence/repeats.ts'
import type { Observation } from '../sources/observation.ts'
import { sourcesOf } from './seriesView.ts'

/** An evidence file, read and sorted by what it says. */
export interface EvidenceFile {
  readonly observations: ReadonlyMap<string, readonly Observation[]>
  readonly events: readonly Event[]
  readonly exclusions: readonly Exclusion[]
  readonly fees: readonly FeeLine[]
}

export type EvidenceResult =
  | { readonly ok: true; readonly evidence: EvidenceFile }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Reads a file of evidence for an agreement: everything that is wrong with lines is named, each with its first place. */
export function readEvidence(agreement: Agreement, file: string, text: string): EvidenceResult {
  const sorting = new EvidenceSorting(agreement)
  const lineNumbers = lineNumbersOf(text)
  let number = 0
  for (const line of parseLines(text)) {
    sorting.take(line, { file, line: lineNumbers[number++] ?? 0 })
  }
  return sorting.result()
}

/** Sorts lines of evidence for an agreement as they come. */
export class EvidenceSorting {
  readonly #agreement: Agreement
  readonly #sources: ReadonlyMap<string, SourceTerms>
  readonly #problems = new Repeats<Problem>()
  readonly #observations = new Map<string, Observation[]>()
  readonly #events = new Map<string, Event>()
  readonly #exclusions = new Map<string, Exclusion>()
  readonly #fees = new Map<string, FeeLine>()

  constructor(agreement: Agreement) {
    this.#agreement = agreement
    this.#sources = sourcesOf(agreement)
  }

  /** Keeps a line, or why it cannot be used with the place where it stands. */
  take(line: EvidenceLine | LineProblem, place: { readonly file: string; readonly line: number }): void {
    const message = lineProblem(this.#agreement, this.#sources, line)
    if (message !== null) this.refuse(message, { ...place, column: 1 })
    else if (line.kind !== 'problem' && this.#problems.isEmpty) this.#keep(line)
  }

  /** A line that could not even be read. */
  refuse(message: string, place: Pick<Problem, 'file' | 'line' | 'column'>): void {
    this.#problems.take(`${place.file} ${message}`, { ...place, severity: 'error', message })
  }

  result(): EvidenceResult {
    if (!this.#problems.isEmpty) return { ok: false, problems: this.#told() }
    const evidence = {
      observations: this.#observations,
      events: [...this.#events.values()],
      exclusions: [...this.#exclusions.values()],
      fees: [...this.#fees.values()],
    }
    return { ok: true, evidence }
  }

  #told(): readonly Problem[] {
    const told = this.#problems
      .all()
      .map(({ first, more, lastLine }) => (more === 0 ? first : { ...first, moreLines: more, lastLine }))
    const [last, others] = [told.at(-1), this.#problems.others]
    if (last === undefined || others === 0) return told
    const message = `${others} more lines have other problems; mend those above first`
    return [...told, { file: last.file, line: last.line, column: 1, severity: 'error', message }]
  }

  #keep(line: EvidenceLine): void {
    switch (line.kind) {
      case 'observation':
        keepObservation(this.#observations, this.#sources, line.observation)
        return
      case 'event':
        if (!this.#events.has(line.event.id)) this.#events.set(line.event.id, line.event)
        return
      case 'exclusion':
        if (!this.#exclusions.has(line.exclusion.id)) this.#exclusions.set(line.exclusion.id, line.exclusion)
        return
      case 'fee': {
        const { fee, from, until, amount } = line.fee
        this.#fees.set(`${fee} ${from} ${until} ${amount}`, line.fee)
      }
    }
  }
}

/** The evidence with exclusions from elsewhere; of two with the same id the first stands. */
export function withExclusions(evidence: EvidenceFile, more: readonly Exclusion[]): EvidenceFile {
  const known = new Set(evidence.exclusions.map(({ id }) => id))
  return { ...evidence, exclusions: [...evidence.exclusions, ...more.filter(({ id }) => !known.has(id))] }
}

const lineNumbersOf = (text: string): number[] =>
  text.split('\n').flatMap((row, i) => (row.trim() === '' ? [] : [i + 1]))

/** Why an agreement has no use for a line, in words; null where it has. */
export function lineProblem(
  agreement: Agreement,
  sources: ReadonlyMap<string, SourceTerms>,
  line: EvidenceLine | LineProblem,
): string | null {
  const terms = agreement.versions.map((version) => version.terms)
  const known = (what: string, name: string, names: readonly string[]): string | null =>
    names.includes(name) ? null : `the agreement has no ${what} "${name}"${didYouMean(name, names)}`
  switch (line.kind) {
    case 'problem':
      return line.message.replace(/^line \d+: /, '')
    case 'observation':
      return (
        known('source', line.observation.source, [...sources.keys()]) ??
        observationProblem(sources, line.observation)
      )
    case 'exclusion':
      return known(
        'exclusion kind',
        line.exclusion.kind,
        terms.flatMap((each) => Object.keys(each.exclusions)),
      )
    case 'fee':
      return known(
        'fee',
        line.fee.fee,
        terms.flatMap((each) => Object.keys(each.fees)),
      )
    case 'event':
      return eventTypeProblem(line.event.type, terms)
  }
}

/** What a line of a source says, by the kind that the source gives. */
const howWritten: Readonly<Record<Observation['kind'], string>> = {
  state: 'write `outcome: good|bad|unknown`, and neither `value` nor `bad` and `total`',
  ratio: 'write `from` and `to` with `bad` and `total`',
  gauge: 'write `value`',
}

function observationProblem(
  sources: ReadonlyMap<string, SourceTerms>,
  observation: Observation,
): string | null {
  const source = sources.get(observation.source)
  if (!source) return null
  const kind = seriesKindOf(source.look)
  if (kind === 'event') return `the source "${observation.source}" takes events, not observations`
  return asKind(observation, kind) === null
    ? `the source "${observation.source}" gives a ${kind}, this line is a ${observation.kind}; ${howWritten[kind]}`
    : null
}

function keepObservation(
  all: Map<string, Observation[]>,
  sources: ReadonlyMap<string, SourceTerms>,
  observation: Observation,
): void {
  const source = sources.get(observation.source)
  const kind = source ? seriesKindOf(source.look) : 'state'
  const kept = kind === 'event' ? null : asKind(observation, kind)
  if (kept === null) return
  const list = all.get(observation.source) ?? []
  list.push(kept)
  all.set(observation.source, list)
}
