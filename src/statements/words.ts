import type { EntryKind } from '../ledger/entry.ts'

/** What a statement says in one language; a missing word does not compile. */
export interface StatementWords {
  readonly language: 'en' | 'de'
  readonly decimal: string
  readonly group: string
  readonly title: (month: string) => string
  readonly between: (provider: string, customer: string) => string
  readonly version: (version: number) => string
  readonly changed: (count: number) => string
  readonly digest: (digest: string) => string
  readonly headings: Readonly<
    Record<
      | 'summary'
      | 'promised'
      | 'outages'
      | 'timeline'
      | 'budget'
      | 'credits'
      | 'claims'
      | 'record'
      | 'value'
      | 'map'
      | 'changes',
      string
    >
  >
  readonly labels: Readonly<Record<Label, string>>
  readonly verdicts: Readonly<Record<string, string>>
  readonly states: Readonly<Record<string, string>>
  readonly parties: Readonly<Record<'provider' | 'customer', string>>
  readonly kinds: Readonly<Partial<Record<EntryKind, string>>>
  readonly nothing: string
  readonly noOutage: string
  readonly keptOmitted: (count: number, title: string) => string
  readonly more: (count: number) => string
  readonly unknown: string
  readonly summary: (counts: { met: number; missed: number; open: number }) => string
}

type Label =
  | 'agreement'
  | 'period'
  | 'commitment'
  | 'by'
  | 'target'
  | 'measured'
  | 'verdict'
  | 'excluded'
  | 'from'
  | 'to'
  | 'seconds'
  | 'state'
  | 'amount'
  | 'claimUntil'
  | 'joined'
  | 'capped'
  | 'what'
  | 'when'
  | 'entry'
  | 'clause'
  | 'benefit'
  | 'worth'
  | 'attained'
  | 'counted'
  | 'costs'
  | 'price'
  | 'settled'
  | 'outstanding'
  | 'promisedValue'
  | 'costOfBreaches'
  | 'customerValue'
  | 'retained'
  | 'surplus'
  | 'ratio'
  | 'quality'
  | 'priceRatio'
  | 'csat'
  | 'nps'
  | 'retention'
  | 'path'
  | 'before'
  | 'after'
  | 'us'
  | 'relativePrice'
  | 'relativeQuality'
  | 'version'
  | 'unknownTime'

