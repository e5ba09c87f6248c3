import type { Measure } from '../agreement/schema/measures.ts'
import type { Event } from '../evidence/event.ts'
import { matches } from './eventMeasures.ts'

type ElapsedTerms = Extract<Measure, { kind: 'elapsed' }>['terms']

/** Every event about subjects whose last question nobody has answered by an instant; one walk over them all. */
export function unansweredEvents(terms: ElapsedTerms, events: readonly Event[], asOf: number): Event[] {
  if (terms.from === terms.to) return lastOfEach(terms, events, asOf)
  const last = new Map<string, { asked: number; answered: number }>()
  for (const event of events) {
    const isQuestion = event.type === terms.from && matches(event, terms.where)
    if (event.at > asOf || (!isQuestion && event.type !== terms.to)) continue
    const known = last.get(event.subject) ?? { asked: -1, answered: -1 }
    if (isQuestion) known.asked = Math.max(known.asked, event.at)
    if (event.type === terms.to) known.answered = Math.max(known.answered, event.at)
    last.set(event.subject, known)
  }
  const open = ({ subject }: Event): boolean => {
    const { asked = -1, answered = -1 } = last.get(subject) ?? {}
    return asked > answered
  }
  return events.filter((event) => event.at <= asOf && open(event))
}

/** Where each event is answered by the next of its kind, the last one about each subject waits. */
function lastOfEach(terms: ElapsedTerms, events: readonly Event[], asOf: number): Event[] {
  const asked = events.filter(
    (event) => event.at <= asOf && event.type === terms.from && matches(event, terms.where),
  )
  return [...new Map(asked.map((event) => [event.subject, event])).values()].sort((a, b) => a.at - b.at)
}
