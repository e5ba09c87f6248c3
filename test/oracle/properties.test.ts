import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SourceLine } from '../../src/evaluation/sourceLine.ts'
import { backtested } from '../evaluation/backtested.ts'
import { missedTriggers } from './oracle.ts'
import { agreementOf, evidenceOf } from './text.ts'
import { type Scene, scene } from './world.ts'

const runs = { numRuns: 60 }
const bytes = (generated: Scene, lines: readonly object[]) => {
  const { periods, credits, termination } = backtested(agreementOf(generated), lines)
  return JSON.stringify({ periods, credits, termination })
}

test('evidence in another order and delivered twice gives the same bytes', { timeout: 60_000 }, () => {
  const shuffled = scene.chain((generated) => {
    const lines = evidenceOf(generated)
    const again = fc.subarray(lines, { minLength: 0 })
    return fc
      .tuple(fc.constant(generated), again)
      .chain(([same, twice]) =>
        fc
          .shuffledSubarray([...lines, ...twice], { minLength: lines.length + twice.length })
          .map((all) => [same, all] as const),
      )
  })
  fc.assert(
    fc.property(shuffled, ([generated, lines]) => {
      expect(bytes(generated, lines)).toBe(bytes(generated, evidenceOf(generated)))
    }),
    runs,
  )
})

const look = fc.record({ by: fc.nat(5), length: fc.option(fc.nat(9)), state: fc.constantFrom(0, 1, 2) })
test('a line that grew look by look is the line of all of them', () => {
  const speech = fc.record({
    holdsForMs: fc.constantFrom(1, 3, 7, Number.POSITIVE_INFINITY),
    silence: fc.constantFrom('good' as const, 'unknown' as const),
    intervalMs: fc.constantFrom(null, 2),
  })
  fc.assert(
    fc.property(speech, fc.array(look, { maxLength: 40 }), fc.nat(80), (how, looks, seen) => {
      const [grown, whole] = [new SourceLine(how), new SourceLine(how)]
      let at = 0
      const rows = looks.map(({ by, length, state }) => {
        at += by
        return [at, length === null ? null : at + length + 1, state as 0 | 1 | 2] as const
      })
      const span = { from: 0, to: 100 }
      for (const row of rows) {
        grown.add(...row)
        grown.line(span, row[0])
      }
      for (const row of rows) whole.add(...row)
      const [a, b] = [grown.line(span, seen), whole.line(span, seen)]
      expect(a.segments).toEqual(b.segments)
      // What came after the instant changes nothing of how it looked then.
      const early = new SourceLine(how)
      for (const row of rows) if (row[0] <= seen) early.add(...row)
      expect(early.line(span, seen).segments).toEqual(b.segments)
    }),
  )
})

test('another process in another zone gives the same bytes', { timeout: 60_000 }, () => {
  const script = join(import.meta.dirname, 'print.ts')
  const print = (TZ: string) =>
    execFileSync(process.execPath, [script], { env: { ...process.env, TZ }, encoding: 'utf8' })
  const [utc, ...others] = ['UTC', 'Asia/Kolkata', 'America/St_Johns'].map(print)
  expect(utc?.length).toBeGreaterThan(1000)
  for (const other of others) expect(other).toBe(utc)
})

const weekday = { m: 'met', b: 'breached', u: 'undetermined', n: 'notApplicable' }
const rule = fc.oneof(
  fc.record({ times: fc.integer({ min: 1, max: 4 }), consecutive: fc.constant(true) }),
  fc
    .record({ times: fc.integer({ min: 1, max: 3 }), more: fc.nat(3) })
    .map(({ times, more }) => ({ times, outOf: times + more })),
)
test('misses in a row and out of so many fire as they read', { timeout: 60_000 }, () => {
  const days = fc.array(fc.constantFrom(...(Object.keys(weekday) as (keyof typeof weekday)[])), {
    minLength: 6,
    maxLength: 20,
  })
  fc.assert(
    fc.property(days, rule, (letters, when) => {
      const begin = Temporal.PlainDate.from('2026-03-02')
      const lines = letters.flatMap((letter, i) => {
        const day = begin.add({ days: i })
        const hour = (n: number) => `${day}T${String(n).padStart(2, '0')}:00:00Z`
        const span = { source: 's', from: hour(1), to: hour(2) }
        if (letter === 'm') return [{ ...span, outcome: 'good' }]
        if (letter === 'b') return [{ ...span, outcome: 'bad' }]
        if (letter === 'u') return [{ ...span, outcome: 'unknown' }]
        const whole = { from: `${day}T00:00:00Z`, to: `${day.add({ days: 1 })}T00:00:00Z` }
        return [
          { ...span, outcome: 'good' },
          { exclusion: 'm', id: String(i), ...whole, announcedAt: '2026-01-01T00:00:00Z', by: 'provider' },
        ]
      })
      const found = backtested(
        `agreement: a
title: A
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: 2026-01-01 }
sources: { s: { declared: {} } }
commitments:
  c: { measure: { uptime: { of: s } }, target: ">= 100%", period: day, exclude: [m] }
exclusions: { m: { effect: remove } }
termination:
  t: { right: customer, when: ${JSON.stringify({ missed: 'c', ...when })} }
`,
        lines,
      )
      expect(found.periods.map((period) => period.verdict)).toEqual(letters.map((letter) => weekday[letter]))
      const fired = missedTriggers(
        letters.map((letter) => weekday[letter]),
        when,
      )
      const instants = fired.map((i) => `${begin.add({ days: i })}T01:00:00.001+00:00`)
      expect(found.termination.map((each) => each.triggeredAt)).toEqual(instants)
    }),
    { numRuns: 100 },
  )
})