const english: StatementWords = {
  language: 'en',
  decimal: '.',
  group: ',',
  title: (month) => `Statement for ${month}`,
  between: (provider, customer) => `between ${provider} (provider) and ${customer} (customer)`,
  version: (version) => `Version ${version}`,
  changed: (count) =>
    `This version replaces an earlier one; ${count} ${count === 1 ? 'figure differs' : 'figures differ'}.`,
  digest: (digest) =>
    `Rendering of the statement with the SHA-256 ${digest}; that text is signed and the same for both parties.`,
  headings: {
    summary: 'In short',
    promised: 'What was promised, and what was measured',
    outages: 'What was missed',
    timeline: 'Outages over the month',
    budget: 'Used of what the targets leave',
    credits: 'What is owed',
    claims: 'What was claimed, answered and settled',
    record: 'What was excluded, disputed and declared',
    value: 'What it was worth',
    map: 'Value map',
    changes: 'What differs from the version before',
  },
  labels: {
    agreement: 'Agreement',
    period: 'Period',
    commitment: 'Commitment',
    by: 'Owed by',
    target: 'Promised',
    measured: 'Measured',
    verdict: 'Verdict',
    excluded: 'Taken out',
    from: 'From',
    to: 'To',
    seconds: 'Counted',
    state: 'State',
    amount: 'Amount',
    claimUntil: 'Claim until',
    joined: 'Credits of the month',
    capped: 'cut at the cap',
    what: 'What',
    when: 'When',
    entry: 'Entry',
    clause: 'Clause',
    benefit: 'Benefit',
    worth: 'Worth',
    attained: 'Attained',
    counted: 'Counted',
    costs: 'Costs',
    price: 'Price',
    settled: 'Credits settled',
    outstanding: 'Credits open',
    promisedValue: 'Promised value',
    costOfBreaches: 'Cost of breaches',
    customerValue: 'Customer value',
    retained: 'Value retained',
    surplus: 'More than the alternative',
    ratio: 'Customer value ratio (parity 1)',
    quality: 'Relative quality',
    priceRatio: 'Price ratio',
    csat: 'Satisfied customers',
    nps: 'Net promoter score',
    retention: 'Retention rate',
    path: 'Place',
    before: 'Before',
    after: 'Now',
    us: 'This agreement',
    relativePrice: 'Relative price',
    relativeQuality: 'Relative quality',
    version: 'Version',
    unknownTime: 'Not known',
  },
  verdicts: {
    met: 'met',
    breached: 'breached',
    undetermined: 'undetermined',
    silent: 'no target',
    notApplicable: 'nothing to judge',
  },
  states: {
    none: 'none',
    accrued: 'accrued',
    silent: 'left open by the contract',
    pending: 'amount not known yet',
    suspended: 'suspended',
    claimable: 'can be claimed',
    automatic: 'automatic',
    claimed: 'claimed',
    accepted: 'accepted',
    refused: 'refused',
    settled: 'settled',
    expired: 'expired',
    void: 'no longer due',
  },
  parties: { provider: 'provider', customer: 'customer' },
  kinds: {
    claimFiled: 'Credit claimed',
    claimAnswered: 'Claim answered',
    creditSettled: 'Credit settled',
    amendmentProposed: 'Amendment proposed',
    amendmentAccepted: 'Amendment accepted',
    versionInForce: 'Version in force',
    sourcesChanged: 'Sources changed',
    evidenceGap: 'Gap in the evidence',
    terminationNear: 'Right to terminate is near',
    terminationMet: 'Right to terminate',
    exclusionAnnounced: 'Exclusion announced',
    exclusionWithdrawn: 'Exclusion withdrawn',
    acknowledged: 'Breach acknowledged',
    changeAnnounced: 'Change announced',
    proposalMade: 'Proposal made',
    claimStated: 'Counter-statement',
    proposalAnswered: 'Proposal answered',
    declarationMade: 'Declaration',
    terminationExercised: 'Termination exercised',
    terminationEnded: 'Termination ended',
  },
  nothing: 'Nothing.',
  noOutage: 'No outage counted.',
  keptOmitted: (count, title) => `${title}: ${count} more periods were kept and are not listed.`,
  more: (count) => `and ${count} more`,
  unknown: 'not known',
  summary: ({ met, missed, open }) => `${met} kept, ${missed} missed, ${open} neither.`,
}

