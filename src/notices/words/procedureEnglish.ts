import { linksEnglish } from './linkWords.ts'
import type { ProcedureWords } from './procedureWords.ts'

export const procedureEnglish: ProcedureWords = {
  subjects: {
    proposalMade: 'Proposal',
    claimStated: 'Dispute',
    stepDue: 'Deadline near',
    declarationMade: 'Notice given',
    termMoved: 'Term extended until',
    agreementEnded: 'End of the agreement',
    terminationExercised: 'Termination',
    terminationEnded: 'Termination',
  },
  matters: {
    exclusion: 'exclusion of time that has passed',
    correction: 'correction of evidence',
    amendment: 'amendment of the text',
  },
  proposed: (party) => `A proposal by ${party}`,
  meanings: {
    exclusion:
      'If it is accepted, the time below counts as this kind of exclusion, although it was not announced in time. Until then it counts like any other time.',
    correction:
      'The evidence of the interval below is disputed. If the proposal is accepted, the interval counts as claimed; what was measured is kept and stays visible. Until then the measured evidence counts.',
    amendment: 'If it is accepted, periods that begin afterwards are judged by the new text.',
  },
  answerBefore: (party, deadline) => `${party} can accept or refuse it before ${deadline}.`,
  silence: {
    accepted: 'Without an answer in time it counts as accepted, as the contract says.',
    refused: 'Without an answer in time it counts as refused.',
  },
  outcomes: {
    accepted: 'The proposal was accepted',
    refused: 'The proposal was refused',
    withdrawn: 'The proposal was withdrawn',
    lapsed: 'The proposal was not answered in time',
  },
  counts:
    'It counts from now on. Closed periods that it touches are judged again, and both parties are told of every change.',
  countsNot: 'Nothing changes: what was recorded before stands.',
  stated: (party) => `${party} has said what the disputed interval was`,
  statedMeaning: 'The measured evidence counts until both parties agree.',
  near: {
    answer: 'The time for an answer ends soon',
    exercise: 'The time in which a right to terminate can be used ends soon',
    cure: 'The time to cure ends soon',
    renewalNotice: 'The last day for a notice against renewal is near',
  },
  declarations: {
    notice: (party) => `A notice by ${party}`,
    nonRenewal: (party) => `${party} does not want the agreement to be renewed`,
  },
  moved: {
    renewal: 'The agreement is renewed',
    credit: 'Credits have moved the end of the term',
  },
  over: {
    term: 'The agreement has ended with its term',
    nonRenewal: 'The agreement has ended: notice was given against its renewal',
    termination: 'The agreement has ended by termination',
  },
  overMeaning:
    'Nothing is measured or promised any more from then on. The last periods are still judged, and deadlines for claims run on.',
  exercised: (party) => `The right to terminate is used by ${party}`,
  cure: (deadline) => `What gave the right can be cured until ${deadline}.`,
  noCure: 'The contract gives no time to cure: it takes effect at once.',
  ended: {
    effective: 'The termination has taken effect',
    withdrawn: 'The termination was withdrawn',
    cured: 'The termination does not take effect: what gave the right was cured in time',
    groundless: 'The termination does not take effect: the miss that gave the right does not stand any more',
    lapsed: 'A right to terminate was not used in time and has lapsed',
  },
  labels: {
    proposal: 'Proposal',
    matter: 'Matter',
    about: 'About',
    proposedBy: 'Proposed by',
    claim: 'Claimed by the proposer',
    otherClaim: 'Claimed by the other party',
    cause: 'Cause',
    evidence: 'Evidence',
    answerBy: 'To be answered before',
    ifSilent: 'Without an answer',
    answeredBy: 'Answered by',
    deadline: 'Deadline',
    text: 'Text',
    endsOn: 'The term ends on',
    endedBefore: 'Before it ended on',
    declaredBy: 'Declared by',
  },
  disputed: {
    title: 'What is disputed, in figures',
    provider: 'If the provider is right',
    customer: 'If the customer is right',
    between: 'Money between them',
    credit: 'credit',
  },
  silent: 'nobody',
  links: linksEnglish,
  claimOutcomes: { good: 'good', bad: 'bad', unknown: 'unknown' },
  badOf: (bad, total) => `${bad} bad of ${total}`,
}
