import { readdir, readFile } from 'node:fs/promises'

/** One agreement to start from. */
export interface GalleryEntry {
  readonly name: string
  readonly title: string
  /** What of the vocabulary of contracts it is an example of, as its head says. */
  readonly axes: string
  readonly text: string
}

/** It stands beside the program, in a clone as in an image. */
const folder = new URL('../../config/gallery/', import.meta.url)

/** Every agreement of the gallery, by name. */
export async function readGallery(): Promise<GalleryEntry[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort()
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, folder), 'utf8')
      const after = (start: string) =>
        text
          .split('\n')
          .find((line) => line.startsWith(start))
          ?.slice(start.length) ?? ''
      return { name: file.replace(/\.yaml$/, ''), title: after('title: '), axes: after('# Axes: '), text }
    }),
  )
}

interface Party {
  readonly name: string
  readonly contact?: string
}

/** The text with an id and parties of one's own; a party that is null stays the placeholder. */
export function filled(
  text: string,
  { id, provider, customer }: { id: string; provider: Party | null; customer: Party | null },
): string {
  return text
    .replace(/^agreement: .*$/m, () => `agreement: ${id}`)
    .replace(/^( {2}provider: )\{ name: .*, contacts: \[(.*)\] \}$/m, (line, head, contact) =>
      provider ? `${head}${written(provider, contact)}` : line,
    )
    .replace(/^( {2}customer: )\{ name: .*, contacts: \[(.*)\] \}$/m, (line, head, contact) =>
      customer ? `${head}${written(customer, contact)}` : line,
    )
}

/** JSON strings are YAML, whatever stands in a name; a dollar sign is doubled, since it would begin a variable. */
const written = ({ name, contact }: Party, placeholder: string): string =>
  `{ name: ${quoted(name)}, contacts: [${contact === undefined ? placeholder : quoted(contact)}] }`

const quoted = (text: string): string => JSON.stringify(text.replaceAll('$', '$$$$'))