const german: StatementWords = {
  language: 'de',
  decimal: ',',
  group: '.',
  title: (month) => `Abrechnung für ${month}`,
  between: (provider, customer) => `zwischen ${provider} (Anbieter) und ${customer} (Kunde)`,
  version: (version) => `Fassung ${version}`,
  changed: (count) =>
    `Diese Fassung ersetzt eine frühere; ${count} ${count === 1 ? 'Angabe weicht' : 'Angaben weichen'} ab.`,
  digest: (digest) =>
    `Darstellung der Abrechnung mit dem SHA-256 ${digest}; jener Text ist signiert und für beide Parteien derselbe.`,
  headings: {
    summary: 'In Kürze',
    promised: 'Was zugesagt und was gemessen wurde',
    outages: 'Was verfehlt wurde',
    timeline: 'Ausfälle im Verlauf des Monats',
    budget: 'Verbrauch dessen, was die Ziele lassen',
    credits: 'Was geschuldet wird',
    claims: 'Was beansprucht, beantwortet und beglichen wurde',
    record: 'Was ausgenommen, bestritten und erklärt wurde',
    value: 'Was es wert war',
    map: 'Wertkarte',
    changes: 'Was von der vorigen Fassung abweicht',
  },
  labels: {
    agreement: 'Vereinbarung',
    period: 'Zeitraum',
    commitment: 'Zusage',
    by: 'Schuldet',
    target: 'Zugesagt',
    measured: 'Gemessen',
    verdict: 'Urteil',
    excluded: 'Ausgenommen',
    from: 'Von',
    to: 'Bis',
    seconds: 'Gezählt',
    state: 'Stand',
    amount: 'Betrag',
    claimUntil: 'Geltend zu machen bis',
    joined: 'Gutschriften des Monats',
    capped: 'an der Obergrenze gekürzt',
    what: 'Was',
    when: 'Wann',
    entry: 'Eintrag',
    clause: 'Klausel',
    benefit: 'Nutzen',
    worth: 'Wert',
    attained: 'Erreicht',
    counted: 'Angerechnet',
    costs: 'Kosten',
    price: 'Preis',
    settled: 'Beglichene Gutschriften',
    outstanding: 'Offene Gutschriften',
    promisedValue: 'Zugesagter Wert',
    costOfBreaches: 'Kosten der Verletzungen',
    customerValue: 'Wert für den Kunden',
    retained: 'Erhaltener Wert',
    surplus: 'Mehr als die Alternative',
    ratio: 'Kundenwertverhältnis (Gleichstand 1)',
    quality: 'Relative Qualität',
    priceRatio: 'Preisverhältnis',
    csat: 'Zufriedene Kunden',
    nps: 'Net Promoter Score',
    retention: 'Bindungsrate',
    path: 'Stelle',
    before: 'Vorher',
    after: 'Jetzt',
    us: 'Diese Vereinbarung',
    relativePrice: 'Relativer Preis',
    relativeQuality: 'Relative Qualität',
    version: 'Fassung',
    unknownTime: 'Nicht bekannt',
  },
  verdicts: {
    met: 'eingehalten',
    breached: 'verletzt',
    undetermined: 'unbestimmt',
    silent: 'ohne Ziel',
    notApplicable: 'nichts zu beurteilen',
  },
  states: {
    none: 'keine',
    accrued: 'angefallen',
    silent: 'vom Vertrag offengelassen',
    pending: 'Betrag noch nicht bekannt',
    suspended: 'ausgesetzt',
    claimable: 'kann geltend gemacht werden',
    automatic: 'automatisch',
    claimed: 'geltend gemacht',
    accepted: 'anerkannt',
    refused: 'abgelehnt',
    settled: 'beglichen',
    expired: 'verfallen',
    void: 'nicht mehr geschuldet',
  },
  parties: { provider: 'Anbieter', customer: 'Kunde' },
  kinds: {
    claimFiled: 'Gutschrift geltend gemacht',
    claimAnswered: 'Anspruch beantwortet',
    creditSettled: 'Gutschrift beglichen',
    amendmentProposed: 'Änderung vorgeschlagen',
    amendmentAccepted: 'Änderung angenommen',
    versionInForce: 'Fassung in Kraft',
    sourcesChanged: 'Quellen geändert',
    evidenceGap: 'Lücke in den Belegen',
    terminationNear: 'Kündigungsrecht steht bevor',
    terminationMet: 'Kündigungsrecht',
    exclusionAnnounced: 'Ausnahme angekündigt',
    exclusionWithdrawn: 'Ausnahme zurückgenommen',
    acknowledged: 'Verletzung bestätigt',
    changeAnnounced: 'Änderung angekündigt',
    proposalMade: 'Vorschlag gemacht',
    claimStated: 'Gegendarstellung',
    proposalAnswered: 'Vorschlag beantwortet',
    declarationMade: 'Erklärung',
    terminationExercised: 'Kündigung ausgeübt',
    terminationEnded: 'Kündigung beendet',
  },
  nothing: 'Nichts.',
  noOutage: 'Kein Ausfall gezählt.',
  keptOmitted: (count, title) =>
    `${title}: ${count} weitere Zeiträume wurden eingehalten und sind nicht aufgeführt.`,
  more: (count) => `und ${count} weitere`,
  unknown: 'nicht bekannt',
  summary: ({ met, missed, open }) => `${met} eingehalten, ${missed} verfehlt, ${open} weder noch.`,
}

const languages: Readonly<Record<'en' | 'de', StatementWords>> = { en: english, de: german }
export const statementWords = (language: 'en' | 'de'): StatementWords => languages[language]
