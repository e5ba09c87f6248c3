import { announcementGerman } from './announcementWords.ts'
import { germanClaims } from './germanClaims.ts'
import { procedureGerman } from './procedureGerman.ts'
import { statementNoticeGerman } from './statementWords.ts'
import { surveysGerman } from './surveyWords.ts'
import type { Words } from './words.ts'

const months = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' ')
const monthOf = (date: Temporal.PlainDate): string => months[date.month - 1] ?? ''

export const german: Words = {
  language: 'de',
  decimal: ',',
  group: '.',
  days: 'Tg.',
  day: (date) => `${date.day}. ${monthOf(date)} ${date.year}`,
  month: (date) => `${monthOf(date)} ${date.year}`,
  quarter: (quarter, year) => `${quarter}. Quartal ${year}`,
  all: 'alle',
  andMore: (count) => `und ${count} weitere`,
  party: { provider: 'der Anbieter', customer: 'der Kunde' },
  operator: 'der Betreiber',
  trustedFiles: 'der Betreiber, der geänderten Dateien vertraut',
  erased: '(gelöscht)',
  agreementFor: (agreement, customer) => `${agreement} für ${customer}`,
  labels: {
    commitment: 'Zusage',
    owedBy: 'Geschuldet von',
    clause: 'Stelle im Vertrag',
    target: 'Zugesagt',
    judgedAlone: 'Einzeln beurteilt',
    period: 'Zeitraum',
    utc: 'UTC',
    local: 'Ortszeit',
    measured: 'Gemessen',
    exactly: 'Genau',
    compared: 'Verglichen, wie der Vertrag rundet',
    best: 'Bestenfalls',
    worst: 'Schlimmstenfalls',
    badTime: 'Schlechte Zeit',
    badEvents: 'Verfehlt, von allen',
    countedTime: 'Zählende Zeit',
    excludedTime: 'Herausgenommene Zeit',
    excusedTime: 'Entschuldigte schlechte Zeit',
    unknownTime: 'Zeit ohne Nachweis',
    certainSince: 'Sicher seit',
    coverage: 'Abdeckung',
    from: 'Von',
    to: 'Bis',
    length: 'Gezählt',
    kind: 'Art',
    effect: 'Wirkung',
    outages: 'Ausfälle',
    exclusions: 'Angewandte Ausnahmen',
    readings: 'Der Vertrag lässt mehr als eine Lesart zu',
    reading: 'Lesart',
    verdict: 'Urteil',
    amount: 'Betrag',
    credit: 'Gutschrift',
    creditState: 'Stand der Gutschrift',
    source: 'Quelle',
    sources: 'Quellen',
    since: 'Seit',
    identity: 'Kennung',
    observed: 'Beobachtungen',
    condition: 'Bedingung',
    right: 'Berechtigt',
    triggeredAt: 'Eingetreten',
    exerciseBy: 'Ausübbar bis',
    counted: 'Was dazu zählt',
    figure: 'Wert',
    agreement: 'Vereinbarung',
    provider: 'Anbieter',
    customer: 'Kunde',
    digest: 'Prüfsumme des Textes',
    replaces: 'Ersetzt',
    changed: 'Geändert',
    term: 'Laufzeit',
    effective: 'Wirksam ab',
    acceptedBy: 'Annehmende Seite',
    announcedAt: 'Angekündigt',
    announcedBy: 'Ankündigende Seite',
    agreedBy: 'Zustimmende Seite',
    reason: 'Grund',
    withdrawnBy: 'Zurückziehende Seite',
    state: 'Stand',
    budget: 'Von dem, was das Ziel zulässt',
    certainIn: 'Beim jetzigen Verlauf sicher in',
    gaps: 'Zeit ohne Nachweis',
    missing: 'Fehlend',
    commitments: 'Zusagen, die sie lesen',
    number: 'Nr.',
  },
  subjects: {
    breach: 'Verletzung',
    breachUndone: 'Verletzung zurückgenommen',
    incidentGone: 'Kein solcher Vorfall',
    verdicts: {
      met: 'Eingehalten',
      breached: 'Verletzt',
      undetermined: 'Unbestimmt',
      silent: 'Kein Urteil',
      notApplicable: 'Nichts zu beurteilen',
    },
    atRisk: 'Gefährdet',
    failing: 'Unter dem Ziel',
    evidenceGap: 'Nachweislücke',
    terminationNear: 'Kündigungsrecht beim nächsten Verfehlen',
    terminationMet: 'Kündigungsrecht',
    agreementLoaded: 'Vereinbarung in Kraft',
    amendmentProposed: 'Änderung vorgeschlagen',
    amendmentAccepted: 'Änderung angenommen',
    versionInForce: 'Neue Fassung in Kraft',
    sourcesChanged: 'Quellen geändert',
    contactsChanged: 'Kontakte geändert',
    exclusionAnnounced: 'Ausnahme angekündigt',
    exclusionWithdrawn: 'Ausnahme zurückgezogen',
    correction: 'Berichtigung',
  },
  period: {
    certain: (title) => `${title} ist verletzt`,
    undone: (title) => `Die Verletzung von ${title} besteht nicht mehr`,
    undoneMeaning:
      'Was seither festgehalten wurde, ändert die Zahlen: Die Verletzung, die beiden Parteien mitgeteilt wurde, ist zurückgenommen. Die Zahlen unten sind die von jetzt.',
    gone: (title) => `Ein Vorfall bei ${title} besteht nicht mehr`,
    goneMeaning:
      'Nach dem, was seither festgehalten wurde, gibt es diesen Vorfall nicht: Er ist ein anderer, Teil eines anderen oder zählt gar nicht. Was von ihm mitgeteilt wurde, ist überholt, und seine Gutschrift entfällt.',
    goesOn:
      'Die Zusage ist bei diesem Vorfall gebrochen, was auch folgt. Er dauert an: Die Zahlen sind die bis jetzt, die endgültigen kommen, wenn er beendet ist.',
    certainMeaning:
      'Die Zusage kann in diesem Zeitraum nicht mehr eingehalten werden, was auch folgt. Die endgültigen Zahlen kommen, wenn der Zeitraum abgeschlossen ist.',
    verdicts: {
      met: (title) => `${title} wurde eingehalten`,
      breached: (title) => `${title} wurde verletzt`,
      undetermined: (title) => `${title}: unbestimmt`,
      silent: (title) => `${title}: der Vertrag gibt kein Urteil`,
      notApplicable: (title) => `${title}: nichts zu beurteilen`,
    },
    meanings: {
      met: 'Die Zusage wurde in diesem Zeitraum eingehalten, wie man die Zeit ohne Nachweis auch liest.',
      breached:
        'Die Zusage wurde in diesem Zeitraum nicht eingehalten, wie man die Zeit ohne Nachweis auch liest.',
      undetermined:
        'Es fehlen Nachweise, und das Urteil hängt davon ab. Das zählt weder als verfehlt noch als eingehalten. Beide Seiten erfahren dasselbe.',
      silent:
        'Der Vertrag nennt für diesen Zeitraum kein Ziel, oder zwei, die einander widersprechen. Die Zahlen dienen der Kenntnis.',
      notApplicable:
        'In diesem Zeitraum gab es nichts zu beurteilen: keine zählende Zeit, oder weniger Ereignisse, als der Vertrag verlangt.',
    },
    verdictNames: {
      met: 'eingehalten',
      breached: 'verletzt',
      undetermined: 'unbestimmt',
      silent: 'ohne Aussage',
      notApplicable: 'nicht anwendbar',
    },
    noAnswer: 'keine Antwort rechtzeitig',
    noFailure: 'kein Ausfall',
    evidenceMissing: (missing, from, to) => `Zwischen ${from} und ${to} fehlen Nachweise für ${missing}.`,
    between: (worst, best) => `Je nachdem, was da geschah, liegt das Maß zwischen ${worst} und ${best}.`,
    effects: {
      excuse: 'schlechte Zeit entschuldigt',
      remove: 'herausgenommen',
      assumeGood: 'als gut gezählt',
    },
    deemed: (by, value) =>
      `Dieser Zeitraum gilt als verfehlt, weil ${by} verfehlt wurde, was auch immer gemessen wurde.${value === null ? '' : ` Die Gutschrift wird mit ${value} berechnet.`}`,
    deemedShort: '(gilt als verfehlt)',
    corrects: (entry) => `Das berichtigt den früheren Eintrag ${entry}.`,
  },
  credit: {
    states: {
      none: 'keine fällig',
      silent: 'der Vertrag schweigt',
      pending: 'noch offen',
      claimable: 'zu beanspruchen',
      automatic: 'ohne Antrag gewährt',
      suspended: 'ausgesetzt',
      expired: 'verfallen',
      claimed: 'beansprucht',
      settled: 'abgerechnet',
      earnedBack: 'zurückverdient',
    },
    units: {
      day: 'Tage',
      point: 'Punkte',
      extension: 'Tage Verlängerung',
      extensionMonth: 'Monate Verlängerung',
    },
    byItself:
      'Die Gutschrift ist, was dieser Zeitraum für sich ergibt. Was vom Monat nach den Regeln und Obergrenzen des Vertrags geschuldet wird, wird mitgeteilt, wo es eine andere Summe ist.',
    unknownAmount: 'Betrag noch nicht bekannt',
    none: 'Es ist keine Gutschrift fällig.',
    silent: 'Der Vertrag sagt nicht, welche Gutschrift bei diesem Wert fällig ist.',
    pending:
      'Der Betrag der Gutschrift ist noch offen, weil seine Grundlage noch nicht bekannt ist. Sobald sie es ist, folgt eine Mitteilung.',
    claim: (party, until) =>
      `Um die Gutschrift zu erhalten, muss ${party} sie${until === null ? '' : ` bis zum ${until} (einschließlich)`} beanspruchen.`,
    automatic: 'Die Gutschrift wird ohne Antrag gewährt: es ist nichts zu tun.',
    suspended:
      'Die Gutschrift ist ausgesetzt, nicht verloren: sie wird fällig, wenn die Pflichten erfüllt sind, die der Vertrag voraussetzt.',
    expired: (until) =>
      `Die Gutschrift ist verfallen, weil sie nicht${until === null ? '' : ` bis zum ${until}`} beansprucht wurde.`,
    claimed: 'Die Gutschrift wurde beansprucht und wartet auf ihre Abrechnung.',
    settled: 'Die Gutschrift ist abgerechnet.',
    earnedBack: 'Die Gutschrift entfällt wieder: die folgenden Zeiträume haben die Verletzung wettgemacht.',
  },
  claims: germanClaims,
  risk: {
    headline: {
      onTrack: (title) => `${title} ist im Plan`,
      atRisk: (title) => `${title} ist gefährdet`,
      failing: (title) => `${title} liegt unter dem Ziel`,
      breached: (title) => `${title} ist verletzt`,
      closing: (title) => `${title} wird abgeschlossen`,
    },
    meaning: {
      onTrack: 'Das Ziel ist bisher eingehalten.',
      atRisk: 'Beim jetzigen Verlauf wird das Ziel vor dem Ende des Zeitraums verfehlt.',
      failing:
        'Das Ziel ist im Augenblick nicht erreicht, kann aber bis zum Ende des Zeitraums noch erreicht werden.',
      breached: 'Das Ziel kann in diesem Zeitraum nicht mehr erreicht werden.',
      closing: 'Der Zeitraum ist vorüber und wartet auf späte Nachweise.',
    },
    used: (percent) => `${percent} % verbraucht`,
    usedTimes: (times) => `${times}-mal verbraucht`,
    noBreachYet: 'Dies ist eine Warnung, keine Verletzung: noch ist nichts fällig.',
  },
  gap: {
    headline: 'Es fehlen Nachweise',
    meaning:
      'In dieser Zeit konnte nichts gemessen werden. Sie zählt weder für noch gegen jemanden, außer wenn der Vertrag sagt, wer sie trägt.',
    reasons: 'Warum',
  },
  termination: {
    met: (party) => `Ein Kündigungsrecht ist entstanden: ${party}`,
    near: (party) => `Beim nächsten Verfehlen entsteht ein Kündigungsrecht: ${party}`,
    metMeaning: (party) =>
      `Die Bedingung des Vertrags ist eingetreten. Ob das Recht ausgeübt wird, entscheidet ${party}.`,
    exercise: (party, until) =>
      `Will ${party} das Recht ausüben, muss es bis zum ${until} (einschließlich) geschehen.`,
    noLapse: 'Der Vertrag nennt keine Frist, nach der das Recht verfällt.',
    nearMeaning: 'Noch ist nichts geschehen. Das nächste Verfehlen, das zählt, erfüllt die Bedingung unten.',
    metUndone: (party) => `Das Kündigungsrecht besteht nicht mehr: ${party}`,
    nearUndone: 'Ein Kündigungsrecht steht nicht mehr unmittelbar bevor',
    undoneMeaning:
      'Was unten gezählt wurde, zählt nicht mehr so wie mitgeteilt: Es wurde durch Nachweise oder Einigung der Parteien berichtigt oder rechtzeitig nachgeholt. Die frühere Mitteilung ist damit überholt.',
  },
  amendment: {
    place: 'Stelle',
    inForceNow: 'In Kraft',
    proposedText: 'Vorgeschlagen',
    headlines: {
      agreementLoaded: 'Die Vereinbarung gilt in diesem Text',
      amendmentProposed: 'Eine Änderung ist vorgeschlagen',
      amendmentAccepted: 'Eine Änderung wurde angenommen',
      versionInForce: 'Eine neue Fassung tritt in Kraft',
    },
    loaded:
      'Von jetzt an wird die Vereinbarung nach dem Text mit dieser Prüfsumme beurteilt. Vergleichen Sie sie mit dem Text, den Sie vereinbart haben; beide Seiten erhalten dasselbe.',
    proposed:
      'Der Text der Vereinbarung wurde in seiner Datei geändert. Das ist ein Vorschlag: die geltende Fassung läuft weiter, bis die andere Seite ihn annimmt.',
    accept:
      'Lesen Sie den geänderten Text. Sind Sie einverstanden, nehmen Sie ihn über die REST-Schnittstelle an; sonst ist nichts zu tun.',
    accepted:
      'Zeiträume, die nach dem Wirksamwerden beginnen, werden nach dem neuen Text beurteilt; frühere bleiben, wie sie sind.',
    trustedFiles:
      'Dieser Dienst nimmt geänderte Dateien sofort an, weil sein Betreiber die Zustimmung beider Seiten anderswo verwahrt.',
    inForce: 'Zeiträume, die von jetzt an beginnen, werden nach dieser Fassung beurteilt.',
    openEnd: 'offen',
  },
  change: {
    sources: 'Die Quellen der Nachweise wurden geändert',
    sourcesMeaning:
      'Von jetzt an kommen die Nachweise aus diesen Quellen. Die Zusagen selbst sind unverändert.',
    contacts: 'Die Kontakte wurden geändert',
    contactsMeaning: 'Mitteilungen gehen von jetzt an an diese Adressen.',
  },
  exclusion: {
    announced: 'Zeit wurde angekündigt, die vielleicht nicht zählt',
    announcedMeaning:
      'Ob und wie weit sie zählt, folgt aus der Regel des Vertrags für diese Art. Gemessen wird weiter.',
    withdrawn: 'Eine angekündigte Ausnahme wurde zurückgezogen',
    withdrawnMeaning: 'Die Zeit zählt wieder wie jede andere.',
  },
  announcement: announcementGerman,
  statement: statementNoticeGerman,
  procedure: procedureGerman,
  surveys: surveysGerman,
  digest: {
    subject: (count) => `${count} Mitteilungen`,
    headline: (count) => `${count} Mitteilungen in einer Mail`,
  },
  frame: {
    explain: 'Wie das gefunden wurde, mit den Nachweisen',
    entry: 'Eintrag im Register',
    facts: 'Prüfsumme der Tatsachen (SHA-256)',
    factsMeaning:
      'Beide Seiten erfahren dieselben Tatsachen: die Prüfsumme ist in jeder Mail zu diesem Eintrag gleich.',
    head: 'Unterschriebenes Ende des Registers',
    headMeaning:
      'Bewahren Sie diese Mail auf: mit ihr lässt sich später beweisen, dass das Register nicht umgeschrieben wurde.',
    automatic: 'Automatisch gesendet von Upheld. Antworten auf diese Mail werden nicht gelesen.',
  },
}
