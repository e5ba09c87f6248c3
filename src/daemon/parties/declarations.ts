import { randomUUID } from 'node:crypto'
import { isoInstant, versionAt, zoneOf } from '../../agreement/agreement.ts'
import type { Party } from '../../evidence/event.ts'
import type { ProcedureService, ShownDeclaration } from '../../http/procedure.ts'
import { type Caller, ServiceProblem } from '../../http/service.ts'
import { type Finding, finding } from '../../ledger/drafts.ts'
import type { Facts } from '../../ledger/facts.ts'
import { textOf } from '../../ledger/procedureDrafts.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { renewalAt } from '../life/term.ts'
import { currentOf, type Watched } from '../watched.ts'
import { before } from './answerTimes.ts'
import { partyOf } from './proposalRule.ts'

export interface DeclarationParts {
  readonly store: Store
  readonly book: Book
  readonly now: () => number
}

type Asked = Parameters<ProcedureService['declare']>[1]

/** What a party declares and needs no consent for: an ordinary notice, or one against renewal. */
export class Declarations {
  readonly #parts: DeclarationParts

  constructor(parts: DeclarationParts) {
    this.#parts = parts
  }

  async shown(watched: Watched): Promise<ShownDeclaration[]> {
    const { book, store } = this.#parts
    return Promise.all(
      book.latest(watched.id, 'declarationMade').map(async (entry) => {
        const { declaration, about, by, endsOn, text } = entry.facts as unknown as Facts['declarationMade']
        const shown = text === null ? null : await store.text(text)
        return { id: declaration, about, by, at: entry.decidedAt, endsOn, text: shown }
      }),
    )
  }

  /** Records it once: the same id again, or the same notice against renewal, is the one that is there. */
  async declare(watched: Watched, asked: Asked, caller: Caller): Promise<string> {
    const { book, now } = this.#parts
    const by = partyOf(caller)
    const at = now()
    const { digest, texts } = textOf(asked.text)
    if (asked.about === 'notice' && digest === null)
      throw new ServiceProblem(422, 'a notice says something: `text` is missing')
    const endsOn = asked.about === 'nonRenewal' ? this.#endOfTerm(watched, at) : null
    const facts = {
      ...{ declaration: asked.id ?? randomUUID(), about: asked.about, by, text: digest, endsOn },
      timeZone: zoneOf(currentOf(watched)),
    }
    let { declaration } = facts
    await book.decide(watched.id, () => {
      const known = book
        .latest(watched.id, 'declarationMade')
        .map((entry) => entry.facts as unknown as Facts['declarationMade'])
        .find((each) => each.declaration === declaration || isSameEnd(each, facts))
      if (!known) return [found(watched, facts, { at, texts })]
      const isOther = known.about !== facts.about || known.by !== by || known.text !== digest
      if (known.declaration === declaration && isOther)
        throw new ServiceProblem(409, `there is another declaration with the id "${declaration}"`)
      declaration = known.declaration
      return []
    })
    return declaration
  }

  /** The date on which the term ends, where notice against its renewal can still be given. */
  #endOfTerm(watched: Watched, at: number): string {
    const renewal = renewalAt(watched, this.#parts.book, at)
    if (!renewal) throw new ServiceProblem(409, 'the agreement is not renewed by itself')
    if (at >= renewal.lastAt)
      throw new ServiceProblem(409, 'the last day for a notice against renewal has passed')
    return renewal.until
  }

  /** A reminder before the last day for a notice against renewal, once a term. */
  due(watched: Watched, now: number): Finding[] {
    const renewal = renewalAt(watched, this.#parts.book, now)
    if (!renewal || now >= renewal.lastAt) return []
    const timeZone = zoneOf(currentOf(watched))
    const { remind } = versionAt(currentOf(watched), now).terms.procedure
    const from = before(renewal.lastAt, remind, { at: Number.NEGATIVE_INFINITY, timeZone })
    if (from === null || now < from) return []
    const reminder = finding(
      'stepDue',
      { agreement: watched.id, subject: `renewalNotice ${renewal.until}`, at: now },
      {
        deadlineOf: 'renewalNotice',
        about: renewal.until,
        party: null,
        deadline: isoInstant(renewal.lastAt, timeZone),
        timeZone,
      },
    )
    return this.#parts.book.find(watched.id, reminder) ? [] : [reminder]
  }
}

const isSameEnd = (
  known: Facts['declarationMade'],
  facts: { about: string; by: Party; endsOn: string | null },
) =>
  facts.about === 'nonRenewal' &&
  known.about === 'nonRenewal' &&
  known.by === facts.by &&
  known.endsOn === facts.endsOn

function found(
  watched: Watched,
  facts: Facts['declarationMade'],
  { at, texts }: { readonly at: number; readonly texts: readonly string[] },
): Finding {
  return finding('declarationMade', { agreement: watched.id, subject: facts.declaration, at }, facts, texts)
}
