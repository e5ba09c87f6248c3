import { isoInstant, versionAt, zoneOf } from '../../agreement/agreement.ts'
import { minorText } from '../../evaluation/fees.ts'
import { joinWindow } from '../../evaluation/joinWindow.ts'
import type { MonthlyCredit } from '../../evaluation/verdict.ts'
import type { Together } from '../../ledger/credits.ts'
import { type Finding, finding } from '../../ledger/drafts.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { JoinedFacts } from '../../ledger/facts.ts'
import type { Book } from '../book.ts'
import type { Closings } from '../judging/closings.ts'
import { judgedIn, memberNames } from '../judging/periods.ts'
import type { Terminations } from '../life/terminations.ts'
import { instant } from '../questions.ts'
import { currentOf, factsOf, inForceAt, type Watched } from '../watched.ts'
import { statedCredit } from './creditEntries.ts'

interface Window {
  readonly from: number
  readonly to: number
}

export interface MonthParts {
  readonly book: Book
  readonly closings: Closings
  readonly terminations: Terminations
}

/** Months of credits: what is due of each after joins and caps, stated when every period that counts towards it is closed. */
export class Months {
  readonly #parts: MonthParts
  readonly #looked = new Map<string, { readonly entries: number; readonly at: number }>()

  constructor(parts: MonthParts) {
    this.#parts = parts
  }

  /** Whether every period that counts towards the month of this one is closed. */
  isComplete(watched: Watched, entry: Entry, now: number): boolean {
    const window = windowOf(watched, entry)
    return window !== null && this.#isOver(watched, window, now)
  }

  /** What the credits of a period's month come to together, where that is another sum than the period's own credit. */
  together(watched: Watched, entry: Entry, now: number): (Together & { readonly isNews: boolean }) | null {
    const [known, window] = [this.#known(watched, entry), windowOf(watched, entry)]
    if (known === null || window === null || !isJoint(known)) return null
    const month = this.#credits(watched, now).find(({ from, to }) => from === window.from && to === window.to)
    if (month === undefined || !this.#isOver(watched, window, now)) return null
    const { amount, capped } = month.shown
    return { amount, capped, isNews: amount !== known.amount }
  }

  #known(watched: Watched, entry: Entry): JoinedFacts | null {
    const window = windowOf(watched, entry)
    if (window === null) return null
    const zone = zoneOf(currentOf(watched))
    const period = { from: isoInstant(window.from, zone), to: isoInstant(window.to, zone) }
    return joinedOf(this.#parts.book, watched.id, period)
  }

  findings(watched: Watched, now: number): Finding[] {
    const entries = this.#parts.book.entries(watched.id).length
    const looked = this.#looked.get(watched.id)
    if (looked?.entries === entries && now - looked.at < 60_000 && now >= looked.at) return []
    this.#looked.set(watched.id, { entries, at: now })
    const months = this.#credits(watched, now)
    return [...months, ...this.#emptied(watched, months)].flatMap((month) =>
      this.#isOver(watched, month, now) ? this.#stated(watched, month, now) : [],
    )
  }

  #credits(watched: Watched, now: number): (Window & { readonly shown: MonthlyCredit })[] {
    return this.#parts.terminations
      .credits(watched, now)
      .months.map((shown) => ({ from: instant(shown.from), to: instant(shown.to), shown }))
  }

  /** Months of the ledger in which nothing is due any more. */
  #emptied(watched: Watched, months: readonly Window[]): (Window & { readonly shown: MonthlyCredit })[] {
    const stated = this.#parts.book.latest(watched.id, 'creditsJoined').map(({ facts }) => {
      const { from, to, currency } = facts as unknown as JoinedFacts
      const amount = currency === '' ? '0' : minorText(0n, currency)
      return { from: instant(from), to: instant(to), shown: { from, to, amount, capped: false } }
    })
    return stated.filter(({ from, to }) => !months.some((month) => month.from === from && month.to === to))
  }

  #isOver(watched: Watched, window: Window, now: number): boolean {
    if (now < window.to) return false
    return memberNames(watched).every((name) => this.#parts.closings.isClosedUntil(watched, name, window.to))
  }

  #stated(watched: Watched, month: Window & { readonly shown: MonthlyCredit }, now: number): Finding[] {
    const { book } = this.#parts
    const { terms } = versionAt(currentOf(watched), month.from)
    const shares = this.#shares(watched, month)
    const place = {
      agreement: watched.id,
      period: { from: month.shown.from, to: month.shown.to },
      at: now,
    }
    const known = joinedOf(book, watched.id, place.period)
    const facts: JoinedFacts = {
      ...month.shown,
      currency: terms.currency ?? '',
      timeZone: terms.timeZone,
      shares,
      amountBefore: known?.amount ?? null,
    }
    if (known !== null && withoutBefore(known) === withoutBefore(facts)) return []
    const isAsStated = isToldByShares(facts, known) || known?.amount === facts.amount
    const isTold = isAsStated && backIn(facts) === backIn(known)
    return [{ ...finding('creditsJoined', place, facts), isQuiet: isTold }]
  }

  #shares(watched: Watched, { from, to }: Window): JoinedFacts['shares'] {
    return this.#parts.book.latest(watched.id, 'periodClosed').flatMap((entry) => {
      const window = windowOf(watched, entry)
      const stated = statedCredit(this.#parts.book, entry)
      if (stated === null || window?.from !== from || window.to !== to) return []
      const { commitment, of, from: begin, to: end } = factsOf(entry)
      const member = of === undefined ? {} : { of }
      return [{ commitment, ...member, from: begin, to: end, amount: stated.amount, state: stated.state }]
    })
  }
}

/** What a month's credits came to together when it was stated last. */
function joinedOf(book: Book, agreement: string, period: { from: string; to: string }): JoinedFacts | null {
  const entry = book.find(agreement, { kind: 'creditsJoined', clause: null, period, subject: null })
  return entry ? (entry.facts as unknown as JoinedFacts) : null
}

/** One credit that is due as it was stated: its own news says everything that the month's would say again. */
function isToldByShares({ shares, amount, capped }: JoinedFacts, known: JoinedFacts | null): boolean {
  const wereMany = known !== null && (known.shares.length > 1 || known.capped)
  if (shares.length > 1 || capped || wereMany) return false
  const [only] = shares
  return only === undefined || only.amount === null || isNothing(only) || only.amount === amount
}

/** What is no longer due adds nothing, whatever it once was. */
const isNothing = ({ state }: JoinedFacts['shares'][number]): boolean =>
  state === 'void' || state === 'expired' || state === 'refused'

const isJoint = ({ shares, capped }: JoinedFacts): boolean => shares.length > 1 || capped
const backIn = (facts: Pick<JoinedFacts, 'earnedBack' | 'owedBack'> | null): string =>
  JSON.stringify([facts?.earnedBack ?? [], facts?.owedBack ?? null])

const withoutBefore = ({ amountBefore: _, ...facts }: JoinedFacts): string => JSON.stringify(facts, sorted)

const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** The month towards which a period counts. */
function windowOf(watched: Watched, entry: Entry): Window | null {
  const judged = judgedIn(watched, entry)
  if (judged === null) return null
  const { version } = inForceAt(watched, judged.period.from)
  return joinWindow({ commitment: judged.member.commitment, period: judged.period, version })
}
