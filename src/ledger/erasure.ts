import type { Event } from '../evidence/event.ts'

/** Where a person's name, address or words were found, beside the chains. */
export interface Found {
  /** Texts that contain it, by their digest. */
  readonly texts: readonly { readonly digest: string; readonly text: string }[]
  readonly events: readonly { readonly agreement: string; readonly event: Event }[]
}

/** What is to be done to erase it: entries keep its digests, and the chains stay valid. */
export interface Erasure {
  /** What is looked for, in any spelling of capitals. */
  readonly needle: string
  /** Stands in its place where the rest of a text is still needed. */
  readonly replacement: string
  /** Digests of texts that go as a whole. */
  readonly removed: readonly string[]
  /** Texts that are needed on, such as an agreement's, without the person. */
  readonly rewritten: readonly { readonly digest: string; readonly text: string }[]
  readonly events: readonly { readonly agreement: string; readonly event: Event }[]
}

/** Decides what becomes of what was found. `kept` are the digests of texts that the ledger must be able to read on. */
export function erasureOf(
  found: Found,
  asked: { readonly needle: string; readonly mark: string; readonly kept: ReadonlySet<string> },
): Erasure {
  const { needle, mark, kept } = asked
  const replacement = needle.includes('@') ? `${mark}@erased.invalid` : mark
  const without = (text: string): string => replaceAll(text, needle, replacement)
  const [needed, free] = [true, false].map((isKept) =>
    found.texts.filter(({ digest }) => kept.has(digest) === isKept),
  )
  return {
    needle,
    replacement,
    removed: (free ?? []).map(({ digest }) => digest),
    rewritten: (needed ?? []).map(({ digest, text }) => ({ digest, text: without(text) })),
    events: found.events.map(({ agreement, event }) => ({ agreement, event: anonymous(event, without) })),
  }
}

function anonymous(event: Event, without: (text: string) => string): Event {
  const data = Object.entries(event.data).map(
    ([key, value]) => [key, typeof value === 'string' ? without(value) : value] as const,
  )
  return { ...event, subject: without(event.subject), data: Object.fromEntries(data) }
}

/** Every occurrence, in any spelling of capitals. */
function replaceAll(text: string, needle: string, replacement: string): string {
  return text.replace(new RegExp(RegExp.escape(needle), 'giu'), () => replacement)
}
