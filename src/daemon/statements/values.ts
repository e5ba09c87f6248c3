import { isoInstant, termOf, zoneOf } from '../../agreement/agreement.ts'
import { unitAround } from '../../agreement/period.ts'
import { periodContextOf } from '../../evaluation/periodQuestion.ts'
import { type Finding, finding } from '../../ledger/drafts.ts'
import type { Facts } from '../../ledger/facts.ts'
import type { PortfolioFigures, ValueFigures } from '../../value/figures.ts'
import { type Holding, portfolioOf } from '../../value/portfolio.ts'
import { monthFigures, valueFigures } from '../../value/show.ts'
import { portfolioFigures } from '../../value/showPortfolio.ts'
import { type StatedMonth, stateValue, type ValueStatement } from '../../value/stateValue.ts'
import type { Book } from '../book.ts'
import type { Closings } from '../judging/closings.ts'
import { isGone, memberNames } from '../judging/periods.ts'
import { currentOf, factsOf, inForceAt, type Watched } from '../watched.ts'

export interface ValuesParts {
  readonly book: Book
  readonly closings: Closings
}

const nothing: ValueStatement = { months: [], toDate: null }

/** What agreements are worth, by their ledgers and the small evidence beside. */
export class Values {
  readonly #parts: ValuesParts
  readonly #known = new Map<string, { readonly key: string; readonly statement: ValueStatement }>()

  constructor(parts: ValuesParts) {
    this.#parts = parts
  }

  /** Computed anew when anything of it may have changed; a credit may expire with a day. */
  statement(watched: Watched, now: number): ValueStatement {
    if (!statesValue(watched)) return nothing
    const { book } = this.#parts
    const zone = zoneOf(currentOf(watched))
    const entries = book.entries(watched.id).length
    const today = unitAround(now, 'day', zone).from
    const key = `${entries} ${watched.events.length} ${watched.fees.length} ${today}`
    const known = this.#known.get(watched.id)
    if (known?.key === key) return known.statement
    const statement = stateValue({
      versionAt: (at) => inForceAt(watched, at).version,
      calendar: periodContextOf(currentOf(watched)),
      periods: book
        .latest(watched.id, 'periodClosed')
        .filter((entry) => !isGone(entry))
        .map(factsOf),
      credits: book
        .latest(watched.id, 'creditsJoined')
        .map(({ facts }) => facts as unknown as Facts['creditsJoined']),
      events: watched.events,
      fees: watched.fees,
      asOf: now,
    })
    this.#known.set(watched.id, { key, statement })
    return statement
  }

  /** One entry for each month whose commitments have all been judged; another revision when its figures have changed. */
  findings(watched: Watched, now: number): Finding[] {
    const zone = zoneOf(currentOf(watched))
    return this.#stated(watched, now).map((month) => {
      const figures = monthFigures(month, zone)
      const period = { from: figures.from, to: figures.to }
      const facts = { ...figures, timeZone: zone }
      return finding('valueStated', { agreement: watched.id, period, at: now }, facts)
    })
  }

  #stated(watched: Watched, now: number): StatedMonth[] {
    const { months } = this.statement(watched, now)
    if (months.length === 0) return []
    const open = memberNames(watched).map((name) => this.#parts.closings.openFrom(watched, name))
    const closedUntil = Math.min(...open)
    return months.filter(({ period }) => {
      const { version } = inForceAt(watched, period.from)
      return now >= period.to + version.terms.settle && closedUntil > period.to
    })
  }

  figures(watched: Watched, now: number): ValueFigures | null {
    return statesValue(watched)
      ? valueFigures(this.statement(watched, now), zoneOf(currentOf(watched)))
      : null
  }

  /** Several agreements beside each other, with their customers over the year that ends now. */
  portfolio(all: readonly Watched[], now: number): PortfolioFigures {
    const yearAgo = Temporal.Instant.fromEpochMilliseconds(now)
      .toZonedDateTimeISO('UTC')
      .subtract({ years: 1 })
    const holdings = all.map((watched) => this.#holding(watched, now))
    const zones = new Map(all.map((watched) => [watched.id, zoneOf(currentOf(watched))]))
    const portfolio = portfolioOf(holdings, { from: yearAgo.epochMilliseconds, to: now })
    return portfolioFigures(portfolio, ({ latest, holding }) =>
      latest === null
        ? null
        : isoInstant(latest.period.from, zones.get(holding.agreement) ?? 'UTC').slice(0, 7),
    )
  }

  #holding(watched: Watched, now: number): Holding {
    const { version } = inForceAt(watched, now)
    const { title, parties } = version.terms
    return {
      agreement: watched.id,
      title,
      customer: parties.customer.name,
      term: termOf(currentOf(watched)),
      ...this.statement(watched, now),
      events: watched.events,
    }
  }
}

/** Whether any document in force says something of value. */
const statesValue = ({ documents }: Watched): boolean =>
  documents.some(({ agreement }) => agreement.versions.some(({ terms }) => terms.value !== undefined))
