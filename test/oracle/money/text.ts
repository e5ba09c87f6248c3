import { beginOf, slotMs } from '../values/calendar.ts'
import { asOf } from './claims.ts'
import {
  type Claim,
  first,
  type Give,
  last,
  type MoneyScene,
  type PromiseTerms,
  type Schedule,
  type Span,
  type Trigger,
} from './contract.ts'
import { monthsOf, placeOf } from './place.ts'

const tenths = (value: number): string => `${Math.floor(value / 10)}.${value % 10}`
const sum = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`

function giveText(give: Give): string {
  if (give.unit === 'percent') return `${tenths(give.tenths)}%`
  if (give.unit === 'days') return `${give.count} days`
  if (give.unit === 'points') return `${give.count} points`
  if (give.unit === 'extension') return `${give.count} days extension`
  return give.unit === 'money' ? `${sum(give.cents)} EUR` : `${give.times}x`
}

function scheduleText(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'once':
      return `give: ${giveText(schedule.give)}${schedule.repeat === null ? '' : `, repeat: { multiplier: ${schedule.repeat} }`}`
    case 'steps': {
      const { kind, minutes, of, per } = schedule.steps
      return `give: ${tenths(schedule.tenths)}%, forEach: { ${kind}: ${minutes}m, of: ${of}, per: ${per} }`
    }
    case 'pool':
      return `pool: { atRisk: ${tenths(schedule.atRisk)}%, category: ${tenths(schedule.category)}%, item: ${tenths(schedule.item)}% }`
    case 'shortfall':
      return `give: ${tenths(schedule.tenths)}%, forEach: { ${schedule.step}: ${tenths(schedule.size)}%, of: shortfall }`
    case 'bands': {
      const unit = schedule.on === 'measure' ? '%' : 'm'
      const limit = (value: number) => (schedule.on === 'measure' ? tenths(value) : String(value))
      const bands = schedule.bands.map(
        ({ when, tenths: give }) =>
          `{ when: "${when.map(({ operator, limit: at }) => `${operator} ${limit(at)}${unit}`).join(', ')}", give: ${tenths(give)}% }`,
      )
      return `on: ${schedule.on}, bands: [${bands.join(', ')}]${schedule.overlap === null ? '' : `, overlap: ${schedule.overlap}`}`
    }
  }
}

function claimText(claim: Claim): string {
  if (claim === null) return ''
  if ('endOf' in claim) return `, claim: { until: end of ${claim.endOf}th month after incident }`
  return `, claim: { within: ${claim.within}d, after: ${claim.after} }`
}

const promiseText = ({
  name,
  tenths: target,
  period,
  schedule,
  base,
  claim,
  earnBack,
}: PromiseTerms): string =>
  `  ${name}:
    measure: { uptime: { of: ${name} } }
    target: ">= ${tenths(target)}%"
    period: ${period}
    credit: { ${scheduleText(schedule)}, of: "${base}"${claimText(claim)}${earnBack === null ? '' : `, earnBack: { after: ${earnBack} period${earnBack === 1 ? '' : 's'} }`} }`

const spanText = (span: Span): string => (typeof span === 'string' ? span : `${span.days}d`)
function triggerText(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'missed':
      return `missed: c, times: ${trigger.times}, ${trigger.outOf === null ? 'consecutive: true' : `outOf: ${trigger.outOf}`}`
    case 'outages':
      return `outages: c, longerThan: ${trigger.minutes}m, times: ${trigger.times}, within: ${spanText(trigger.within)}`
    case 'total':
      return `total: c, exceeds: ${trigger.minutes}m, within: ${spanText(trigger.within)}`
    case 'average':
      return `average: c, over: ${trigger.over}, below: ${tenths(trigger.tenths)}%`
    case 'capReached':
      return `capReached: credits, times: ${trigger.times}, within: ${trigger.months} months`
  }
}

const join = { sum: 'join: sum', max: 'join: max', groups: 'groups: [[c, d]]' }

export function moneyAgreement(scene: MoneyScene): string {
  const caps = scene.caps.map((cap) =>
    'cents' in cap
      ? `"${sum(cap.cents)} EUR per ${cap.per}"`
      : `"${tenths(cap.tenths)}% of fees.f per ${cap.per}"`,
  )
  return `agreement: money
title: A generated contract
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: ${first}, until: ${last} }
timeZone: "${scene.zone}"
currency: EUR
money: { mode: ${scene.mode} }
fees:
  f: { amount: ${sum(scene.fee.cents)}, per: ${scene.fee.per} }
  g: { amount: 500, per: month }
sources:
  c: { declared: {} }
  d: { declared: {} }
commitments:
${scene.promises.map(promiseText).join('\n')}
credits:
  pointValue: 1%
  pointsOf: fees.f
  ${scene.promises.length === 1 && scene.join === 'groups' ? 'join: sum' : join[scene.join]}
${caps.length === 0 ? '' : `  cap: [${caps.join(', ')}]\n`}${scene.minimum === null ? '' : `  minimum: ${sum(scene.minimum)}\n`}termination:
  t:
    right: customer
    when: { ${triggerText(scene.trigger)} }
    exercise: { within: ${scene.exercise.days}d, after: ${scene.exercise.after} }
`
}

const isoOf = (scene: MoneyScene) => (slot: number) =>
  Temporal.Instant.fromEpochMilliseconds(beginOf(placeOf(scene)) + slot * slotMs).toString()
export const asOfText = (scene: MoneyScene): string => isoOf(scene)(asOf(scene))

/** Something good in each month, so that each is judged; what was bad, fees and claims. */
export function moneyEvidence(scene: MoneyScene): object[] {
  const iso = isoOf(scene)
  const names = scene.promises.map(({ name }) => name)
  const monthName = (month: number) => `2026-${String(month + 1).padStart(2, '0')}`
  return [
    ...names.flatMap((source) =>
      monthsOf(scene).map(({ from }) => ({ source, from: iso(from), to: iso(from + 1), outcome: 'good' })),
    ),
    ...scene.bad
      .filter(({ of }) => names.includes(of))
      .map(({ of, from, to }) => ({ source: of, from: iso(from), to: iso(to), outcome: 'bad' })),
    ...scene.lines.map(({ month, cents }) => ({
      fee: 'f',
      from: `${monthName(month)}-01`,
      to: `${monthName(month + 1)}-01`,
      amount: sum(cents),
    })),
    ...scene.claims.map(({ at, month }, i) => ({
      event: 'claim.filed',
      id: `claim ${i}`,
      at: iso(at),
      data: { period: monthName(month) },
    })),
  ]
}
