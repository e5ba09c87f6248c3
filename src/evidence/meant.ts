import { suggest } from '../agreement/suggest.ts'

const latencies = ['latency', 'latencyms', 'duration', 'responsetime', 'responsetimems', 'ping', 'elapsed']

/** What other systems call a field of evidence, by our name for it; compared without case, `_`, `-` and blanks. */
const usualNames: Readonly<Record<string, readonly string[]>> = {
  source: ['monitor', 'monitorname', 'service', 'check', 'checkname', 'probe', 'host', 'target', 'name'],
  at: ['timestamp', 'time', 'ts', 'date', 'datetime', 'when', 'checkedat', 'createdat', '@timestamp'],
  from: ['start', 'begin', 'startedat', 'starttime', 'since'],
  to: ['end', 'until', 'stop', 'endedat', 'endtime', 'finish'],
  outcome: ['state', 'status', 'result', 'up', 'down', 'isup', 'success', 'ok', 'health', 'healthy', 'value'],
  latencyUs: latencies,
  latencyMs: latencies,
  bad: ['failed', 'failures', 'errors', 'errorcount', 'down'],
  total: ['count', 'requests', 'all'],
  value: ['gauge', 'number', 'figure', 'measurement', 'reading'],
  reason: ['message', 'msg', 'error', 'cause'],
  event: ['type', 'eventtype', 'kind'],
  exclusion: ['maintenance', 'downtime', 'window'],
  subject: ['ticket', 'ticketid', 'invoice', 'invoiceid', 'about'],
  amount: ['price', 'sum', 'money'],
}

/** How a field is written whose name alone does not say it. */
const shapes: Readonly<Record<string, string>> = {
  outcome: 'outcome: good|bad|unknown',
  at: 'at: 2026-03-02T10:00:00Z',
  latencyUs: 'latencyUs, in whole microseconds',
}

const plain = (name: string): string => name.toLowerCase().replace(/[_\-\s.]/g, '')

/** The field of `known` that was probably meant: its usual name elsewhere, or one that is spelt nearly so; else null. */
export function meantField(name: string, known: readonly string[]): string | null {
  const word = plain(name)
  const same = known.find((field) => plain(field) === word)
  return same ?? known.find((field) => usualNames[field]?.includes(word)) ?? suggest(name, known)
}

/** `write `outcome: good|bad|unknown``, or null where nothing is near. */
export function meantInWords(name: string, known: readonly string[]): string | null {
  const field = meantField(name, known)
  return field === null ? null : `write \`${shapes[field] ?? field}\``
}

const usualOutcomes: Readonly<Record<string, readonly string[]>> = {
  good: [
    'up',
    'ok',
    'okay',
    'success',
    'successful',
    'pass',
    'passed',
    'healthy',
    'true',
    '1',
    'online',
    'available',
  ],
  bad: [
    'down',
    'fail',
    'failed',
    'failure',
    'error',
    'critical',
    'unhealthy',
    'false',
    '0',
    'offline',
    'unavailable',
  ],
  unknown: ['pending', 'paused', 'none', 'null', 'nodata', 'n/a', 'missing'],
}

/** What another system's word for an outcome is here; null where it is not a usual one. */
export function meantOutcome(value: unknown): string | null {
  const word = plain(String(value))
  return (
    Object.keys(usualOutcomes).find(
      (outcome) => outcome === word || usualOutcomes[outcome]?.includes(word),
    ) ?? null
  )
}
