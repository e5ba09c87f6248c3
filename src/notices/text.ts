import type { Block, Letter } from './letter.ts'
import { unlinked } from './plain.ts'
import type { Frame } from './render.ts'

/** A letter as plain text; it says everything that the HTML says. */
export function letterText(letter: Letter, about: string): string {
  const headline = unlinked(letter.headline)
  return [
    headline,
    '='.repeat(Math.min(76, [...headline].length)),
    unlinked(about),
    '',
    ...letter.blocks.flatMap(blockLines),
  ]
    .join('\n')
    .trimEnd()
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'text':
      return [unlinked(block.text, 2000), '']
    case 'todo':
      return [`>> ${unlinked(block.text, 2000)}`, '']
    case 'figures':
      return [...block.rows.map(([label, value]) => `${unlinked(label)}: ${unlinked(value)}`), '']
    case 'table':
      return [...tableLines(block), '']
  }
}

function tableLines(table: Extract<Block, { kind: 'table' }>): string[] {
  const rows = table.rows.map((row) => `  - ${row.map((cell) => unlinked(cell)).join('; ')}`)
  const more = table.more === null ? [] : [`  ${table.more}`]
  return [`${unlinked(table.title)} (${table.head.join('; ')}):`, ...rows, ...more]
}

/** What stands under every letter: where to look, and by what the mail can be proved. */
export function frameText(frame: Frame): string {
  const { words } = frame
  const head = frame.head === null ? [] : [`${words.head}:`, frame.head, words.headMeaning, '']
  const links =
    frame.links === null
      ? []
      : [`${frame.links.heading}:`, ...frame.links.all.map(({ label, url }) => `${label}: ${url}`), '']
  const attached = frame.attached === null ? [] : [frame.attached, '']
  return [
    ...links,
    ...attached,
    `${frame.explainLabel}:`,
    frame.explain,
    '',
    `${words.entry}: ${frame.entry}`,
    `${words.facts}: ${frame.facts}`,
    words.factsMeaning,
    '',
    ...head,
  ].join('\n')
}
