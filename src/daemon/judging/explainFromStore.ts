import type { RawObject } from '../../agreement/document.ts'
import { didYouMean } from '../../agreement/suggest.ts'
import { publicHolidays } from '../../holidays.ts'
import { ServiceProblem } from '../../http/service.ts'
import { parseContext } from '../../settings/context.ts'
import type { Store } from '../../store.ts'
import { Book } from '../book.ts'
import { EvidenceMemory } from '../evidence/evidenceMemory.ts'
import { resume } from '../life/life.ts'
import { Terminations } from '../life/terminations.ts'
import { Closings } from './closings.ts'
import { Explainer } from './explainer.ts'
import { Frontiers } from './frontiers.ts'
import { Incidents } from './incidents.ts'
import { Running } from './running.ts'

export interface StoredParts {
  /** May be read-only: nothing is written. */
  readonly store: Store
  readonly env: Readonly<Record<string, string | undefined>>
  readonly shared: ReadonlyMap<string, RawObject>
  /** UTC milliseconds. */
  readonly now: number
}

/** Explains a period from a store, without a daemon, or says why there is nothing to explain. */
export async function explainFromStore(
  parts: StoredParts,
  asked: { agreement: string; commitment: string; at: number },
): Promise<{ readonly text: string } | { readonly problem: string }> {
  const { store } = parts
  const now = () => parts.now
  const holidays = publicHolidays()
  const readOnly = (): never => {
    throw new Error('explaining writes nothing')
  }
  const book = new Book({
    store,
    now,
    onEntries: readOnly,
    recipients: readOnly,
    signer: { keyId: '', publicKey: '', sign: readOnly },
  })
  const memory = new EvidenceMemory(store)
  const running = new Running({ store, memory, book, holidays })
  const frontiers = new Frontiers(store)
  const closings = new Closings({ book, memory, running, frontiers, holidays })
  const incidents = new Incidents({ store, book, memory, running, closings, frontiers, holidays })
  const context = parseContext(parts.env, parts.shared)
  const watched = await resume(asked.agreement, {
    store,
    book,
    context,
    holidays,
    trustFiles: false,
    now,
    onTrouble: () => undefined,
  })
  if (watched === null) return { problem: await noAgreement(store, asked.agreement) }
  try {
    const terminations = new Terminations({ book, running, incidents, holidays })
    const explainer = new Explainer({
      store,
      book,
      closings,
      incidents,
      terminations,
      holidays,
      now,
      context: () => context,
    })
    return await explainer.explain(watched, { commitment: asked.commitment, at: asked.at })
  } catch (error) {
    if (error instanceof ServiceProblem) return { problem: error.message }
    throw error
  }
}

async function noAgreement(store: Store, asked: string): Promise<string> {
  const loaded = await store.entries({ kinds: ['agreementLoaded'] })
  const known = loaded.map(({ agreement }) => agreement)
  return `the ledger has no agreement "${asked}"${didYouMean(asked, known)}`
}
