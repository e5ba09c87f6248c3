import { Problem } from './problem.ts'

/**
 * UTC milliseconds of an ISO 8601 instant, or of the begin of a date in a zone. A `+` that an address turned into a
 * space is meant as a plus. Throws a 400 Problem for days that do not exist.
 */
export function momentOf(text: string, timeZone: string): number {
  try {
    if (text.length === 10) return Temporal.PlainDate.from(text).toZonedDateTime(timeZone).epochMilliseconds
    return Temporal.Instant.from(text.replace(' ', '+')).epochMilliseconds
  } catch {
    throw new Problem(400, `${text} is no day or instant that exists.`)
  }
}

export function optionalMoment(text: string | undefined, timeZone: string): number | undefined {
  return text === undefined ? undefined : momentOf(text, timeZone)
}

/** An instant as UTC text. */
export function iso(at: number): string {
  return new Date(at).toISOString()
}
