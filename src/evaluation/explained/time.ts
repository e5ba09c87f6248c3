import { add, divide, fraction, greatest, subtract, zero } from '../../agreement/fraction.ts'
import type { StateTerms } from '../../agreement/schema/measures.ts'
import { total } from '../../agreement/spans.ts'
import { serviceTime } from '../context.ts'
import type { Judgement } from '../judgePeriod.ts'
import { weightOf } from '../measured.ts'
import type { MemberReading } from '../stateMeasures.ts'
import { exactly, figure, seconds, secondsOf, sumLine } from './arithmetic.ts'
import { overlapMs } from './outages.ts'
import { lengthLines } from './timesTaken.ts'
import type { Section } from './words.ts'

/** The time that is divided by: the period, without what is not service time, removed or skipped. */
export function eligibleSection(members: readonly MemberReading[], judgement: Judgement): Section {
  const { period } = judgement.question
  const periodMs = period.to - period.from
  const serviceMs = total(serviceTime(judgement.context))
  const time = judgement.measured.time
  const lines = members.flatMap(({ reading }) => {
    const own = total(reading.eligible)
    const skippedMs = serviceMs - reading.excludedMs - own
    const parts = [
      [periodMs - serviceMs, 'outside of the service hours'],
      [reading.excludedMs, 'removed by exclusions'],
      [skippedMs, 'grains that are skipped'],
    ] as const
    const taken = parts.filter(([ms]) => ms !== 0)
    return [
      ...taken.map(([ms, what]) => `${what}: ${secondsOf(ms)}`),
      `eligible time: ${[secondsOf(periodMs), ...taken.map(([ms]) => secondsOf(ms))].join(' − ')} = ${secondsOf(own)}`,
    ]
  })
  if (members.length > 1)
    lines.push(
      `of all members: ${sumLine(
        members.map(({ reading }) => seconds(total(reading.eligible))),
        's',
      )}`,
    )
  if (time && time.excusedMs > 0) lines.push(`bad time that was forgiven: ${secondsOf(time.excusedMs)}`)
  if (time && time.unknownMs > 0) lines.push(`unknown time: ${secondsOf(time.unknownMs)}`)
  return { title: 'eligible time', lines }
}

/** Bad time ÷ eligible time, or the sum, the longest, the number of outages. */
export function timeFigures(
  terms: StateTerms,
  members: readonly MemberReading[],
  judgement: Judgement,
): string[] {
  const own = judgement.own.value
  const kind = judgement.question.commitment.measure.kind
  if (own === null) return kind === 'timeBetweenFailures' ? ['no failure began in the period'] : []
  const isWeighed = terms.unit === 'affected'
  const outages = members.flatMap((member) => member.outages)
  const parts = outages.map((each) =>
    divide(isWeighed ? weightOf(each) : fraction(each.countedMs), fraction(1000)),
  )
  if (kind === 'longestOutage')
    return [`longest of ${outages.length}: ${figure(parts.reduce(greatest, zero), 's')}`]
  if (kind === 'repairTime') {
    const counted = parts.filter(({ n }) => n > 0n)
    return counted.length === 0
      ? ['no outage is known']
      : lengthLines(counted, terms.statistic ?? { kind: 'mean' }, own)
  }
  if (kind === 'outages') {
    const longer =
      terms.longerThan === undefined ? '' : ` and were longer than ${secondsOf(terms.longerThan)}`
    return [`outages that began in the period${longer}: ${exactly(own, '')}`]
  }
  const badMs = members.reduce((sum, { reading }) => add(sum, reading.badMs), zero)
  const bad = divide(badMs, fraction(1000))
  const overlap = members.reduce((ms, member) => ms + overlapMs(member), 0)
  const sum =
    overlap > 0
      ? [
          `outages together: ${sumLine(parts, 's')}`,
          `bad time, overlaps once: ${exactly(add(bad, seconds(overlap)), 's')} − ${secondsOf(overlap)} = ${exactly(bad, 's')}`,
        ]
      : [`bad time: ${sumLine(parts, 's')}`]
  if (kind === 'downtime') return sum
  const eligible = members.reduce((ms, { reading }) => ms + total(reading.eligible), 0)
  if (kind === 'timeBetweenFailures') {
    const up = subtract(seconds(eligible), bad)
    return [
      ...sum,
      `up time: ${secondsOf(eligible)} − ${exactly(bad, 's')} = ${exactly(up, 's')}`,
      `up time ÷ failures that began: ${exactly(up, 's')} ÷ ${exactly(divide(up, own), '')} = ${figure(own, 's')}`,
    ]
  }
  return [...sum, `uptime: 1 − ${exactly(bad, 's')} ÷ ${secondsOf(eligible)} = ${figure(own, '%')}`]
}
