import type { DocumentBlock, StructuredDocument } from './document.ts'

/** The same paper as plain text, for mails and forms: figures are named by their description. */
export function documentText({ title, subtitle, blocks, footer }: StructuredDocument): string {
  const parts = [`${title}\n${subtitle}`, ...blocks.map(blockText), footer]
  return `${parts.join('\n\n')}\n`
}

function blockText(block: DocumentBlock): string {
  switch (block.kind) {
    case 'heading':
      return `${block.text}\n${'-'.repeat([...block.text].length)}`
    case 'paragraph':
      return block.text
    case 'facts':
      return block.rows.map(([label, value]) => `${label}: ${value}`).join('\n')
    case 'table':
      return tableText([block.columns.map(({ label }) => label), ...block.rows])
    case 'figure':
      return block.description
  }
}

function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => [...(row[i] ?? '')].length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - [...cell].length))
      .join('  ')
      .trimEnd()
  return rows.map(line).join('\n')
}
