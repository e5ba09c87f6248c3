/*
 * What stands in the customers' mailboxes beside kept periods and the first statements of months without a miss: the
 * subject without its agreement, and the money of the body. The amounts are those of `twoYearsTable.ts` and
 * `twoYearsSums.ts`: a claimed credit adds to the value of its month only when it is settled.
 */

const uptime = 'Monthly uptime'

/** The shop: value of a month is 8,000.00 − 1,000.00 − 3,000.00 at 4/5 (3,300.00 in 2025), 7,000.00 − 4,000.00 at 7/10. */
const shopMiss = (month: string, [measured, credit, value]: readonly [string, string, string]) => {
  const share = measured === '80 %' ? '10 %' : '25 %'
  return {
    breach: `Breach: ${uptime} ${measured} < 90 % · ${month}: ${share} = ${credit} EUR`,
    closed: [
      `Breached: ${uptime} ${measured} < 90 % · ${month}: ${share} = ${credit} EUR`,
      `Statement: 1 kept, 1 missed, 0 neither. · ${month}: ${value} EUR`,
    ],
  }
}
const shopAgain = (month: string, value: string) =>
  `Correction: Statement: 1 kept, 1 missed, 0 neither. · ${month}: ${value} EUR`
const shopCredit = (what: string, month: string, credit: string) =>
  `Credit${what}: ${uptime} ${credit} EUR · ${month}: ${credit} EUR`
/** The thirtieth day after the month, and what the credit's end makes of the month. */
const reminded = (until: string, credit: string) => `Deadline near: ${uptime} ${until} · : ${credit} EUR`
const lost = (month: string, credit: string, value: string): string[] => [
  shopCredit(': expired', month, credit),
  shopAgain(month, value),
]
const [april, september, november] = [
  shopMiss('April 2024', ['80 %', '300.00', '4,000.00']),
  shopMiss('September 2024', ['70 %', '750.00', '3,000.00']),
  shopMiss('November 2024', ['70 %', '750.00', '3,000.00']),
]
const in2025 = (month: string) => shopMiss(month, ['80 %', '330.00', '3,700.00'])
const [june, second, last] = [in2025('June 2025'), in2025('September 2025'), in2025('November 2025')]
const lostIn2025 = (month: string) => lost(month, '330.00', '3,700.00')

/** The desk: 1,800.00 − 1,000.00 a month, a missed uptime costs 200.00, credits are given by themselves. */
type Pair = readonly [told: string, closed: string]
const deskBreach = (what: string, when: string): Pair => [
  `Breach: ${what} · ${when}`,
  `Breached: ${what} · ${when}`,
]
const [march, marchTickets, july, report, deemed, answers, may] = [
  deskBreach(`${uptime} 80 % < 90 %`, 'March 2024: 20 % = 200.00 EUR'),
  deskBreach('Tickets answered 0 %', 'March 2024: 100.00 EUR'),
  deskBreach('Calls within the agreed volume 125 % > 100 %', 'July 2024'),
  deskBreach('Monthly report 0 %', 'September 2024'),
  deskBreach(`${uptime} (deemed missed)`, 'September 2024: 20 % = 200.00 EUR'),
  deskBreach('An answer each quarter 0 < 1', 'Q4 2024'),
  deskBreach(`${uptime} 80 % < 90 %`, 'May 2025: 20 % = 200.00 EUR'),
] as const
const deskStatement = (counts: string, month: string, value: string) =>
  `Statement: ${counts} neither. · ${month}: ${value} EUR`
/** Measured against the claim of the party that disputes: a whole credit of 200.00 lies between. */
const deskDispute = (from: string, month: string, outcome: readonly string[], counts: string): string[] => [
  `Proposal: correction of evidence api · ${from} 00:00:00 UTC: 200.00 EUR`,
  `Correction: ${deskStatement(counts, month, '800.00')}`,
  ...outcome.map((each) => each.replace('FROM', `${from} 00:00:00 UTC: 200.00 EUR`)),
  `Correction: ${deskStatement(counts, month, '800.00')}`,
]

/** The mail: 4,500.00 − 2,000.00 a month; a miss costs 500.00, and 200.00 come back where nothing is in arrears. */
const mailMiss = (month: string): Pair => deskBreach(`${uptime} 80 % < 90 %`, `${month}: 10 % = 200.00 EUR`)
const unpaid = (month: string): Pair => deskBreach('Invoices paid 0 %', month)

