import type { CommitmentTerms } from '../../agreement/schema/commitments.ts'
import type { CreditTerms, ForEach } from '../../agreement/schema/credits.ts'
import { parseDay } from '../../agreement/schema/credits.ts'
import type { FeeBase } from '../../agreement/schema/feeBases.ts'
import { leavesOf } from '../../agreement/schema/gifts.ts'

import { others } from './measureSwitches.ts'

type Schedules = NonNullable<CommitmentTerms['credit']>
type Turned = readonly [name: string, schedule: CreditTerms]

/** Every other setting of the switches of a commitment's credit, each turned alone. */
export function creditVariants({ credit }: CommitmentTerms): (readonly [name: string, credit: Schedules])[] {
  return (credit ?? []).flatMap((schedule, i) =>
    scheduleVariants(schedule).map(([name, other]) => [name, (credit ?? []).with(i, other)] as const),
  )
}

function scheduleVariants(schedule: CreditTerms): Turned[] {
  const units = schedule.give ? leavesOf(schedule.give).map(({ unit }) => unit) : []
  return [
    ...(schedule.forEach ? stepVariants(schedule.forEach) : []).map(
      ([name, forEach]): Turned => [name, { ...schedule, forEach }],
    ),
    ...(schedule.of ? baseVariants(schedule.of) : []).map(
      ([name, of]): Turned => [name, { ...schedule, of }],
    ),
    ...(units.includes('day') ? dayVariants(schedule) : []),
    ...(schedule.bands === undefined
      ? []
      : others(['first', 'highest', 'lowest'] as const, schedule.overlap).map(
          (overlap): Turned => [`where bands overlap the ${overlap} one counts`, { ...schedule, overlap }],
        )),
    ...(units.includes('multiple') && schedule.forEach === undefined
      ? [
          schedule.on === 'excess'
            ? (['the whole time is paid for', { ...schedule, on: 'measure' }] as Turned)
            : (['only the time beyond the target is paid for', { ...schedule, on: 'excess' }] as Turned),
        ]
      : []),
  ]
}

function stepVariants(rule: ForEach): (readonly [name: string, rule: ForEach])[] {
  if (rule.kind !== 'step') return []
  const steps = others(['complete', 'started', 'exact'] as const, rule.steps).map(
    (each) => [`${each} steps count`, { ...rule, steps: each }] as const,
  )
  const of =
    rule.of === 'downtime'
      ? [['steps of the excess over the target', { ...rule, of: 'excess' }] as const]
      : rule.of === 'excess'
        ? [['steps of all downtime', { ...rule, of: 'downtime' }] as const]
        : []
  const per =
    rule.size.kind === 'time'
      ? [
          rule.per === 'outage'
            ? ([`steps of all outages together`, { ...rule, per: 'period' }] as const)
            : ([`steps of each outage by itself`, { ...rule, per: 'outage' }] as const),
        ]
      : []
  return [...steps, ...of, ...per]
}

function baseVariants(of: FeeBase): (readonly [name: string, of: FeeBase])[] {
  if (of.kind === 'max') return []
  const kinds = others(['period', 'previousPeriod', 'nextPeriod'] as const, of.window.kind as 'period')
  const words = {
    period: 'of the period',
    previousPeriod: 'of the period before',
    nextPeriod: 'of the next period',
  }
  return kinds.map((kind) => [`base fees.${of.fee} ${words[kind]}`, { ...of, window: { kind } }] as const)
}

const days = ['1/30 of month', '1/365 of year', 'thatDay']

function dayVariants(schedule: CreditTerms): Turned[] {
  return days.flatMap((text): Turned[] => {
    const day = parseDay(text)
    return day === null ? [] : [[`a day is ${text}`, { ...schedule, day }]]
  })
}
