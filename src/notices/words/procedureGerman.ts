import { linksGerman } from './linkWords.ts'
import type { ProcedureWords } from './procedureWords.ts'

export const procedureGerman: ProcedureWords = {
  subjects: {
    proposalMade: 'Vorschlag',
    claimStated: 'Streitfall',
    stepDue: 'Frist endet bald',
    declarationMade: 'Erklärung',
    termMoved: 'Laufzeit verlängert bis',
    agreementEnded: 'Ende der Vereinbarung',
    terminationExercised: 'Kündigung',
    terminationEnded: 'Kündigung',
  },
  matters: {
    exclusion: 'Ausnahme vergangener Zeit',
    correction: 'Berichtigung von Nachweisen',
    amendment: 'Änderung des Textes',
  },
  proposed: (party) => `Ein Vorschlag: ${party}`,
  meanings: {
    exclusion:
      'Wird er angenommen, zählt die Zeit unten als Ausnahme dieser Art, obwohl sie nicht rechtzeitig angekündigt war. Bis dahin zählt sie wie jede andere.',
    correction:
      'Die Nachweise des Zeitraums unten sind bestritten. Wird der Vorschlag angenommen, zählt der Zeitraum wie behauptet; das Gemessene bleibt erhalten und sichtbar. Bis dahin zählt das Gemessene.',
    amendment: 'Wird er angenommen, werden danach beginnende Zeiträume nach dem neuen Text beurteilt.',
  },
  answerBefore: (party, deadline) => `Annehmen oder ablehnen kann ihn ${party} vor ${deadline}.`,
  silence: {
    accepted: 'Ohne rechtzeitige Antwort gilt er als angenommen, wie es der Vertrag sagt.',
    refused: 'Ohne rechtzeitige Antwort gilt er als abgelehnt.',
  },
  outcomes: {
    accepted: 'Der Vorschlag wurde angenommen',
    refused: 'Der Vorschlag wurde abgelehnt',
    withdrawn: 'Der Vorschlag wurde zurückgezogen',
    lapsed: 'Der Vorschlag wurde nicht rechtzeitig beantwortet',
  },
  counts:
    'Er gilt von jetzt an. Abgeschlossene Zeiträume, die er berührt, werden neu beurteilt; beide Seiten erfahren jede Änderung.',
  countsNot: 'Es ändert sich nichts: was vorher festgehalten war, gilt weiter.',
  stated: (party) => `Zum bestrittenen Zeitraum hat sich geäußert: ${party}`,
  statedMeaning: 'Das Gemessene zählt, bis sich beide Seiten einig sind.',
  near: {
    answer: 'Die Zeit für eine Antwort endet bald',
    exercise: 'Die Zeit, in der ein Kündigungsrecht ausgeübt werden kann, endet bald',
    cure: 'Die Frist zur Abhilfe endet bald',
    renewalNotice: 'Der letzte Tag für eine Erklärung gegen die Verlängerung ist nahe',
  },
  declarations: {
    notice: (party) => `Eine Erklärung: ${party}`,
    nonRenewal: (party) => `Die Vereinbarung soll nicht verlängert werden: ${party}`,
  },
  moved: {
    renewal: 'Die Vereinbarung verlängert sich',
    credit: 'Gutschriften haben das Ende der Laufzeit verschoben',
  },
  over: {
    term: 'Die Vereinbarung ist mit ihrer Laufzeit zu Ende',
    nonRenewal: 'Die Vereinbarung ist zu Ende: ihrer Verlängerung wurde widersprochen',
    termination: 'Die Vereinbarung ist durch Kündigung zu Ende',
  },
  overMeaning:
    'Von da an wird nichts mehr gemessen oder zugesagt. Die letzten Zeiträume werden noch beurteilt, und Fristen für Ansprüche laufen weiter.',
  exercised: (party) => `Das Kündigungsrecht wird ausgeübt: ${party}`,
  cure: (deadline) => `Abhilfe ist möglich bis ${deadline}.`,
  noCure: 'Der Vertrag sieht keine Frist zur Abhilfe vor: die Kündigung wirkt sofort.',
  ended: {
    effective: 'Die Kündigung ist wirksam geworden',
    withdrawn: 'Die Kündigung wurde zurückgezogen',
    cured: 'Die Kündigung wird nicht wirksam: dem Grund wurde rechtzeitig abgeholfen',
    groundless: 'Die Kündigung wird nicht wirksam: die Verfehlung, die das Recht gab, besteht nicht mehr',
    lapsed: 'Ein Kündigungsrecht wurde nicht rechtzeitig ausgeübt und ist verfallen',
  },
  labels: {
    proposal: 'Vorschlag',
    matter: 'Gegenstand',
    about: 'Betrifft',
    proposedBy: 'Vorgeschlagen von',
    claim: 'Behauptung der vorschlagenden Seite',
    otherClaim: 'Behauptung der anderen Seite',
    cause: 'Grund',
    evidence: 'Belege',
    answerBy: 'Zu beantworten vor',
    ifSilent: 'Ohne Antwort',
    answeredBy: 'Beantwortet von',
    deadline: 'Frist',
    text: 'Text',
    endsOn: 'Die Laufzeit endet am',
    endedBefore: 'Bisher endete sie am',
    declaredBy: 'Erklärt von',
  },
  disputed: {
    title: 'Was strittig ist, in Zahlen',
    provider: 'Wenn der Anbieter recht hat',
    customer: 'Wenn der Kunde recht hat',
    between: 'Geld dazwischen',
    credit: 'Gutschrift',
  },
  silent: 'niemand',
  links: linksGerman,
  claimOutcomes: { good: 'gut', bad: 'schlecht', unknown: 'unbekannt' },
  badOf: (bad, total) => `${bad} von ${total} schlecht`,
}
