/** A small agreement of two parties about one pushed state; tests change one thing of it. */
export const pushText = (
  change: { target?: string; period?: string; more?: string; contacts?: string } = {},
): string => `
agreement: small
title: Small
parties:
  provider: { name: Acme, contacts: [${change.contacts ?? 'sla@acme.test'}] }
  customer: { name: Globex, contacts: [it@globex.test] }
term: { from: 2026-01-01, until: 2027-01-01 }
timeZone: UTC
sources:
  web: { push: state, every: 10m }
  desk: { push: event }
commitments:
  availability:
    measure: { uptime: { of: web } }
    target: "${change.target ?? '>= 99%'}"
    period: ${change.period ?? 'day'}
    exclude: [maintenance]
exclusions:
  maintenance: { notice: 1h, effect: remove }
${change.more ?? ''}`

/** Evidence lines that say one thing of a span. */
export const spanLine = (source: string, from: string, to: string, outcome: string) => ({
  source,
  from,
  to,
  outcome,
})
