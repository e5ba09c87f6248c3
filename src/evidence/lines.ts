import { compare, parseDecimal, zero } from '../agreement/fraction.ts'
import { type Observation, outcomes, reasons } from '../sources/observation.ts'
import type { Event, Exclusion, FeeLine, Party } from './event.ts'
import {
  amountIn,
  dateIn,
  decimalIn,
  FieldError,
  type Fields,
  instantIn,
  NumberToken,
  objectOf,
  oneOf,
  parseExactly,
  refuseUnknown,
  shareIn,
  textIn,
  wholeIn,
} from './lineFields.ts'
import { meantField } from './meant.ts'

/** One line of evidence; `source` is still the name that the agreement gives it. */
export type EvidenceLine =
  | { readonly kind: 'observation'; readonly observation: Observation }
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'exclusion'; readonly exclusion: Exclusion }
  | { readonly kind: 'fee'; readonly fee: FeeLine }

export interface LineProblem {
  readonly kind: 'problem'
  /** From 1; of an array its element. */
  readonly line: number
  readonly field: string | null
  /** A sentence such as ``line 3: `at` is missing``. */
  readonly message: string
}

const longestLine = 1_000_000

/** Reads one line of JSON. */
export function parseLine(text: string, line: number): EvidenceLine | LineProblem {
  if (text.length > longestLine)
    return problem(line, new FieldError(null, 'is longer than a million characters'))
  return attempt(line, () => readLine(parsed(text)))
}

/** Every line of JSON Lines that is not blank, in order, problems among them. */
export function* parseLines(text: string): Generator<EvidenceLine | LineProblem> {
  let line = 0
  for (const row of text.replace(/^\ufeff/, '').split('\n')) {
    line += 1
    if (row.trim() !== '') yield parseLine(row, line)
  }
}

/** The same objects in a JSON array, as REST takes them; one problem where the text is no array. */
export function parseArray(text: string): readonly (EvidenceLine | LineProblem)[] {
  try {
    const all = parsed(text)
    if (!Array.isArray(all)) throw new FieldError(null, 'is not a JSON array')
    return all.map((value, i) => attempt(i + 1, () => readLine(value)))
  } catch (error) {
    return [problem(1, error)]
  }
}

/**
 * An observation as one of its source's kind: a line that says `unknown` and gives no figures has the shape of a state,
 * whatever its source gives. Null where it is truly of another kind.
 */
export function asKind(observation: Observation, kind: Observation['kind']): Observation | null {
  if (observation.kind === kind) return observation
  if (observation.kind !== 'state' || observation.outcome === 'good' || observation.latencyUs !== undefined)
    return null
  const { affected: _, to, ...rest } = observation
  if (kind === 'gauge') return to === undefined ? { ...rest, kind } : { ...rest, kind, to }
  return to === undefined || observation.outcome !== 'unknown' ? null : { ...rest, kind: 'ratio', to }
}

function attempt(line: number, read: () => EvidenceLine): EvidenceLine | LineProblem {
  try {
    return read()
  } catch (error) {
    return problem(line, error)
  }
}

function problem(line: number, error: unknown): LineProblem {
  if (!(error instanceof FieldError)) throw error
  const { field, message } = error
  return {
    kind: 'problem',
    line,
    field,
    message: `line ${line}: ${field === null ? 'it' : `\`${field}\``} ${message}`,
  }
}

function parsed(text: string): unknown {
  try {
    return parseExactly(text)
  } catch (error) {
    throw new FieldError(null, `is not JSON (${(error as Error).message.slice(0, 100)})`)
  }
}

function readLine(value: unknown): EvidenceLine {
  const fields = objectOf(value)
  const kinds = kindNames.filter((name) => Object.hasOwn(fields, name))
  if (kinds.length > 1) throw new FieldError(kinds[1] ?? null, `cannot stand beside \`${kinds[0]}\``)
  switch (kinds[0]) {
    case 'source':
      return { kind: 'observation', observation: readObservation(fields) }
    case 'event':
      return { kind: 'event', event: readEvent(fields) }
    case 'exclusion':
      return { kind: 'exclusion', exclusion: readExclusion(fields) }
    case 'fee':
      return { kind: 'fee', fee: readFee(fields) }
    default:
      throw new FieldError(
        null,
        `has none of \`source\`, \`event\`, \`exclusion\` and \`fee\`${nearKind(fields)}`,
      )
  }
}

const kindNames = ['source', 'event', 'exclusion', 'fee']

/** A field that probably was to say what the line is about. */
function nearKind(fields: Fields): string {
  const name = Object.keys(fields).find((each) => each.length < 60 && meantField(each, kindNames) !== null)
  return name === undefined ? '' : `; for \`${name}\` write \`${meantField(name, kindNames)}\``
}

const whenNames = ['source', 'at', 'from', 'to', 'outcome', 'reason']

/** The shape decides the kind: `bad` or `total` a ratio, `value` a gauge, else a state. */
function readObservation(fields: Fields): Observation {
  const has = (name: string) => Object.hasOwn(fields, name)
  if (has('bad') || has('total')) return readRatio(fields)
  if (has('value')) return readGauge(fields)
  refuseUnknown(fields, [...whenNames, 'latencyUs', 'affected'])
  const latencyUs = wholeIn(fields, 'latencyUs')
  const affected = shareIn(fields, 'affected')
  const source = textIn(fields, 'source')
  return {
    kind: 'state',
    source,
    ...timeOf(fields),
    ...outcomeOf(fields, null),
    ...(latencyUs === undefined ? {} : { latencyUs }),
    ...(affected === undefined ? {} : { affected }),
  }
}

