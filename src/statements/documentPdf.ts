import { fileURLToPath } from 'node:url'
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import type { Column, DocumentBlock, StructuredDocument, Tone } from './document.ts'
import { fitted } from './wordBreaks.ts'

const fontFile = (name: string): string =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`))

const tones: Readonly<Record<Tone, string>> = {
  good: '#1b7f4b',
  bad: '#b3261e',
  unsure: '#805600',
  plain: '#1c2430',
}
const quiet = '#5a6675'
const line = '#d9dee5'
type Language = StructuredDocument['language']

const tableSize = 8
const pageWidth = 595 - 2 * 42
/** A heading, or the line that introduces a table, never stands alone at the foot of a page: how far down it may begin. */
const roomBelow: Readonly<Record<number, number>> = { 2: 0.88, 3: 0.92 }
/** Figures are drawn for this width; a narrower one stays as much narrower. */
const drawnWidth = 700

/** A tagged PDF with its fonts inside. The same document gives the same bytes: its date is the document's own. */
export async function documentPdf(document: StructuredDocument): Promise<Buffer> {
  // Needed by few and slow to load.
  const { default: pdfmake } = await import('pdfmake')
  const fonts = {
    DejaVu: {
      normal: fontFile('DejaVuSans'),
      bold: fontFile('DejaVuSans-Bold'),
      italics: fontFile('DejaVuSans-Oblique'),
      bolditalics: fontFile('DejaVuSans-BoldOblique'),
    },
  }
  const files: readonly string[] = Object.values(fonts.DejaVu)
  pdfmake.setFonts(fonts)
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy((path) => files.includes(path))
  return pdfmake.createPdf(definitionOf(document)).getBuffer()
}

function definitionOf(document: StructuredDocument): TDocumentDefinitions {
  const { language, title, subtitle, blocks, footer, dated } = document
  return {
    version: '1.7',
    tagged: true,
    displayTitle: true,
    language,
    pageSize: 'A4',
    pageMargins: [42, 48, 42, 60],
    info: {
      title,
      subject: subtitle,
      creator: 'Upheld',
      producer: 'Upheld',
      creationDate: new Date(dated),
      modDate: new Date(dated),
    },
    defaultStyle: { font: 'DejaVu', fontSize: 9, lineHeight: 1.25, color: tones.plain },
    content: [
      {
        text: fitted(title, pageWidth / 17, language),
        fontSize: 17,
        bold: true,
        lineHeight: 1.1,
        headlineLevel: 1,
      },
      { text: fitted(subtitle, pageWidth / 9, language), color: quiet, margin: [0, 2, 0, 8] },
      ...together(blocks, language),
    ],
    footer: (page, pages) => ({
      columns: [
        { text: fitted(footer, (pageWidth - 56) / 7, language), width: '*' },
        { text: `${page} / ${pages}`, width: 44, alignment: 'right', noWrap: true },
      ],
      columnGap: 12,
      fontSize: 7,
      color: quiet,
      margin: [42, 18, 42, 0],
    }),
    pageBreakBefore: ({ headlineLevel, startPosition }) =>
      headlineLevel !== undefined && startPosition.verticalRatio > (roomBelow[headlineLevel] ?? 1),
  }
}

/** A figure stays with the heading above it. */
function together(blocks: readonly DocumentBlock[], language: Language): Content[] {
  return blocks.flatMap((block, i): Content[] => {
    const [before, next] = [blocks[i - 1], blocks[i + 1]]
    if (block.kind === 'heading' && next?.kind === 'figure')
      return [{ stack: [contentOf(block, language), contentOf(next, language)], unbreakable: true }]
    if (block.kind === 'figure' && before?.kind === 'heading') return []
    const content = contentOf(block, language)
    return [
      block.kind === 'paragraph' && next?.kind === 'table' ? { stack: [content], headlineLevel: 3 } : content,
    ]
  })
}

function contentOf(block: DocumentBlock, language: Language): Content {
  switch (block.kind) {
    case 'heading':
      return {
        text: fitted(block.text, pageWidth / 11.5, language),
        fontSize: 11.5,
        bold: true,
        headlineLevel: 2,
        margin: [0, 12, 0, 4],
      }
    case 'paragraph':
      return {
        text: fitted(block.text, pageWidth / 9, language),
        color: tones[block.tone ?? 'plain'],
        margin: [0, 2, 0, 4],
      }
    case 'facts':
      return tableContent(
        [
          { label: '', wide: 2 },
          { label: '', wide: 3 },
        ],
        block.rows,
        { language, hasHead: false },
      )
    case 'table':
      return tableContent(block.columns, block.rows, { language, hasHead: true })
    case 'figure':
      return {
        svg: block.svg,
        width: Math.min(pageWidth, (pageWidth * block.width) / drawnWidth),
        alt: block.description,
        margin: [0, 4, 0, 8],
      } as Content
  }
}

function tableContent(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { language, hasHead }: { language: Language; hasHead: boolean },
): Content {
  if (rows.length === 0) return { text: '' }
  const whole = columns.reduce((sum, { wide }) => sum + (wide ?? 1), 0)
  const room = pageWidth - columns.length * 8
  const widths = columns.map(({ wide }) => (room * (wide ?? 1)) / whole)
  const cell = (text: string, i: number): string => fitted(text, (widths[i] ?? room) / tableSize, language)
  const head = columns.map(({ label, align }, i) => ({
    text: cell(label, i),
    bold: true,
    alignment: align ?? ('left' as const),
  }))
  const body = rows.map((row) =>
    row.map((text, i) => ({ text: cell(text, i), alignment: columns[i]?.align ?? ('left' as const) })),
  )
  return {
    table: {
      headerRows: hasHead ? 1 : 0,
      keepWithHeaderRows: hasHead ? 1 : 0,
      dontBreakRows: true,
      widths,
      body: hasHead ? [head, ...body] : body,
    },
    layout: {
      hLineWidth: (i) => (i === 0 ? 0 : 0.5),
      vLineWidth: () => 0,
      hLineColor: () => line,
      paddingLeft: () => 4,
      paddingRight: () => 4,
      paddingTop: () => 2.5,
      paddingBottom: () => 2.5,
    },
    fontSize: tableSize,
    margin: [0, 2, 0, 8],
  }
}
