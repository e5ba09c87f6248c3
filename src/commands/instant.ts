import { UsageError } from './command.ts'

/**
 * UTC milliseconds of an instant such as `2026-03-01T00:00:00Z`, or of a date's begin in a zone; throws a UsageError
 * that names the flag.
 */
export function instantOf(flag: string, text: string, timeZone: string): number {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text))
      return Temporal.PlainDate.from(text).toZonedDateTime(timeZone).epochMilliseconds
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    throw new UsageError(
      `--${flag} "${text.slice(0, 80)}" is not a date such as 2026-03-01 or an instant such as 2026-03-01T00:00:00Z`,
    )
  }
}
