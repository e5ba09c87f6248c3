import { minorText } from '../evaluation/fees.ts'
import { losses } from './change.ts'
import type { PortfolioFigures } from './figures.ts'
import type { Portfolio, RankedHolding } from './portfolio.ts'
import { customerFigures, ratioFigure } from './show.ts'

/** A portfolio as JSON shows it; `month` is the ISO month in the agreement's own zone. */
export function portfolioFigures(
  { ranked, totals, customers, retention, answers }: Portfolio,
  monthOf: (ranked: RankedHolding) => string | null,
): PortfolioFigures {
  const { csat, nps } = customerFigures(answers)
  return {
    agreements: ranked.map((each) => holdingFigures(each, monthOf(each))),
    totals: totals.map(({ currency, customerValue, promisedValue, retained, change }) => ({
      currency,
      customerValue: minorText(customerValue, currency),
      promisedValue: minorText(promisedValue, currency),
      retained: retained && ratioFigure(retained),
      change: change && {
        total: minorText(change.total, currency),
        agreements: change.agreements,
        parts: change.parts.map(({ agreement, driver, name, minor }) => ({
          agreement,
          driver,
          name,
          amount: minorText(minor, currency),
        })),
      },
    })),
    customers: { ...customers, retention: retention && ratioFigure(retention) },
    csat,
    nps,
  }
}

function holdingFigures(
  { holding, latest, atStake, trend }: RankedHolding,
  month: string | null,
): PortfolioFigures['agreements'][number] {
  const currency = latest?.currency ?? null
  const money = (minor: bigint | null | undefined): string | null =>
    minor === null || minor === undefined || currency === null ? null : minorText(minor, currency)
  const { agreement, title, customer, toDate } = holding
  const ratio = toDate?.relative?.ratio ?? null
  const isKnown = toDate !== null && toDate.unknownMonths < toDate.months
  return {
    agreement,
    title,
    customer,
    currency,
    month,
    promisedValue: money(latest?.promisedValue),
    customerValue: money(latest?.customerValue),
    atStake: money(atStake),
    retained: latest?.retained ? ratioFigure(latest.retained) : null,
    trend: trend && ratioFigure(trend),
    ratio: ratio && ratioFigure(ratio),
    lostMost: (latest && losses(latest)[0]?.commitment) ?? null,
    valueToDate: isKnown ? money(toDate.customerValue) : null,
  }
}
