/** What the letter of a claim says in one language, beside the words of statements. */
export interface LetterWords {
  readonly subject: string
  readonly opening: (asked: { readonly to: string; readonly title: string }) => string
  readonly request: (asked: { readonly commitment: string; readonly amount: string }) => string
  readonly footer: (entry: string) => string
  readonly headings: Readonly<
    Record<'contract' | 'measured' | 'outages' | 'credit' | 'asked' | 'proof', string>
  >
  readonly labels: Readonly<Record<Label, string>>
  readonly units: Readonly<Record<'day' | 'point' | 'extension' | 'extensionMonth', string>>
  readonly steps: StepWords
}

/** How the steps of a claim are said; events keep the names that the agreement uses. */
export interface StepWords {
  readonly within: (event: string, length: string, anchor: string) => string
  readonly until: (event: string, end: string, anchor: string) => string
  /** The end of the n-th unit. */
  readonly end: Readonly<Record<'month' | 'quarter' | 'year' | 'period', (nth: number) => string>>
  readonly anchors: Readonly<Record<string, string>>
  /** One and several of each unit of a length, by how the agreement writes it. */
  readonly lengths: Readonly<Record<string, readonly [one: string, several: string]>>
}

type Label =
  | 'from'
  | 'to'
  | 'agreement'
  | 'document'
  | 'clause'
  | 'commitment'
  | 'period'
  | 'target'
  | 'measured'
  | 'exact'
  | 'verdict'
  | 'bad'
  | 'total'
  | 'excluded'
  | 'excused'
  | 'unknown'
  | 'counts'
  | 'begin'
  | 'end'
  | 'length'
  | 'rate'
  | 'units'
  | 'base'
  | 'amount'
  | 'state'
  | 'step'
  | 'until'
  | 'asked'
  | 'given'
  | 'evidence'
  | 'inputs'
  | 'entry'
  | 'head'

function ordinal(nth: number): string {
  const isTeen = nth % 100 > 10 && nth % 100 < 14
  return `${nth}${isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][nth % 10] ?? 'th')}`
}

const english: LetterWords = {
  subject: 'Claim for a service credit',
  opening: ({ to, title }) => `To ${to}: this is a claim under the agreement “${title}”.`,
  request: ({ commitment, amount }) =>
    `“${commitment}” was not kept in the period below. We claim the credit that the agreement provides for it: ${amount}.`,
  footer: (entry) => `Ledger entry ${entry}`,
  headings: {
    contract: 'Agreement and period',
    measured: 'What was promised and what was measured',
    outages: 'Outages',
    credit: 'Credit',
    asked: 'Facts that the contract asks for',
    proof: 'How this can be verified',
  },
  labels: {
    from: 'Claimed by',
    to: 'Owed by',
    agreement: 'Agreement',
    document: 'Digest of its text',
    clause: 'Clause',
    commitment: 'Commitment',
    period: 'Period',
    target: 'Promised',
    measured: 'Measured',
    exact: 'Exactly',
    verdict: 'Verdict',
    bad: 'Bad time',
    total: 'Eligible time',
    excluded: 'Excluded time',
    excused: 'Excused time',
    unknown: 'Unknown time',
    counts: 'Missed of all',
    begin: 'From',
    end: 'To',
    length: 'Counted',
    rate: 'Credit',
    units: 'Credit',
    base: 'Of',
    amount: 'Amount',
    state: 'State',
    step: 'Step',
    until: 'To be claimed by',
    asked: 'Asked',
    given: 'To be filled in',
    evidence: 'Evidence (observations, digest)',
    inputs: 'Digest of all inputs',
    entry: 'Ledger entry',
    head: 'Head of the ledger (number, hash)',
  },
  units: {
    day: 'days',
    point: 'points',
    extension: 'days of extension',
    extensionMonth: 'months of extension',
  },
  steps: {
    within: (event, length, anchor) => `${event}: within ${length} after ${anchor}`,
    until: (event, end, anchor) => `${event}: until the end of ${end} after ${anchor}`,
    end: {
      month: (nth) => `the ${ordinal(nth)} month`,
      quarter: (nth) => `the ${ordinal(nth)} quarter`,
      year: (nth) => `the ${ordinal(nth)} year`,
      period: (nth) => `the ${ordinal(nth)} period`,
    },
    anchors: {
      periodEnd: 'the end of the period',
      incident: 'the outage',
      'last incident': 'the last outage',
      'end of incident': 'the end of the outage',
      certain: 'the breach is certain',
    },
    lengths: {
      ms: ['millisecond', 'milliseconds'],
      s: ['second', 'seconds'],
      m: ['minute', 'minutes'],
      h: ['hour', 'hours'],
      d: ['day', 'days'],
      w: ['week', 'weeks'],
      month: ['month', 'months'],
      quarter: ['quarter', 'quarters'],
      year: ['year', 'years'],
      'business day': ['business day', 'business days'],
    },
  },
}

