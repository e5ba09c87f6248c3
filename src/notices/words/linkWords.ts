import type { ButtonAction, LinkAction } from '../links.ts'

/** What links and their pages say. */
export interface LinkWords {
  /** Above the links in a mail. */
  readonly heading: string
  /** On the link and on the button. */
  readonly actions: Readonly<Record<LinkAction, string>>
  /** Exactly what pressing the button does. */
  readonly meanings: Readonly<Record<ButtonAction, string>>
  readonly actingFor: (party: string) => string
  readonly reason: string
  readonly done: string
  readonly doneMeaning: string
  readonly closed: string
  readonly closedMeaning: string
  readonly expired: string
  readonly expiredMeaning: string
  readonly unknown: string
  readonly unknownMeaning: string
}

export const linksEnglish: LinkWords = {
  heading: 'Answer without a token (a page opens and asks first)',
  actions: { acknowledge: 'Acknowledge', accept: 'Accept', refuse: 'Refuse', answer: 'Open the form' },
  meanings: {
    acknowledge:
      'The button records that your side has seen this breach. It accepts nothing and waives no right.',
    accept:
      'The button accepts the proposal for your side. Both sides are told, and it cannot be undone by one of them.',
    refuse: 'The button refuses the proposal for your side. Both sides are told.',
  },
  actingFor: (party) => `You act for ${party}.`,
  reason: 'Reason (optional; both sides read it)',
  done: 'It is recorded',
  doneMeaning: 'Both sides find it in the ledger. You can close this page.',
  closed: 'This has been settled already',
  closedMeaning: 'It was answered, withdrawn or recorded before; this link does nothing any more.',
  expired: 'This link has expired',
  expiredMeaning: 'The time in which it could be used has passed.',
  unknown: 'There is nothing here',
  unknownMeaning: 'The address is not complete, or it is not one of ours.',
}

export const linksGerman: LinkWords = {
  heading: 'Antworten ohne Zugangstoken (eine Seite öffnet sich und fragt zuerst)',
  actions: {
    acknowledge: 'Zur Kenntnis nehmen',
    accept: 'Annehmen',
    refuse: 'Ablehnen',
    answer: 'Formular öffnen',
  },
  meanings: {
    acknowledge:
      'Der Knopf hält fest, dass Ihre Seite diese Verletzung gesehen hat. Er erkennt nichts an und verzichtet auf kein Recht.',
    accept:
      'Der Knopf nimmt den Vorschlag für Ihre Seite an. Beide Seiten erfahren es, und keine kann es allein zurücknehmen.',
    refuse: 'Der Knopf lehnt den Vorschlag für Ihre Seite ab. Beide Seiten erfahren es.',
  },
  actingFor: (party) => `Sie handeln für: ${party}.`,
  reason: 'Grund (freiwillig; beide Seiten lesen ihn)',
  done: 'Es ist festgehalten',
  doneMeaning: 'Beide Seiten finden es im Register. Sie können diese Seite schließen.',
  closed: 'Das ist schon erledigt',
  closedMeaning:
    'Es wurde schon beantwortet, zurückgezogen oder festgehalten; dieser Link bewirkt nichts mehr.',
  expired: 'Dieser Link ist abgelaufen',
  expiredMeaning: 'Die Zeit, in der er benutzt werden konnte, ist vorüber.',
  unknown: 'Hier ist nichts',
  unknownMeaning: 'Die Adresse ist nicht vollständig, oder sie ist keine von uns.',
}
