import type { Store } from '../../store.ts'
import type { Watched } from '../watched.ts'
import { incidentTexts, type MemberName } from './periods.ts'

/** How far a frontier moves before it is kept: a start looks at so much once more. */
const keptEveryMs = 3_600_000

interface Frontier {
  /** No outage lies over it, and everything that begins before it is in the ledger. */
  from: number
  /** What begins before it is closed, as far as anything of it has been seen. */
  closedUntil: number
  /** Nothing has been looked at yet, ever. */
  isFirst: boolean
}

const keyOf = ({ name, of }: MemberName): string => `${name} ${of ?? ''}`
const stateKey = ({ id }: Watched): string => `incidents ${id}`

/**
 * Up to where the outages or events of each member are judged: a look begins there and not with the term. Kept beside
 * the ledger; what is lost of it is looked at again, which writes nothing twice.
 */
export class Frontiers {
  readonly #store: Pick<Store, 'state' | 'saveState'>
  readonly #known = new Map<string, Map<string, Frontier>>()
  readonly #kept = new Map<string, Map<string, number>>()

  constructor(store: Pick<Store, 'state' | 'saveState'>) {
    this.#store = store
  }

  /** Reads what was kept; must come before anything else about an agreement. */
  async resume(watched: Watched): Promise<void> {
    if (this.#kept.has(watched.id)) return
    const text = await this.#store.state(stateKey(watched))
    const kept = Object.entries(JSON.parse(text ?? '{}') as Record<string, number>)
    this.#kept.set(watched.id, new Map(kept))
    this.#known.set(
      watched.id,
      new Map(kept.map(([key, from]) => [key, { from, closedUntil: from, isFirst: false }])),
    )
  }

  of(watched: Watched, name: MemberName): Readonly<Frontier> {
    return this.#known.get(watched.id)?.get(keyOf(name)) ?? begin(watched)
  }

  /** The latest frontier of an agreement: evidence of before it is late. */
  latest(id: string): number {
    const all = [...(this.#known.get(id)?.values() ?? [])].map(({ from }) => from)
    return Math.max(Number.NEGATIVE_INFINITY, ...all)
  }

  /** The instant before which everything that begins is closed; none where nothing is judged so, or no more. */
  closedUntil(watched: Watched, name: MemberName): number {
    const until = incidentTexts(watched, name).at(-1)?.until ?? Number.NEGATIVE_INFINITY
    const { closedUntil } = this.of(watched, name)
    return closedUntil >= until ? Number.POSITIVE_INFINITY : closedUntil
  }

  move(
    watched: Watched,
    name: MemberName,
    to: { readonly from: number; readonly closedUntil: number },
  ): void {
    this.#members(watched).set(keyOf(name), { ...to, isFirst: false })
  }

  /** Looks again from an instant on. */
  async back(watched: Watched, name: MemberName, from: number): Promise<void> {
    const known = this.of(watched, name)
    if (known.from <= from) return
    this.move(watched, name, { from, closedUntil: Math.min(known.closedUntil, from) })
    await this.keep(watched)
  }

  /** Keeps what has moved far, or back. */
  async keep(watched: Watched): Promise<void> {
    const members = this.#members(watched)
    const kept = this.#kept.get(watched.id)
    const hasMoved = [...members].some(([key, { from }]) => {
      const before = kept?.get(key)
      return before === undefined || from < before || from - before >= keptEveryMs
    })
    if (!hasMoved) return
    const froms = [...members].map(([key, { from }]) => [key, from] as const)
    await this.#store.saveState({ [stateKey(watched)]: JSON.stringify(Object.fromEntries(froms)) })
    this.#kept.set(watched.id, new Map(froms))
  }

  #members(watched: Watched): Map<string, Frontier> {
    const members = this.#known.get(watched.id) ?? new Map<string, Frontier>()
    this.#known.set(watched.id, members)
    return members
  }
}

const begin = ({ knownSince }: Watched): Frontier => ({
  from: knownSince,
  closedUntil: knownSince,
  isFirst: true,
})