export const letters: Readonly<Record<string, readonly string[]>> = {
  'it@globex.test': [
    'Agreement in force · ',
    ...[april.breach, ...april.closed],
    ...[shopCredit(' claimed', 'April 2024', '300.00'), shopAgain('April 2024', '4,000.00')],
    ...[shopCredit(': claim accepted', 'April 2024', '300.00'), shopAgain('April 2024', '4,000.00')],
    ...[shopCredit(' settled', 'April 2024', '300.00'), shopAgain('April 2024', '4,300.00')],
    'Exclusion announced: maintenance · 2024-06-10 00:00:00 UTC',
    ...[september.breach, ...september.closed],
    ...[shopCredit(' claimed', 'September 2024', '750.00'), shopAgain('September 2024', '3,000.00')],
    ...[shopCredit(': claim refused', 'September 2024', '750.00'), shopAgain('September 2024', '3,000.00')],
    ...[november.breach, 'Termination one miss away: chronic · ', ...november.closed],
    // 25 % as measured, 10 % as the provider says: 750.00 − 300.00 lie between.
    'Proposal: correction of evidence web · 2024-11-16 00:00:00 UTC: 450.00 EUR',
    shopAgain('November 2024', '3,000.00'),
    'The proposal was accepted: correction of evidence web · 2024-11-16 00:00:00 UTC: 450.00 EUR',
    `Correction: Breached: ${uptime} 80 % < 90 % · November 2024: 10 % = 300.00 EUR`,
    shopCredit(': to be claimed', 'November 2024', '300.00'),
    shopAgain('November 2024', '4,000.00'),
    ...['Amendment proposed · ', 'Amendment accepted · '],
    ...[reminded('30 December 2024', '300.00'), reminded('30 December 2024', '300.00')],
    ...lost('November 2024', '300.00', '4,000.00'),
    // Nothing was missed with the two days, and nothing is without them: no money lies between.
    'Proposal: exclusion of time that has passed maintenance · 2025-02-10 00:00:00 UTC',
    'Correction: Statement: 2 kept, 0 missed, 0 neither. · February 2025: 4,700.00 EUR',
    'The proposal was accepted: exclusion of time that has passed maintenance · 2025-02-10 00:00:00 UTC',
    `Correction: Met: ${uptime} 100 % · February 2025`,
    'Correction: Statement: 2 kept, 0 missed, 0 neither. · February 2025: 4,700.00 EUR',
    ...[june.breach, ...june.closed],
    ...[reminded('30 July 2025', '330.00'), reminded('30 July 2025', '330.00'), ...lostIn2025('June 2025')],
    ...[second.breach, 'Termination one miss away: chronic · ', ...second.closed],
    ...[reminded('30 October 2025', '330.00'), reminded('30 October 2025', '330.00')],
    ...lostIn2025('September 2025'),
    ...[last.breach, 'Termination right: chronic · ', ...last.closed],
    'Termination: chronic · ',
    reminded('30 December 2025', '330.00'),
    'Deadline near: 2025-12-31 12:00:00 UTC · ',
    ...[reminded('30 December 2025', '330.00'), ...lostIn2025('November 2025')],
    ...['Termination: chronic · ', 'End of the agreement · '],
  ],
  'ops@hooli.test': [
    'Agreement in force · ',
    ...[march[0], ...marchTickets, march[1]],
    // 200.00 + 100.00, cut to a quarter of the fee; 800.00 − 200.00 + 250.00.
    'Credits of the month: 250.00 EUR · March 2024: 250.00 EUR',
    deskStatement('3 kept, 2 missed, 0', 'March 2024', '850.00'),
    ...[...july, deskStatement('2 kept, 1 missed, 1', 'July 2024', '800.00')],
    // Nothing was down: 800.00 + 200.00.
    ...[report[0], deemed[0], report[1], deemed[1]],
    deskStatement('2 kept, 2 missed, 1', 'September 2024', '1,000.00'),
    ...[...answers, deskStatement('3 kept, 1 missed, 1', 'December 2024', '800.00')],
    ...deskDispute(
      '2025-02-10',
      'February 2025',
      ['The proposal was refused: correction of evidence api · FROM'],
      '3 kept, 0 missed, 1',
    ),
    ...[...may, deskStatement('2 kept, 1 missed, 1', 'May 2025', '800.00')],
    ...deskDispute(
      '2025-05-10',
      'May 2025',
      [
        'Deadline near: 2025-06-19 12:00:00 UTC · ',
        'The proposal was not answered in time: correction of evidence api · FROM',
      ],
      '2 kept, 1 missed, 1',
    ),
    ...['Known problem: Search is slow · ', 'Correction: Problem resolved: Search is slow · '],
  ],
  'office@stark.test': [
    'Agreement in force · ',
    ...[mailMiss('August 2024')[0], unpaid('August 2024')[0]],
    ...[mailMiss('August 2024')[1], unpaid('August 2024')[1]],
    'Statement: 0 kept, 2 missed, 0 neither. · August 2024: 2,000.00 EUR',
    // The invoice is paid, and the credit with it.
    `Credit: settled: ${uptime} 200.00 EUR · August 2024: 200.00 EUR`,
    'Correction: Statement: 0 kept, 2 missed, 0 neither. · August 2024: 2,200.00 EUR',
    ...[...mailMiss('January 2025'), 'Statement: 1 kept, 1 missed, 0 neither. · January 2025: 2,200.00 EUR'],
    ...[
      ...unpaid('September 2025'),
      'Statement: 1 kept, 1 missed, 0 neither. · September 2025: 2,500.00 EUR',
    ],
    'Termination right: unpaid · ',
    ...[
      ...mailMiss('November 2025'),
      'Statement: 1 kept, 1 missed, 0 neither. · November 2025: 2,000.00 EUR',
    ],
    'Termination: unpaid · ',
    'Deadline near: 2025-12-31 12:00:00 UTC · ',
    ...['Termination: unpaid · ', 'End of the agreement · '],
  ],
  // In German, and of three kinds only.
  'legal@hooli.test': [
    'Verletzung: Monthly uptime 80 % < 90 % · März 2024: 20 % = 200,00 EUR',
    'Verletzung: Tickets answered 0 % · März 2024: 100,00 EUR',
    'Verletzung: Calls within the agreed volume 125 % > 100 % · Juli 2024',
    'Verletzung: Monthly report 0 % · September 2024',
    'Verletzung: Monthly uptime (gilt als verfehlt) · September 2024: 20 % = 200,00 EUR',
    'Verletzung: An answer each quarter 0 < 1 · 4. Quartal 2024',
    'Vorschlag: Berichtigung von Nachweisen api · 2025-02-10 00:00:00 UTC: 200,00 EUR',
    'Der Vorschlag wurde abgelehnt: Berichtigung von Nachweisen api · 2025-02-10 00:00:00 UTC: 200,00 EUR',
    'Verletzung: Monthly uptime 80 % < 90 % · Mai 2025: 20 % = 200,00 EUR',
    'Vorschlag: Berichtigung von Nachweisen api · 2025-05-10 00:00:00 UTC: 200,00 EUR',
    'Frist endet bald: 2025-06-19 12:00:00 UTC · ',
    'Der Vorschlag wurde nicht rechtzeitig beantwortet: Berichtigung von Nachweisen api · 2025-05-10 00:00:00 UTC: 200,00 EUR',
    ...['Bekanntes Problem: Search is slow · ', 'Berichtigung: Problem behoben: Search is slow · '],
  ],
}

export interface Letter {
  readonly subject: string
  readonly text: string
}

const money = /^(?:Credit|Total of the month|Customer value|Gutschrift): (.*)$/m
const between = /; ([\d.,]+ EUR)$/m

/** A mail as the table has it. */
export function letterShown({ subject, text }: Letter): string {
  const short = subject
    .replace('[Upheld] ', '')
    .replace(/ — (?:Shop for Globex|Help desk for Hooli|Mail for Stark) (?:for|für) [^,]*(?:, )?/, ' · ')
  const isOfProposal = /(?:[Pp]roposal|Vorschlag)/.test(short)
  const figure = isOfProposal ? between.exec(text) : money.exec(text)
  return figure ? `${short}: ${figure[1]}` : short
}

/** A kept period, a survey, or the first statement of a month without a miss. */
export const isKept = ({ subject, text }: Letter): boolean =>
  /^\[Upheld\] (?:Met:|Nothing to judge:|Survey )/.test(subject) ||
  (/^\[Upheld\] Statement: \d kept, 0 missed/.test(subject) && /^Version: 1$/m.test(text))
