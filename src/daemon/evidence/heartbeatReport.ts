import { sha256 } from '../../agreement/canonical.ts'
import type { SourceTerms } from '../../agreement/sourceTerms.ts'
import type { Event } from '../../evidence/event.ts'
import { heartbeatEvent } from '../life/life.ts'

/** A report of a job, as the event that is kept of it. */
export function heartbeatReport(source: SourceTerms, at: number): Event {
  return {
    id: heartbeatId(source.identity, at),
    type: heartbeatEvent,
    subject: source.identity,
    at,
    data: {},
  }
}

const heartbeatId = (identity: string, at: number): string =>
  `heartbeat-${sha256(`${identity} ${at}`).slice(0, 32)}`

export const isHeartbeat = (event: Event): boolean => event.id === heartbeatId(event.subject, event.at)
