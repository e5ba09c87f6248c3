import type { Agreement } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import type { RawObject } from '../../agreement/document.ts'
import type { ParseContext } from '../../agreement/parse.ts'
import type { NoticeContext, Recipient } from '../../notices/plan.ts'
import { parseContext } from '../../settings/context.ts'
import type { Settings } from '../../settings.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { currentOf, recipientsOf, type Watched, zone } from '../watched.ts'
import { dueByItself, type LifeParts, register, resume } from './life.ts'
import { termDue } from './term.ts'

export interface AgreementsParts {
  readonly store: Store
  readonly book: Book
  /** Filled here. */
  readonly watched: Map<string, Watched>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly shared: ReadonlyMap<string, RawObject>
  readonly settings: Settings
  readonly holidays: Holidays
  readonly now: () => number
  readonly onTrouble: (message: string) => void
}

const knownKey = 'agreements'

/** Which agreements are watched: what the ledger holds, with what their files propose. */
export class Agreements {
  readonly #parts: AgreementsParts
  #shared: ReadonlyMap<string, RawObject>
  settings: Settings
  #files: ReadonlyMap<string, Agreement> = new Map()
  /** The file that is being brought in: its contacts are told of what it changes. */
  #loading: Agreement | null = null

  constructor(parts: AgreementsParts) {
    this.#parts = parts
    this.#shared = parts.shared
    this.settings = parts.settings
  }

  get context(): ParseContext {
    return parseContext(this.#parts.env, this.#shared)
  }

  /** Answers how to go back to what was before. */
  replace(changed: {
    readonly shared: ReadonlyMap<string, RawObject>
    readonly settings: Settings
  }): () => void {
    const [shared, settings] = [this.#shared, this.settings]
    this.#shared = changed.shared
    this.settings = changed.settings
    return () => {
      this.#shared = shared
      this.settings = settings
    }
  }

  /** Brings every agreement up to date with the files; those without a file run on as the ledger holds them. */
  async load(files: readonly Agreement[]): Promise<void> {
    const { store, watched } = this.#parts
    this.#files = new Map(files.map((file) => [file.id, file]))
    for (const file of files) {
      const known = await resume(file.id, this.#life())
      if (known) watched.set(file.id, known)
      this.#loading = file
      watched.set(file.id, await register(file, this.#life()).finally(() => (this.#loading = null)))
    }
    const known = JSON.parse((await store.state(knownKey)) ?? '[]') as string[]
    for (const id of known) {
      if (this.#files.has(id)) continue
      const resumed = await resume(id, this.#life())
      if (!resumed) continue
      this.#parts.onTrouble(`the agreement ${id} has no file any more; the version in force runs on`)
      watched.set(id, resumed)
    }
    await store.saveState({
      [knownKey]: JSON.stringify([...new Set([...known, ...this.#files.keys()])].sort()),
    })
  }

  /** Reads one agreement anew after its ledger has changed what is in force. */
  async refresh(id: string): Promise<void> {
    const resumed = await resume(id, this.#life(), this.#files.get(id) ?? null)
    if (resumed) this.#parts.watched.set(id, resumed)
  }

  /** Records what has come into force by itself; answers whether anything has. */
  async takeEffect(now: number): Promise<boolean> {
    const { book, watched } = this.#parts
    let hasChanged = false
    for (const each of [...watched.values()]) {
      const due = dueByItself(each, book, now)
      await book.write(each.id, due)
      const over = termDue(each, book, now)
      await book.write(each.id, over)
      if (due.length + over.length === 0) continue
      await this.refresh(each.id)
      hasChanged = true
    }
    return hasChanged
  }

  recipients(id: string): { recipients: Recipient[]; context: NoticeContext; texts: string[] } {
    const known = this.#parts.watched.get(id)
    const loading = this.#loading?.id === id ? this.#loading : null
    const agreement = known ? currentOf(known) : loading
    if (!agreement) throw new Error(`the agreement ${id} is not known`)
    // Contacts that go are told so, and those that come are told what they came to.
    const now = this.#parts.now()
    const recipients = [...recipientsOf(agreement, now), ...(loading ? recipientsOf(loading, now) : [])]
    const timeZone = known ? zone(known) : (agreement.versions[0]?.terms.timeZone ?? 'UTC')
    const names = agreement.versions.flatMap(({ terms: { parties } }) => [
      parties.provider.name,
      parties.customer.name,
    ])
    return {
      recipients,
      context: { externalUrl: this.settings.web.externalUrl, timeZone },
      texts: [...recipients.map((each) => each.address), ...names],
    }
  }

  #life(): LifeParts {
    const { store, book, holidays, now, onTrouble } = this.#parts
    const { trustFiles } = this.settings
    return { store, book, holidays, context: this.context, trustFiles, now, onTrouble }
  }
}
