import type { Event, FeeLine } from '../../src/evidence/event.ts'
import { seriesOf } from '../../src/evidence/series.ts'
import type { Entry, Head } from '../../src/ledger/entry.ts'
import type { NoticeRecord } from '../../src/notices/notice.ts'
import type { Observation } from '../../src/sources/observation.ts'
import type { EntryQuery, NoticeQuery, Store, TokenRecord } from '../../src/store.ts'

/** A store in memory: as much of it as HTTP reads. What HTTP never calls throws. */
export class MemoryStore implements Store {
  tokensKept: TokenRecord[] = []
  entriesKept: Entry[] = []
  noticesKept: NoticeRecord[] = []
  texts = new Map<string, string>()
  heads = new Map<string, Head>()
  observations: Observation[] = []
  eventsKept: Event[] = []

  async record(observations: readonly Observation[]) {
    this.observations.push(...observations)
    return { added: observations.length, duplicates: 0, conflicts: [] }
  }
  async recordEvents(_agreement: string, events: readonly Event[]) {
    this.eventsKept.push(...events)
    return { added: events.length, duplicates: 0, conflicts: [] }
  }
  recordFees(): never {
    throw new Error('not used')
  }
  async series(source: string, from: number, to: number) {
    const rows = this.observations.filter(
      (one) => one.source === source && one.at < to && (one.to ?? one.at + 1) > from,
    )
    return seriesOf(source, 'state', rows)
  }
  async lastBefore(source: string) {
    return seriesOf(source, 'state', [])
  }
  async extent(source: string) {
    const at = this.observations.filter((one) => one.source === source).map((one) => one.at)
    return at.length === 0 ? null : { first: Math.min(...at), last: Math.max(...at) }
  }
  async events() {
    return this.eventsKept
  }
  async fees(): Promise<readonly FeeLine[]> {
    return []
  }
  async chunks() {
    return []
  }
  commit(): never {
    throw new Error('not used')
  }
  async head(agreement: string) {
    return this.heads.get(agreement) ?? null
  }
  async signedHead(agreement: string) {
    return this.heads.get(agreement) ?? null
  }
  async entries({ agreement, kinds, clause, after, before, newestFirst, limit }: EntryQuery) {
    const found = this.entriesKept
      .filter((one) => agreement === undefined || one.agreement === agreement)
      .filter((one) => kinds === undefined || kinds.includes(one.kind))
      .filter((one) => clause === undefined || one.clause === clause)
      .filter((one) => one.seq > (after ?? 0) && one.seq < (before ?? Number.MAX_SAFE_INTEGER))
      .toSorted((a, b) => (newestFirst ? b.seq - a.seq : a.seq - b.seq))
    return found.slice(0, limit)
  }
  async entry(id: string) {
    return this.entriesKept.find((one) => one.id === id) ?? null
  }
  async text(digest: string) {
    return this.texts.get(digest) ?? null
  }
  async notices({ agreement, states, after, limit }: NoticeQuery) {
    const found = this.noticesKept
      .filter((one) => agreement === undefined || one.agreement === agreement)
      .filter((one) => states === undefined || states.includes(one.state))
      .toSorted((a, b) => b.notBefore - a.notBefore)
    const start = after === undefined ? 0 : found.findIndex((one) => one.messageId === after) + 1
    return found.slice(start, start + (limit ?? found.length))
  }
  dueNotices(): never {
    throw new Error('not used')
  }
  settleNotice(): never {
    throw new Error('not used')
  }
  async countNotices() {
    return [{ state: 'sent' as const, kind: 'breach', count: this.noticesKept.length }]
  }
  async tokens() {
    return this.tokensKept
  }
  async saveToken(token: TokenRecord) {
    this.tokensKept.push(token)
  }
  async revokeToken(id: string, at: number) {
    const found = this.tokensKept.some((token) => token.id === id)
    this.tokensKept = this.tokensKept.map((token) => (token.id === id ? { ...token, revokedAt: at } : token))
    return found
  }
  async state() {
    return null
  }
  async saveState() {}
  async pack() {
    return 0
  }
  async prune() {
    return 0
  }
  async sizes() {
    return {
      databaseBytes: 4096,
      walBytes: 0,
      chunkBytes: 120,
      chunks: 2,
      observations: this.observations.length,
    }
  }
  async close() {}
}
