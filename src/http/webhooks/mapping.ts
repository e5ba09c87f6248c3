import type { Event } from '../../evidence/event.ts'
import type { Pointer, Reading, WebhookCondition, WebhookRule } from '../../settings.ts'
import { isObject } from '../body.ts'
import { eventOf } from '../cloudEvent.ts'

/** What is known of a delivery beside its body. */
export interface Delivery {
  /** Names the sender, so that ids of two systems cannot meet. */
  readonly webhook: string
  /** The message's own id, with the place in its body where that is a list. */
  readonly id: string
  /** UTC milliseconds at which it was sent. */
  readonly at: number
}

export type Mapped = Event | { readonly problem: string }

/**
 * The events that a foreign body means: one for each rule whose conditions hold, none where no rule speaks of it. The
 * same body gives the same events, so that a second delivery changes nothing.
 */
export function eventsIn(
  body: unknown,
  rules: readonly WebhookRule[],
  delivery: Delivery,
): readonly Mapped[] {
  return rules
    .filter(({ when }) => when.every((one) => holds(body, one)))
    .map((rule) => eventBy(rule, body, delivery))
}

function holds(body: unknown, condition: WebhookCondition): boolean {
  const found = textAt(body, condition.at)
  return condition.kind === 'exists'
    ? (found !== null) === condition.exists
    : found !== null && condition.oneOf.includes(found)
}

function eventBy(rule: WebhookRule, body: unknown, { webhook, id, at }: Delivery): Mapped {
  const problems: string[] = []
  const read = (what: string, reading: Reading | undefined, otherwise: string): string => {
    const found = reading === undefined ? otherwise : readingOf(body, reading)
    if (typeof found === 'string') return found
    problems.push(`${what}: ${found.problem}`)
    return ''
  }
  const data = Object.entries(rule.data).map(
    ([key, reading]) => [key, read(`data.${key}`, reading, '')] as const,
  )
  const event = {
    type: rule.event,
    id: `${webhook}:${read('id', rule.id, id)}:${rule.event}`,
    subject: read('subject', rule.subject, ''),
    time: instantText(read('at', rule.at, new Date(at).toISOString())),
    data: Object.fromEntries(data),
  }
  if (problems.length > 0) return { problem: `${rule.event}: ${problems.join('; ')}` }
  const made = eventOf(event, false)
  return 'problem' in made ? { problem: `${rule.event}: ${made.problem}` } : made
}

function readingOf(
  body: unknown,
  { from, values, otherwise }: Reading,
): string | { readonly problem: string } {
  const found = from === null ? null : textAt(body, from)
  const meant = found !== null && values !== null ? wordFor(values, found) : found
  if (meant !== null) return meant
  if (otherwise !== null) return otherwise
  const place = `/${(from ?? []).join('/')}`
  return {
    problem:
      found === null
        ? `there is nothing at ${place}`
        : `"${found.slice(0, 80)}" at ${place} is not in the table`,
  }
}

const wordFor = (values: Readonly<Record<string, string>>, word: string): string | null =>
  Object.hasOwn(values, word) ? (values[word] ?? null) : null

/** The text, number or truth at a place; null for what is absent, null, empty, a list or an object. */
export function textAt(body: unknown, pointer: Pointer): string | null {
  let value = body
  for (const token of pointer) value = inside(value, token)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

function inside(value: unknown, token: string): unknown {
  if (Array.isArray(value)) return /^(0|[1-9]\d{0,8})$/.test(token) ? value[Number(token)] : undefined
  return isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined
}

/** Unix seconds or milliseconds as an ISO instant; everything else as it is. */
function instantText(text: string): string {
  const match = /^(\d{10})(?:\.(\d{1,3})\d*|(\d{3}))?$/.exec(text)
  if (!match) return text
  const [, seconds, decimals = '', milliseconds = decimals.padEnd(3, '0')] = match
  return new Date(Number(seconds) * 1000 + Number(milliseconds || '0')).toISOString()
}
