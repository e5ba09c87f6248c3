import { z } from 'zod'
import type { Event } from '../evidence/event.ts'
import { isObject } from './body.ts'

const attribute = z.string().min(1).max(200)

/** A CloudEvent 1.0 in structured JSON; extension attributes and `dataschema` are let through and not kept. */
const envelope = z.looseObject({
  specversion: z.literal('1.0').optional(),
  id: attribute,
  type: attribute,
  source: z.string().min(1).max(2000).optional(),
  subject: attribute.optional(),
  time: z.iso.datetime({ offset: true }),
  datacontenttype: z
    .string()
    .regex(/^[a-z]+\/([a-z0-9.-]+\+)?json(;.*)?$/i, 'must be a JSON type')
    .optional(),
  data: z.unknown().optional(),
})

/**
 * An event of an agreement from a CloudEvent: type, id, subject, time and data one to one. An event about nothing
 * else is about itself. `strict` is for the CloudEvents media types, which promise `specversion` and `source`.
 */
export function eventOf(value: unknown, strict: boolean): Event | { readonly problem: string } {
  const read = envelope.safeParse(value)
  if (!read.success)
    return {
      problem: read.error.issues
        .map(({ path, message }) => `${path.join('.') || 'event'}: ${message}`)
        .join('; '),
    }
  const { specversion, source, id, type, subject = id, time } = read.data
  if (strict && (specversion === undefined || source === undefined))
    return { problem: 'specversion and source are missing (CloudEvents 1.0)' }
  if (Object.hasOwn(read.data, 'data_base64')) return { problem: 'data_base64: binary data is not taken' }
  const data = dataOf(read.data.data ?? {})
  return data === null
    ? { problem: 'data: must be an object of texts, numbers, booleans and null' }
    : { id, type, subject, at: Date.parse(time), data }
}

/** Numbers as their text; null where something is nested. */
function dataOf(data: unknown): Event['data'] | null {
  if (!isObject(data)) return null
  const members: [string, string | boolean | null][] = []
  for (const [key, value] of Object.entries(data)) {
    if (typeof value === 'number') members.push([key, String(value)])
    else if (typeof value === 'string' || typeof value === 'boolean' || value === null)
      members.push([key, value])
    else return null
  }
  return Object.fromEntries(members)
}
