import type { Observation, Reason } from '../../sources/observation.ts'

/** A source that could be looked at and cannot any more (`reason`), or the other way round (null). */
export interface SightChange {
  readonly identity: string
  readonly reason: Reason | null
}

/** Said when the daemon stopped or slept: nothing that an operator could mend by now. */
const passing: ReadonlySet<Reason | undefined> = new Set<Reason>([
  'stopped',
  'suspended',
  'clock',
  'shutdown',
  'lag',
])

/** Which sources cannot be looked at for a reason of our own: each is told once, when it begins, changes or ends. */
export class Sight {
  readonly #unseen = new Map<string, Reason>()

  changes(observations: readonly Observation[]): SightChange[] {
    return observations.flatMap(({ source: identity, outcome, reason }): SightChange[] => {
      if (outcome !== 'unknown') return this.#unseen.delete(identity) ? [{ identity, reason: null }] : []
      if (reason === undefined || passing.has(reason) || this.#unseen.get(identity) === reason) return []
      this.#unseen.set(identity, reason)
      return [{ identity, reason }]
    })
  }
}

/** What to do about it, for the log; the runbook says more. */
export const remedies: Readonly<Partial<Record<Reason, string>>> = {
  forbidden: 'its address is private, loopback or otherwise special: allowedNetworks does not name it',
  network: 'the reference targets do not answer either: our own network',
  resolver: 'our name servers do not answer',
  descriptors: 'no open files, ports or memory are left here',
  read: 'its own history cannot be read: look at its url and whether the server runs',
  noData: 'its own history has nothing there: look at its queries',
  overrun: 'its timeout is longer than its schedule allows',
}
