import type { Role } from '../store.ts'
import type { Caller } from './service.ts'

/** What a route does, as each route declares it; the roles that may. Deny by default: a role that is not listed may not. */
const rolesByAction = {
  'agreement.read': ['operator', 'provider', 'customer', 'auditor'],
  'notice.read': ['operator', 'provider', 'customer', 'auditor'],
  'evidence.write': ['operator', 'provider', 'customer'],
  'event.write': ['operator', 'provider', 'customer'],
  'exclusion.announce': ['operator', 'provider'],
  'exclusion.withdraw': ['operator', 'provider', 'customer'],
  'breach.acknowledge': ['operator', 'provider', 'customer'],
  // Who owes a credit answers and settles, the other party claims; the operator may record either, and is named.
  'credit.claim': ['operator', 'provider', 'customer'],
  'credit.answer': ['operator', 'provider', 'customer'],
  'credit.settle': ['operator', 'provider', 'customer'],
  // The operator cannot stand in for a party: consent is the parties' own.
  'amendment.accept': ['provider', 'customer'],
  'proposal.make': ['provider', 'customer'],
  'proposal.answer': ['provider', 'customer'],
  'termination.exercise': ['provider', 'customer'],
  'declaration.make': ['provider', 'customer'],
  'change.announce': ['provider'],
  'portfolio.read': ['operator', 'provider'],
  'daemon.reload': ['operator'],
  'person.erase': ['operator'],
} as const satisfies Record<string, readonly Role[]>

export type Action = keyof typeof rolesByAction
/** `public` needs no token; `metrics` has a token of its own. */
export type RouteAction = Action | 'public' | 'metrics'

export type Decision = 'allowed' | 'unauthenticated' | 'forbidden' | 'hidden'

/**
 * The one place that says who may do what. `agreement` is null for what concerns none or is narrowed by the route
 * to the caller's own. `hidden` answers as if there were no such agreement, whatever the role.
 */
export function may(caller: Caller | null, action: Action, agreement: string | null): Decision {
  if (caller === null) return 'unauthenticated'
  if (agreement !== null && !sees(caller, agreement)) return 'hidden'
  const roles: readonly Role[] = rolesByAction[action]
  return roles.includes(caller.role) ? 'allowed' : 'forbidden'
}

/** Who may do this, for those who may not: `the operator or the provider`. */
export function whoMay(action: Action): string {
  const roles: readonly Role[] = rolesByAction[action]
  const named = roles.map((role) => (role === 'auditor' ? 'an auditor' : `the ${role}`))
  return [named.slice(0, -1).join(', '), named.at(-1)].filter((part) => part !== '').join(' or ')
}

/** Whether an agreement is one of those that the caller's token names. */
export function sees(caller: Caller, agreement: string): boolean {
  return caller.agreements === '*' || caller.agreements.includes(agreement)
}

export function isAction(text: unknown): text is RouteAction {
  return (
    text === 'public' ||
    text === 'metrics' ||
    (typeof text === 'string' && Object.hasOwn(rolesByAction, text))
  )
}
