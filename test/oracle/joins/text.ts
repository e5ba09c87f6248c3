import { first, type JoinScene, type Promised } from './contract.ts'
import { instantOf } from './days.ts'

const sum = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
const tenths = (value: number): string => `${Math.floor(value / 10)}.${value % 10}`
const names = ['2025-12', '2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06']
const monthName = (month: number): string => names[month + 1] ?? ''

const promiseText = ({ name, period, tenths: target, give }: Promised): string =>
  `  ${name}:
    measure: { uptime: { of: ${name} } }
    target: ">= ${tenths(target)}%"
    period: ${period}
    credit: { give: ${'cents' in give ? `${sum(give.cents)} EUR` : `${tenths(give.percent)}%, of: ${give.of}`} }`

export const joinAgreement = (scene: JoinScene): string => `agreement: joins
title: A generated contract
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: ${first}${scene.isEnding ? ', until: 2026-05-01' : ''} }
timeZone: "${scene.zone}"
currency: EUR
fees:
  f: { amount: ${sum(scene.fee.cents)}, per: ${scene.fee.per} }
sources:
  c: { declared: {} }
  d: { declared: {} }
commitments:
${scene.promises.map(promiseText).join('\n')}
credits: { join: ${scene.join}, per: ${scene.per} }
`

const isoOf = (scene: JoinScene, slot: number): string =>
  Temporal.Instant.fromEpochMilliseconds(instantOf(scene, slot)).toString()
export const joinAsOf = (scene: JoinScene): string => isoOf(scene, scene.asOf)

export function joinEvidence(scene: JoinScene): object[] {
  const iso = (slot: number) => isoOf(scene, slot)
  return [
    ...scene.bad
      .filter(({ of }) => scene.promises.some(({ name }) => name === of))
      .map(({ of, from, to }) => ({ source: of, from: iso(from), to: iso(to), outcome: 'bad' })),
    ...scene.lines.map(({ month, cents }) => ({
      fee: 'f',
      from: `${monthName(month)}-01`,
      to: `${monthName(month + 1)}-01`,
      amount: sum(cents),
    })),
    ...scene.invoices.map(({ month, cents, at }) => ({
      event: 'invoice.issued',
      id: `invoice ${month}`,
      subject: `I${month}`,
      at: iso(at),
      data: { fee: 'f', amount: sum(cents), period: monthName(month) },
    })),
    ...scene.elections.map(({ month, of, at }) => ({
      event: 'credit.elected',
      id: `elected ${month}`,
      at: iso(at),
      data: { about: of, period: monthName(month) },
    })),
  ]
}
