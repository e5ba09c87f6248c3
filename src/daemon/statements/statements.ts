import { isoInstant, zoneOf } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import { canonicalJson, sha256 } from '../../agreement/canonical.ts'
import { type Period, periodAt, wholePeriod } from '../../agreement/period.ts'
import type { DisputedFigures } from '../../evaluation/disputes.ts'
import { periodContextOf } from '../../evaluation/periodQuestion.ts'
import { type Finding, finding } from '../../ledger/drafts.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Facts } from '../../ledger/facts.ts'
import type { Signer } from '../../ledger/head.ts'
import { type Proposal, proposalKinds, proposalsOf } from '../../ledger/procedure.ts'
import type { StatedDeadline } from '../../statements/matters.ts'
import { concerns, nextStatement, type Statement, statementText } from '../../statements/statement.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import type { Closings } from '../judging/closings.ts'
import type { Incidents } from '../judging/incidents.ts'
import { memberNames } from '../judging/periods.ts'
import { renewalAt } from '../life/term.ts'
import { amendmentTerms } from '../parties/answerTimes.ts'
import { figuresOf } from '../parties/disputes.ts'
import { instant } from '../questions.ts'
import { currentOf, inForceAt, type Watched } from '../watched.ts'
import { distributionsOf } from './distributions.ts'

export interface StatementParts {
  readonly store: Store
  readonly signer: Signer
  readonly book: Book
  readonly closings: Closings
  readonly incidents: Pick<Incidents, 'at'>
  readonly holidays: Holidays
}

/** The statements of finished months, or of the periods that the agreement names: one for both parties, and another version where its content has changed. */
export class Statements {
  readonly #parts: StatementParts
  /** How many entries of each chain the statements have followed. */
  readonly #followed = new Map<string, number>()

  constructor(parts: StatementParts) {
    this.#parts = parts
  }

  /** What is to be issued now: for finished months without a statement, and those that new entries concern. */
  async findings(watched: Watched, now: number): Promise<Finding[]> {
    const entries = this.#parts.book.entries(watched.id)
    const followed = this.#followed.get(watched.id) ?? lastIssued(entries)
    const fresh = entries.slice(followed).filter(({ kind }) => kind !== 'statementIssued')
    const found: Finding[] = []
    for (const period of this.#periods(watched, this.#closedUntil(watched, now))) {
      const whole = wholePeriod(perOf(watched, period.to - 1), period.from, zoneOf(currentOf(watched)))
      if (this.#issued(watched, period) && !fresh.some((entry) => concerns(entry, whole))) continue
      const next = await this.#next(watched, { period, whole }, now)
      if (next) found.push(next)
    }
    this.#followed.set(watched.id, entries.length)
    return found
  }

  #issued(watched: Watched, month: Period): Entry | undefined {
    const period = periodText(month, zoneOf(currentOf(watched)))
    return this.#parts.book.find(watched.id, { kind: 'statementIssued', clause: null, period, subject: null })
  }

  /** Every statement's period in which a judged one ended, as far as all of its commitments have been judged. */
  #periods(watched: Watched, closedUntil: number): Period[] {
    const calendar = periodContextOf(currentOf(watched))
    const all = this.#parts.book.latest(watched.id, 'periodClosed').flatMap(({ period }) => {
      const last = instant(period?.to) - 1
      const own = periodAt(perOf(watched, last), last, calendar)
      return own !== null && own.to < closedUntil ? [own] : []
    })
    return [...new Map(all.map((each) => [each.from, each])).values()].sort((a, b) => a.from - b.from)
  }

  #closedUntil(watched: Watched, now: number): number {
    const { version } = inForceAt(watched, now)
    const open = memberNames(watched).map((name) => this.#parts.closings.openFrom(watched, name))
    return Math.min(now - version.terms.settle, ...open)
  }

  async #next(
    watched: Watched,
    { period: month, whole }: { period: Period; whole: Period },
    now: number,
  ): Promise<Finding | null> {
    const { book, signer, store } = this.#parts
    const zone = zoneOf(currentOf(watched))
    const period = periodText(month, zone)
    const place = { agreement: watched.id, period, at: now }
    const last = this.#issued(watched, month)
    const before = last ? await readStatement(store, last) : null
    const { terms } = inForceAt(watched, month.from).version
    const proposals = this.#proposals(watched, month)
    const statement = nextStatement({
      agreement: watched.id,
      title: terms.title,
      timeZone: zone,
      currency: terms.currency ?? null,
      ...{ period, whole },
      entries: book.latest(watched.id).filter((entry) => concerns(entry, whole)),
      before,
      announcements: book.entries(watched.id, 'changeAnnounced'),
      disputes: await this.#disputes(watched, proposals, now),
      proposals,
      notice: noticeOf(watched, book, month),
      distributions: await distributionsOf(this.#parts, { watched, month, now, before }),
    })
    if (statement === null) return null
    const text = canonicalJson(statement)
    const digest = sha256(text)
    const signature = signer.sign(statementText(watched.id, digest))
    const { version } = statement
    const facts = { digest, version, keyId: signer.keyId, signature, timeZone: zone }
    return finding('statementIssued', place, facts, [text])
  }

  /** Proposals about the month: their interval reaches into it, or they were made in it. */
  #proposals(watched: Watched, { from, to }: Period): Proposal[] {
    const { book, holidays } = this.#parts
    const terms = amendmentTerms(currentOf(watched), holidays)
    return proposalsOf(book.entries(watched.id, ...proposalKinds), terms).filter(({ facts, madeAt }) =>
      facts.from === null || facts.to === null
        ? madeAt >= from && madeAt < to
        : instant(facts.from) < to && instant(facts.to) > from,
    )
  }

  async #disputes(watched: Watched, proposals: readonly Proposal[], now: number) {
    const disputes: { proposal: Proposal; figures: DisputedFigures[] }[] = []
    for (const proposal of proposals) {
      const figures = await figuresOf({ ...this.#parts, now: () => now }, watched, proposal)
      disputes.push({ proposal, figures })
    }
    return disputes
  }
}

/** For what stretches the text in force at an instant promises statements. */
const perOf = (watched: Watched, at: number) => inForceAt(watched, at).version.terms.statements.per

/** The last moment for a notice against renewal, where one lies ahead of the period's end. */
function noticeOf(watched: Watched, book: Book, month: Period): StatedDeadline | null {
  const renewal = renewalAt(watched, book, month.to - 1)
  if (!renewal || renewal.lastAt <= month.to) return null
  const until = isoInstant(renewal.lastAt - 1, zoneOf(currentOf(watched))).slice(0, 10)
  return { about: 'notice', subject: renewal.until, party: null, until }
}

/** What was written before the last statement is in the statements already. */
const lastIssued = (entries: readonly Entry[]): number =>
  entries.findLastIndex(({ kind }) => kind === 'statementIssued') + 1

const periodText = ({ from, to }: Period, zone: string) => ({
  from: isoInstant(from, zone),
  to: isoInstant(to, zone),
})

/** A statement by the entry that issued it; null where its text has been erased. */
export async function readStatement(store: Pick<Store, 'text'>, entry: Entry): Promise<Statement | null> {
  const { digest } = entry.facts as unknown as Facts['statementIssued']
  const text = await store.text(digest)
  return text === null ? null : (JSON.parse(text) as Statement)
}
