import { type Gift, type Give, leavesOf, parseGift } from './gifts.ts'
import { parsed } from './scalars.ts'

export type CapWindow = 'incident' | 'period' | 'month' | 'quarter' | 'year' | 'contract year' | '12 months'
export interface Cap {
  /** An amount of money, a share or days of a fee that each names, or the greatest or least of them. */
  readonly limit: Gift
  readonly per: CapWindow
  readonly text: string
}

const isLimit = ({ unit, of }: Give): boolean =>
  unit === 'money' || ((unit === 'percent' || unit === 'day') && of !== undefined)

export const cap = parsed<Cap>(
  'a cap such as "100% of fees.service per month" or "max(50% of fees.service, 10000.00 EUR) per year"',
  (text) => {
    const match = /^(.+?) per (incident|period|month|quarter|year|contract year|12 months)$/.exec(text.trim())
    const limit = match && parseGift(match[1] ?? '')
    return match && limit && leavesOf(limit).every(isLimit)
      ? { limit, per: match[2] as CapWindow, text }
      : null
  },
)
