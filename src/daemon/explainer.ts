import type { Agreement } from '../agreement/agreement.ts'
import type { Holidays } from '../agreement/calendar.ts'
import { type ParseContext, parseAgreement } from '../agreement/parse.ts'
import { type Period, periodAt } from '../agreement/period.ts'
import { explainJudgement } from '../evaluation/explain.ts'
import { judgePeriod, periodContextOf } from '../evaluation/judgePeriod.ts'
import type { PeriodResult, Standing } from '../evaluation/verdict.ts'
import { ServiceProblem } from '../http/service.ts'
import type { Store } from '../store.ts'
import type { Book } from './book.ts'
import { gather } from './gather.ts'
import type { Judge } from './judge.ts'
import { membersIn, questionOf } from './questions.ts'
import { inForceAt, type Watched } from './watched.ts'

export interface ExplainerParts {
  readonly store: Store
  readonly book: Book
  readonly judge: Judge
  readonly holidays: Holidays
  readonly now: () => number
  readonly context: () => ParseContext
}

/** Shows how a figure came about, from the evidence itself. */
export class Explainer {
  readonly #parts: ExplainerParts

  constructor(parts: ExplainerParts) {
    this.#parts = parts
  }

  async explain(
    watched: Watched,
    query: { commitment: string; at?: number },
  ): Promise<{ text: string; result: PeriodResult | Standing }> {
    const now = this.#parts.now()
    const at = query.at ?? now
    const { agreement, version } = inForceAt(watched, at)
    const members = membersIn(version.terms.commitments).filter((member) => member.name === query.commitment)
    const [first] = members
    if (!first) throw new ServiceProblem(404, `the agreement has no commitment "${query.commitment}"`)
    const period = periodAt(first.commitment.period, at, periodContextOf(agreement))
    if (period === null) throw new ServiceProblem(404, 'the agreement had no such period at that time')
    const judgements = []
    for (const member of members) judgements.push(await this.#judge(watched, member, period))
    const [result] = judgements
    if (!result) throw new ServiceProblem(404, 'there is nothing to explain')
    return { text: judgements.map(explainJudgement).join('\n\n'), result: result.result }
  }

  async #judge(watched: Watched, member: ReturnType<typeof membersIn>[number], period: Period) {
    const { store, book, judge, holidays, now } = this.#parts
    const { agreement } = inForceAt(watched, period.from)
    const asOf = judge.asOf(watched, member, { period, now: now() })
    const exclusions = judge.exclusions(watched)
    const { view } = await gather(store, {
      watched,
      agreement,
      commitment: member.commitment,
      period,
      exclusions,
      seenUntil: asOf,
    })
    return judgePeriod(
      questionOf({
        watched,
        member,
        period,
        view,
        asOf,
        holidays,
        closed: book.latest(watched.id, 'periodClosed'),
      }),
    )
  }

  /** A text of the ledger as an agreement. */
  async read(id: string, digest: string): Promise<Agreement> {
    const text = await this.#parts.store.text(digest)
    const read = text === null ? null : parseAgreement(`ledger:${id}`, text, this.#parts.context())
    if (!read?.ok)
      throw new ServiceProblem(409, 'the proposed text cannot be read any more; propose it again')
    return read.agreement
  }
}