function readRatio(fields: Fields): Observation {
  refuseUnknown(fields, [...whenNames, 'bad', 'total'])
  const [bad, total] = [amountIn(fields, 'bad'), amountIn(fields, 'total')]
  const isKnown = bad !== undefined && total !== undefined
  const { at, to } = timeOf(fields)
  if (to === undefined) throw new FieldError('to', 'is missing: a ratio is of a span')
  const found = outcomeOf(fields, 'good')
  if (!isKnown && found.outcome !== 'unknown')
    throw new FieldError(bad === undefined ? 'bad' : 'total', 'is missing')
  if (isKnown && compare(parseDecimal(bad) ?? zero, parseDecimal(total) ?? zero) > 0) {
    throw new FieldError('bad', 'is more than `total`')
  }
  const figures = isKnown ? { bad, total } : {}
  return { kind: 'ratio', source: textIn(fields, 'source'), at, to, ...found, ...figures }
}

function readGauge(fields: Fields): Observation {
  refuseUnknown(fields, [...whenNames, 'value'])
  const value = decimalIn(fields, 'value')
  const found = outcomeOf(fields, 'good')
  if (value === undefined && found.outcome === 'good') throw new FieldError('value', 'is missing')
  const figure = value === undefined ? {} : { value }
  return { kind: 'gauge', source: textIn(fields, 'source'), ...timeOf(fields), ...found, ...figure }
}

/** `at` for an instant, or `from` and `to` for a span. */
function timeOf(fields: Fields): { at: number; to?: number } {
  const has = (name: string) => Object.hasOwn(fields, name)
  if (!has('from') && !has('to')) return { at: instantIn(fields, 'at') }
  if (has('at')) throw new FieldError('at', 'cannot stand beside `from` and `to`')
  return spanOf(fields)
}

function spanOf(fields: Fields): { at: number; to: number } {
  const [at, to] = [instantIn(fields, 'from'), instantIn(fields, 'to')]
  if (to <= at) throw new FieldError('to', 'is not after `from`')
  return { at, to }
}

function outcomeOf(fields: Fields, usual: 'good' | null): Pick<Observation, 'outcome' | 'reason'> {
  if (fields.outcome === undefined && usual === null) throw new FieldError('outcome', 'is missing')
  const outcome = fields.outcome === undefined && usual !== null ? usual : oneOf(fields, 'outcome', outcomes)
  if (fields.reason === undefined) return { outcome }
  if (outcome === 'good') throw new FieldError('reason', 'cannot stand beside the outcome `good`')
  return { outcome, reason: oneOf(fields, 'reason', reasons) }
}

/** Events that are paired by their subject, and must therefore have one. */
const paired = /^(ticket|invoice)\./

function readEvent(fields: Fields): Event {
  refuseUnknown(fields, ['event', 'id', 'subject', 'at', 'data'])
  const type = textIn(fields, 'event')
  const isWithout = fields.subject === undefined && !paired.test(type)
  return {
    id: textIn(fields, 'id'),
    type,
    subject: isWithout ? '' : textIn(fields, 'subject'),
    at: instantIn(fields, 'at'),
    data: fields.data === undefined ? {} : dataOf(fields.data),
  }
}

function dataOf(value: unknown): Event['data'] {
  const members =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null
  if (!members || value instanceof NumberToken) throw new FieldError('data', 'is not an object')
  if (members.length > 100) throw new FieldError('data', 'has more than 100 members')
  return Object.fromEntries(members.map(([name, content]) => [memberName(name), memberOf(name, content)]))
}

function memberName(name: string): string {
  const isUsable =
    name.length > 0 && name.length <= 100 && !['__proto__', 'constructor', 'prototype'].includes(name)
  if (!isUsable) throw new FieldError('data', `cannot have a member ${JSON.stringify(name.slice(0, 100))}`)
  return name
}

function memberOf(name: string, content: unknown): string | boolean | null {
  if (content === null || typeof content === 'boolean') return content
  if (content instanceof NumberToken) return decimalIn({ [`data.${name}`]: content }, `data.${name}`) ?? null
  if (typeof content === 'string' && content.length <= 10_000 && content.isWellFormed()) return content
  throw new FieldError(`data.${name}`, 'is no text, number, boolean or null')
}

/** Without `announcedAt` it stands from its begin. */
function readExclusion(fields: Fields): Exclusion {
  refuseUnknown(fields, ['exclusion', 'id', 'from', 'to', 'announcedAt', 'by', 'agreedBy', 'reason'])
  const { at, to } = spanOf(fields)
  return {
    id: textIn(fields, 'id'),
    kind: textIn(fields, 'exclusion'),
    from: at,
    to,
    announcedAt: fields.announcedAt === undefined ? at : instantIn(fields, 'announcedAt'),
    by: partiesIn(fields, 'by'),
    agreedBy: fields.agreedBy === undefined ? [] : partiesIn(fields, 'agreedBy'),
    ...(fields.reason === undefined ? {} : { reason: textIn(fields, 'reason') }),
  }
}

/** A party or a list of them, each once. */
function partiesIn(fields: Fields, name: string): readonly Party[] {
  const value = fields[name]
  if (value === undefined) throw new FieldError(name, 'is missing')
  const all = Array.isArray(value) ? value : [value]
  return [...new Set(all.map((party) => oneOf({ [name]: party }, name, ['provider', 'customer'] as const)))]
}

function readFee(fields: Fields): FeeLine {
  refuseUnknown(fields, ['fee', 'from', 'to', 'amount'])
  const [from, until] = [dateIn(fields, 'from'), dateIn(fields, 'to')]
  if (until <= from) throw new FieldError('to', 'is not after `from`')
  const amount = amountIn(fields, 'amount')
  if (amount === undefined) throw new FieldError('amount', 'is missing')
  return { fee: textIn(fields, 'fee'), from, until, amount }
}
