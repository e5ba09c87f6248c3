import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compare, divide, type Fraction, fraction, subtract, toExact } from '../../src/agreement/fraction.ts'
import { explainJudgement } from '../../src/evaluation/explain.ts'
import { minorText, toMinor } from '../../src/evaluation/fees.ts'
import type { Judgement } from '../../src/evaluation/judgePeriod.ts'
import { type Contract, cases, evaluation, folder } from '../contracts/scenario.ts'
import { type Equation, equationsOf, numberOf } from './calculator.ts'

/*
 * Whoever has the printed text and a pocket calculator gets the figure and the credit: nothing but the text is read here
 * before it is compared with what was decided.
 */

interface Redone {
  equations: number
  measures: number
  outages: number
  amounts: number
}
const redone: Redone = { equations: 0, measures: 0, outages: 0, amounts: 0 }

const near = (a: Fraction, b: Fraction): boolean => {
  const distance = subtract(a, b)
  return compare(distance.n < 0n ? { ...distance, n: -distance.n } : distance, fraction(1, 1_000_000)) <= 0
}

function checkEquations(equations: readonly Equation[]): void {
  for (const { line, left, right, near: shown } of equations) {
    expect(compare(left, right), line).toBe(0)
    if (shown) expect(near(left, shown), line).toBe(true)
  }
  redone.equations += equations.length
}

const linesOf = (text: string, title: string): string[] => {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => new RegExp(`^\\d+\\. ${title}`).test(line))
  const rest = from < 0 ? [] : lines.slice(from + 1)
  const to = rest.indexOf('')
  return to < 0 ? rest : rest.slice(0, to)
}

const instantText = String.raw`(\d{4}-\d{2}-\d{2}T[\d:.]+[+-]\d{2}:\d{2})`
const spanText = new RegExp(`${instantText} … ${instantText}`, 'g')
const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds

/** The lengths of the spans that a line names, in ms. */
const spansIn = (line: string): number[] =>
  [...line.matchAll(spanText)].map(([, from = '', to = '']) => ms(to) - ms(from))

/** Seconds that count, from the instants of the outages that are listed. */
function checkOutages(text: string): void {
  for (const line of linesOf(text, 'what of them is eligible')) {
    const said = /: ([\d.]+) s(?: of|,|$)/.exec(line)?.[1]
    if (said === undefined || line.includes(' parts:') || line.includes('…') === false) continue
    const spans = spansIn(line)
    if (spans.length === 0) continue
    const length = spans.reduce((sum, each) => sum + each, 0)
    expect(compare(numberOf(said), fraction(length, 1000)), line).toBe(0)
    redone.outages++
  }
}

function checkMeasure(text: string, judgement: Judgement): void {
  const value = linesOf(text, 'measure: ')
    .map((line) => /^ +value: ([^≈]+)/.exec(line)?.[1])
    .find((each) => each !== undefined)
  if (judgement.measured.value === null) return
  const printed = numberOf(value?.trim() ?? '')
  expect(toExact(printed)).toBe(judgement.result.measure.exact)
  const { kind } = judgement.question.commitment.measure
  const labels = ['uptime', 'good share', 'mean', 'share in time', 'bad time', 'with \\d+']
  const derived = equationsOf(linesOf(text, 'measure: ').join('\n')).filter(({ label }) =>
    labels.some((name) => new RegExp(`^${name}`).test(label)),
  )
  if (['uptime', 'downtime', 'successRatio', 'meanSuccessRatio', 'score', 'elapsed'].includes(kind)) {
    const last = derived.at(-1)
    expect(last && toExact(last.left), text).toBe(judgement.result.measure.exact)
    redone.measures++
  }
}

/** Adds up the schedules' amounts as they are printed, and rounds once. */
function checkAmount(text: string, judgement: Judgement): void {
  const { credit } = judgement.result
  if (credit === null || credit.amount === null || judgement.credit?.state !== 'due') return
  const lines = linesOf(text, 'credit$')
  const amounts = lines.flatMap((line) => {
    const said = /^ +amount: (?:.* = )?([^=≈]+?)(?: ≈ .*)?$/.exec(line)?.[1]
    return said === undefined ? [] : [numberOf(said)]
  })
  expect(amounts.length, text).toBeGreaterThan(0)
  const sum = amounts.reduce((all, each) => fraction(all.n * each.d + each.n * all.d, all.d * each.d))
  const { mode } = judgement.question.version.terms.money
  const minor = toMinor(divide(sum, fraction(1)), credit.currency, mode)
  expect(minorText(minor, credit.currency), text).toBe(credit.amount)
  redone.amounts++
}

describe.each(cases.map((entry) => entry.name))('%s', (name) => {
  const { scenarios } = JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8')) as Contract
  test.each(scenarios)('$title', (scenario) => {
    const { judgements, credits, clauses } = evaluation(name, scenario)
    const around = { judged: { judgements, months: credits }, clauses }
    for (const judgement of judgements) {
      const text = explainJudgement(judgement, around, [])
      checkEquations(equationsOf(text))
      checkOutages(text)
      checkMeasure(text, judgement)
      checkAmount(text, judgement)
    }
  })
})

test('the calculator has been at work', () => {
  expect(redone.equations).toBeGreaterThan(500)
  expect(redone.measures).toBeGreaterThan(100)
  expect(redone.outages).toBeGreaterThan(100)
  expect(redone.amounts).toBeGreaterThan(50)
})
