import { expect, test } from 'vitest'
import { Repeats } from '../../src/evidence/repeats.ts'

test('what is wrong is held once, with its first place, how often it comes again, and where last', () => {
  const repeats = new Repeats<{ readonly line: number }>()
  const isNew = ['a', 'b', 'a', 'a'].map((words, i) => repeats.take(words, { line: i + 1 }))
  expect(isNew).toEqual([true, true, false, false])
  expect(repeats.all()).toEqual([
    { first: { line: 1 }, more: 2, lastLine: 4 },
    { first: { line: 2 }, more: 0, lastLine: 2 },
  ])
})

test('of a hundred different ones the others are only counted', () => {
  const repeats = new Repeats<{ readonly line: number }>()
  for (let line = 1; line <= 150; line++) repeats.take(`problem ${line}`, { line })
  repeats.take('problem 1', { line: 151 })
  expect([repeats.all().length, repeats.others, repeats.all()[0]?.more]).toEqual([100, 50, 1])
})
