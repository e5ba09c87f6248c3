import {
  compare,
  type Fraction,
  parseDecimal,
  subtract,
  sum,
  toFixedDecimal,
  zero,
} from '../agreement/fraction.ts'
import type { PrometheusTerms, SourceTerms } from '../agreement/sourceTerms.ts'
import type { Deadline, Path } from './connect.ts'
import { exchange } from './exchange.ts'
import { bodyText } from './expectation.ts'
import { LookFailure } from './failure.ts'
import type { HistorySlot } from './history.ts'
import type { Observation } from './observation.ts'

const mostAnswerBytes = 16 * 1024 * 1024

/** Figures by instant (UTC ms), as the decimal text of the answer; `null` where it was no finite number. */
type Figures = ReadonlyMap<number, string | null>

interface RangeAnswer {
  readonly status?: unknown
  readonly error?: unknown
  readonly warnings?: unknown
  readonly data?: { readonly resultType?: unknown; readonly result?: unknown }
}

const unreadable = (why: string): LookFailure => new LookFailure('read', why)

function figuresOf(text: string, query: string): Figures {
  let answer: RangeAnswer
  try {
    answer = JSON.parse(text) as RangeAnswer
  } catch (error) {
    throw new LookFailure('read', 'the answer is not JSON', { cause: error })
  }
  if (
    answer?.status !== 'success' ||
    answer.data?.resultType !== 'matrix' ||
    !Array.isArray(answer.data.result)
  )
    throw unreadable(`no range came back: ${String(answer?.error ?? 'unexpected answer')}`)
  const missing = partialOf(answer.warnings)
  if (missing !== null) throw unreadable(`only a part came back: ${missing.slice(0, 200)}`)
  const series = answer.data.result as { values?: unknown }[]
  // Which of several series is meant, nobody can say: the query must add them up.
  if (series.length > 1) throw unreadable(`${query} gives ${series.length} series instead of one`)
  const values = series[0]?.values ?? []
  if (!Array.isArray(values)) throw unreadable('the series has no values')
  const isPair = (each: unknown): each is [number, string] => Array.isArray(each) && each.length === 2
  if (!values.every(isPair)) throw unreadable('the series has something else than instants with values')
  return new Map(
    values.map(([at, value]) => [Math.round(Number(at) * 1000), plainDecimal(String(value))] as const),
  )
}

/**
 * What says that the answer lacks what some store holds: failures that are missing from it would count as none. A
 * remark on the query itself (`PromQL …`, as Prometheus begins it) leaves the figures whole.
 */
function partialOf(warnings: unknown): string | null {
  const all = Array.isArray(warnings) ? warnings.map(String) : []
  return all.find((text) => !text.startsWith('PromQL ')) ?? null
}

