import type { Version } from '../../agreement/agreement.ts'
import { type Period, periodAfter, periodAt, periodsTouching } from '../../agreement/period.ts'
import type { Span } from '../../agreement/spans.ts'
import { periodContextOf } from '../../evaluation/periodQuestion.ts'
import type { Entry } from '../../ledger/entry.ts'
import { instant, type Member, membersIn } from '../questions.ts'
import { factsOf, type InForce, inForceAt, type Watched } from '../watched.ts'

/** A commitment by its name, and the source judged alone for `each`: the same whatever text judges its periods. */
export type MemberName = Pick<Member, 'name' | 'of'>

/** A period with the commitment that judges it: as the text in force at its begin has it. */
export interface Judged {
  readonly member: Member
  readonly period: Period
}

/** A document's version for the time in which it is in force, from `from` on. */
interface Text {
  readonly agreement: InForce['agreement']
  readonly version: Version
  readonly from: number
  readonly until: number
}

/** A text by which each outage or event of a member is judged alone, where it begins in [from, until). */
export interface IncidentText extends Text {
  readonly member: Member
}

/** Trailing spans of a new commitment begin long before it: so many midnights are tried until one is its own. */
const mostTries = 1_500

/** Every text that has been in force, in order of time. */
function textsOf(watched: Watched): Text[] {
  return watched.documents.flatMap(({ agreement, since }, i) => {
    const until = watched.documents[i + 1]?.since ?? Number.POSITIVE_INFINITY
    return agreement.versions
      .map((version, n) => ({
        agreement,
        version,
        from: Math.max(since, n === 0 ? Number.NEGATIVE_INFINITY : version.from),
        until: Math.min(until, version.until ?? Number.POSITIVE_INFINITY),
      }))
      .filter((text) => text.from < text.until)
  })
}

/** Every member that any text in force has had. */
export function memberNames(watched: Watched): MemberName[] {
  const all = textsOf(watched).flatMap(({ version }) => membersIn(version.terms.commitments))
  return [...new Map(all.map(({ name, of }) => [`${name} ${of ?? ''}`, { name, of }])).values()]
}

function memberIn(version: Version, { name, of }: MemberName): Member | null {
  const commitment = version.terms.commitments[name]
  return commitment ? (membersIn({ [name]: commitment }).find((each) => each.of === of) ?? null) : null
}

/** The period itself where the text in force at its begin has it, with that text's commitment; else null. */
function judgedBy(watched: Watched, name: MemberName, period: Period): Judged | null {
  const { agreement, version } = inForceAt(watched, period.from)
  const member = memberIn(version, name)
  if (!member || member.commitment.period.kind === 'incident') return null
  const own =
    member.commitment.period.kind === 'trailing'
      ? period
      : periodAt(member.commitment.period, period.from, periodContextOf(agreement))
  return own && own.from === period.from && own.to === period.to ? { member, period } : null
}

/** Whether an entry says that there is no such outage or event any more. */
export const isGone = (entry: Entry): boolean => factsOf(entry).incident === 'gone'

/** Whether an entry is about one outage or event that is judged alone. */
export const isOfIncident = (entry: Entry): boolean => factsOf(entry).incident !== undefined

/** The judged period of an entry: that of an outage or event is longer than the moment that names it. */
export const periodOf = (entry: Entry): Period => ({
  from: instant(entry.period?.from),
  to: instant(isOfIncident(entry) ? factsOf(entry).to : entry.period?.to),
})

/** A period of the ledger with the commitment that judges it; null where no text has it any more, or it is none. */
export function judgedIn(watched: Watched, entry: Entry): Judged | null {
  if (isGone(entry)) return null
  const period = periodOf(entry)
  const { version } = inForceAt(watched, period.from)
  const member = memberIn(version, { name: entry.clause ?? '', of: entry.subject ?? undefined })
  return member === null ? null : { member, period }
}

/** The texts by which a member is judged outage by outage, or event by event, in order of time. */
export function incidentTexts(watched: Watched, name: MemberName): IncidentText[] {
  return textsOf(watched).flatMap((text): IncidentText[] => {
    if (text.version.terms.commitments[name.name]?.period.kind !== 'incident') return []
    const member = memberIn(text.version, name)
    if (member === null) return []
    const { term } = periodContextOf(text.agreement)
    const from = Math.max(text.from, term.from)
    const until = Math.min(text.until, term.until ?? Number.POSITIVE_INFINITY)
    return from < until ? [{ ...text, member, from, until }] : []
  })
}

/** The first period at or after `start` that a text judges; `isClosed` where the one that ends at `start` is judged. */
export function periodFrom(
  watched: Watched,
  name: MemberName,
  { start, isClosed }: { start: number; isClosed: boolean },
): Judged | null {
  const texts = textsOf(watched)
  const first = inForceAt(watched, start)
  const begins = [{ ...first, from: start }, ...texts.filter((text) => text.from > start)]
  for (const { agreement, version, from } of begins) {
    const terms = memberIn(version, name)?.commitment.period
    const context = periodContextOf(agreement)
    if (!terms || terms.kind === 'incident') continue
    const isNext = isClosed && from === start && terms.kind === 'trailing'
    const at = Math.max(from, context.term.from)
    let period = isNext ? periodAfter(terms, { from, to: from }, context) : periodAt(terms, at, context)
    for (let tries = 0; period !== null && tries < mostTries; tries++) {
      const judged = judgedBy(watched, name, period)
      if (judged) return judged
      period = periodAfter(terms, period, context)
    }
  }
  return null
}

/** The period that runs at an instant, by the text that was in force when it began. */
export function periodRunning(watched: Watched, name: MemberName, at: number): Judged | null {
  for (const { agreement, version } of textsOf(watched).reverse()) {
    const terms = memberIn(version, name)?.commitment.period
    if (!terms || terms.kind === 'incident') continue
    const period = periodAt(terms, at, periodContextOf(agreement))
    const judged = period && judgedBy(watched, name, period)
    if (judged) return judged
  }
  return null
}

/** Every period of a member that a span touches. */
export function periodsIn(watched: Watched, name: MemberName, span: Span): Judged[] {
  const found = new Map<string, Judged>()
  for (const { agreement, version } of textsOf(watched)) {
    const terms = memberIn(version, name)?.commitment.period
    const context = periodContextOf(agreement)
    if (!terms || terms.kind === 'incident') continue
    for (const period of periodsTouching(terms, span, context)) {
      const judged = judgedBy(watched, name, period)
      if (judged) found.set(`${period.from} ${period.to}`, judged)
    }
  }
  return [...found.values()].sort((a, b) => a.period.to - b.period.to)
}
