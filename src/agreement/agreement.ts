import type { RawObject } from './document.ts'
import type { AgreementTerms } from './schema/agreement.ts'
import type { SourceTerms } from './sourceTerms.ts'

/** What was promised, for the time [from, until): periods that begin in it are judged by it. */
export interface Version {
  /** UTC milliseconds of the local midnight at which it takes effect. */
  readonly from: number
  readonly until: number | null
  readonly terms: AgreementTerms
  readonly sources: ReadonlyMap<string, SourceTerms>
}

/** One agreement file, read, checked and frozen. */
export interface Agreement {
  readonly id: string
  readonly file: string
  /** The YAML text itself. */
  readonly text: string
  /** `sha256:…` of the canonical JSON of the document as written. */
  readonly digest: string
  /** The same without `sources` and the parties' contacts: what needs the other party's consent. */
  readonly legalDigest: string
  readonly document: RawObject
  /** In order of time, without gaps; the first begins with the term. */
  readonly versions: readonly Version[]
  /** Where the term ends in fact, in UTC milliseconds: renewed, extended or terminated since; absent: as the text says. */
  readonly termUntil?: number | null
}

/** The version in force at an instant; before the term the first one. */
export function versionAt(agreement: Agreement, at: number): Version {
  const found = agreement.versions.findLast((version) => version.from <= at) ?? agreement.versions[0]
  if (!found) throw new Error(`the agreement ${agreement.id} has no version`)
  return found
}

/** The latest version's terms: parties, title and zone as they stand at the end of the text. */
export const termsAt = (agreement: Agreement, at: number): AgreementTerms => versionAt(agreement, at).terms

/** The zone is the agreement's own for its whole life: an amendment cannot move it. */
export function zoneOf(agreement: Agreement): string {
  return agreement.versions[0]?.terms.timeZone ?? 'UTC'
}

/** UTC milliseconds of the first instant of a local date. */
export const startOfDate = (date: string, timeZone: string): number =>
  Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds

/** UTC milliseconds of the term's begin and exclusive end, null where it has none. */
export function termOf(agreement: Agreement): { readonly from: number; readonly until: number | null } {
  const zone = zoneOf(agreement)
  const first = agreement.versions[0]
  const last = agreement.versions.at(-1)
  if (!first || !last) throw new Error(`the agreement ${agreement.id} has no version`)
  const { until } = last.terms.term
  return {
    from: startOfDate(first.terms.term.from, zone),
    until:
      agreement.termUntil !== undefined
        ? agreement.termUntil
        : until === undefined
          ? null
          : startOfDate(until, zone),
  }
}

/** The local date at whose begin the term ends, or null where it has no end. */
export function untilOf(agreement: Agreement): string | null {
  const { until } = termOf(agreement)
  if (until === null) return null
  return Temporal.Instant.fromEpochMilliseconds(until)
    .toZonedDateTimeISO(zoneOf(agreement))
    .toPlainDate()
    .toString()
}

/** ISO text of an instant with the zone's offset, such as `2025-04-01T00:00:00+00:00`; milliseconds only when there are any. */
export function isoInstant(ms: number, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone)
  return zoned.toString({ timeZoneName: 'never', fractionalSecondDigits: ms % 1000 === 0 ? 0 : 3 })
}
