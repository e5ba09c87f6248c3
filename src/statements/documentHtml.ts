import { type ComponentChild, h } from 'preact'
import { render } from 'preact-render-to-string'
import type { Column, DocumentBlock, StructuredDocument } from './document.ts'

const style = `
:root { color: #1c2430; background: #fff; font: 15px/1.5 'DejaVu Sans', Verdana, Helvetica, Arial, sans-serif }
body { hyphens: auto; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid #d9dee5; break-after: avoid }
.subtitle, footer { color: #5a6675 }
table { width: 100%; border-collapse: collapse; margin: .5rem 0 1rem; font-size: .85rem; table-layout: fixed }
th, td { text-align: left; vertical-align: top; padding: .3rem .4rem; border-bottom: 1px solid #e6e9ee }
thead { display: table-header-group }
tr { break-inside: avoid }
.right { text-align: right; font-variant-numeric: tabular-nums }
.facts th { width: 40%; font-weight: normal; color: #5a6675 }
.good { color: #1b7f4b } .bad { color: #b3261e } .unsure { color: #805600 }
figure { margin: 1rem 0; break-inside: avoid }
svg { max-width: 100%; height: auto }
footer { margin-top: 2rem; padding-top: .5rem; border-top: 1px solid #d9dee5; font-size: .75rem }
@page { margin: 18mm 15mm }
@media print { body { margin: 0; max-width: none; padding: 0 } :root { font-size: 11px } }
`

/** A document as one page that fetches nothing and prints well. */
export function documentHtml({ language, title, subtitle, blocks, footer }: StructuredDocument): string {
  const head = h('head', null, [
    h('meta', { charSet: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('title', null, title),
    h('style', { dangerouslySetInnerHTML: { __html: style } }),
  ])
  const body = h('body', null, [
    h('header', null, [h('h1', null, title), h('p', { class: 'subtitle' }, subtitle)]),
    h('main', null, blocks.map(blockOf)),
    h('footer', null, footer),
  ])
  return `<!doctype html>${render(h('html', { lang: language }, [head, body]))}\n`
}

function blockOf(block: DocumentBlock): ComponentChild {
  switch (block.kind) {
    case 'heading':
      return h('h2', null, block.text)
    case 'paragraph':
      return h('p', { class: block.tone ?? 'plain' }, block.text)
    case 'facts':
      return h('table', { class: 'facts' }, [
        h(
          'tbody',
          null,
          block.rows.map(([label, value]) =>
            h('tr', null, [h('th', { scope: 'row' }, label), h('td', null, value)]),
          ),
        ),
      ])
    case 'table':
      return tableOf(block)
    case 'figure':
      // Made by this program's own drawing, where every text is escaped.
      return h('figure', {
        role: 'img',
        'aria-label': block.description,
        dangerouslySetInnerHTML: { __html: block.svg },
      })
  }
}

function tableOf({ columns, rows }: Extract<DocumentBlock, { kind: 'table' }>): ComponentChild {
  const whole = columns.reduce((sum, column) => sum + (column.wide ?? 1), 0)
  const side = ({ align }: Column): string => align ?? 'left'
  return h('table', null, [
    h(
      'colgroup',
      null,
      columns.map(({ wide }) =>
        h('col', { style: { width: `${Math.round(((wide ?? 1) / whole) * 100)}%` } }),
      ),
    ),
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        columns.map((column) => h('th', { scope: 'col', class: side(column) }, column.label)),
      ),
    ),
    h(
      'tbody',
      null,
      rows.map((row) =>
        h(
          'tr',
          null,
          row.map((cell, i) => h('td', { class: side(columns[i] ?? { label: '' }) }, cell)),
        ),
      ),
    ),
  ])
}
