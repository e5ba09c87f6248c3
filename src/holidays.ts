import { createRequire } from 'node:module'
import type { Holidays } from './agreement/calendar.ts'

interface HolidayLibrary {
  new (
    country: string,
    state?: string,
    region?: string,
  ): {
    getHolidays(year: number): readonly { readonly date: string; readonly type: string }[] | undefined
  }
}

/**
 * Public holidays of a country (`DE`) or region (`DE-BE`) by the date-holidays data (ISC and CC BY 3.0), observed days
 * included. Loaded at the first use, since its data is large; the same code and year are computed once.
 */
export function publicHolidays(): Holidays {
  const known = new Map<string, ReadonlySet<string>>()
  let library: HolidayLibrary | undefined
  return (code, year) => {
    const key = `${code} ${year}`
    const found = known.get(key)
    if (found) return found
    library ??= createRequire(import.meta.url)('date-holidays') as HolidayLibrary
    const [country = '', state, region] = code.split('-')
    const all = new library(country, state, region).getHolidays(year) ?? []
    const dates = new Set(all.filter((day) => day.type === 'public').map((day) => day.date.slice(0, 10)))
    known.set(key, dates)
    return dates
  }
}
