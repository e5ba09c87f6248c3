/** What a paper says, before it is HTML or PDF: both are made of the same blocks, so that they cannot differ. */
export interface StructuredDocument {
  readonly language: 'en' | 'de'
  readonly title: string
  readonly subtitle: string
  /** UTC milliseconds: the document's own date, so that the same one is always the same file. */
  readonly dated: number
  readonly blocks: readonly DocumentBlock[]
  /** At the foot of every page, such as the digest of what it renders. */
  readonly footer: string
}

export type DocumentBlock =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly tone?: Tone }
  /** Label and value, one a row. */
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | {
      readonly kind: 'table'
      readonly columns: readonly Column[]
      readonly rows: readonly (readonly string[])[]
    }
  /** An SVG of its own, with what it shows in words for those who cannot see it. */
  | {
      readonly kind: 'figure'
      readonly svg: string
      readonly description: string
      readonly width: number
      readonly height: number
    }

export type Tone = 'good' | 'bad' | 'unsure' | 'plain'

export interface Column {
  readonly label: string
  readonly align?: 'left' | 'right'
  /** The share of the width, 1 unless said. */
  readonly wide?: number
}
