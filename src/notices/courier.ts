import type { Signer } from '../ledger/head.ts'
import type { Store } from '../store.ts'
import { composeMail, type TextStore } from './compose.ts'
import { systemTimers, type Timers, withinDeadline } from './deadline.ts'
import { type Envelope, envelopesOf } from './envelope.ts'
import { Lanes } from './lanes.ts'
import type { NoticeRecord } from './notice.ts'
import { plain } from './plain.ts'
import { defaultRetry, type RetryPolicy, type Settled, settledAfter } from './retry.ts'
import type { Delivery, MailTransport } from './transport.ts'

export interface CourierOptions {
  readonly store: TextStore & Pick<Store, 'dueNotices' | 'settleNotice'>
  readonly transport: MailTransport
  /** In the links of the mails. */
  readonly externalUrl: string
  /** Signs links by which recipients act without a token; null or absent: mails have none. */
  readonly linkSigner?: Signer | null
  /** UTC milliseconds; read only by `start`, since `deliverDue` is told the time. */
  readonly now: () => number
  /** One attempt's total deadline, from the first byte to the last reply. */
  readonly deadlineMs: number
  /** Told of faults of our own, such as a store that cannot be read; deliveries are in the store. */
  readonly onFault: (error: unknown) => void
  /** Told of mails that were not taken: once for each answer of the server, until another one comes. */
  readonly onNotTaken?: (delivery: Exclude<Delivery, { state: 'accepted' }>) => void
  readonly retry?: RetryPolicy
  /** Mails under way at once; 8 unless given. */
  readonly atOnce?: number
  /** How often `start` looks for due notices; 5 s unless given. */
  readonly everyMs?: number
  readonly timers?: Timers
}

export interface Delivered {
  readonly accepted: number
  readonly deferred: number
  readonly refused: number
}

const firstRead = 256
const largestRead = 16_384
const mailsPerTurn = 100
const maxRounds = 100_000

/**
 * Takes what is in the outbox to the mail server: a mail for each recipient, several recipients at once, one mail at
 * a time for each. The notice is on disk before the first byte, and settled after the last reply; what is lost in
 * between is sent again under the same Message-ID.
 */
export class Courier {
  readonly #options: CourierOptions
  readonly #timers: Timers
  readonly #lanes: Lanes
  readonly #policy: RetryPolicy
  readonly #turns = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  /** What the server answered but the store could not keep yet; it is written before anything is sent again. */
  readonly #unsettled = new Map<string, Settled>()
  /** For each read under way, the Message-IDs that were settled since it began. */
  readonly #reads = new Set<Set<string>>()
  #counts = { accepted: 0, deferred: 0, refused: 0 }
  #lastAnswer = ''
  #timer: unknown = null
  #isStarted = false
  #isStopped = false
  #isLooking = false
  #isWoken = false

  constructor(options: CourierOptions) {
    this.#options = options
    this.#timers = options.timers ?? systemTimers
    this.#lanes = new Lanes(options.atOnce ?? 8)
    this.#policy = options.retry ?? defaultRetry
  }

  /** Looks for due notices now and again every few seconds, until `stop`. */
  start(): void {
    this.#isStarted = true
    this.#schedule(0)
  }

  /** Looks at once: something was just committed. */
  wake(): void {
    if (this.#isLooking) this.#isWoken = true
    else this.#schedule(0)
  }

  #schedule(ms: number): void {
    this.#timers.clearTimeout(this.#timer)
    if (this.#isStarted && !this.#isStopped) {
      this.#timer = this.#timers.setTimeout(() => void this.#look(), ms)
    }
  }

