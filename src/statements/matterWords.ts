import type { AnnouncementAbout } from '../ledger/facts.ts'
import type { StatedDeadline, StatedDispute } from './matters.ts'

/** What a statement says of announcements, disputes and deadlines. */
export interface MatterWords {
  readonly headings: Readonly<Record<'announced' | 'disputed' | 'deadlines', string>>
  readonly about: Readonly<Record<AnnouncementAbout, string>>
  readonly states: Readonly<Record<StatedDispute['state'], string>>
  readonly deadlines: Readonly<Record<StatedDeadline['about'], string>>
  readonly labels: Readonly<
    Record<
      | 'title'
      | 'effective'
      | 'resolved'
      | 'concerns'
      | 'provider'
      | 'customer'
      | 'between'
      | 'whose'
      | 'until'
      | 'left',
      string
    >
  >
  readonly either: string
  readonly erased: string
  readonly proposedBy: (party: string) => string
  readonly credit: (amount: string) => string
  /** Days from the end of the period to the deadline. */
  readonly days: (days: number) => string
}

export const matterEnglish: MatterWords = {
  headings: {
    announced: 'What was announced',
    disputed: 'What is disputed',
    deadlines: 'Deadlines ahead',
  },
  about: { change: 'Change', feature: 'New feature', knownProblem: 'Known problem' },
  states: {
    open: 'open',
    accepted: 'accepted',
    refused: 'refused',
    withdrawn: 'withdrawn',
    lapsed: 'not answered in time',
  },
  deadlines: {
    claim: 'Claim of a credit',
    answer: 'Answer to a proposal',
    exercise: 'Use of a right to terminate',
    notice: 'Notice against renewal',
  },
  labels: {
    title: 'Title',
    effective: 'Effective from',
    resolved: 'Resolved',
    concerns: 'Concerns',
    provider: 'Provider says',
    customer: 'Customer says',
    between: 'Between them',
    whose: 'To act',
    until: 'Until',
    left: 'After this period',
  },
  either: 'either party',
  erased: '(erased)',
  proposedBy: (party) => `disputed by the ${party}`,
  credit: (amount) => `credit ${amount}`,
  days: (days) => (days < 0 ? 'over' : `due in ${days} ${days === 1 ? 'day' : 'days'}`),
}

export const matterGerman: MatterWords = {
  headings: {
    announced: 'Was angekündigt wurde',
    disputed: 'Was strittig ist',
    deadlines: 'Nächste Fristen',
  },
  about: { change: 'Änderung', feature: 'Neue Funktion', knownProblem: 'Bekanntes Problem' },
  states: {
    open: 'offen',
    accepted: 'angenommen',
    refused: 'abgelehnt',
    withdrawn: 'zurückgezogen',
    lapsed: 'nicht rechtzeitig beantwortet',
  },
  deadlines: {
    claim: 'Gutschrift verlangen',
    answer: 'Vorschlag beantworten',
    exercise: 'Kündigungsrecht ausüben',
    notice: 'Der Verlängerung widersprechen',
  },
  labels: {
    title: 'Titel',
    effective: 'Wirksam ab',
    resolved: 'Behoben',
    concerns: 'Betrifft',
    provider: 'Der Anbieter sagt',
    customer: 'Der Kunde sagt',
    between: 'Dazwischen',
    whose: 'Am Zug',
    until: 'Bis',
    left: 'Nach diesem Zeitraum',
  },
  either: 'jede Seite',
  erased: '(gelöscht)',
  proposedBy: (party) => `bestritten vom ${party === 'Kunde' ? 'Kunden' : party}`,
  credit: (amount) => `Gutschrift ${amount}`,
  days: (days) => (days < 0 ? 'vorbei' : `fällig in ${days} ${days === 1 ? 'Tag' : 'Tagen'}`),
}
