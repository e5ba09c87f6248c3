import { type ComponentChild, type ComponentChildren, h } from 'preact'
import { render } from 'preact-render-to-string'
import type { Block, Letter } from './letter.ts'
import { unlinked } from './plain.ts'
import type { Frame } from './render.ts'

const ink = '#1c2430'
const quiet = '#5a6675'
const line = '#d9dee5'
const tones = { bad: '#b3261e', good: '#1b7f4b', unsure: '#9a6700', plain: '#3556a8' } as const
const font = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
const mono = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"

/** One or several letters, each with its frame, as a page: tables and inline styles only, nothing is fetched. */
export function mailHtml(page: {
  language: string
  title: string
  parts: readonly { letter: Letter; frame: Frame }[]
  footer: string
}): string {
  const cells = page.parts.map(({ letter, frame }) => letterCell(letter, frame))
  const body = h(
    'body',
    { style: { margin: 0, padding: 0, background: '#f2f4f7', color: ink, fontFamily: font } },
    table({ width: '100%', style: { background: '#f2f4f7' } }, [
      h(
        'tr',
        null,
        h(
          'td',
          { align: 'center', style: { padding: '16px 8px' } },
          sheet([...cells, footerRow(page.footer)]),
        ),
      ),
    ]),
  )
  const head = h('head', null, [
    h('meta', { charSet: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'format-detection', content: 'telephone=no, date=no, address=no, email=no, url=no' }),
    h('title', null, page.title),
  ])
  return `<!doctype html>${render(h('html', { lang: page.language }, [head, body]))}`
}

const table = (attributes: object, rows: ComponentChildren): ComponentChild =>
  h(
    'table',
    { role: 'presentation', cellPadding: 0, cellSpacing: 0, border: 0, ...attributes },
    h('tbody', null, rows),
  )

const sheet = (rows: readonly ComponentChild[]): ComponentChild =>
  table({ width: '100%', style: { maxWidth: '680px', width: '100%', textAlign: 'left' } }, rows)

function letterCell(letter: Letter, frame: Frame): ComponentChild {
  const colour = tones[letter.tone]
  const headline = h(
    'h1',
    { style: { margin: '0 0 4px', fontSize: '20px', lineHeight: '1.3', color: colour } },
    unlinked(letter.headline),
  )
  const about = h('p', { style: { ...textStyle, color: quiet, fontSize: '13px' } }, unlinked(frame.about))
  const style = {
    padding: '20px 20px 16px',
    background: '#ffffff',
    borderTop: `4px solid ${colour}`,
    borderBottom: '12px solid #f2f4f7',
  }
  return h(
    'tr',
    null,
    h('td', { style }, [headline, about, ...letter.blocks.map(blockNode), frameNode(frame)]),
  )
}

const footerRow = (text: string): ComponentChild =>
  h('tr', null, h('td', { style: { padding: '0 20px 16px', fontSize: '12px', color: quiet } }, text))

function blockNode(block: Block): ComponentChild {
  switch (block.kind) {
    case 'text':
      return paragraph(unlinked(block.text, 2000))
    case 'todo':
      return h(
        'p',
        {
          style: {
            ...textStyle,
            padding: '10px 12px',
            background: '#eef3ff',
            borderLeft: '3px solid #3556a8',
          },
        },
        h('strong', null, unlinked(block.text, 2000)),
      )
    case 'figures':
      return figures(block.rows)
    case 'table':
      return listing(block)
  }
}

const textStyle = { margin: '0 0 14px', fontSize: '15px', lineHeight: '1.5' }
const paragraph = (text: string): ComponentChild => h('p', { style: textStyle }, text)

const cell = {
  padding: '5px 10px 5px 0',
  borderBottom: `1px solid ${line}`,
  verticalAlign: 'top',
  fontSize: '14px',
  lineHeight: '1.45',
  overflowWrap: 'anywhere',
}

function figures(rows: readonly (readonly [string, string])[]): ComponentChild {
  const lines = rows.map(([label, value]) =>
    h('tr', null, [
      h('td', { style: { ...cell, color: quiet, width: '34%' } }, unlinked(label)),
      h('td', { style: { ...cell, fontVariantNumeric: 'tabular-nums' } }, unlinked(value)),
    ]),
  )
  return table(
    { width: '100%', style: { width: '100%', margin: '0 0 16px', borderCollapse: 'collapse' } },
    lines,
  )
}

/** A real table, so that a screen reader names its columns. */
function listing(block: Extract<Block, { kind: 'table' }>): ComponentChild {
  const head = block.head.map((name) =>
    h(
      'th',
      {
        scope: 'col',
        align: 'left',
        style: { ...cell, color: quiet, fontWeight: 600, overflowWrap: 'normal' },
      },
      name,
    ),
  )
  const rows = block.rows.map((row) =>
    h(
      'tr',
      null,
      row.map((value) =>
        h('td', { style: hasLongWord(value) ? cell : { ...cell, overflowWrap: 'normal' } }, unlinked(value)),
      ),
    ),
  )
  const more =
    block.more === null
      ? null
      : h('p', { style: { ...textStyle, fontSize: '13px', color: quiet } }, block.more)
  const style = { width: '100%', margin: '0 0 10px', borderCollapse: 'collapse' }
  return h('div', null, [
    h('h2', { style: { margin: '4px 0 6px', fontSize: '15px' } }, unlinked(block.title)),
    h('table', { width: '100%', cellPadding: 0, cellSpacing: 0, border: 0, style }, [
      h('thead', null, h('tr', null, head)),
      h('tbody', null, rows),
    ]),
    more,
  ])
}

/** Only such a word may be broken anywhere; else narrow columns would cut short ones. */
const hasLongWord = (text: string): boolean => /\S{25}/.test(text)

function frameNode(frame: Frame): ComponentChild {
  const { words } = frame
  const small = { margin: '0 0 4px', fontSize: '12px', lineHeight: '1.5', color: quiet }
  const code = (text: string): ComponentChild =>
    h(
      'span',
      { style: { fontFamily: mono, fontSize: '11px', overflowWrap: 'anywhere', wordBreak: 'break-all' } },
      text,
    )
  const head =
    frame.head === null
      ? []
      : [
          h('p', { style: small }, [`${words.head}: `, code(frame.head)]),
          h('p', { style: small }, words.headMeaning),
        ]
  return h('div', null, [
    ...linkNodes(frame.links),
    ...(frame.attached === null ? [] : [paragraph(frame.attached)]),
    h(
      'p',
      { style: textStyle },
      h('a', { href: frame.explain, style: { color: '#3556a8' } }, frame.explainLabel),
    ),
    h('p', { style: small }, [`${words.entry}: `, code(frame.entry)]),
    h('p', { style: small }, [`${words.facts}: `, code(frame.facts)]),
    h('p', { style: small }, words.factsMeaning),
    ...head,
  ])
}

function linkNodes(links: Frame['links']): ComponentChild[] {
  if (links === null) return []
  const buttons = links.all.flatMap(({ label, url }) => [
    h('a', { href: url, style: { color: '#3556a8', fontWeight: 600 } }, label),
    ' \u00a0 ',
  ])
  return [h('p', { style: textStyle }, [`${links.heading}: `, ...buttons])]
}
