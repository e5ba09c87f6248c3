import { isoInstant } from '../../agreement/agreement.ts'
import { sha256 } from '../../agreement/canonical.ts'
import { compare, fraction, parseDecimal } from '../../agreement/fraction.ts'
import { minorText, toMinor } from '../../evaluation/fees.ts'
import type { Event, Party } from '../../evidence/event.ts'
import { type Caller, type CreditView, ServiceProblem } from '../../http/service.ts'
import { entryId } from '../../ledger/chain.ts'
import type { CreditFacts, CreditStage } from '../../ledger/credits.ts'
import { finding } from '../../ledger/drafts.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { ClaimFacts, Facts } from '../../ledger/facts.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { instant } from '../questions.ts'
import { inForceAt, type Watched } from '../watched.ts'
import { ownEventPrefix, placeOf, statedCredit } from './creditEntries.ts'
import type { Credits } from './credits.ts'

export interface ClaimParts {
  readonly store: Store
  readonly book: Book
  readonly credits: Credits
  readonly now: () => number
  /** Keeps an event that this daemon makes itself. */
  readonly takeOwn: (watched: Watched, event: Event) => Promise<void>
}

const actKinds = ['claimFiled', 'claimAnswered', 'creditSettled'] as const

/** What the parties do about credits, over REST: each act is an event or an entry first, and the ledger follows it. */
export class Claims {
  readonly #parts: ClaimParts

  constructor(parts: ClaimParts) {
    this.#parts = parts
  }

  async list(watched: Watched): Promise<CreditView[]> {
    const entries = this.#parts.book.latest(watched.id, 'creditStated')
    const views = await Promise.all(entries.map((entry) => this.#view(watched, entry)))
    return views.sort(
      (a, b) => Date.parse(b.from) - Date.parse(a.from) || (a.commitment < b.commitment ? -1 : 1),
    )
  }

  async file(
    watched: Watched,
    credit: Entry,
    statement: string | undefined,
    caller: Caller,
  ): Promise<CreditView> {
    const stated = this.#stated(credit)
    const by = actor(caller, holderOf(stated), 'only the party to which the credit is owed can claim it')
    const id = `${ownEventPrefix}claim ${credit.id}`
    if (watched.events.some((event) => event.id === id)) return this.#view(watched, credit)
    mustBe(stated, ['accrued', 'claimable', 'pending', 'suspended'], 'it cannot be claimed')
    await this.#tell(watched, credit, { id, type: 'claim.filed', data: textData(by, statement) })
    return this.#view(watched, credit)
  }

  /** Where the customer chooses one of several credits: this one. */
  async elect(watched: Watched, credit: Entry, caller: Caller): Promise<CreditView> {
    const stated = this.#stated(credit)
    const by = actor(caller, holderOf(stated), 'only the party to which the credit is owed can choose it')
    const id = `${ownEventPrefix}elected ${credit.id}`
    if (watched.events.some((event) => event.id === id)) return this.#view(watched, credit)
    const { version } = inForceAt(watched, instant(stated.from))
    if (version.terms.credits.join !== 'customerElects')
      throw new ServiceProblem(409, 'the agreement leaves no choice between credits')
    mustBe(stated, ['pending', 'suspended'], 'it cannot be chosen')
    await this.#tell(watched, credit, { id, type: 'credit.elected', data: textData(by, undefined) })
    return this.#view(watched, credit)
  }

  async answer(
    watched: Watched,
    credit: Entry,
    { answer, reason }: { answer: 'accepted' | 'refused'; reason?: string },
    caller: Caller,
  ): Promise<CreditView> {
    const stated = this.#stated(credit)
    const by = actor(caller, stated.by, 'only the party that owes the credit can answer the claim')
    if (stated.state === answer) return this.#view(watched, credit)
    const from: CreditStage[] = answer === 'accepted' ? ['claimed', 'refused'] : ['claimed']
    mustBe(stated, from, `its claim cannot be ${answer}`)
    const id = `${ownEventPrefix}${answer} ${credit.id}`
    await this.#tell(watched, credit, {
      id,
      type: 'claim.answered',
      data: { ...textData(by, reason), answer },
    })
    return this.#view(watched, credit)
  }

  async settle(
    watched: Watched,
    credit: Entry,
    { reference, amount }: { reference: string; amount?: string },
    caller: Caller,
  ): Promise<CreditView> {
    const stated = this.#stated(credit)
    const doneBy = actor(caller, stated.by, 'only the party that owes the credit can settle it')
    const paid = amount === undefined ? openOf(stated) : inMinor(amount, stated.currency)
    const known = this.#parts.book
      .latestOf(watched.id, 'creditSettled', credit.clause ?? '')
      .find((entry) => entry.subject === settlementSubject(credit, reference) && isPeriodOf(entry, credit))
    if (known) {
      if (amount === undefined || known.facts.paid === paid) return this.#view(watched, credit)
      throw new ServiceProblem(409, `another amount is settled under the reference "${reference}"`)
    }
    const isCorrected = stated.state === 'settled' || stated.state === 'earnedBack'
    if (!isCorrected || stated.difference === null)
      mustBe(stated, ['claimed', 'accepted'], 'it cannot be settled')
    else if (!this.#wasClaimed(credit))
      throw new ServiceProblem(409, 'the credit is granted without a claim: it settles by itself')
    await this.#writeSettlement(watched, credit, { stated, doneBy, reference, paid })
    return this.#view(watched, credit)
  }

  async #writeSettlement(
    watched: Watched,
    credit: Entry,
    asked: { stated: CreditFacts; doneBy: ClaimFacts['doneBy']; reference: string; paid: string },
  ): Promise<void> {
    const { book, credits, now } = this.#parts
    const { stated, doneBy, reference, paid } = asked
    const { commitment, of, title, by, from, to, timeZone, amount, currency } = stated
    const member = of === undefined ? {} : { of }
    const facts: Facts['creditSettled'] = {
      ...{ commitment, ...member, title, by, from, to, timeZone, amount, currency, doneBy },
      doneAt: isoInstant(now(), timeZone),
      reference: sha256(reference),
      paid,
    }
    const place = { ...placeOf(credit, now()), subject: settlementSubject(credit, reference) }
    await book.write(watched.id, [finding('creditSettled', place, facts, [reference])])
    await credits.round(watched, now())
  }

