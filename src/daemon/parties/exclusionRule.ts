import { versionAt } from '../../agreement/agreement.ts'
import { needsBoth } from '../../agreement/consent.ts'
import { didYouMean } from '../../agreement/suggest.ts'
import type { Exclusion, Party } from '../../evidence/event.ts'
import { type Caller, ServiceProblem } from '../../http/service.ts'
import { currentOf, type Watched } from '../watched.ts'

/** A request takes its time: what begins now may have begun a moment ago. */
const mostLateMs = 60_000
/** Longer spans are a mistake far more often than a plan. */
const longestMs = 92 * 86_400_000

/** What is asked for as an exclusion of the agreement, said by the caller's party now. */
export function parseExclusion(
  watched: Watched,
  asked: {
    readonly id: string
    readonly kind: string
    readonly from: number
    readonly to: number
    readonly reason?: string
  },
  caller: Caller,
  now: number,
): Exclusion {
  const kinds = versionAt(currentOf(watched), now).terms.exclusions
  const rule = Object.hasOwn(kinds, asked.kind) ? kinds[asked.kind] : undefined
  if (!rule)
    throw new ServiceProblem(
      422,
      `the agreement has no exclusion kind "${asked.kind}"${didYouMean(asked.kind, Object.keys(kinds))}`,
    )
  if (needsBoth(rule))
    throw new ServiceProblem(
      422,
      `"${asked.kind}" needs both parties' consent; one party alone cannot announce it`,
    )
  if (asked.from >= asked.to) throw new ServiceProblem(422, '`to` must lie after `from`')
  if (asked.to - asked.from > longestMs) throw new ServiceProblem(422, 'an exclusion lasts at most 92 days')
  if (asked.from < now - mostLateMs || asked.to <= now)
    throw new ServiceProblem(
      422,
      '`from` lies in the past: what is over cannot be announced by one party alone',
    )
  const by = caller.role === 'customer' ? 'customer' : 'provider'
  return {
    id: asked.id,
    kind: asked.kind,
    // What has passed by then is not excused by one party alone, not even that moment.
    from: Math.max(asked.from, now),
    to: asked.to,
    announcedAt: now,
    by: [by],
    agreedBy: [],
    ...(asked.reason === undefined ? {} : { reason: asked.reason }),
  }
}

/** Why an exclusion that stands cannot be withdrawn; null where it can. */
export function withdrawalProblem(
  { agreedBy, from }: Exclusion,
  by: Party | 'operator',
  now: number,
): string | null {
  if (agreedBy.length > 0) return 'both parties agreed to it: neither takes it back alone'
  // Who takes back afterwards what was not needed would choose with hindsight what the budget is spent on.
  return by !== 'operator' && from <= now
    ? 'it has begun: what has passed is not changed by one party alone'
    : null
}
