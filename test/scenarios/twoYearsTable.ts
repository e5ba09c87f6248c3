/*
 * What two years leave behind, computed from the texts of `threeAgreements.ts` and the story of `twoYears.ts`.
 *
 * Uptime. 6 of 30 days bad: 24 ÷ 30 = 4/5. 9 of 30 days: 21 ÷ 30 = 7/10. 6 d 4 h 48 min = 148.8 h of a month with 31
 * days = 744 h: a fifth, so 4/5. All of them miss 90 %.
 *
 * The shop's credits: 4/5 gives 10 % of 3,000.00 = 300.00 (of 3,300.00 from January 2025 on = 330.00), 7/10 gives 25 % =
 * 750.00. A claim counts for 30 days from the period's end, a reminder comes 7 days and 1 day before the end of the last
 * one, and without a claim the credit is lost with that day: a month that is 0.00 from then on.
 * The shop's right: three misses of six months. April and September 2024 are two of six, but April leaves the six with
 * October: not near. September and November 2024 are near; June, September and November 2025 are three.
 *
 * The desk's credits: 20 % of 1,000.00 = 200.00 for a miss, 50.00 for each of two tickets that took 24 h instead of 8 h;
 * March 2024 has 300.00, cut to 25 % = 250.00. Use of 1,250 of 1,000 calls is 5/4; the ten days that were bad
 * in July 2024 are all among the 21 days that it takes out, so nothing was missed in the ten days that are left.
 * September 2024 has no report by 10 October: a miss of uptime although all of it was good, and 200.00.
 *
 * The mail's credits: 10 % of 2,000.00 = 200.00. The invoice of August 2024 is due on 25 August and paid on 20
 * September, within 30 days of that, so there is no right; until then the credit is suspended. That of September 2025
 * is due on the 25th and never paid: the right arises on 25 October, and the credit of November stays suspended.
 */

const lostCredit = (month: string, revision: number, amount: string): readonly string[] => [
  `${month} deadlineNear availability ${amount}`,
  `${month} deadlineNear availability ${amount}`,
  `${month} creditStated availability #${revision} expired ${amount}`,
]

