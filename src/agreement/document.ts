import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml'

/** A value of a document as written: numbers and dates are their text, so no decimal ever passes through a float. */
export type Raw = string | boolean | null | readonly Raw[] | { readonly [key: string]: Raw }
export type RawObject = { readonly [key: string]: Raw }
export type Path = readonly (string | number)[]

/** Something wrong with a file, where it is and what to do. Lines and columns count from 1. */
export interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** The place in the document's own words, such as `commitments.availability.credit`. */
  readonly path?: string
  /** The contract's words or place of the clause, where the text gives them. */
  readonly clause?: string
  /** Further lines of the file with the same problem, and the last of them. */
  readonly moreLines?: number
  readonly lastLine?: number
}

export interface Document {
  readonly file: string
  readonly text: string
  readonly raw: RawObject
  /** Where a path's key stands (or that of its nearest existing ancestor). */
  place(path: Path): { line: number; column: number }
  has(path: Path): boolean
}

export type DocumentResult =
  | { readonly ok: true; readonly document: Document }
  | { readonly ok: false; readonly problems: readonly Problem[] }

export const maxDocumentBytes = 1_048_576
const maxDepth = 40
const maxNodes = 100_000
const tooDeep = `nested deeper than ${maxDepth} levels`
/** Errors that the reader words for programmers. */
const saidBetter: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here (---); one file holds one',
}
/** Keys that every object answers to by inheritance would be found where nobody wrote them. */
const isDangerous = (key: string): boolean => key in {} || key === 'prototype'

export const formatProblem = (problem: Problem): string =>
  `${problem.file}:${problem.line}:${problem.column}: ${problem.severity}: ${problem.message}${moreLines(problem)}`

function moreLines({ moreLines: more = 0, lastLine }: Problem): string {
  if (more === 0) return ''
  if (more === 1) return ` (and line ${lastLine})`
  return ` (and ${more} more lines, the last is line ${lastLine})`
}

/** Reads YAML 1.2 (core) with every guard: size, depth, aliases, duplicate and dangerous keys. Never throws. */
export function readDocument(file: string, text: string): DocumentResult {
  const refuse = (message: string, line = 1, column = 1): DocumentResult => ({
    ok: false,
    problems: [{ file, line, column, severity: 'error', message }],
  })
  if (text.length > maxDocumentBytes)
    return refuse(`the file is larger than ${maxDocumentBytes / 1024} KiB; split it`)
  if (text.includes('\0')) return refuse('the file has NUL characters; is it text?')
  const deepLine = deepestNesting(text)
  if (deepLine > 0) return refuse(tooDeep, deepLine)
  try {
    return parse(file, text)
  } catch (error) {
    return refuse(`cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The first line whose flow brackets or indentation nest too deep for a recursive reader, or 0. */
function deepestNesting(text: string): number {
  let [line, open] = [1, 0]
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === 10) line++
    else if (char === 91 || char === 123) open++
    else if (char === 93 || char === 125) open--
    if (open > maxDepth * 4) return line
  }
  const deep = text.split('\n').findIndex((each) => /^(?: |- ){400,}/.test(each))
  return deep + 1
}

function parse(file: string, text: string): DocumentResult {
  const lines = new LineCounter()
  const yaml = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    uniqueKeys: false, // its own search is quadratic: a minute for 40,000 keys; `convert` looks each up instead
    prettyErrors: false,
  })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const problems: Problem[] = [...yaml.errors, ...yaml.warnings].map((error) => ({
    file,
    ...at(error.pos[0]),
    severity: 'error',
    message: saidBetter[error.code] ?? (/call stack/.test(error.message) ? tooDeep : error.message),
  }))
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, 50) }
  const complain = (message: string, node: Node | null | undefined): void => {
    problems.push({ file, ...at(node?.range?.[0] ?? 0), severity: 'error', message })
  }
  const places = new Map<string, number>()
  const raw = convert(yaml.contents, { places, complain, nodes: 0, anchors: new Map(), isInAlias: false })
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, 50) }
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    const message = 'expected a mapping of keys to values at the top of the file'
    return { ok: false, problems: [{ file, line: 1, column: 1, severity: 'error', message }] }
  }
  const offsetOf = (path: Path) => places.get(JSON.stringify(path.map(String)))
  const place = (path: Path) => {
    for (let length = path.length; length > 0; length--) {
      const offset = offsetOf(path.slice(0, length))
      if (offset !== undefined) return at(offset)
    }
    return { line: 1, column: 1 }
  }
  const has = (path: Path) => offsetOf(path) !== undefined
  return { ok: true, document: { file, text, raw: raw as RawObject, place, has } }
}

interface Conversion {
  readonly places: Map<string, number>
  readonly complain: (message: string, node: Node | null | undefined) => void
  /** What each anchor stands for where the reading is; filled on the way, so that an alias costs no search. */
  readonly anchors: Map<string, Node>
  nodes: number
  isInAlias: boolean
}

/** Turns nodes into plain data by their source text and remembers where each path stands. */
function convert(node: unknown, state: Conversion, path: readonly string[] = []): Raw {
  if (++state.nodes > maxNodes) {
    if (state.nodes === maxNodes + 1)
      state.complain('too many values; aliases may be multiplying them', node as Node)
    return null
  }
  if (path.length > maxDepth) {
    state.complain(tooDeep, node as Node)
    return null
  }
  if (isAlias(node)) return aliased(node, state, path)
  if (isNode(node) && 'anchor' in node && node.anchor && !state.isInAlias)
    state.anchors.set(node.anchor, node)
  if (isScalar(node)) {
    const value = scalar(node.value, node.source)
    if (typeof value === 'string' && !value.isWellFormed())
      state.complain('the text has half of a character (a lone surrogate)', node)
    return value
  }
  if (isSeq(node)) {
    return node.items.map((item, i) => {
      remember(state, [...path, String(i)], item as Node)
      return convert(item, state, [...path, String(i)])
    })
  }
  if (!isMap(node)) return null
  const result: Record<string, Raw> = {}
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : null
    if (key === null || !key.isWellFormed()) state.complain('a key must be plain text', pair.key as Node)
    else if (isDangerous(key)) state.complain(`"${key}" cannot be used as a key`, pair.key as Node)
    else if (key === '<<')
      state.complain('merge keys (<<) are not read; repeat the values or use an alias', pair.key as Node)
    else if (Object.hasOwn(result, key))
      state.complain('this key stands twice in the same place; keep one', pair.key as Node)
    else {
      remember(state, [...path, key], pair.key as Node)
      result[key] = convert(pair.value, state, [...path, key])
    }
  }
  return result
}

function aliased(alias: Alias, state: Conversion, path: readonly string[]): Raw {
  const meant = state.anchors.get(alias.source)
  if (meant === undefined) {
    state.complain(`there is no anchor &${alias.source} above this alias`, alias)
    return null
  }
  const wasInAlias = state.isInAlias
  state.isInAlias = true
  const raw = convert(meant, state, path)
  state.isInAlias = wasInAlias
  return raw
}

function remember(state: Conversion, path: readonly string[], node: Node): void {
  const key = JSON.stringify(path)
  if (!state.places.has(key)) state.places.set(key, node?.range?.[0] ?? 0)
}

function scalar(value: unknown, source: string | undefined): Raw {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number' || typeof value === 'bigint') return source ?? String(value)
  return String(value)
}
