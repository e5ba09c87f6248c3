import { z } from 'zod'
import type { Event } from '../evidence/event.ts'
import { parseLine } from '../evidence/lines.ts'

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
 * An event of an agreement from a CloudEvent: type, id, subject, time and data one to one, under the rules of evidence
 * lines. `strict` is for the CloudEvents media types, which promise `specversion` and `source`.
 */
export function eventOf(value: unknown, strict: boolean): Event | { readonly problem: string } {
  const read = envelope.safeParse(value)
  if (!read.success) return { problem: read.error.issues.map(worded).join('; ') }
  const { specversion, source, id, type, subject, time, data } = read.data
  if (strict && (specversion === undefined || source === undefined))
    return { problem: 'specversion and source are missing (CloudEvents 1.0)' }
  if (Object.hasOwn(read.data, 'data_base64')) return { problem: 'data_base64: binary data is not taken' }
  const line = parseLine(JSON.stringify({ event: type, id, subject, at: time, data: data ?? undefined }), 1)
  if (line.kind === 'event') return line.event
  return { problem: line.kind === 'problem' ? line.message.replace(/^line 1: /, '') : 'is no event' }
}

function worded({ path, message }: z.core.$ZodIssue): string {
  return `${path.join('.') || 'event'}: ${message}`
}
