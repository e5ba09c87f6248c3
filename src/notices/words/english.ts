import { announcementEnglish } from './announcementWords.ts'
import { englishClaims } from './englishClaims.ts'
import { procedureEnglish } from './procedureEnglish.ts'
import { statementNoticeEnglish } from './statementWords.ts'
import { surveysEnglish } from './surveyWords.ts'
import type { Words } from './words.ts'

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)
const monthOf = (date: Temporal.PlainDate): string => months[date.month - 1] ?? ''

export const english: Words = {
  language: 'en',
  decimal: '.',
  group: ',',
  days: 'd',
  day: (date) => `${date.day} ${monthOf(date)} ${date.year}`,
  month: (date) => `${monthOf(date)} ${date.year}`,
  quarter: (quarter, year) => `Q${quarter} ${year}`,
  all: 'all of them',
  andMore: (count) => `and ${count} more`,
  party: { provider: 'the provider', customer: 'the customer' },
  operator: 'the operator',
  trustedFiles: 'the operator, who trusts changed files',
  erased: '(erased)',
  agreementFor: (agreement, customer) => `${agreement} for ${customer}`,
  labels: {
    commitment: 'Commitment',
    owedBy: 'Owed by',
    clause: 'Clause of the contract',
    target: 'Promised',
    judgedAlone: 'Judged alone',
    period: 'Period',
    utc: 'UTC',
    local: 'Local time',
    measured: 'Measured',
    exactly: 'Exactly',
    compared: 'Compared, as the contract rounds',
    best: 'At best',
    worst: 'At worst',
    badTime: 'Bad time',
    badEvents: 'Missed, of all',
    countedTime: 'Time that counts',
    excludedTime: 'Time taken out',
    excusedTime: 'Bad time excused',
    unknownTime: 'Time without evidence',
    certainSince: 'Certain since',
    coverage: 'Coverage',
    from: 'From',
    to: 'To',
    length: 'Counted',
    kind: 'Kind',
    effect: 'Effect',
    outages: 'Outages',
    exclusions: 'Exclusions used',
    readings: 'The contract can be read in more than one way',
    reading: 'Reading',
    verdict: 'Verdict',
    amount: 'Amount',
    credit: 'Credit',
    creditState: 'State of the credit',
    source: 'Source',
    sources: 'Sources',
    since: 'Since',
    identity: 'Identity',
    observed: 'Observations',
    condition: 'Condition',
    right: 'Right of',
    triggeredAt: 'Met at',
    exerciseBy: 'Can be used until',
    counted: 'What counts towards it',
    figure: 'Figure',
    agreement: 'Agreement',
    provider: 'Provider',
    customer: 'Customer',
    digest: 'Digest of the text',
    replaces: 'Replaces',
    changed: 'Changed',
    term: 'Term',
    effective: 'Effective',
    acceptedBy: 'Accepted by',
    announcedAt: 'Announced',
    announcedBy: 'Announced by',
    agreedBy: 'Agreed by',
    reason: 'Reason',
    withdrawnBy: 'Withdrawn by',
    state: 'State',
    budgetLeft: 'Error budget left',
    certainIn: 'At the recent rate certain in',
    gaps: 'Time without evidence',
    missing: 'Missing',
    commitments: 'Commitments that read it',
    number: 'No.',
  },
  subjects: {
    breach: 'Breach',
    breachUndone: 'Breach taken back',
    incidentGone: 'No such incident',
    verdicts: {
      met: 'Met',
      breached: 'Breached',
      undetermined: 'Undetermined',
      silent: 'No verdict',
      notApplicable: 'Nothing to judge',
    },
    atRisk: 'At risk',
    failing: 'Failing',
    evidenceGap: 'Evidence gap',
    terminationNear: 'Termination one miss away',
    terminationMet: 'Termination right',
    agreementLoaded: 'Agreement in force',
    amendmentProposed: 'Amendment proposed',
    amendmentAccepted: 'Amendment accepted',
    versionInForce: 'New version in force',
    sourcesChanged: 'Sources changed',
    contactsChanged: 'Contacts changed',
    exclusionAnnounced: 'Exclusion announced',
    exclusionWithdrawn: 'Exclusion withdrawn',
    correction: 'Correction',
  },
  period: {
    certain: (title) => `${title} is breached`,
    undone: (title) => `The breach of ${title} no longer stands`,
    undoneMeaning:
      'What was recorded since changes the figures: the breach that both parties were told of is taken back. The figures below are those of now.',
    gone: (title) => `An incident of ${title} is none any more`,
    goneMeaning:
      'By what was recorded since, there is no such incident: it is another one, is part of another one, or does not count at all. What was told of it is superseded, and its credit is void.',
    goesOn:
      'The promise is broken for this incident, whatever follows. It goes on: the figures are those up to now, the final ones come when it has ended.',
    certainMeaning:
      'The promise cannot be kept in this period any more, whatever follows. The final figures come when the period closes.',
    verdicts: {
      met: (title) => `${title} was kept`,
      breached: (title) => `${title} was breached`,
      undetermined: (title) => `${title}: undetermined`,
      silent: (title) => `${title}: the contract gives no verdict`,
      notApplicable: (title) => `${title}: nothing to judge`,
    },
    meanings: {
      met: 'The promise was kept in this period, however the time without evidence is read.',
      breached: 'The promise was not kept in this period, however the time without evidence is read.',
      undetermined:
        'Evidence is missing, and the verdict depends on it. This counts neither as a miss nor as kept. Both parties are told the same.',
      silent:
        'The contract states no target for this period, or two that contradict each other. The figures are for information.',
      notApplicable:
        'There was nothing to judge in this period: no eligible time, or fewer events than the contract asks for.',
    },
    verdictNames: {
      met: 'met',
      breached: 'breached',
      undetermined: 'undetermined',
      silent: 'silent',
      notApplicable: 'not applicable',
    },
    noAnswer: 'no answer in time',
    noFailure: 'no failure',
    evidenceMissing: (missing, from, to) => `Evidence is missing for ${missing} between ${from} and ${to}.`,
    between: (worst, best) =>
      `Depending on what happened then, the measure lies between ${worst} and ${best}.`,
    effects: { excuse: 'bad time excused', remove: 'taken out', assumeGood: 'counted as good' },
    deemed: (by, value) =>
      `This period counts as missed because ${by} was missed, whatever was measured.${value === null ? '' : ` The credit is computed by ${value}.`}`,
    deemedShort: '(deemed missed)',
    corrects: (entry) => `This corrects the earlier entry ${entry}.`,
  },
  credit: {
    states: {
      none: 'none due',
      silent: 'the contract is silent',
      pending: 'pending',
      claimable: 'to be claimed',
      automatic: 'granted without a claim',
      suspended: 'suspended',
      expired: 'expired',
      claimed: 'claimed',
      settled: 'settled',
      earnedBack: 'earned back',
    },
    units: { day: 'days', point: 'points', extension: 'days of extension' },
    byItself:
      'The credit is what this period gives by itself. What is due of its month, after the contract’s joins and caps, is told where it is another sum.',
    unknownAmount: 'amount not known yet',
    none: 'No credit is due.',
    silent: 'The contract does not say which credit is due for this figure.',
    pending:
      'The amount of the credit is pending, because what it is taken from is not known yet. You will be told when it is.',
    claim: (party, until) =>
      `To receive the credit, ${party} must claim it${until === null ? '' : ` until ${until} (that day included)`}.`,
    automatic: 'The credit is granted without a claim: nothing needs to be done.',
    suspended:
      'The credit is suspended, not lost: it becomes due when the obligations that the contract requires are kept.',
    expired: (until) =>
      `The credit has expired, because it was not claimed${until === null ? '' : ` until ${until}`}.`,
    claimed: 'The credit has been claimed and awaits its settlement.',
    settled: 'The credit has been settled.',
    earnedBack: 'The credit is given back: the periods that followed made up for the miss.',
  },
  claims: englishClaims,
  risk: {
    headline: {
      onTrack: (title) => `${title} is on track`,
      atRisk: (title) => `${title} is at risk`,
      failing: (title) => `${title} is below its target`,
      breached: (title) => `${title} is breached`,
      closing: (title) => `${title} is closing`,
    },
    meaning: {
      onTrack: 'The target is kept so far.',
      atRisk: 'At the recent rate the target will be missed before the period ends.',
      failing: 'The target is not reached at the moment, but it can still be reached before the period ends.',
      breached: 'The target cannot be reached in this period any more.',
      closing: 'The period is over and waits for late evidence.',
    },
    noBreachYet: 'This is a warning, not a breach: nothing is due yet.',
  },
  gap: {
    headline: 'Evidence is missing',
    meaning:
      'Nothing could be measured in this time. It counts neither for nor against anybody, unless the contract says who bears it.',
    reasons: 'Why',
  },
  termination: {
    met: (party) => `A right to terminate has arisen for ${party}`,
    near: (party) => `One more miss gives ${party} a right to terminate`,
    metMeaning: (party) =>
      `The condition that the contract sets is met. Whether the right is used is for ${party} to decide.`,
    exercise: (party, until) =>
      `If ${party} wants to use the right, it must be used until ${until} (that day included).`,
    noLapse: 'The contract sets no time after which the right lapses.',
    nearMeaning: 'Nothing has happened yet. The next miss that counts meets the condition below.',
    metUndone: (party) => `The right to terminate no longer exists for ${party}`,
    nearUndone: 'No right to terminate is one miss away any more',
    undoneMeaning:
      'What was counted below does not count any more as it was told: it was restated by evidence or an agreement of the parties, or made good in time. The earlier message is superseded.',
  },
  amendment: {
    place: 'Place',
    inForceNow: 'In force',
    proposedText: 'Proposed',
    headlines: {
      agreementLoaded: 'The agreement is in force in this text',
      amendmentProposed: 'An amendment is proposed',
      amendmentAccepted: 'An amendment was accepted',
      versionInForce: 'A new version takes effect',
    },
    loaded:
      'From now on the agreement is judged by the text with this digest. Compare it with the text that you agreed; both parties receive the same.',
    proposed:
      'The text of the agreement was changed in its file. That is a proposal: the version in force runs on until the other party accepts it.',
    accept:
      'Read the changed text. If you agree, accept it over the REST interface; if not, nothing needs to be done.',
    accepted:
      'Periods that begin after it takes effect are judged by the new text; earlier ones stay as they are.',
    trustedFiles:
      'This daemon accepts changed files at once, because its operator keeps both parties’ consent elsewhere.',
    inForce: 'Periods that begin from now on are judged by this version.',
    openEnd: 'open',
  },
  change: {
    sources: 'The sources of evidence were changed',
    sourcesMeaning: 'Evidence comes from these sources from now on. The promises themselves are unchanged.',
    contacts: 'The contacts were changed',
    contactsMeaning: 'Notices go to these addresses from now on.',
  },
  exclusion: {
    announced: 'Time was announced that may not count',
    announcedMeaning:
      'Whether and how far it counts follows from the contract’s rule for this kind. Measuring goes on.',
    withdrawn: 'An announced exclusion was withdrawn',
    withdrawnMeaning: 'The time counts like any other again.',
  },
  announcement: announcementEnglish,
  statement: statementNoticeEnglish,
  procedure: procedureEnglish,
  surveys: surveysEnglish,
  digest: {
    subject: (count) => `${count} notices`,
    headline: (count) => `${count} notices in one mail`,
  },
  frame: {
    explain: 'How this was found, with the evidence',
    entry: 'Ledger entry',
    facts: 'Digest of the facts (SHA-256)',
    factsMeaning: 'Both parties are told the same facts: the digest is equal in every mail about this entry.',
    head: 'Signed head of the ledger',
    headMeaning:
      'Keep this mail: with the head in it, anyone can prove later that the ledger was not rewritten.',
    automatic: 'Sent automatically by Upheld. Answers to this mail are not read.',
  },
}
