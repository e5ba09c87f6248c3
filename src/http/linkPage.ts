import { createHash } from 'node:crypto'
import { type ComponentChild, h } from 'preact'
import { render } from 'preact-render-to-string'
import type { Block } from '../notices/letter.ts'
import { plain } from '../notices/plain.ts'
import { letterFor } from '../notices/render.ts'
import { wordsOf } from '../notices/words/wordsOf.ts'
import type { OpenedLink } from './links.ts'

const style = `body{font:16px/1.5 system-ui,sans-serif;color:#1c2430;background:#f2f4f7;margin:0;padding:16px}
main{max-width:42rem;margin:auto;background:#fff;padding:24px;border-top:4px solid #3556a8;overflow-wrap:anywhere}
h1{font-size:1.3rem;margin:0 0 8px}dt{color:#5a6675}dd{margin:0 0 8px}
table{width:100%;border-collapse:collapse}td,th{text-align:left;border-bottom:1px solid #d9dee5;padding:4px 8px 4px 0}
fieldset{min-width:0;border:1px solid #d9dee5;margin:0 0 16px;padding:8px 16px}legend{box-sizing:border-box;max-width:100%;font-weight:600;padding:0 4px}fieldset p{margin:8px 0 4px}
.step{display:inline-block;padding:6px 10px 6px 0;white-space:nowrap}.wrong{color:#a3211b}
textarea{width:100%;box-sizing:border-box;font:inherit}button{font:inherit;padding:10px 20px;background:#3556a8;color:#fff;border:0;cursor:pointer}`
const styleHash = createHash('sha256').update(style).digest('base64')

/** No script, nothing fetched, a form that goes back to where it came from. */
export const linkPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** What the button would do, and the button; or why there is none. Works without scripts. */
export function linkPage(link: OpenedLink, outcome: 'asked' | 'done' | 'closed'): string {
  const words = wordsOf(link.language)
  const said = words.procedure.links
  const state = outcome === 'asked' ? link.state : outcome
  const letter = letterFor(link.told, words)
  const { names } = link.told
  const about = `${names.agreement} — ${names.provider} / ${names.customer}`
  const body = [
    h('h1', null, state === 'ready' ? said.actions[link.action] : said[state]),
    h('p', null, state === 'ready' ? said.meanings[link.action] : said[`${state}Meaning`]),
    ...(state === 'ready' ? [form(link)] : []),
    h('h2', null, plain(letter.headline)),
    h('p', null, plain(about)),
    ...letter.blocks.map(blockNode),
  ]
  return pageOf(link.language, said[state === 'ready' ? 'heading' : state], body)
}

/** The same whatever was wrong with an address. */
export function unknownLinkPage(): string {
  const [english, german] = [wordsOf('en').procedure.links, wordsOf('de').procedure.links]
  const body = [english, german].flatMap((said) => [
    h('h1', null, said.unknown),
    h('p', null, said.unknownMeaning),
  ])
  return pageOf('en', english.unknown, body)
}

function form(link: OpenedLink): ComponentChild {
  const words = wordsOf(link.language)
  const said = words.procedure.links
  const reason =
    link.action === 'accept'
      ? null
      : h(
          'p',
          null,
          h('label', null, [said.reason, h('textarea', { name: 'reason', rows: 3, maxLength: 2000 })]),
        )
  return h('form', { method: 'post' }, [
    h('p', null, said.actingFor(`${words.party[link.party]} (${plain(link.told.names[link.party])})`)),
    reason,
    h('p', null, h('button', { type: 'submit' }, said.actions[link.action])),
  ])
}

function blockNode(block: Block): ComponentChild {
  switch (block.kind) {
    case 'text':
      return h('p', null, plain(block.text, 2000))
    case 'todo':
      return h('p', null, h('strong', null, plain(block.text, 2000)))
    case 'figures':
      return h(
        'dl',
        null,
        block.rows.flatMap(([label, value]) => [h('dt', null, plain(label)), h('dd', null, plain(value))]),
      )
    case 'table':
      return h('table', null, [
        h('caption', null, plain(block.title)),
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            block.head.map((name) => h('th', { scope: 'col' }, name)),
          ),
        ),
        h(
          'tbody',
          null,
          block.rows.map((row) =>
            h(
              'tr',
              null,
              row.map((value) => h('td', null, plain(value))),
            ),
          ),
        ),
      ])
  }
}

/** A page behind a link, with the style and the bounds of all of them. */
export function pageOf(language: string, title: string, body: readonly ComponentChild[]): string {
  const head = h('head', null, [
    h('meta', { charSet: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'robots', content: 'noindex' }),
    h('title', null, `${title} – Upheld`),
    h('style', { dangerouslySetInnerHTML: { __html: style } }),
  ])
  return `<!doctype html>${render(h('html', { lang: language }, [head, h('body', null, h('main', null, body))]))}`
}
