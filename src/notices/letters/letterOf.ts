import type { EntryKind } from '../../ledger/entry.ts'
import type { Facts } from '../../ledger/facts.ts'
import type { Letter, LetterContext, NotifiedKind } from '../letter.ts'
import {
  agreementLoadedLetter,
  amendmentAcceptedLetter,
  amendmentProposedLetter,
  versionInForceLetter,
} from './amendment.ts'
import { changeAnnouncedLetter } from './announcement.ts'
import { atRiskLetter } from './atRisk.ts'
import { contactsChangedLetter, sourcesChangedLetter } from './change.ts'
import {
  claimAnsweredLetter,
  claimFiledLetter,
  creditSettledLetter,
  creditStatedLetter,
  creditsJoinedLetter,
  deadlineNearLetter,
} from './claims.ts'
import { evidenceGapLetter } from './evidenceGap.ts'
import { exclusionAnnouncedLetter, exclusionWithdrawnLetter } from './exclusion.ts'
import { breachLetter, periodClosedLetter } from './period.ts'
import {
  claimStatedLetter,
  declarationMadeLetter,
  proposalAnsweredLetter,
  proposalMadeLetter,
  stepDueLetter,
  terminationEndedLetter,
  terminationExercisedLetter,
} from './procedure.ts'
import { statementIssuedLetter } from './statement.ts'
import { surveyAskedLetter, surveyRemindedLetter } from './survey.ts'
import { agreementEndedLetter, termMovedLetter } from './term.ts'
import { terminationMetLetter, terminationNearLetter } from './termination.ts'

type Letters = { readonly [K in NotifiedKind]: (facts: Facts[K], context: LetterContext) => Letter }

const letters: Letters = {
  agreementLoaded: agreementLoadedLetter,
  amendmentProposed: amendmentProposedLetter,
  amendmentAccepted: amendmentAcceptedLetter,
  versionInForce: versionInForceLetter,
  sourcesChanged: sourcesChangedLetter,
  contactsChanged: contactsChangedLetter,
  breach: breachLetter,
  periodClosed: periodClosedLetter,
  atRisk: atRiskLetter,
  evidenceGap: evidenceGapLetter,
  terminationNear: terminationNearLetter,
  terminationMet: terminationMetLetter,
  exclusionAnnounced: exclusionAnnouncedLetter,
  exclusionWithdrawn: exclusionWithdrawnLetter,
  creditStated: creditStatedLetter,
  creditsJoined: creditsJoinedLetter,
  claimFiled: claimFiledLetter,
  claimAnswered: claimAnsweredLetter,
  creditSettled: creditSettledLetter,
  deadlineNear: deadlineNearLetter,
  proposalMade: proposalMadeLetter,
  claimStated: claimStatedLetter,
  proposalAnswered: proposalAnsweredLetter,
  stepDue: stepDueLetter,
  surveyAsked: surveyAskedLetter,
  surveyReminded: surveyRemindedLetter,
  declarationMade: declarationMadeLetter,
  termMoved: termMovedLetter,
  agreementEnded: agreementEndedLetter,
  terminationExercised: terminationExercisedLetter,
  terminationEnded: terminationEndedLetter,
  changeAnnounced: changeAnnouncedLetter,
  statementIssued: statementIssuedLetter,
}

const isNotified = (kind: EntryKind): kind is NotifiedKind => kind in letters

/**
 * What is said about an entry, from its facts alone.
 *
 * @throws TypeError for a kind that nobody is told of.
 */
export function letterOf(context: LetterContext): Letter {
  const { kind, facts } = context.entry
  if (!isNotified(kind)) throw new TypeError(`nobody is told of an entry of the kind ${kind}`)
  return write(kind, facts as unknown as Facts[typeof kind], context)
}

/** The table pairs each kind with its facts; the ledger wrote these facts for this kind. */
function write<K extends NotifiedKind>(kind: K, facts: Facts[K], context: LetterContext): Letter {
  const writer: (facts: Facts[K], context: LetterContext) => Letter = letters[kind]
  return writer(facts, context)
}
