import type { Facts, SourceUse } from '../../ledger/facts.ts'
import { bothClocks } from '../figures.ts'
import { type Block, type Letter, type LetterContext, tableOf } from '../letter.ts'
import type { Words } from '../words/words.ts'
import { subjectAbout } from './parts.ts'

export function sourcesChangedLetter(facts: Facts['sourcesChanged'], context: LetterContext): Letter {
  const { words } = context
  return {
    subject: subjectAbout(words.subjects.sourcesChanged, [facts.changed.join(', ')], null, context),
    headline: words.change.sources,
    tone: 'plain',
    blocks: [
      { kind: 'text', text: words.change.sourcesMeaning },
      { kind: 'figures', rows: [[words.labels.changed, facts.changed.join(', ')]] },
      ...sourceTable(facts.sources, 'UTC', words),
    ],
  }
}

export function contactsChangedLetter(
  facts: Facts['contactsChanged'],
  { words, ...context }: LetterContext,
): Letter {
  const addresses = (digests: readonly string[]): string =>
    digests.map((digest) => context.text(digest) ?? words.erased).join(', ') || '–'
  return {
    subject: subjectAbout(words.subjects.contactsChanged, [], null, { words, ...context }),
    headline: words.change.contacts,
    tone: 'plain',
    blocks: [
      { kind: 'text', text: words.change.contactsMeaning },
      {
        kind: 'figures',
        rows: [
          [words.labels.provider, addresses(facts.provider)],
          [words.labels.customer, addresses(facts.customer)],
        ],
      },
    ],
  }
}

export function sourceTable(sources: readonly SourceUse[], timeZone: string, words: Words): Block[] {
  const { labels } = words
  const rows = sources.map((source) => [source.name, bothClocks(source.since, timeZone), source.identity])
  return tableOf(words, { title: labels.sources, head: [labels.source, labels.since, labels.identity], rows })
}
