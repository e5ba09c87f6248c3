import type { PeriodTerms } from '../schema/commitments.ts'

const hour = 3_600_000
const day = 24 * hour

/** The least and the greatest length of a calendar unit, in days; DST moves each by an hour. */
const days = { day: [1, 1], week: [7, 7], month: [28, 31], quarter: [90, 92], year: [365, 366] } as const

/** The shortest period of a commitment that its term does not clip, in milliseconds; null for incidents. */
export const shortestMs = (period: PeriodTerms): number | null => lengths(period)?.[0] ?? null
/** The longest one. */
export const longestMs = (period: PeriodTerms): number | null => lengths(period)?.[1] ?? null

function lengths(period: PeriodTerms): readonly [number, number] | null {
  switch (period.kind) {
    case 'incident':
      return null
    case 'trailing': {
      const { unit, count } = period.length
      if (unit === 'ms') return [count, count]
      return unit === 'day' ? [count * day, count * day] : [count * 28 * day, count * 31 * day]
    }
    case 'calendar':
    case 'billing':
    case 'fiscal': {
      if (period.unit === 'hour') return [hour, hour]
      const [least, most] = days[period.unit]
      return [least * day, most * day]
    }
  }
}

/** How a period is called in a sentence. */
export function periodName(period: PeriodTerms): string {
  switch (period.kind) {
    case 'incident':
      return 'an incident'
    case 'trailing':
      return period.length.text
    case 'calendar':
    case 'billing':
    case 'fiscal':
      return period.unit === 'hour' ? 'an hour' : `a ${period.unit}`
  }
}
