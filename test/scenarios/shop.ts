import type { RequestListener } from 'node:http'
import { at } from '../daemon/aDaemon.ts'

/** Two parties, three months, two promises and one way out. The port is not part of the source's identity. */
export const shopText = `agreement: shop-globex
title: Shop for Globex
parties:
  provider: { name: Acme Cloud GmbH, contacts: [sla@acme.test] }
  customer: { name: Globex AG, contacts: [it@globex.test, legal@globex.test] }
term: { from: 2026-03-01, until: 2026-06-01 }
timeZone: Europe/Berlin
currency: EUR
fees:
  service: { amount: 12000.00, per: month }
sources:
  shop: { http: { url: "http://127.0.0.1:\${SHOP_PORT}/health", expect: { body: ok }, timeout: 2s }, schedule: "*/10 * * * *" }
commitments:
  availability:
    title: Monthly uptime
    measure: { uptime: { of: shop } }
    target: ">= 99.5%"
    period: month
    exclude: [maintenance]
    credit:
      bands:
        - { when: "< 99.5%, >= 99.0%", give: 10% }
        - { when: "< 99.0%", give: 25% }
      of: fees.service
  response:
    title: Quick answers
    measure: { latency: { of: shop, statistic: share, within: 200ms, failures: skip } }
    target: ">= 99.5%"
    period: month
exclusions:
  maintenance: { notice: 72h, inside: { days: sun, hours: 02:00-06:00 }, budget: 4h per month, effect: remove }
credits:
  cap: 100% of fees.service per month
termination:
  chronic: { right: customer, when: { missed: availability, times: 2, outOf: 3 }, exercise: 30d }
notices:
  legal@globex.test: { kinds: [breach, terminationMet], language: de }
`

type Mode = 'up' | 'down' | 'refused' | 'slow'

/** What the service does when, in Berlin's time; it is up otherwise. */
export const story: readonly { readonly from: number; readonly to: number; readonly mode: Mode }[] = [
  // March: four hours down, an announced maintenance that runs over, one announced too late, an outage over the clock change.
  { from: at('2026-03-10T10:00:00+01:00'), to: at('2026-03-10T14:00:00+01:00'), mode: 'down' },
  { from: at('2026-03-15T02:00:00+01:00'), to: at('2026-03-15T04:30:00+01:00'), mode: 'refused' },
  { from: at('2026-03-22T02:00:00+01:00'), to: at('2026-03-22T03:00:00+01:00'), mode: 'down' },
  { from: at('2026-03-29T01:30:00+01:00'), to: at('2026-03-29T03:30:00+02:00'), mode: 'down' },
  // April: 25 slow answers, and an outage beside the time in which the daemon did not run.
  { from: at('2026-04-10T09:00:00+02:00'), to: at('2026-04-10T13:10:00+02:00'), mode: 'slow' },
  { from: at('2026-04-20T08:00:00+02:00'), to: at('2026-04-20T11:20:00+02:00'), mode: 'down' },
  // May: the second miss.
  { from: at('2026-05-05T12:00:00+02:00'), to: at('2026-05-05T15:50:00+02:00'), mode: 'refused' },
]

export const modeAt = (now: number): Mode =>
  story.find(({ from, to }) => now >= from && now < to)?.mode ?? 'up'

const slowMs = 250

/** The shop: what it answers follows the story. */
export const shop =
  (now: () => number): RequestListener =>
  (request, response) => {
    switch (modeAt(now())) {
      case 'up':
        return void response.end('ok')
      case 'down':
        return void response.writeHead(503).end('not now')
      case 'refused':
        return void request.socket.destroy()
      case 'slow':
        return void setTimeout(() => response.end('ok'), slowMs)
    }
  }
