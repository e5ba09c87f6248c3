import { sha256 } from '../agreement/canonical.ts'
import type { Facts } from '../ledger/facts.ts'
import { statementCsv } from '../statements/csv.ts'
import { statementTexts } from '../statements/matterBlocks.ts'
import { paperOf } from '../statements/papers.ts'
import { statementDocument } from '../statements/render.ts'
import type { Statement } from '../statements/statement.ts'
import type { Told } from './render.ts'
import type { Attachment } from './transport.ts'

/** All attachments of one mail; beyond, it only has the link. Base64 makes a third more of it. */
export const mostAttachedBytes = 5_000_000

/**
 * The papers of a statement in the recipient's language, made when the mail is made, of the text in the store: the
 * same text gives the same bytes. Null for what has no papers, or whose text was erased.
 */
export async function papersOf(
  { entry, texts, names }: Told,
  language: 'en' | 'de',
  read: ReadText,
): Promise<readonly Attachment[] | null> {
  if (entry.kind !== 'statementIssued') return null
  const { digest } = entry.facts as unknown as Facts['statementIssued']
  const text = texts.get(digest)
  if (text === undefined || sha256(text) !== digest) return null
  const statement = JSON.parse(text) as Statement
  const name = `${entry.agreement}-${statement.from.slice(0, 7)}-v${statement.version}`
  const { provider, customer } = names
  const paper = await paperOf(
    statementDocument(statement, {
      ...{ language, provider, customer },
      texts: await statementTexts(statement, read),
    }),
  )
  return [
    { filename: `${name}.pdf`, contentType: 'application/pdf', content: paper },
    { filename: `${name}.csv`, contentType: 'text/csv', content: Buffer.from(statementCsv(statement)) },
  ]
}

/** Reads a text beside the chain by its digest. */
type ReadText = (digest: string) => Promise<string | null>

interface PaperContext {
  readonly language: 'en' | 'de'
  readonly read: ReadText
  readonly most?: number
}

/** Gives each notice of a mail its papers, as long as all of them together fit into the mail. */
export async function withPapers(
  told: readonly Told[],
  { language, read, most = mostAttachedBytes }: PaperContext,
): Promise<Told[]> {
  let left = most
  const all: Told[] = []
  for (const one of told) {
    const papers = await papersOf(one, language, read)
    if (papers === null) {
      all.push(one)
      continue
    }
    const size = papers.reduce((sum, { content }) => sum + content.byteLength, 0)
    const fits = size <= left
    if (fits) left -= size
    all.push({ ...one, papers: fits ? papers : [] })
  }
  return all
}
