import { zoneOf } from '../../agreement/agreement.ts'
import type { Span } from '../../agreement/spans.ts'
import { canBeCertainEarly, isCertainAt } from '../../evaluation/certain.ts'
import { contextOf } from '../../evaluation/periodQuestion.ts'
import type { PeriodFacts, Standing } from '../../evaluation/verdict.ts'
import type { Exclusion } from '../../evidence/event.ts'
import { atRiskFinding, periodFinding, periodKey } from '../../ledger/drafts.ts'
import { questionOf } from '../questions.ts'
import { currentOf, factsOf, type Watched } from '../watched.ts'
import type { Incidents, OpenIncident } from './incidents.ts'
import { factsFromStore, type StoredEvidence } from './judgedFromStore.ts'
import { declaredOtherwise, withoutPeriod } from './movedEnds.ts'
import { type Judged, memberNames, periodRunning } from './periods.ts'
import type { Running } from './running.ts'

export interface StandingParts extends StoredEvidence {
  readonly running: Running
  readonly incidents: Incidents
}

/** How everything that runs stands, and what of it both parties are to be told at once. */
export class Standings {
  readonly #parts: StandingParts

  constructor(parts: StandingParts) {
    this.#parts = parts
  }

  /** How every running period stands; declares breaches that have become certain, and warns of those that are near. */
  async look(watched: Watched, now: number): Promise<Standing[]> {
    const standings: Standing[] = []
    for (const name of memberNames(watched)) {
      // What has ended and waits for its closing may have become certain in its last moments.
      const open = this.#parts.closings.oldestOpen(watched, name)
      if (open && open.period.to <= now) await this.#stand(watched, open, now)
      const running = periodRunning(watched, name, now)
      if (running) standings.push(await this.#stand(watched, running, now))
    }
    for (const incident of this.#parts.incidents.open(watched.id))
      standings.push(await this.#stand(watched, incident, now))
    standings.push(...this.#parts.incidents.quiet(watched, now))
    return standings
  }

  async #stand(watched: Watched, judged: Judged | OpenIncident, now: number): Promise<Standing> {
    const { running, closings } = this.#parts
    const { member, period } = judged
    const exclusions = closings.exclusions(watched)
    const incident = 'incident' in judged ? judged.incident : undefined
    await this.#moveEnds(watched, judged, { now, exclusions })
    const standing = await running.standing(watched, member, { period, now, exclusions, incident })
    await this.#declare(watched, judged, { now, standing, exclusions })
    return standing
  }

  /** A breach of a period that has another end now is its own where it is certain of that too; else it is undone. */
  async #moveEnds(
    watched: Watched,
    judged: Judged,
    at: { now: number; exclusions: readonly Exclusion[] },
  ): Promise<void> {
    const { book } = this.#parts
    const declared = declaredOtherwise(book, watched.id, judged)
    if (declared.length === 0) return
    const isCertain = await this.#isCertain(watched, judged, at)
    const own = isCertain ? [await factsFromStore(this.#parts, watched, judged, at.now)] : []
    const findings = [...own, ...declared.map(withoutPeriod)].map((facts) => ({
      ...periodFinding('breach', watched.id, facts, at.now),
      isQuiet: isCertain,
    }))
    await book.write(watched.id, findings)
  }

  async #isCertain(
    watched: Watched,
    { member, period }: Judged,
    { now, exclusions }: { now: number; exclusions: readonly Exclusion[] },
  ): Promise<boolean> {
    const { running, holidays } = this.#parts
    const view = await running.viewOf(watched, member, { period, now, exclusions })
    const question = questionOf({ watched, member, period, view, asOf: now, holidays, closed: () => [] })
    const context = contextOf(question)
    return canBeCertainEarly(context) && isCertainAt(context, now)
  }

  async #declare(
    watched: Watched,
    judged: Judged,
    at: { now: number; standing: Standing; exclusions: readonly Exclusion[] },
  ): Promise<void> {
    const { book } = this.#parts
    const { member, period } = judged
    const { now, standing, exclusions } = at
    const zone = zoneOf(currentOf(watched))
    const key = {
      kind: 'breach' as const,
      clause: member.name,
      period: periodKey(member.commitment, period, zone),
      subject: member.of ?? null,
    }
    const known = book.find(watched.id, key)
    const isDeclared = known !== undefined && factsOf(known).verdict === 'breached'
    if (member.commitment.period.kind === 'trailing') return
    if (standing.state === 'breached' || isDeclared) {
      const isCertain = await this.#isCertain(watched, judged, { now, exclusions })
      // Declared once; written again only where an exclusion or correction has undone it, or brought it back.
      if (isCertain !== isDeclared) {
        const whole = await factsFromStore(this.#parts, watched, judged, now)
        const facts: PeriodFacts = whole.incident === undefined ? whole : { ...whole, incident: 'goingOn' }
        if ((facts.verdict === 'breached') !== isDeclared)
          await book.write(watched.id, [periodFinding('breach', watched.id, facts, now)])
      }
      return
    }
    // An outage is no warning of itself, and nobody knows when it ends.
    if (member.commitment.period.kind === 'incident') return
    if (isWorthAWarning(standing, period, now) && !book.find(watched.id, { ...key, kind: 'atRisk' })) {
      await book.write(watched.id, [atRiskFinding(currentOf(watched), standing, now)])
    }
  }
}

/** At the recent rate the target will be missed; or it is missed now and enough of the period has been seen to say so. */
function isWorthAWarning(standing: Standing, period: Span, now: number): boolean {
  if (standing.state !== 'atRisk' && standing.state !== 'failing') return false
  const left = period.to - now
  if (standing.secondsToCertainty !== null) return Number(standing.secondsToCertainty) * 1000 < left
  return now - period.from >= (period.to - period.from) / 12
}
