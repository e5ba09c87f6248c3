import type { Party } from '../../evidence/event.ts'
import type { Facts } from '../../ledger/facts.ts'
import { bothClocks, clock } from '../figures.ts'
import { type Letter, type LetterContext, type Row, rowsOf } from '../letter.ts'
import type { Words } from '../words/words.ts'
import { spanRows, subjectAbout } from './parts.ts'

export function exclusionAnnouncedLetter(facts: Facts['exclusionAnnounced'], context: LetterContext): Letter {
  const { words } = context
  const { labels, exclusion } = words
  const parties = (all: readonly Party[]): string => all.map((party) => words.party[party]).join(', ') || '–'
  const reason = facts.reason === null ? null : (context.text(facts.reason) ?? words.erased)
  return {
    subject: subjectAbout(
      words.subjects.exclusionAnnounced,
      [facts.kind],
      clock(facts.from, facts.timeZone).local,
      context,
    ),
    headline: exclusion.announced,
    tone: 'plain',
    blocks: [
      { kind: 'text', text: exclusion.announcedMeaning },
      {
        kind: 'figures',
        rows: [
          ...kindRows(facts, words),
          ...rowsOf([
            [labels.announcedAt, bothClocks(facts.announcedAt, facts.timeZone)],
            [labels.announcedBy, parties(facts.by)],
            [labels.agreedBy, parties(facts.agreedBy)],
            [labels.reason, reason],
          ]),
        ],
      },
    ],
  }
}

export function exclusionWithdrawnLetter(facts: Facts['exclusionWithdrawn'], context: LetterContext): Letter {
  const { words } = context
  const by = facts.by === 'operator' ? words.operator : words.party[facts.by]
  return {
    subject: subjectAbout(
      words.subjects.exclusionWithdrawn,
      [facts.kind],
      clock(facts.from, facts.timeZone).local,
      context,
    ),
    headline: words.exclusion.withdrawn,
    tone: 'plain',
    blocks: [
      { kind: 'text', text: words.exclusion.withdrawnMeaning },
      { kind: 'figures', rows: [...kindRows(facts, words), [words.labels.withdrawnBy, by]] },
    ],
  }
}

const kindRows = (
  facts: { id: string; kind: string; from: string; to: string; timeZone: string },
  words: Words,
): Row[] => [[words.labels.kind, `${facts.kind} (${facts.id})`], ...spanRows(facts, words)]
