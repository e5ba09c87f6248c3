import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Agreement } from '../../src/agreement/agreement.ts'
import { formatProblem } from '../../src/agreement/document.ts'
import { type ParseResult, parseAgreement } from '../../src/agreement/parse.ts'
import { backtest } from '../../src/backtest.ts'
import { readEvidence } from '../../src/evaluation/evidenceFile.ts'
import { publicHolidays } from '../../src/holidays.ts'
import { parseContext } from '../../src/settings/context.ts'

/* Each agreement of the gallery with evidence of a bad and of a good period, and figures that were worked out by hand. */
interface Case {
  /** One with `repeat` stands for many at even distances. */
  readonly evidence: readonly { readonly repeat?: { everyMs: number; count: number }; readonly at?: string }[]
  /** In order, each by some of its members; `from` and `to` by their dates. */
  readonly periods: readonly Figures[]
  readonly credits?: readonly Figures[]
  readonly termination?: readonly Figures[]
  /** What `check` is meant to say of the text; nothing unless given. */
  readonly findings?: readonly string[]
  readonly asOf?: string
}
type Figures = Readonly<Record<string, unknown>>

const gallery = new URL('../../config/gallery/', import.meta.url)
const cases = new URL('./cases/', import.meta.url)
const names = readdirSync(gallery).map((file) => file.replace(/\.yaml$/, ''))
const holidays = publicHolidays()

const textOf = (name: string): string => readFileSync(new URL(`${name}.yaml`, gallery), 'utf8')
const parsed = (name: string): ParseResult =>
  parseAgreement(`${name}.yaml`, textOf(name), parseContext({}, new Map()))
const caseOf = (name: string): Case => JSON.parse(readFileSync(new URL(`${name}.json`, cases), 'utf8'))

function agreementOf(name: string): Agreement {
  const result = parsed(name)
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.agreement
}

function expanded({ repeat, ...line }: Case['evidence'][number]): object[] {
  if (!repeat) return [line]
  const first = Temporal.Instant.from(line.at ?? '')
  return Array.from({ length: repeat.count }, (_, i) => ({
    ...line,
    at: first.add({ milliseconds: i * repeat.everyMs }).toString(),
  }))
}

function evaluated(name: string) {
  const agreement = agreementOf(name)
  const { evidence, asOf } = caseOf(name)
  const lines = evidence.flatMap(expanded).map((line) => JSON.stringify(line))
  const read = readEvidence(agreement, 'evidence.jsonl', lines.join('\n'))
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'))
  return backtest({
    agreement,
    evidence: read.evidence,
    only: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    asOf: asOf === undefined ? null : Temporal.Instant.from(asOf).epochMilliseconds,
    holidays,
  })
}

/** A date stands for every instant of it. */
const dated = ({ from, ...rest }: Figures): object => ({
  ...rest,
  ...(from === undefined ? {} : { from: expect.stringMatching(`^${from}`) }),
})

test('the gallery has agreements, each with a case', () => {
  expect(names.length).toBeGreaterThan(23)
  expect(readdirSync(cases).map((file) => file.replace(/\.json$/, ''))).toEqual(names)
})

describe.each(names)('%s', (name) => {
  test('loads, and check says only what is meant', () => {
    const result = parsed(name)
    const found = (result.ok ? result.warnings : result.problems).map(({ message }) => message)
    expect(found).toEqual((caseOf(name).findings ?? []).map((finding) => expect.stringContaining(finding)))
    expect(result.ok).toBe(true)
  })

  test('is named like its file, and says what it is modelled on', () => {
    const text = textOf(name)
    expect(agreementOf(name).id).toBe(name)
    expect(text).toMatch(/^# (?:Modelled on|Nach) .{40}/m)
    expect(text).toMatch(/^# Axes: [A-Z]+\./m)
  })

  test('comes to the figures that were worked out by hand', () => {
    const expected = caseOf(name)
    const { periods, credits, termination } = evaluated(name)
    expect(periods).toMatchObject(expected.periods.map(dated))
    if (expected.credits) expect(credits).toMatchObject(expected.credits.map(dated))
    expect(termination).toMatchObject((expected.termination ?? []).map(dated))
  })

  test('has a period that is missed and one that is kept', () => {
    const verdicts = evaluated(name).periods.map(({ verdict }) => verdict)
    expect(verdicts).toContain('breached')
    expect(verdicts).toContain('met')
  })
})
