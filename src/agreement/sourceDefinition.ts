import { canonicalJson, sha256 } from './canonical.ts'
import type { Raw, RawObject } from './document.ts'
import type { SourceDefinition } from './schema/sources.ts'
import type { Schedule, SourceLook, SourceTerms } from './sourceTerms.ts'

/** What a cron expression says about its instants, or what is wrong with it. */
export type CronReading =
  | { readonly ok: true; readonly shortestGapMs: number; readonly longestGapMs: number }
  | { readonly ok: false; readonly problem: string }

const defaultIntervalMs = 60_000

export interface DefinitionContext {
  readonly agreement: string
  readonly name: string
  /** As written, before interpolation, so that identity holds no secret. */
  readonly raw: Raw
  readonly cron: (expression: string) => CronReading
}

/** Completes a source's definition: schedule, how long it speaks, identity; answers what is wrong instead. */
export function completeSource(
  definition: SourceDefinition,
  context: DefinitionContext,
): SourceTerms | { readonly problem: string; readonly path: readonly string[] } {
  const look = lookOf(definition)
  if (look === null)
    return { problem: `there is no shared source "${String(definition.look.terms)}"`, path: ['shared'] }
  const schedule = scheduleOf(definition, look)
  const gap = gapOf(schedule, context)
  if ('problem' in gap) return gap
  if (schedule?.kind === 'cron' && gap.uneven && definition.holdsFor === undefined) {
    return {
      problem:
        'the schedule is uneven: say with `holdsFor` how long an observation speaks, such as holdsFor: 10m',
      path: ['schedule'],
    }
  }
  const reports = look.kind === 'push' || look.kind === 'declared' || look.kind === 'heartbeat'
  const named = reports ? { agreement: context.agreement, name: context.name } : {}
  return {
    name: context.name,
    identity: sha256(canonicalJson({ ...named, definition: context.raw })),
    look,
    schedule,
    holdsForMs: definition.holdsFor ?? Math.floor(gap.ms * 2.5), // 2.5 intervals: one lost look is not a gap
    silence: definition.silence ?? (look.kind === 'declared' ? 'good' : 'unknown'),
    ...(definition.valid === undefined ? {} : { valid: definition.valid }),
  }
}

function scheduleOf(definition: SourceDefinition, look: SourceLook): Schedule | null {
  if (look.kind === 'push' || look.kind === 'declared')
    return definition.every ? { kind: 'every', intervalMs: definition.every } : null
  if (look.kind === 'heartbeat') return { kind: 'every', intervalMs: look.terms.everyMs }
  if (definition.schedule !== undefined) return { kind: 'cron', expression: definition.schedule }
  return { kind: 'every', intervalMs: definition.every ?? defaultIntervalMs }
}

function gapOf(
  schedule: Schedule | null,
  context: DefinitionContext,
): { ms: number; uneven: boolean } | { problem: string; path: string[] } {
  // What is pushed without an interval speaks until the next one comes.
  if (schedule === null) return { ms: Number.POSITIVE_INFINITY, uneven: false }
  if (schedule.kind === 'every') return { ms: schedule.intervalMs, uneven: false }
  const reading = context.cron(schedule.expression)
  if (!reading.ok) return { problem: reading.problem, path: ['schedule'] }
  return { ms: reading.longestGapMs, uneven: reading.longestGapMs > reading.shortestGapMs }
}

function lookOf(definition: SourceDefinition): SourceLook | null {
  const { look } = definition
  switch (look.kind) {
    case 'http': {
      const { timeout, maxBody, expect, body, ...rest } = look.terms
      const { status, headers, ...texts } = expect
      const lowered =
        headers &&
        Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
      const expectation = {
        status: status ?? [{ from: 200, to: 299 }],
        ...texts,
        ...(lowered ? { headers: lowered } : {}),
      }
      return {
        kind: 'http',
        terms: without({
          ...rest,
          body,
          expect: without(expectation),
          timeoutMs: timeout,
          maxBodyBytes: maxBody,
        }) as never,
      }
    }
    case 'tcp':
    case 'dns': {
      const { timeout, ...rest } = look.terms
      return { kind: look.kind, terms: without({ ...rest, timeoutMs: timeout }) } as SourceLook
    }
    case 'tls': {
      const { timeout, serverName, ...rest } = look.terms
      return { kind: 'tls', terms: { ...rest, serverName: serverName ?? rest.host, timeoutMs: timeout } }
    }
    case 'heartbeat':
      return {
        kind: 'heartbeat',
        terms: { everyMs: look.terms.every, graceMs: look.terms.grace ?? Math.floor(look.terms.every / 2) },
      }
    case 'declared':
      return { kind: 'declared' }
    case 'push':
      return { kind: 'push', gives: look.terms }
    case 'prometheus': {
      const { timeout, delay, good, bad, total, value, ...rest } = look.terms
      const queries =
        value === undefined
          ? { kind: 'ratio' as const, ...without({ good, bad, total }) }
          : { kind: 'gauge' as const, value }
      return { kind: 'prometheus', terms: { ...rest, timeoutMs: timeout, delayMs: delay ?? 15_000, queries } }
    }
    case 'json': {
      const { timeout, maxBody, ...rest } = look.terms
      return { kind: 'json', terms: { ...rest, timeoutMs: timeout, maxBodyBytes: maxBody } }
    }
    case 'shared':
      return null
  }
}

/** The same object without undefined members. */
function without<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never
}

/** The raw definition that a source really has: a shared one's own, with what the agreement sets beside it. */
export function resolveShared(
  raw: Raw | undefined,
  shared: ReadonlyMap<string, RawObject>,
): RawObject | null {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return null
  const written = raw as RawObject
  if (typeof written.shared !== 'string') return written
  const found = shared.get(written.shared)
  if (!found) return null
  const { shared: _, ...beside } = written
  return { ...found, ...beside }
}