  #wasClaimed(credit: Entry): boolean {
    return this.#parts.book.find(credit.agreement, { ...credit, kind: 'claimFiled' }) !== undefined
  }

  async #tell(
    watched: Watched,
    credit: Entry,
    { id, type, data }: { id: string; type: string; data: Record<string, string> },
  ): Promise<void> {
    const { credits, now, takeOwn } = this.#parts
    const { from, commitment, of } = this.#stated(credit)
    // A choice is one of a commitment, whichever of its sources it is.
    const isWhole = of === undefined || type === 'credit.elected'
    const about = isWhole ? commitment : `${commitment} of ${of}`
    const event = { id, type, subject: credit.id, at: now(), data: { ...data, period: from, about } }
    await takeOwn(watched, event)
    await credits.round(watched, now())
  }

  #stated(credit: Entry): CreditFacts {
    const stated = statedCredit(this.#parts.book, credit)
    if (stated === null) throw new ServiceProblem(404, 'there is no such credit')
    return stated
  }

  async #view(watched: Watched, credit: Entry): Promise<CreditView> {
    const { book } = this.#parts
    const latest = book.find(credit.agreement, { ...credit, kind: 'creditStated' }) ?? credit
    const acts = book
      .entries(credit.agreement, ...actKinds)
      .filter((act) => act.clause === credit.clause && isPeriodOf(act, credit))
      .filter((act) => (act.facts.of ?? null) === credit.subject)
    const id = entryId({ ...latest, revision: 1 })
    const claim = watched.events.find((event) => event.id === `${ownEventPrefix}claim ${id}`)
    return {
      id,
      agreement: credit.agreement,
      // The ledger follows when the period is closed; who has claimed sees it at once.
      claimedAt: claim === undefined ? null : isoInstant(claim.at, 'UTC'),
      entry: latest.id,
      statedAt: isoInstant(latest.decidedAt, 'UTC'),
      ...(latest.facts as unknown as CreditFacts),
      acts: await Promise.all(acts.map((act) => this.#act(act))),
    }
  }

  async #act({ id, kind, facts }: Entry): Promise<CreditView['acts'][number]> {
    const digest = facts.statement ?? facts.reason ?? facts.reference ?? null
    return {
      entry: id,
      kind: kind as (typeof actKinds)[number],
      by: String(facts.doneBy),
      at: String(facts.doneAt),
      answer: facts.answer === 'accepted' || facts.answer === 'refused' ? facts.answer : null,
      amount: typeof facts.paid === 'string' ? facts.paid : null,
      text: typeof digest === 'string' ? await this.#parts.store.text(digest) : null,
    }
  }
}

const settlementSubject = (credit: Entry, reference: string): string =>
  [credit.subject, sha256(reference)].filter((part) => part !== null).join(' ')

const isPeriodOf = (entry: Entry, credit: Entry): boolean =>
  entry.period?.from === credit.period?.from && entry.period?.to === credit.period?.to

const holderOf = ({ by }: CreditFacts): Party => (by === 'provider' ? 'customer' : 'provider')

function actor({ role }: Caller, party: Party, refusal: string): Party | 'operator' {
  if (role === party) return party
  if (role === 'operator') return 'operator'
  throw new ServiceProblem(403, `${refusal}: the ${party}`)
}

function mustBe({ state }: CreditFacts, allowed: readonly CreditStage[], what: string): void {
  if (!allowed.includes(state)) throw new ServiceProblem(409, `the credit is ${state}: ${what}`)
}

const textData = (by: string, text: string | undefined): Record<string, string> => ({
  by,
  ...(text === undefined ? {} : { text }),
})

/** What is open of a credit: all of it, or what its correction has left. */
const openOf = ({ difference, amount, currency }: CreditFacts): string =>
  difference ?? amount ?? inMinor('0', currency)

function inMinor(amount: string, currency: string): string {
  const value = parseDecimal(amount)
  if (value === null) throw new ServiceProblem(422, `"${amount}" is no amount`)
  if (currency === '') return amount
  const minor = toMinor(value, currency, 'halfUp')
  const text = minorText(minor, currency)
  if (compare(parseDecimal(text) ?? fraction(0), value) !== 0)
    throw new ServiceProblem(422, `${currency} has no such parts: ${amount}`)
  return text
}
