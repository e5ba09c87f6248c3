import type { Agreement } from '../../src/agreement/agreement.ts'
import { formatProblem, type RawObject } from '../../src/agreement/document.ts'
import { type ParseContext, parseAgreement } from '../../src/agreement/parse.ts'
import { parseContext } from '../../src/settings/context.ts'

/** A good agreement that uses much of the language; tests spoil one thing of it. */
export const goodText = `agreement: acme-globex
title: Checkout for Globex
parties:
  provider: { name: Acme, contacts: [sla@acme.example] }
  customer: { name: Globex, contacts: [it@globex.example] }
term: { from: 2026-01-01, until: 2028-01-01 }
timeZone: Europe/Berlin
currency: EUR
fees:
  service: { amount: 12000.00, per: month }
calendars:
  office: { days: mon-fri, hours: 08:00-17:00, holidays: [DE-BE, 2026-12-24] }
sources:
  web: { http: { url: https://acme.example/health, timeout: 5s }, every: 30s }
  load: { json: { url: https://acme.example/load, value: /now }, every: 1m }
  desk: { push: event }
commitments:
  availability:
    measure: { uptime: { of: web, outage: { consecutive: 3 } } }
    target: ">= 99.9%"
    period: month
    exclude: [maintenance]
    credit:
      bands:
        - { when: "< 99.9%, >= 99.0%", give: 10% }
        - { when: "< 99.0%", give: 25% }
      of: fees.service
  support:
    measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 4h, calendar: office } }
    target: ">= 95%"
    period: quarter
  payment:
    by: customer
    measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 30d } }
    target: all
    period: month
exclusions:
  maintenance: { notice: 72h, inside: { days: sun, hours: 02:00-06:00 }, budget: 4h per month }
credits:
  cap: 100% of fees.service of one month per year
  requires: [payment]
termination:
  chronic: { right: customer, when: { missed: availability, times: 3, outOf: 6 } }
notices:
  it@globex.example: { kinds: [breach], language: de }
`

export const aContext = (
  env: Record<string, string> = {},
  shared = new Map<string, RawObject>(),
): ParseContext => parseContext(env, shared)

export const read = (text: string, context = aContext()) => parseAgreement('a.yaml', text, context)

/** The agreement of a text that must be good. */
export function agreementOf(text: string, context = aContext()): Agreement {
  const result = read(text, context)
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.agreement
}

/** The problems of a text as `line:column: message`, none where it is good. */
export function problemsOf(text: string, context = aContext()): string[] {
  const result = read(text, context)
  return result.ok ? [] : result.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`)
}

/** The good text with one piece exchanged; throws where the piece is not in it. */
export function spoiled(piece: string, instead: string): string {
  if (!goodText.includes(piece)) throw new Error(`"${piece}" is not in the good text`)
  return goodText.replace(piece, () => instead)
}
