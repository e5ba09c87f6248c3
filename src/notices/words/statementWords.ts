/** What a notice says of a month's statement; its figures have the words of the statement itself. */
export interface StatementNoticeWords {
  readonly subject: string
  readonly headline: (period: string) => string
  readonly meaning: string
  readonly digest: string
  readonly version: string
  readonly replaces: string
  readonly signedBy: string
  readonly read: string
  readonly attached: string
  readonly tooLarge: string
}

export const statementNoticeEnglish: StatementNoticeWords = {
  subject: 'Statement',
  headline: (period) => `Statement for ${period}`,
  meaning:
    'Both parties receive the same statement: the digest below is equal in every mail about it, in whatever language.',
  digest: 'Digest of the statement (SHA-256)',
  version: 'Version',
  replaces: 'Replaces the version with the digest',
  signedBy: 'Signed with the key',
  read: 'The statement itself, as signed',
  attached: 'Attached',
  tooLarge: 'What would be attached is too large for a mail; it can be read at the address below.',
}

export const statementNoticeGerman: StatementNoticeWords = {
  subject: 'Abrechnung',
  headline: (period) => `Abrechnung für ${period}`,
  meaning:
    'Beide Seiten erhalten dieselbe Abrechnung: Die Prüfsumme unten ist in jeder Mail zu ihr gleich, in welcher Sprache auch immer.',
  digest: 'Prüfsumme der Abrechnung (SHA-256)',
  version: 'Fassung',
  replaces: 'Ersetzt die Fassung mit der Prüfsumme',
  signedBy: 'Signiert mit dem Schlüssel',
  read: 'Die Abrechnung selbst, wie sie signiert ist',
  attached: 'Angehängt',
  tooLarge: 'Der Anhang wäre zu groß für eine Mail; er kann unter der Adresse unten gelesen werden.',
}
