/*
 * Mails. Every entry is one mail to each contact, but: what accrues, and what a closing, a claim, an answer or a payment
 * has just told, is told once; a reminder goes to the party that may claim; value waits to be read.
 *
 * The shop's credits: April 2024 claimed, answered, settled (3); September claimed, answered (2); November
 * restated and lost (2); three losses in 2025 (3): a month of one credit has no news of its own.
 * The desk's: the month that joins two credits and is cut. The mail's: the credit that a payment releases.
 * Statements: one of each month, and those that the table numbers: #2 to #4, #2 and #3, #2 to #4, #2 and #3, and #2 of each month
 * that was lost for the shop; #2 and #3 of two disputes for the desk; #2 of the month released for the mail.
 * Procedure: the shop’s two proposals, answers, termination, reminder of the time to cure, end and the end of the agreement; the desk's two proposals,
 * answers, and one reminder; the mail's termination, reminder, end, and the end of the agreement.
 */
const shopMails = {
  amendment: 3,
  breach: 6,
  periodClosed: 24 + 24 + 2,
  credit: 3 + 2 + 2 + 3,
  exclusion: 1,
  terminationNear: 2,
  terminationMet: 1,
  procedure: 6 + 2,
  statement: 24 + 3 + 2 + 3 + 2 + 1 + 1 + 1,
}
const deskMails = {
  amendment: 1,
  breach: 7,
  periodClosed: 4 * 24 + 8,
  credit: 1,
  procedure: 5,
  announcement: 2,
  statement: 24 + 2 + 2,
}
const mailMails = {
  amendment: 1,
  breach: 5,
  periodClosed: 2 * 24,
  credit: 1,
  terminationMet: 1,
  procedure: 4,
  statement: 24 + 1,
}
export const mailboxes = {
  'globex-shop sla@acme.test': { ...shopMails, atRisk: 1 },
  'globex-shop it@globex.test': { ...shopMails, reminder: 8, survey: 8 },
  'hooli-desk sla@acme.test': deskMails,
  'hooli-desk ops@hooli.test': deskMails,
  'hooli-desk legal@hooli.test': { breach: 7, procedure: 5, announcement: 2 },
  'stark-mail service@initech.test': mailMails,
  'stark-mail office@stark.test': mailMails,
}

/*
 * Value of 24 months, promised − cost of breaches + credits settled = value; retained = value ÷ promised.
 *
 * Shop: 12 × (9,000 − 1,000 − 3,000) + 12 × (9,000 − 1,000 − 3,300) = 60,000 + 56,400 = 116,400. A miss at 4/5 attains
 * 8/9 of 9,000 and costs 1,000, that at 7/10 costs 2,000: 1,000 + 2,000 + 1,000 + 3 × 1,000 = 7,000. 116,400 − 7,000 +
 * 300 = 109,700; ÷ 116,400 = 0.942440. The in-house shop: 24 × (6,000 − 2,790) = 77,040; surplus 32,660.
 * Ratio: 9 ÷ 8 = 1.125; × 80 % = 0.9; 66,960 ÷ 75,600 × 20 % = 0.177143: 1.077143. Of a month with an answer in
 * 2024: 0.9 + 0.93 × 20 % = 1.086; in 2025: 0.9 + 2,790 ÷ 3,300 × 20 % = 1.069091. The forms are asked on day 45 of each quarter.
 *
 * Desk: 24 × 800 = 19,200; two misses that were measured cost 1,800 ÷ 9 = 200 each; credits 250 + 200 + 200 = 650:
 * 19,450; ÷ 19,200 = 1.013021. Promoters 10, 9, 9, 10, 10, passive 8, detractor 3: (5 − 1) ÷ 7 = 0.571429. All
 * but the detractor gave 4 or 5 of 5: 6 ÷ 7 = 0.857143.
 *
 * Mail: 24 × 2,500 = 60,000; three misses cost 4,500 ÷ 9 = 500 each; credits 2 × 200, and 200 that wait: 58,900;
 * ÷ 60,000 = 0.981667.
 */
export const values = {
  'globex-shop': {
    months: 24,
    promisedValue: '116400.00',
    costOfBreaches: '7000.00',
    credits: { settled: '300.00', outstanding: '0.00' },
    customerValue: '109700.00',
    retained: { value: '0.94244', exact: '1097/1164' },
    price: '75600.00',
    surplus: '32660.00',
    relative: { ratio: { value: '1.077143' } },
  },
  'hooli-desk': {
    months: 24,
    promisedValue: '19200.00',
    costOfBreaches: '400.00',
    credits: { settled: '650.00', outstanding: '0.00' },
    customerValue: '19450.00',
    retained: { value: '1.013021', exact: '389/384' },
    customer: {
      nps: { n: 7, promoters: 5, detractors: 1, value: '0.571429', exact: '4/7' },
      csat: { n: 7, value: '0.857143', exact: '6/7' },
    },
  },
  'stark-mail': {
    months: 24,
    promisedValue: '60000.00',
    costOfBreaches: '1500.00',
    credits: { settled: '400.00', outstanding: '200.00' },
    customerValue: '58900.00',
    retained: { value: '0.981667', exact: '589/600' },
  },
}
export const ratios = { '2024-02': '1.086', '2024-03': null, '2025-02': '1.069091' }
/** 2024 and 2025: 60,000 − 4,000 + 300 and 56,400 − 3,000; 9,600 − 200 + 450 and − 200 + 200; 30,000 − 500 + 200 and − 1,000 + 200. */
export const years = {
  'globex-shop': ['56300.00', '53400.00'],
  'hooli-desk': ['9850.00', '9600.00'],
  'stark-mail': ['29700.00', '29200.00'],
}