export const ledgers = {
  'globex-shop': [
    'agreementLoaded',
    // Claimed, accepted, settled; each step moves the month and its statement.
    '2024-04 breach availability 4/5 300.00',
    '2024-04 creditStated availability accrued 300.00',
    '2024-04 periodClosed availability 4/5 300.00',
    '2024-04 creditStated availability #2 claimable 300.00',
    '2024-04 creditsJoined 300.00',
    '2024-04 claimFiled availability 300.00',
    '2024-04 creditStated availability #3 claimed 300.00',
    '2024-04 creditsJoined #2 300.00',
    '2024-04 statementIssued #2',
    '2024-04 claimAnswered availability 300.00',
    '2024-04 creditStated availability #4 accepted 300.00',
    '2024-04 creditsJoined #3 300.00',
    '2024-04 statementIssued #3',
    '2024-04 creditSettled availability 300.00',
    '2024-04 creditStated availability #5 settled 300.00',
    '2024-04 creditsJoined #4 300.00',
    // 8,000.00 − 1,000.00 − 3,000.00 + 300.00.
    '2024-04 valueStated #2 4300.00',
    '2024-04 statementIssued #4',
    '2024-06 exclusionAnnounced maintenance',
    // Claimed and refused; 7/10 ÷ 9/10 of 9,000.00 is 7,000.00.
    '2024-09 breach availability 7/10 750.00',
    '2024-09 creditStated availability accrued 750.00',
    '2024-09 periodClosed availability 7/10 750.00',
    '2024-09 creditStated availability #2 claimable 750.00',
    '2024-09 creditsJoined 750.00',
    '2024-09 claimFiled availability 750.00',
    '2024-09 creditStated availability #3 claimed 750.00',
    '2024-09 creditsJoined #2 750.00',
    '2024-09 statementIssued #2',
    '2024-09 claimAnswered availability 750.00',
    '2024-09 creditStated availability #4 refused 750.00',
    '2024-09 creditsJoined #3 750.00',
    '2024-09 valueStated #2 3000.00',
    '2024-09 statementIssued #3',
    // Three of nine bad days were none, as both agree; the rest is never claimed.
    '2024-11 breach availability 7/10 750.00',
    '2024-11 creditStated availability accrued 750.00',
    'terminationNear chronic',
    '2024-11 periodClosed availability 7/10 750.00',
    '2024-11 creditStated availability #2 claimable 750.00',
    '2024-11 creditsJoined 750.00',
    '2024-11 proposalMade web',
    '2024-11 statementIssued #2',
    '2024-11 proposalAnswered web accepted',
    '2024-11 periodClosed availability #2 4/5 300.00',
    '2024-11 creditStated availability #3 claimable 300.00',
    '2024-11 creditsJoined #2 300.00',
    '2024-11 valueStated #2 4000.00',
    '2024-11 statementIssued #3',
    'amendmentProposed',
    'amendmentAccepted',
    ...lostCredit('2024-11', 4, '300.00'),
    '2024-11 creditsJoined #3 0.00',
    '2024-11 valueStated #3 4000.00',
    '2024-11 statementIssued #4',
    // Two of the 11 days so far are down: 9/11. Of 28 days they leave 13/14; both agree to take them out.
    '2025-02 atRisk availability 9/11 330.00',
    '2025-02 proposalMade maintenance',
    '2025-02 statementIssued #2',
    '2025-02 proposalAnswered maintenance accepted',
    '2025-02 exclusionAnnounced maintenance',
    '2025-02 periodClosed availability #2 1/1 0.00',
    '2025-02 statementIssued #3',
    ...missIn2025('2025-06'),
    ...lostIn2025('2025-06'),
    ...missIn2025('2025-09', 'terminationNear chronic'),
    ...lostIn2025('2025-09'),
    ...missIn2025('2025-11', 'terminationMet chronic'),
    'terminationExercised chronic',
    '2025-11 deadlineNear availability 330.00',
    // Both come at the same look, the step of the procedure first.
    'stepDue',
    ...lostIn2025('2025-11').slice(1),
    // Thirty days after the first of December, and the agreement with that day.
    'terminationEnded chronic effective',
    'agreementEnded',
  ],
  'hooli-desk': [
    'agreementLoaded',
    '2024-03 breach availability 4/5 200.00',
    '2024-03 creditStated availability accrued 200.00',
    '2024-03 breach response 0/1 100.00',
    '2024-03 creditStated response accrued 100.00',
    '2024-03 periodClosed response 0/1 100.00',
    '2024-03 creditStated response #2 automatic 100.00',
    // Closed when the report is there; both credits are settled then, the month at its cap.
    '2024-03 periodClosed availability 4/5 200.00',
    '2024-03 creditStated response #3 settled 100.00',
    '2024-03 creditStated availability #2 settled 200.00',
    '2024-03 creditsJoined 250.00',
    '2024-07 breach volume 5/4',
    '2024-07 periodClosed volume 5/4',
    '2024-09 breach reporting 0/1',
    '2024-09 periodClosed reporting 0/1',
    '2024-09 breach availability 1/1 200.00',
    '2024-09 periodClosed availability 1/1 200.00',
    '2024-09 creditStated availability settled 200.00',
    '2024-09 creditsJoined 200.00',
    '2024-10 breach feedback 0/1',
    '2024-10 periodClosed feedback 0/1',
    // Refused: nothing but the statements is another one.
    '2025-02 proposalMade api',
    '2025-02 statementIssued #2',
    '2025-02 proposalAnswered api refused',
    '2025-02 statementIssued #3',
    '2025-05 breach availability 4/5 200.00',
    '2025-05 creditStated availability accrued 200.00',
    '2025-05 periodClosed availability 4/5 200.00',
    '2025-05 creditStated availability #2 settled 200.00',
    '2025-05 creditsJoined 200.00',
    // Left silent for 14 days, which is a refusal.
    '2025-05 proposalMade api',
    '2025-05 statementIssued #2',
    'stepDue',
    '2025-05 proposalAnswered api lapsed',
    '2025-05 statementIssued #3',
    'changeAnnounced',
    'changeAnnounced #2',
  ],
  'stark-mail': [
    'agreementLoaded',
    '2024-08 breach availability 4/5 200.00',
    '2024-08 creditStated availability accrued 200.00',
    '2024-08 breach payment 0/1',
    '2024-08 periodClosed availability 4/5 200.00',
    '2024-08 periodClosed payment 0/1',
    '2024-08 creditStated availability #2 suspended 200.00',
    '2024-08 creditsJoined 200.00',
    '2024-08 creditStated availability #3 settled 200.00',
    '2024-08 creditsJoined #2 200.00',
    // 4,000.00 − 2,000.00 + 200.00.
    '2024-08 valueStated #2 2200.00',
    '2024-08 statementIssued #2',
    '2025-01 breach availability 4/5 200.00',
    '2025-01 creditStated availability accrued 200.00',
    '2025-01 periodClosed availability 4/5 200.00',
    '2025-01 creditStated availability #2 settled 200.00',
    '2025-01 creditsJoined 200.00',
    '2025-09 breach payment 0/1',
    '2025-09 periodClosed payment 0/1',
    'terminationMet unpaid',
    '2025-11 breach availability 4/5 200.00',
    '2025-11 creditStated availability accrued 200.00',
    '2025-11 periodClosed availability 4/5 200.00',
    '2025-11 creditStated availability #2 suspended 200.00',
    '2025-11 creditsJoined 200.00',
    'terminationExercised unpaid',
    'stepDue',
    'terminationEnded unpaid effective',
    'agreementEnded',
  ],
}

function missIn2025(month: string, clause?: string): string[] {
  return [
    `${month} breach availability 4/5 330.00`,
    `${month} creditStated availability accrued 330.00`,
    ...(clause === undefined ? [] : [clause]),
    `${month} periodClosed availability 4/5 330.00`,
    `${month} creditStated availability #2 claimable 330.00`,
    `${month} creditsJoined 330.00`,
  ]
}

/** 8,000.00 − 1,000.00 − 3,300.00. */
function lostIn2025(month: string): string[] {
  return [
    ...lostCredit(month, 3, '330.00'),
    `${month} creditsJoined #2 0.00`,
    `${month} valueStated #2 3700.00`,
    `${month} statementIssued #2`,
  ]
}

/*
 * The other periods: 24 months less the misses above; of the desk's months, the two with tickets and those without are
 * closed alike. Eight quarters of answers, one of them without any.
 */
const each = { valueStated: 24, statementIssued: 24 }
export const quietMonths = {
  'globex-shop': {
    ...each,
    'periodClosed availability': 18,
    'periodClosed payment': 24,
    'surveyAsked reliability': 8,
    'surveyAnswered reliability': 8,
  },
  'hooli-desk': {
    ...each,
    'periodClosed availability': 21,
    'periodClosed reporting': 23,
    'periodClosed response': 23,
    'periodClosed volume': 23,
    'periodClosed feedback': 7,
  },
  'stark-mail': { ...each, 'periodClosed availability': 21, 'periodClosed payment': 22 },
}
