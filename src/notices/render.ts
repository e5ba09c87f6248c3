import { canonicalJson, sha256 } from '../agreement/canonical.ts'
import type { Entry, Head } from '../ledger/entry.ts'
import { headLine } from '../ledger/headLine.ts'
import { mailHtml } from './html.ts'
import type { AgreementNames, Letter, LetterContext } from './letter.ts'
import { letterOf } from './letters/letterOf.ts'
import type { Link } from './links.ts'
import { plain, unlinked } from './plain.ts'
import { frameText, letterText } from './text.ts'
import type { Attachment } from './transport.ts'
import type { FrameWords, Words } from './words/words.ts'
import { wordsOf } from './words/wordsOf.ts'

/** All that a mail is made of; the same for both parties but for the language. */
export interface Told {
  readonly entry: Entry
  readonly names: AgreementNames
  /** Texts beside the chain by digest; what is missing was erased. */
  readonly texts: ReadonlyMap<string, string>
  /** What this recipient can do by a link. */
  readonly links?: readonly Link[]
  /** Files that belong to it; empty where they are too large for a mail. */
  readonly papers?: readonly Attachment[]
}

export interface MailContext {
  readonly language: 'en' | 'de'
  readonly externalUrl: string
  /** The chain's signed end at the time of sending, or null before the first one. */
  readonly head: Head | null
}

/** A mail's subject, parts and headers of its own, before it has a recipient. */
export interface RenderedMail {
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}

/** What stands under a letter. */
export interface Frame {
  /** The agreement and its parties. */
  readonly about: string
  readonly words: FrameWords
  readonly explain: string
  /** What the address of `explain` shows. */
  readonly explainLabel: string
  /** Names of the files attached, or why there are none. */
  readonly attached: string | null
  readonly entry: string
  readonly facts: string
  readonly head: string | null
  readonly links: { readonly heading: string; readonly all: readonly LabelledLink[] } | null
}

export interface LabelledLink {
  readonly label: string
  readonly url: string
}

const maxSubject = 240
const maxEntriesInHeader = 20

/** The digest that is equal in both parties' mails about an entry: SHA-256 of its facts' canonical JSON. */
export const factsDigest = (entry: Entry): string => sha256(canonicalJson(entry.facts))

/**
 * One mail that tells of one entry, or of several as a digest. Throws where an entry's facts are not those of its
 * kind, which is a fault of our own.
 */
export function renderMail(told: readonly Told[], context: MailContext): RenderedMail {
  const words = wordsOf(context.language)
  const parts = told.map((one) => ({
    letter: letterFor(one, words),
    frame: frameFor(one, context, words),
    entry: one.entry,
  }))
  const [first] = told
  const subject =
    parts.length === 1 ? parts.map(({ letter }) => letter.subject).join() : digestSubject(told, words)
  const title = plain(`[Upheld] ${subject}`, maxSubject)
  const headline = first !== undefined && parts.length > 1 ? [words.digest.headline(parts.length), ''] : []
  const texts = parts.flatMap(({ letter, frame }) => [letterText(letter, frame.about), '', frameText(frame)])
  return {
    subject: title,
    text: [...headline, ...texts, '-- ', words.frame.automatic, ''].join('\n'),
    html: mailHtml({ language: words.language, title, parts, footer: words.frame.automatic }),
    headers: headersOf(parts, context),
  }
}

export function letterFor({ entry, names, texts }: Told, words: Words): Letter {
  const text: LetterContext['text'] = (digest) => (digest === null ? null : (texts.get(digest) ?? null))
  return letterOf({ words, entry, names, text })
}

function frameFor(
  { entry, names, links, papers }: Told,
  { externalUrl, head }: MailContext,
  words: Words,
): Frame {
  return {
    about: `${names.agreement} — ${names.provider} / ${names.customer}`,
    words: words.frame,
    explain: explainUrl(entry, externalUrl),
    explainLabel: entry.kind === 'statementIssued' ? words.statement.read : words.frame.explain,
    attached: papers === undefined ? null : attachedText(papers, words),
    entry: entry.id,
    facts: factsDigest(entry),
    head: head === null ? null : headLine(head),
    links: links === undefined || links.length === 0 ? null : labelled(links, words),
  }
}

function attachedText(papers: readonly Attachment[], { statement }: Words): string {
  if (papers.length === 0) return statement.tooLarge
  return `${statement.attached}: ${papers.map(({ filename }) => filename).join(', ')}`
}

function labelled(links: readonly Link[], words: Words): Frame['links'] {
  const { heading, actions } = words.procedure.links
  return { heading, all: links.map(({ action, url }) => ({ label: actions[action], url })) }
}

/** Where the finding can be redone by hand: the commitment's explanation, the statement, or else the agreement. */
function explainUrl(entry: Entry, externalUrl: string): string {
  const base = `${externalUrl.replace(/\/+$/, '')}/api/v1/agreements/${encodeURIComponent(entry.agreement)}`
  const { commitment, version } = entry.facts
  if (entry.kind === 'statementIssued')
    return `${base}/statements/${entry.period?.from.slice(0, 7)}.json?version=${version}`
  return typeof commitment === 'string'
    ? `${base}/explain?commitment=${encodeURIComponent(commitment)}`
    : base
}

const digestSubject = (told: readonly Told[], words: Words): string => {
  const names = told[0]?.names
  const where =
    names === undefined
      ? ''
      : ` — ${words.agreementFor(unlinked(names.agreement, 60), unlinked(names.customer, 40))}`
  return `${words.digest.subject(told.length)}${where}`
}

function headersOf(parts: readonly { entry: Entry }[], { head }: MailContext): Record<string, string> {
  const entries = parts.slice(0, maxEntriesInHeader).map(({ entry }) => entry.id)
  const facts = parts.slice(0, maxEntriesInHeader).map(({ entry }) => factsDigest(entry))
  return {
    'X-Upheld-Entry': entries.join(' '),
    'X-Upheld-Facts': facts.join(' '),
    ...(head === null ? {} : { 'X-Upheld-Head': headLine(head) }),
  }
}
