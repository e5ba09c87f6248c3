import type { Statement } from './statement.ts'

const columns = [
  'commitment',
  'of',
  'from',
  'to',
  'target',
  'verdict',
  'value',
  'exact',
  'unit',
  'row',
  'rowFrom',
  'rowTo',
  'seconds',
  'entry',
] as const

/** The facts behind a statement, one row for each period, outage, gap and exclusion; RFC 4180, CRLF. */
export function statementCsv({ commitments }: Statement): string {
  const rows = commitments.flatMap(({ commitment, of, target, periods }) =>
    periods.flatMap(({ facts, entry }) => {
      const { measure, verdict } = facts
      const period = [commitment, of ?? '', facts.from, facts.to, target, verdict]
      const row = (kind: string, from: string, to: string, seconds: string) => [
        ...period,
        measure.value ?? '',
        measure.exact ?? '',
        measure.unit,
        kind,
        from,
        to,
        seconds,
        entry,
      ]
      return [
        row('period', facts.from, facts.to, facts.seconds?.bad ?? ''),
        ...facts.outages.map((each) => row('outage', each.from, each.to, each.seconds)),
        ...(facts.gaps ?? []).map((each) => row('gap', each.from, each.to, each.seconds)),
        ...facts.exclusions.map((each) => row(`exclusion ${each.kind} ${each.id}`, each.from, each.to, '')),
      ]
    }),
  )
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** A cell that a spreadsheet would run as a formula is made text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