const german: LetterWords = {
  subject: 'Geltendmachung einer Gutschrift',
  opening: ({ to, title }) => `An ${to}: Dies ist ein Anspruch aus der Vereinbarung „${title}“.`,
  request: ({ commitment, amount }) =>
    `„${commitment}“ wurde im unten genannten Zeitraum nicht eingehalten. Wir machen die Gutschrift geltend, die die Vereinbarung dafür vorsieht: ${amount}.`,
  footer: (entry) => `Eintrag ${entry} im Hauptbuch`,
  headings: {
    contract: 'Vereinbarung und Zeitraum',
    measured: 'Was zugesagt war und was gemessen wurde',
    outages: 'Ausfälle',
    credit: 'Gutschrift',
    asked: 'Angaben, die der Vertrag verlangt',
    proof: 'Wie sich das prüfen lässt',
  },
  labels: {
    from: 'Geltend gemacht von',
    to: 'Geschuldet von',
    agreement: 'Vereinbarung',
    document: 'Digest ihres Textes',
    clause: 'Klausel',
    commitment: 'Zusage',
    period: 'Zeitraum',
    target: 'Zugesagt',
    measured: 'Gemessen',
    exact: 'Genau',
    verdict: 'Urteil',
    bad: 'Ausfallzeit',
    total: 'Zählende Zeit',
    excluded: 'Ausgenommene Zeit',
    excused: 'Entschuldigte Zeit',
    unknown: 'Unbekannte Zeit',
    counts: 'Verfehlt von allen',
    begin: 'Von',
    end: 'Bis',
    length: 'Gezählt',
    rate: 'Gutschrift',
    units: 'Gutschrift',
    base: 'Von',
    amount: 'Betrag',
    state: 'Stand',
    step: 'Schritt',
    until: 'Geltend zu machen bis',
    asked: 'Verlangt',
    given: 'Auszufüllen',
    evidence: 'Belege (Beobachtungen, Digest)',
    inputs: 'Digest aller Eingaben',
    entry: 'Eintrag im Hauptbuch',
    head: 'Ende des Hauptbuchs (Nummer, Hash)',
  },
  units: {
    day: 'Tage',
    point: 'Punkte',
    extension: 'Tage Verlängerung',
    extensionMonth: 'Monate Verlängerung',
  },
  steps: {
    within: (event, length, anchor) => `${event}: binnen ${length} nach ${anchor}`,
    until: (event, end, anchor) => `${event}: bis zum Ende ${end} nach ${anchor}`,
    end: {
      month: (nth) => `des ${nth}. Monats`,
      quarter: (nth) => `des ${nth}. Quartals`,
      year: (nth) => `des ${nth}. Jahres`,
      period: (nth) => `des ${nth}. Zeitraums`,
    },
    anchors: {
      periodEnd: 'dem Ende des Zeitraums',
      incident: 'dem Ausfall',
      'last incident': 'dem letzten Ausfall',
      'end of incident': 'dem Ende des Ausfalls',
      certain: 'der Gewissheit der Verletzung',
    },
    lengths: {
      ms: ['Millisekunde', 'Millisekunden'],
      s: ['Sekunde', 'Sekunden'],
      m: ['Minute', 'Minuten'],
      h: ['Stunde', 'Stunden'],
      d: ['Tag', 'Tagen'],
      w: ['Woche', 'Wochen'],
      month: ['Monat', 'Monaten'],
      quarter: ['Quartal', 'Quartalen'],
      year: ['Jahr', 'Jahren'],
      'business day': ['Arbeitstag', 'Arbeitstagen'],
    },
  },
}

export const letterWords: Readonly<Record<'en' | 'de', LetterWords>> = { en: english, de: german }
