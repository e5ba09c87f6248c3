import { type Agreement, termOf, type Version } from '../agreement/agreement.ts'
import type { CalendarContext, Holidays } from '../agreement/calendar.ts'
import type { Period, PeriodContext } from '../agreement/period.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import type { MeasureContext } from './context.ts'
import type { Deemed } from './deemed.ts'
import type { EvidenceView } from './evidenceView.ts'
import type { Measured } from './measured.ts'

/** One commitment (or one member of an `each`) over one period, and everything that it is judged by. */
export interface PeriodQuestion {
  readonly agreement: Agreement
  /** The version in force when the period begins. */
  readonly version: Version
  readonly name: string
  readonly of?: string
  readonly commitment: CommitmentTerms
  readonly period: Period
  readonly view: EvidenceView
  readonly asOf: number
  readonly holidays: Holidays
  /** Own measures of the periods before, newest first, as far as `averagedWith` asks. */
  readonly before: readonly Measured[]
  /** Misses in a row that end with the period before. */
  readonly missesBefore: number
  /** The miss by which this period counts as missed whatever was measured. */
  readonly deemed?: Deemed | null
  /** Since when a customer's commitment that credits require is in arrears (UTC milliseconds), or null. */
  readonly suspendedSince: number | null
}

export function periodContextOf(agreement: Agreement): PeriodContext {
  const { timeZone } = (agreement.versions[0] as Version).terms
  return { timeZone, term: termOf(agreement) }
}

export function calendarsOf(version: Version, holidays: Holidays): CalendarContext {
  return { calendars: version.terms.calendars, timeZone: version.terms.timeZone, holidays }
}

export function contextOf(question: PeriodQuestion): MeasureContext {
  const { name, commitment, version, period, view, asOf, holidays } = question
  return {
    name,
    commitment,
    terms: version.terms,
    period,
    counted: period,
    view,
    asOf,
    calendars: calendarsOf(version, holidays),
  }
}