/** A decimal without exponent, whatever the server writes; null for what is not a finite number. */
function plainDecimal(text: string): string | null {
  const match = /^-?\d+(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  const value = match && parseDecimal(text)
  if (!match || !value) return null
  return match[2] === undefined
    ? text
    : toFixedDecimal(value, Math.max(0, (match[1] ?? '').length - Number(match[2])))
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)

/** Asks for the figures of a query at equal steps, first and last instant included. */
async function readRange(
  terms: PrometheusTerms,
  query: string,
  instants: readonly number[],
  via: { path: Path; deadline: Deadline },
): Promise<Figures> {
  const [start = 0, second] = instants
  const stepMs = second === undefined ? 1_000 : second - start
  const url = new URL(terms.url)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/api/v1/query_range`
  const asked = {
    query,
    start: seconds(start),
    end: seconds(instants.at(-1) ?? start),
    step: seconds(stepMs),
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  const request = {
    url,
    method: 'GET' as const,
    headers: terms.headers,
    maxBodyBytes: mostAnswerBytes,
    keepBody: true,
    verify: true,
  }
  const answer = await exchange(via.path, request, via.deadline)
  if (answer.capped) throw unreadable(`the answer is longer than ${mostAnswerBytes} bytes`)
  if (answer.status !== 200) throw unreadable(`status ${answer.status}: ${bodyText(answer).slice(0, 120)}`)
  return figuresOf(bodyText(answer), query)
}

const places = (...texts: string[]): number =>
  Math.max(...texts.map((text) => (text.split('.')[1] ?? '').length))

/** A figure that can be counted with: finite, exact, not below zero. */
const countable = (text: string | undefined): Fraction | null => {
  const value = text === undefined ? null : parseDecimal(text)
  return value && compare(value, zero) >= 0 ? value : null
}

/** `bad` of `total` out of what a query pair gave; null where a figure is missing or not a number. */
function ratioOf(
  figures: Readonly<Partial<Record<'bad' | 'good' | 'total', string>>>,
): { bad: string; total: string } | null {
  const { bad, good, total } = figures
  const [b, g, t] = [countable(bad), countable(good), countable(total)]
  if (bad !== undefined && total !== undefined)
    // Extrapolated counts may pass each other by a hair.
    return b && t ? { bad: compare(b, t) > 0 ? total : bad, total } : null
  if (good !== undefined && total !== undefined) {
    if (!g || !t) return null
    return { bad: compare(g, t) >= 0 ? '0' : toFixedDecimal(subtract(t, g), places(good, total)), total }
  }
  if (bad === undefined || good === undefined || !b || !g) return null
  return { bad, total: toFixedDecimal(sum([b, g]), places(bad, good)) }
}

type Columns = Readonly<Partial<Record<'bad' | 'good' | 'total' | 'value', Figures>>>

function observe(source: SourceTerms, slot: HistorySlot, columns: Columns): Observation {
  const noData = { outcome: 'unknown', reason: 'noData' } as const
  if (columns.value) {
    const value = columns.value.get(slot.at)
    const base = { kind: 'gauge', source: source.identity, at: slot.at } as const
    return typeof value === 'string' ? { ...base, outcome: 'good', value } : { ...base, ...noData }
  }
  const base = { kind: 'ratio', source: source.identity, at: slot.at, to: slot.to } as const
  const at = (name: 'bad' | 'good' | 'total'): Record<string, string> => {
    const text = columns[name]?.get(slot.to)
    // A counter of failures begins with the first failure: where the total is there, no series of them means none.
    if (
      text === undefined &&
      name === 'bad' &&
      typeof columns.total?.get(slot.to) === 'string' &&
      columns.bad
    )
      return { bad: '0' }
    return typeof text === 'string' ? { [name]: text } : {}
  }
  const ratio = ratioOf({ ...at('bad'), ...at('good'), ...at('total') })
  return ratio ? { ...base, outcome: 'good', ...ratio } : { ...base, ...noData }
}

/** The instants at which a run is asked for: a ratio of [at, to) at its end, a gauge at its begin. */
const instantsOf = (terms: PrometheusTerms, run: readonly HistorySlot[]): number[] =>
  run.map((slot) => (terms.queries.kind === 'ratio' ? slot.to : slot.at))

/**
 * Reads one run of slots (see `evenRuns`) out of a Prometheus. Each slot gets an observation: a missing or non-finite
 * figure is `noData`; only a `bad` that is absent beside its `total` is none. Rejects where the history could not be read, so that the slots stay to be read.
 */
export async function readHistory(
  source: SourceTerms,
  run: readonly HistorySlot[],
  via: { path: Path; deadline: Deadline },
): Promise<readonly Observation[]> {
  if (source.look.kind !== 'prometheus') throw new TypeError(`${source.look.kind} sources have no history`)
  const { terms } = source.look
  const { kind: _, ...queries } = terms.queries
  const instants = instantsOf(terms, run)
  const asked = Object.entries(queries).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const read = await Promise.all(
    asked.map(async ([name, query]) => [name, await readRange(terms, query, instants, via)] as const),
  )
  const columns = Object.fromEntries(read) as Columns
  return run.map((slot) => observe(source, slot, columns))
}
