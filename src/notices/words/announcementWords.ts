import type { AnnouncementAbout } from '../../ledger/facts.ts'

/** What notices say of announcements; `resolved` is the end of a known problem. */
export interface AnnouncementWords {
  readonly subjects: Readonly<Record<AnnouncementAbout | 'resolved', string>>
  readonly labels: {
    readonly about: string
    readonly effective: string
    readonly resolved: string
    readonly concerns: string
  }
}

export const announcementEnglish: AnnouncementWords = {
  subjects: {
    change: 'Change',
    feature: 'New feature',
    knownProblem: 'Known problem',
    resolved: 'Problem resolved',
  },
  labels: {
    about: 'About',
    effective: 'Effective from',
    resolved: 'Resolved',
    concerns: 'Commitments concerned',
  },
}

export const announcementGerman: AnnouncementWords = {
  subjects: {
    change: 'Änderung',
    feature: 'Neue Funktion',
    knownProblem: 'Bekanntes Problem',
    resolved: 'Problem behoben',
  },
  labels: {
    about: 'Art',
    effective: 'Wirksam ab',
    resolved: 'Behoben',
    concerns: 'Betroffene Zusagen',
  },
}
