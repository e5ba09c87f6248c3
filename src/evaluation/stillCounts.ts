import type { Trigger } from '../agreement/schema/clauses.ts'
import type { Counted, Outcome, TerminationContext } from './triggers.ts'

type Told = Pick<Counted, 'commitment' | 'from' | 'to'>

/** Whether what counted towards a clause once is still a miss, an outage, a late answer or a reached cap. */
export function stillCounts(when: Trigger, told: Told, context: TerminationContext): boolean {
  switch (when.kind) {
    case 'any':
    case 'all':
      return when.of.some((each) => stillCounts(each, told, context))
    case 'capReached':
      return context.capsReached.some(({ month }) => month === told.from)
    case 'missed':
      return isAbout(
        when.missed,
        told,
        context,
        ({ from, verdict }) => from === told.from && verdict === 'breached',
      )
    case 'missedEvents':
      return isAbout(
        when.missedEvents,
        told,
        context,
        ({ from, missedEvents }) => from === told.from && missedEvents.length > 0,
      )
    case 'outages':
      return isAbout(when.outages, told, context, (outcome) => hasOutage(outcome, told))
    case 'total':
      return isAbout(when.total, told, context, (outcome) => hasOutage(outcome, told))
    case 'average':
      return when.average === told.commitment
    case 'overdue':
      return when.overdue === told.commitment
  }
}

const isAbout = (
  commitment: string,
  told: Told,
  { outcomes }: TerminationContext,
  counts: (outcome: Outcome) => boolean,
): boolean =>
  commitment === told.commitment && outcomes.some((each) => each.commitment === commitment && counts(each))

const hasOutage = ({ outages }: Outcome, told: Told): boolean =>
  outages.some(({ from, to }) => from <= told.from && told.from < to)
