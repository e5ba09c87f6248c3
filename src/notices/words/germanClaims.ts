import type { ClaimWords } from './claimWords.ts'

export const germanClaims: ClaimWords = {
  subject: 'Gutschrift',
  monthSubject: 'Gutschriften des Monats',
  filedSubject: 'Gutschrift beansprucht',
  settledSubject: 'Gutschrift abgerechnet',
  nearSubject: 'Frist läuft ab',
  stages: {
    accrued: 'aufgelaufen',
    silent: 'der Vertrag schweigt',
    pending: 'noch offen',
    suspended: 'ausgesetzt',
    claimable: 'zu beanspruchen',
    automatic: 'ohne Antrag gewährt',
    claimed: 'beansprucht',
    accepted: 'Antrag angenommen',
    refused: 'Antrag abgelehnt',
    settled: 'abgerechnet',
    expired: 'verfallen',
    void: 'nicht mehr fällig',
  },
  headline: (stage, title) => `Die Gutschrift für ${title}: ${stage}`,
  meanings: {
    accrued: 'Die Verletzung ist sicher. Was fällig ist, folgt beim Abschluss des Zeitraums.',
    silent: 'Der Vertrag sagt nicht, welche Gutschrift bei diesem Wert fällig ist.',
    pending: 'Der Betrag ist noch offen, weil seine Grundlage noch nicht bekannt ist.',
    suspended:
      'Die Gutschrift ist ausgesetzt, nicht verloren: sie wird fällig, wenn die Pflichten erfüllt sind, die der Vertrag voraussetzt.',
    claimable: 'Die Gutschrift kann beansprucht werden.',
    automatic: 'Die Gutschrift wird ohne Antrag gewährt: es ist nichts zu tun.',
    claimed: 'Die Gutschrift wurde beansprucht und wartet auf eine Antwort.',
    accepted: 'Der Antrag wurde angenommen. Die Gutschrift wartet auf ihre Abrechnung.',
    refused: 'Der Antrag wurde abgelehnt. Die Gutschrift wird nicht abgerechnet.',
    settled: 'Die Gutschrift ist abgerechnet.',
    expired: 'Die Gutschrift ist verfallen, weil sie nicht rechtzeitig beansprucht wurde.',
    void: 'Nach dem, was seither festgehalten wurde, ist diese Gutschrift nicht fällig.',
  },
  answers: { accepted: 'angenommen', refused: 'abgelehnt' },
  inAddition: (amount, party) =>
    `Das Abgerechnete wird berichtigt: ${amount} sind zusätzlich zu leisten (${party}). Was abgerechnet wurde, bleibt im Register, wie es war.`,
  owedBack: (amount, party) =>
    `Das Abgerechnete wird berichtigt: ${amount} sind zurückzuerstatten an: ${party}. Was abgerechnet wurde, bleibt im Register, wie es war.`,
  month: 'Die Gutschriften eines Monats, zusammengeführt',
  monthMeaning:
    'Alle Zeiträume, die zu diesem Monat zählen, sind abgeschlossen. Nach den Regeln des Vertrags ergeben sie zusammen dies.',
  capped: 'Die Obergrenze des Vertrags kürzt diesen Betrag.',
  filed: (party) => `Eine Gutschrift wurde beansprucht: ${party}`,
  filedMeaning: (party) => `Der Antrag kam rechtzeitig. Über Annahme oder Ablehnung entscheidet ${party}.`,
  answeredBy: (party, answer) => `Ein Antrag wurde ${answer}: ${party}`,
  settled: (party) => `Eine Gutschrift wurde abgerechnet: ${party}`,
  near: {
    claim: (about) => `Eine Gutschrift für ${about} muss bald beansprucht werden`,
    exercise: (about) => `Das Kündigungsrecht ${about} verfällt bald`,
  },
  nearMeaning: {
    claim: (party, until) =>
      `Beansprucht ${party} sie nicht bis zum ${until} (einschließlich), so verfällt sie.`,
    exercise: (party, until) =>
      `Will ${party} das Recht ausüben, muss es bis zum ${until} (einschließlich) geschehen. Sonst ist nichts zu tun.`,
  },
  event: 'als Ereignis gemeldet',
  labels: {
    before: 'Vorher',
    amountBefore: 'Betrag vorher',
    settled: 'Bisher abgerechnet',
    difference: 'Unterschied',
    claimUntil: 'Zu beanspruchen bis',
    total: 'Summe des Monats',
    shares: 'Woraus sie besteht',
    statement: 'Begründung des Antrags',
    doneBy: 'Getan von',
    doneAt: 'Getan am',
    reference: 'Beleg',
    deadline: 'Bis',
  },
}
