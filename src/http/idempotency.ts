import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'

interface Kept {
  readonly request: string
  readonly answer: Promise<unknown>
}

/**
 * Requests under an Idempotency-Key are done once: the same key and body get the same answer (also while the first is
 * under way), the same key with another body gets 409. The latest 10,000 keys are kept, with answers of at most 16 KiB;
 * behind them every write is idempotent by its content, so that a forgotten key or a restart does no harm.
 */
export class Idempotency {
  readonly #kept = new Map<string, Kept>()
  readonly #limit: number
  constructor(limit = 10_000) {
    this.#limit = limit
  }

  async once<T>(request: FastifyRequest, act: () => Promise<T>): Promise<T> {
    const key = request.headers['idempotency-key']
    if (key === undefined) return act()
    if (typeof key !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(key))
      throw new Problem(400, 'The Idempotency-Key is not valid.')
    const name = `${request.caller?.tokenId ?? ''}\n${request.method} ${request.url}\n${key}`
    const digest = createHash('sha256')
      .update(JSON.stringify(request.body) ?? '')
      .digest('hex')
    const earlier = this.#kept.get(name)
    if (earlier === undefined) return this.#keep(name, digest, act)
    if (earlier.request !== digest)
      throw new Problem(409, 'This Idempotency-Key came with another body before.')
    // The same request of the same route: its answer is of the same kind.
    return earlier.answer as Promise<T>
  }

  #keep<T>(name: string, request: string, act: () => Promise<T>): Promise<T> {
    const answer = act()
    this.#kept.set(name, { request, answer })
    const forget = () => this.#kept.delete(name)
    // What failed was not done, and may be tried again under its key.
    answer.then((given) => JSON.stringify(given).length > 16_384 && forget(), forget)
    const oldest = this.#kept.size > this.#limit ? this.#kept.keys().next().value : undefined
    if (oldest !== undefined) this.#kept.delete(oldest)
    return answer
  }
}
