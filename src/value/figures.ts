import type { RelativeReason } from './relative.ts'

/** A number for eyes and for decisions: a decimal of at most six places, half up, and in lowest terms. */
export interface RatioFigure {
  readonly value: string
  readonly exact: string
}

/** Money is decimal text in the agreement's currency; shares and ratios are of 1. Null is "nobody knows", with a reason. */
export interface MonthFigures {
  readonly from: string
  readonly to: string
  readonly currency: string
  readonly benefits: readonly {
    readonly name: string
    readonly scaledBy: string | null
    readonly worth: string
    readonly attainment: RatioFigure | null
    readonly counted: string | null
    readonly reason: 'notJudged' | 'notMeasured' | 'noTarget' | null
  }[]
  readonly costs: readonly { readonly name: string; readonly amount: string }[]
  readonly price: readonly {
    readonly fee: string
    readonly amount: string
    readonly from: 'agreement' | 'invoice'
  }[]
  readonly credits: CreditSums
  readonly promisedValue: string
  readonly customerValue: string | null
  readonly costOfBreaches: string | null
  readonly retained: RatioFigure | null
  /** Whose breaches took how much, the greatest first. */
  readonly lost: readonly { readonly commitment: string; readonly amount: string }[]
  readonly alternative: {
    readonly name: string
    readonly benefits: string
    readonly costs: string
    readonly price: string | null
    readonly value: string
  } | null
  readonly surplus: string | null
  readonly relative: RelativeFigures | null
  readonly customer: CustomerFigures
  readonly change: {
    readonly total: string
    readonly parts: readonly ChangeFigures[]
  } | null
}

export interface ChangeFigures {
  readonly driver: 'worth' | 'attainment' | 'cost' | 'price' | 'credits'
  readonly name: string
  readonly amount: string
}

export interface CreditSums {
  readonly settled: string
  readonly outstanding: string
}

export interface RelativeFigures {
  readonly quality: RatioFigure | null
  readonly priceRatio: RatioFigure | null
  readonly priceWeight: string
  readonly ratio: RatioFigure | null
  readonly reason: RelativeReason | null
  readonly unscored: readonly string[]
  readonly attributes: readonly {
    readonly name: string
    readonly weight: string
    readonly ours: string | null
    readonly alternative: string | null
    readonly n: number
    readonly ratio: RatioFigure | null
    readonly contribution: string | null
  }[]
  readonly map: MapFigures | null
}

export interface MapFigures {
  readonly ours: PointFigures
  readonly alternative: PointFigures
  readonly fairValue: readonly PointFigures[]
}

/** Our price ÷ the alternative's, and the weighted scores against the alternative's. */
export interface PointFigures {
  readonly relativePrice: string
  readonly relativeQuality: string
}

/** `low` and `high` bound the interval of 95 %. */
export interface SatisfactionFigures extends RatioFigure {
  readonly n: number
  readonly low: string
  readonly high: string
}

export interface CustomerFigures {
  readonly csat: SatisfactionFigures | null
  readonly nps: (SatisfactionFigures & { readonly promoters: number; readonly detractors: number }) | null
  readonly customers: {
    readonly start: string
    readonly end: string
    readonly new: string
    readonly retention: RatioFigure | null
  } | null
}

export interface ToDateFigures {
  readonly from: string
  readonly to: string
  readonly currency: string
  readonly months: number
  readonly unknownMonths: number
  readonly promisedValue: string
  readonly customerValue: string
  readonly costOfBreaches: string
  readonly price: string
  readonly credits: CreditSums
  readonly retained: RatioFigure | null
  readonly surplus: string | null
  readonly relative: RelativeFigures | null
  readonly customer: CustomerFigures
}

export interface ValueFigures {
  readonly periods: readonly MonthFigures[]
  readonly toDate: ToDateFigures | null
}

export interface PortfolioFigures {
  readonly agreements: readonly {
    readonly agreement: string
    readonly title: string
    readonly customer: string
    readonly currency: string | null
    /** The latest month that is stated, null where there is none. */
    readonly month: string | null
    readonly promisedValue: string | null
    readonly customerValue: string | null
    readonly atStake: string | null
    readonly retained: RatioFigure | null
    /** Value retained, latest month less the one before. */
    readonly trend: RatioFigure | null
    readonly ratio: RatioFigure | null
    /** The commitment whose breaches took most of the latest month's value. */
    readonly lostMost: string | null
    readonly valueToDate: string | null
  }[]
  readonly totals: readonly {
    readonly currency: string
    readonly customerValue: string
    readonly promisedValue: string
    readonly retained: RatioFigure | null
    /** Latest months less the months before, by what moved them, the greatest loss first; the parts add up. */
    readonly change: {
      readonly total: string
      /** Agreements whose change is known. */
      readonly agreements: number
      readonly parts: readonly (ChangeFigures & { readonly agreement: string })[]
    } | null
  }[]
  /** Of the year that ends now. */
  readonly customers: {
    readonly start: number
    readonly end: number
    readonly new: number
    readonly retention: RatioFigure | null
  }
  readonly csat: CustomerFigures['csat']
  readonly nps: CustomerFigures['nps']
}
