import type { z } from 'zod'
import { fixedMs, type Length } from '../length.ts'
import { calendarReference } from './calendars.ts'
import { choice, length, strict } from './scalars.ts'

/** What one party proposes and the other one answers. */
export const consentMatters = ['exclusion', 'correction', 'amendment'] as const
export type ConsentMatter = (typeof consentMatters)[number]

/** What it means that nobody answers in time; silence binds only where both parties agreed to that. */
const silence = choice('accepted', 'refused')
export type Silence = z.output<typeof silence>

/** A length that can be counted backwards from a deadline. */
export const backwards = length.refine((each: Length) => each.unit === 'month' || fixedMs(each) !== null, {
  error: 'is not counted back in business days: give hours, days or months',
})

const ofMatter = strict({ answerWithin: length.optional(), ifSilent: silence.optional() })

/** How the parties deal with each other: deadlines for answers, and what silence means. */
export const procedure = strict({
  answerWithin: length.prefault('30d'),
  ifSilent: silence.default('refused'),
  remind: backwards.prefault('3d'),
  calendar: calendarReference.optional(),
  matters: strict({
    exclusion: ofMatter.optional(),
    correction: ofMatter.optional(),
    amendment: ofMatter.optional(),
  }).prefault({}),
})
