import type { AgreementFacts, Facts } from '../../ledger/facts.ts'
import type { TextChange } from '../../ledger/textChanges.ts'
import { bothClocks } from '../figures.ts'
import { type Block, type Letter, type LetterContext, type Row, rowsOf, tableOf } from '../letter.ts'
import { sourceTable } from './change.ts'
import { subjectAbout } from './parts.ts'

type Kind = 'agreementLoaded' | 'amendmentProposed' | 'amendmentAccepted' | 'versionInForce'

export const agreementLoadedLetter = (facts: Facts['agreementLoaded'], context: LetterContext): Letter =>
  letterOf('agreementLoaded', facts, context, [{ kind: 'todo', text: context.words.amendment.loaded }])

export function amendmentProposedLetter(facts: Facts['amendmentProposed'], context: LetterContext): Letter {
  const { amendment, labels, procedure } = context.words
  return letterOf('amendmentProposed', facts, context, [
    { kind: 'text', text: amendment.proposed },
    { kind: 'todo', text: amendment.accept },
    ...(facts.answerBy === undefined || facts.ifSilent === undefined
      ? []
      : [
          {
            kind: 'text' as const,
            text: `${procedure.labels.answerBy}: ${bothClocks(facts.answerBy, facts.timeZone)}. ${procedure.silence[facts.ifSilent]}`,
          },
        ]),
    {
      kind: 'figures',
      rows: [
        [labels.replaces, facts.replaces],
        [labels.changed, facts.changedKeys.join(', ')],
      ],
    },
    ...changeTable(facts, context),
  ])
}

/** What the text in force says and what the proposed one does, place by place: nobody accepts what they have not read. */
function changeTable({ changes }: Facts['amendmentProposed'], { words, text }: LetterContext): Block[] {
  const known = changes === undefined ? null : text(changes)
  if (known === null) return []
  const rows = (JSON.parse(known) as TextChange[]).map(({ path, before, after }) => [
    path,
    before ?? '–',
    after ?? '–',
  ])
  const head = [words.amendment.place, words.amendment.inForceNow, words.amendment.proposedText]
  return tableOf(words, { title: words.labels.changed, head, rows })
}

export function amendmentAcceptedLetter(facts: Facts['amendmentAccepted'], context: LetterContext): Letter {
  const { words } = context
  const trusted = facts.acceptedBy === 'trusted files'
  const by =
    facts.acceptedBy === 'trusted files'
      ? words.trustedFiles
      : facts.acceptedBy === 'silence'
        ? words.procedure.silent
        : words.party[facts.acceptedBy]
  return letterOf('amendmentAccepted', facts, context, [
    {
      kind: 'text',
      text: trusted
        ? `${words.amendment.trustedFiles} ${words.amendment.accepted}`
        : words.amendment.accepted,
    },
    {
      kind: 'figures',
      rows: [
        [words.labels.acceptedBy, by],
        [words.labels.replaces, facts.replaces],
      ],
    },
  ])
}

export function versionInForceLetter(facts: Facts['versionInForce'], context: LetterContext): Letter {
  const { words } = context
  return letterOf('versionInForce', facts, context, [
    { kind: 'text', text: words.amendment.inForce },
    { kind: 'figures', rows: [[words.labels.effective, when(facts.effective, facts.timeZone)]] },
  ])
}

function letterOf(
  kind: Kind,
  facts: AgreementFacts,
  context: LetterContext,
  blocks: readonly Block[],
): Letter {
  const { words } = context
  return {
    subject: subjectAbout(words.subjects[kind], [], null, context),
    headline: words.amendment.headlines[kind],
    tone: 'plain',
    blocks: [
      ...blocks,
      { kind: 'figures', rows: agreementRows(facts, context) },
      ...sourceTable(facts.sources, facts.timeZone, words),
    ],
  }
}

function agreementRows(facts: AgreementFacts, { words, text }: LetterContext): Row[] {
  const { labels } = words
  const until = facts.term.until === null ? words.amendment.openEnd : when(facts.term.until, facts.timeZone)
  return rowsOf([
    [labels.agreement, facts.title],
    [labels.provider, text(facts.provider) ?? words.erased],
    [labels.customer, text(facts.customer) ?? words.erased],
    [labels.digest, facts.digest],
    [labels.term, `${when(facts.term.from, facts.timeZone)} – ${until}, ${facts.timeZone}`],
  ])
}

/** A term may be written as dates or as instants. */
const when = (text: string, timeZone: string): string => (/T/.test(text) ? bothClocks(text, timeZone) : text)
