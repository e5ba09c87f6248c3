import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'

/** An answer that can be given again. */
export interface Given {
  readonly status: number
  readonly body: unknown
}

interface Kept {
  readonly request: string
  readonly answer: Promise<Given>
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

  async once(request: FastifyRequest, act: () => Promise<Given>): Promise<Given> {
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
    return earlier.answer
  }

  #keep(name: string, request: string, act: () => Promise<Given>): Promise<Given> {
    const answer = act()
    this.#kept.set(name, { request, answer })
    const forget = () => this.#kept.delete(name)
    // What failed was not done, and may be tried again under its key.
    answer.then(({ body }) => JSON.stringify(body).length > 16_384 && forget(), forget)
    const oldest = this.#kept.size > this.#limit ? this.#kept.keys().next().value : undefined
    if (oldest !== undefined) this.#kept.delete(oldest)
    return answer
  }
}
