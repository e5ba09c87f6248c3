import { expect, test } from 'vitest'
import { statementEnglish } from '../../src/statements/english.ts'
import { statementGerman } from '../../src/statements/german.ts'
import type { Statement } from '../../src/statements/statement.ts'
import { valueBlocks } from '../../src/statements/valueBlocks.ts'
import { bad, good } from '../evaluation/backtested.ts'
import { month, worthText } from '../value/valued.ts'

const lines = [
  good('2026-02-01T00:00:00Z', '2026-03-16T12:00:00Z'),
  bad('2026-03-16T12:00:00Z', '2026-04-01T00:00:00Z'),
]
const text = worthText(
  '  benefits: [{ name: Orders, worth: { amount: 3000.00, per: month }, scaledBy: availability }]',
  '    credit: { give: 10%, of: fees.service }',
)

test.each([
  [statementEnglish, ['Change since the month before', '– availability (attained)', '– credits']],
  [statementGerman, ['Veränderung zum Vormonat', '– availability (Erfüllung)', '– Gutschriften']],
])('a statement says which driver moved the value since the month before, and how much', (words, labels) => {
  const statement = { value: month(text, lines, 1) } as unknown as Statement
  const rows = valueBlocks(statement, words).flatMap((block) => (block.kind === 'facts' ? block.rows : []))
  const told = labels.map((label) => rows.find(([name]) => name === label)?.[1].replace(/[^\d−–-]/g, ''))
  // 5/9 of 3000.00 were attained, less 1333.33, and 100.00 were credited.
  expect(told.map((figure) => figure?.replace(/^[−–]/, '-'))).toEqual(['-123333', '-133333', '10000'])
})
