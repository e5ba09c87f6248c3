import { Worker } from 'node:worker_threads'
import { sha256 } from '../agreement/canonical.ts'
import type { StructuredDocument } from './document.ts'

/** What the thread is asked, and what it answers. */
export interface PaperOrder {
  readonly order: number
  readonly document: StructuredDocument
}
export type PaperMade =
  | { readonly order: number; readonly bytes: Uint8Array }
  | { readonly order: number; readonly problem: string }

interface Waiting {
  readonly resolve: (paper: Buffer) => void
  readonly reject: (error: Error) => void
}

interface Kept {
  readonly paper: Promise<Buffer>
  bytes: number
}

/** Recipients of one language, and those who open what was mailed, get the same paper. */
const mostKept = 16
const mostKeptBytes = 16_000_000
/** The thread holds the layout engine and the fonts: it goes when nobody asks for a while. */
const idleMs = 30_000
const resourceLimits = { maxOldGenerationSizeMb: 384 }

/** Makes PDFs in a thread of its own, which is started when one is wanted: a long statement takes seconds. */
class Papers {
  readonly #kept = new Map<string, Kept>()
  readonly #waiting = new Map<number, Waiting>()
  #order = 0
  #thread: Worker | null = null
  #idle: NodeJS.Timeout | null = null

  of(document: StructuredDocument): Promise<Buffer> {
    const key = sha256(JSON.stringify(document))
    const known = this.#kept.get(key)
    if (known) {
      // The one that was wanted last goes last.
      this.#kept.delete(key)
      this.#kept.set(key, known)
      return known.paper
    }
    const kept: Kept = { paper: this.#make(document), bytes: 0 }
    this.#kept.set(key, kept)
    kept.paper.then(
      ({ byteLength }) => {
        kept.bytes = byteLength
        this.#drop()
      },
      () => this.#kept.delete(key),
    )
    return kept.paper
  }

  #make(document: StructuredDocument): Promise<Buffer> {
    const order = ++this.#order
    return new Promise((resolve, reject) => {
      this.#waiting.set(order, { resolve, reject })
      const thread = this.#open()
      thread.ref()
      thread.postMessage({ order, document } satisfies PaperOrder)
    })
  }

  /** The one that was not wanted for longest goes first. */
  #drop(): void {
    let bytes = [...this.#kept.values()].reduce((sum, each) => sum + each.bytes, 0)
    for (const [key, each] of this.#kept) {
      if (this.#kept.size <= mostKept && bytes <= mostKeptBytes) return
      this.#kept.delete(key)
      bytes -= each.bytes
    }
  }

  #open(): Worker {
    if (this.#idle) clearTimeout(this.#idle)
    if (this.#thread) return this.#thread
    const thread = new Worker(new URL('./paperThread.mjs', import.meta.url), {
      resourceLimits,
      name: 'papers',
    })
    this.#thread = thread
    thread.on('message', (made: PaperMade) => this.#hear(made))
    thread.on('error', (error) =>
      this.#lose(thread, error instanceof Error ? error : new Error(String(error))),
    )
    thread.on('exit', () => this.#lose(thread, new Error('the thread that makes papers has ended')))
    return thread
  }

  #hear(made: PaperMade): void {
    const waiting = this.#waiting.get(made.order)
    this.#waiting.delete(made.order)
    if ('bytes' in made) waiting?.resolve(Buffer.from(made.bytes))
    else waiting?.reject(new Error(made.problem))
    if (this.#waiting.size > 0) return
    // A process that has nothing else to do need not wait for it.
    this.#thread?.unref()
    this.#idle = setTimeout(() => void this.#thread?.terminate(), idleMs).unref()
  }

  #lose(thread: Worker, error: Error): void {
    if (this.#thread !== thread) return
    this.#thread = null
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

const papers = new Papers()

/** The document as a tagged PDF; the same document is made once while it is wanted. Rejects where it cannot be laid out. */
export const paperOf = (document: StructuredDocument): Promise<Buffer> => papers.of(document)
