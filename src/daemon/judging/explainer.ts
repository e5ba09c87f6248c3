import type { Agreement } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import type { ParseContext } from '../../agreement/parse.ts'
import { parseAgreed } from '../../agreement/parseAgreed.ts'
import { didYouMean } from '../../agreement/suggest.ts'
import { explaining, type Surroundings } from '../../evaluation/explain.ts'
import { otherReadings } from '../../evaluation/explained/readings.ts'
import { type Judgement, judging } from '../../evaluation/judgePeriod.ts'
import type { Pieces } from '../../evaluation/pieces.ts'
import type { PeriodResult, Standing } from '../../evaluation/verdict.ts'
import { ServiceProblem } from '../../http/service.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import type { Terminations } from '../life/terminations.ts'
import type { Watched } from '../watched.ts'
import type { Closings } from './closings.ts'
import type { Incidents } from './incidents.ts'
import { inPieces } from './inPieces.ts'
import { type Judged, memberNames, periodRunning } from './periods.ts'
import { questionFromStore } from './questionFromStore.ts'

export interface ExplainerParts {
  readonly store: Store
  readonly book: Book
  readonly closings: Closings
  readonly incidents: Pick<Incidents, 'at'>
  readonly terminations: Terminations
  readonly holidays: Holidays
  readonly now: () => number
  readonly context: () => ParseContext
}

/** The readings that decide and then the text: a month of grains is measured again for many of them. */
function* explained(judgement: Judgement, around: Surroundings): Pieces<string> {
  yield
  const readings = yield* otherReadings(judgement)
  return yield* explaining(judgement, around, readings)
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
    const names = memberNames(watched).filter((each) => each.name === query.commitment)
    if (names.length === 0)
      throw new ServiceProblem(
        404,
        noCommitment(
          query.commitment,
          memberNames(watched).map(({ name }) => name),
        ),
      )
    const periods = names.flatMap((name) => [
      ...[periodRunning(watched, name, at) ?? []].flat(),
      ...this.#parts.incidents.at(watched, name, { from: at, to: at + 1 }),
    ])
    if (periods.length === 0)
      throw new ServiceProblem(
        404,
        `"${query.commitment}" has no period at ${new Date(at).toISOString()}: outside of the term, or none of its outages or events holds that instant`,
      )
    const judgements = []
    for (const judged of periods) judgements.push(await this.#judge(watched, judged))
    const [result] = judgements
    if (!result) throw new ServiceProblem(404, 'there is nothing to explain')
    const exclusions = this.#parts.closings.exclusions(watched)
    const around = await this.#parts.terminations.around(watched, exclusions, now)
    const texts: string[] = []
    for (const each of judgements) texts.push(await inPieces(explained(each, around)))
    return { text: texts.join('\n\n'), result: result.result }
  }

  async #judge(watched: Watched, judged: Judged): Promise<Judgement> {
    const now = this.#parts.now()
    return inPieces(judging(await questionFromStore(this.#parts, watched, judged, { now })))
  }

  /** A text of the ledger as an agreement. */
  async read(id: string, digest: string): Promise<Agreement> {
    const text = await this.#parts.store.text(digest)
    const read = text === null ? null : parseAgreed(`ledger:${id}`, text, this.#parts.context())
    if (!read?.ok)
      throw new ServiceProblem(409, 'the proposed text cannot be read any more; propose it again')
    return read.agreement
  }
}

const noCommitment = (asked: string, known: readonly string[]): string =>
  `the agreement has no commitment "${asked}"${didYouMean(asked, [...new Set(known)])}`