  async #look(): Promise<void> {
    this.#isLooking = true
    this.#isWoken = false
    await this.#startTurns(this.#options.now).catch(this.#options.onFault)
    this.#isLooking = false
    this.#schedule(this.#isWoken ? 0 : (this.#options.everyMs ?? 5_000))
  }

  /** Sends everything that is due at `now` and can be sent, and settles when all of it has an answer. */
  async deliverDue(now: number): Promise<Delivered> {
    const before = { ...this.#counts }
    for (let round = 0; round < maxRounds; round++) {
      await this.#startTurns(() => now)
      if (this.#turns.size === 0) break
      await Promise.race(this.#turns)
    }
    const { accepted, deferred, refused } = this.#counts
    return {
      accepted: accepted - before.accepted,
      deferred: deferred - before.deferred,
      refused: refused - before.refused,
    }
  }

  /** Begins nothing more, waits for the mails under way for at most `withinMs`, then breaks them off: they stay pending. */
  async stop(withinMs = 5_000): Promise<void> {
    this.#isStopped = true
    this.#timers.clearTimeout(this.#timer)
    const timer = this.#timers.setTimeout(() => this.#stopping.abort(), withinMs)
    await Promise.all(this.#turns)
    this.#timers.clearTimeout(timer)
    this.#options.transport.close()
  }

  /** Starts a turn for each recipient with something due whose lane is free; reads further where all are busy. */
  async #startTurns(clock: () => number): Promise<void> {
    for (let limit = firstRead; limit <= largestRead && !this.#isStopped; limit *= 4) {
      const records = await this.#readDue(clock(), limit)
      const started = this.#startEach(envelopesOf(records), clock)
      if (started || records.length < limit) return
    }
  }

  /** What is due, without what was settled while the store was reading: its row may be the old one. */
  async #readDue(now: number, limit: number): Promise<readonly NoticeRecord[]> {
    const settledMeanwhile = new Set<string>()
    this.#reads.add(settledMeanwhile)
    try {
      const records = await this.#options.store.dueNotices(now, limit)
      return records.filter(({ messageId }) => !settledMeanwhile.has(messageId))
    } finally {
      this.#reads.delete(settledMeanwhile)
    }
  }

  #startEach(envelopes: readonly Envelope[], clock: () => number): boolean {
    const byLane = Map.groupBy(envelopes, ({ first }) => `${first.party} ${first.recipient}`)
    let isAnyStarted = false
    for (const [lane, mails] of byLane) {
      if (this.#isStopped || !this.#lanes.take(lane, clock())) continue
      isAnyStarted = true
      const turn = this.#turn(lane, mails.slice(0, mailsPerTurn), clock)
        .catch((error: unknown) => {
          this.#lanes.pause(lane, clock())
          this.#options.onFault(error)
        })
        .finally(() => {
          this.#lanes.give(lane)
          this.#turns.delete(turn)
          if (mails.length > mailsPerTurn) this.wake()
        })
      this.#turns.add(turn)
    }
    return isAnyStarted
  }

  async #turn(lane: string, mails: readonly Envelope[], clock: () => number): Promise<void> {
    for (const envelope of mails) {
      if (this.#isStopped || !this.#lanes.isOpen(lane, clock())) return
      if (await this.#settleLate(envelope)) continue
      const delivery = await this.#deliver(lane, envelope, clock)
      this.#counts[delivery.state] += 1
      this.#tellNotTaken(delivery)
      await this.#settle(envelope, delivery, clock())
    }
  }

  /** A server that is away answers every mail in the same way: one line in the log is enough. */
  #tellNotTaken(delivery: Delivery): void {
    const answer = delivery.state === 'accepted' ? '' : `${delivery.state} ${delivery.reply}`
    if (delivery.state !== 'accepted' && answer !== this.#lastAnswer) this.#options.onNotTaken?.(delivery)
    this.#lastAnswer = answer
  }

  async #deliver(lane: string, envelope: Envelope, clock: () => number): Promise<Delivery> {
    try {
      const { externalUrl, linkSigner = null } = this.#options
      const at = { now: clock(), externalUrl, linkSigner }
      const mail = await composeMail(envelope, this.#options.store, at)
      if ('impossible' in mail) return { state: 'refused', reply: mail.impossible }
      const delivery = await withinDeadline((signal) => this.#options.transport.send(mail, signal), {
        deadlineMs: this.#options.deadlineMs,
        stopping: this.#stopping.signal,
        timers: this.#timers,
      })
      this.#lanes.learn(lane, delivery, { now: clock(), configurationMs: this.#policy.configurationMs })
      return delivery
    } catch (error) {
      this.#options.onFault(error)
      return { state: 'deferred', fault: 'mail', reply: plain(`not sent: ${String(error)}`) }
    }
  }

  /** Writes down what became of an envelope's notices, the first one last (see `Envelope`). */
  async #settle({ first, records }: Envelope, delivery: Delivery, now: number): Promise<void> {
    // One next attempt for all of them, so that a digest is tried again as it was.
    const settled = settledAfter(first, delivery, { now, policy: this.#policy })
    for (const { messageId } of records) this.#unsettled.set(messageId, settled)
    for (const { messageId } of records.toReversed()) await this.#write(messageId)
  }

  /** Writes what could not be kept before; true where this envelope was answered already. */
  async #settleLate({ records }: Envelope): Promise<boolean> {
    const late = records.filter(({ messageId }) => this.#unsettled.has(messageId))
    for (const { messageId } of late.toReversed()) await this.#write(messageId)
    return late.length > 0
  }

  async #write(messageId: string): Promise<void> {
    const settled = this.#unsettled.get(messageId)
    if (settled === undefined) return
    await this.#options.store.settleNotice(messageId, settled)
    this.#unsettled.delete(messageId)
    for (const settledMeanwhile of this.#reads) settledMeanwhile.add(messageId)
  }
}
