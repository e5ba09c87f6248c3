/** Three agreements between two providers and three customers; every figure of them can be redone on paper. */

const head = (id: string, title: string, parties: string): string => `agreement: ${id}
title: ${title}
parties:
${parties}
term: { from: 2024-01-01, until: 2027-01-01 }
timeZone: UTC
currency: EUR
`

/** Credits are claimed, the fee is amended, the customer leaves. */
export const shopText = (fee = '3000.00'): string => `${head(
  'globex-shop',
  'Shop for Globex',
  `  provider: { name: Acme Cloud GmbH, contacts: [sla@acme.test] }
  customer: { name: Globex AG, contacts: [it@globex.test] }`,
)}
fees: { service: { amount: ${fee}, per: month } }
sources: { web: { declared: {} } }
commitments:
  availability:
    title: Monthly uptime
    measure: { uptime: { of: web } }
    target: ">= 90%"
    period: month
    exclude: [maintenance]
    credit:
      bands: [{ when: "< 90%, >= 75%", give: 10% }, { when: "< 75%", give: 25% }]
      of: fees.service
      claim: { within: 30d, after: periodEnd }
  payment:
    by: customer
    title: Invoices paid
    measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 20d } }
    target: all
    period: month
exclusions: { maintenance: { notice: 72h } }
procedure: { answerWithin: 14d }
termination:
  chronic: { right: customer, when: { missed: availability, times: 3, outOf: 6 }, exercise: 60d, cure: 30d }
value:
  benefits: [{ name: Orders, worth: { amount: 9000.00, per: month }, scaledBy: availability }]
  costs: [{ name: Upkeep, worth: { amount: 1000.00, per: month } }]
  price: [service]
  alternative:
    name: In-house shop
    price: { amount: 2790.00, per: month }
    benefits: [{ name: Orders, worth: { amount: 6000.00, per: month } }]
  relative: { priceWeight: 20%, attributes: [{ name: reliability, weight: 100% }] }
surveys:
  reliability: { to: customer, every: quarter, at: { day: 45 }, asks: [{ attribute: reliability, scale: 1..10 }] }
`

/** Credits come by themselves under a cap, use beyond what was agreed relieves, a report that is missing is a miss. */
export const deskText = `${head(
  'hooli-desk',
  'Help desk for Hooli',
  `  provider: { name: Acme Cloud GmbH, contacts: [sla@acme.test] }
  customer: { name: Hooli Ltd, contacts: [ops@hooli.test, legal@hooli.test] }`,
)}
fees: { service: { amount: 1000.00, per: month } }
sources: { api: { declared: {} } }
commitments:
  availability:
    title: Monthly uptime
    measure: { uptime: { of: api } }
    target: ">= 90%"
    period: month
    exclude: [overuse]
    credit: { give: 20%, of: fees.service }
    deemedMissed: { when: reporting, as: 80% }
  reporting:
    title: Monthly report
    measure: { elapsed: { from: period.ended, to: report.delivered, within: 10d } }
    target: all
    period: month
  response:
    title: Tickets answered
    measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 8h } }
    target: all
    period: month
    credit: { forEach: missedEvent, give: 50.00 EUR }
  volume:
    by: customer
    title: Calls within the agreed volume
    measure: { usageRate: { of: calls, agreed: 1000, per: month } }
    target: "<= 100%"
    period: month
  feedback:
    by: customer
    title: An answer each quarter
    measure: { occurrences: { of: survey.answered } }
    target: ">= 1"
    period: quarter
exclusions: { overuse: { while: { usage: calls, over: 1000, per: month }, effect: remove } }
credits: { cap: 25% of fees.service per month }
procedure: { answerWithin: 14d, ifSilent: refused }
value:
  benefits: [{ name: Calls answered, worth: { amount: 1800.00, per: month }, scaledBy: availability }]
notices: { legal@hooli.test: { kinds: [breach, procedure, announcement], language: de } }
`

/** Arrears suspend credits and release them, and in the end give the provider the right to leave. */
export const mailText = `${head(
  'stark-mail',
  'Mail for Stark',
  `  provider: { name: Initech GmbH, contacts: [service@initech.test] }
  customer: { name: Stark AG, contacts: [office@stark.test] }`,
)}
fees: { service: { amount: 2000.00, per: month } }
sources: { mail: { declared: {} } }
commitments:
  availability:
    title: Monthly uptime
    measure: { uptime: { of: mail } }
    target: ">= 90%"
    period: month
    credit: { give: 10%, of: fees.service }
  payment:
    by: customer
    title: Invoices paid
    measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 20d } }
    target: all
    period: month
credits: { requires: [payment] }
termination:
  unpaid: { right: provider, when: { overdue: payment, by: 30d }, cure: 10d, exercise: 60d }
value:
  benefits: [{ name: Mail delivered, worth: { amount: 4500.00, per: month }, scaledBy: availability }]
`
