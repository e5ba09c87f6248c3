/** An agreement over sources of the drills; `changes` are further lines of the file. */
export interface DrillAgreement {
  readonly id: string
  /** Lines of `sources`, each `name: { … }`. */
  readonly sources: readonly string[]
  /** Lines of `commitments`. */
  readonly commitments: readonly string[]
  readonly timeZone?: string
  readonly lines?: readonly string[]
}

export const anAgreement = ({ id, sources, commitments, timeZone, lines = [] }: DrillAgreement): string =>
  [
    `agreement: ${id}`,
    'title: Drill',
    'parties:',
    '  provider: { name: Acme Cloud GmbH, contacts: [sla@acme.example] }',
    '  customer: { name: Globex AG, contacts: [it@globex.example, legal@globex.example] }',
    'term: { from: 2026-01-01 }',
    `timeZone: ${timeZone ?? 'Europe/Berlin'}`,
    'currency: EUR',
    'sources:',
    ...sources.map((line) => `  ${line}`),
    'commitments:',
    ...commitments.map((line) => `  ${line}`),
    ...lines,
    '',
  ].join('\n')

/** A source that asks every second. */
export const everySecond = (name: string, url: string, timeout = '2s'): string =>
  `${name}: { http: { url: "${url}", timeout: ${timeout} }, every: 1s }`

export const uptimeOf = (source: string, target = '>= 99.99%', period = 'day'): string =>
  `${source}-uptime: { measure: { uptime: { of: ${source} } }, target: "${target}", period: ${period} }`
