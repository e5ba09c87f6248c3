import type { Facts } from '../../ledger/facts.ts'
import { bothClocks } from '../figures.ts'
import { type Letter, type LetterContext, rowsOf } from '../letter.ts'
import { subjectAbout } from './parts.ts'

/** What the provider has to say of its service: a change, a new feature, a known problem or its end. */
export function changeAnnouncedLetter(facts: Facts['changeAnnounced'], context: LetterContext): Letter {
  const { announcement, erased } = context.words
  const title = context.text(facts.title) ?? erased
  const about = facts.resolved === null ? facts.about : 'resolved'
  const clock = (iso: string | null) => (iso === null ? null : bothClocks(iso, facts.timeZone))
  const text =
    facts.text === null ? [] : [{ kind: 'text' as const, text: context.text(facts.text) ?? erased }]
  return {
    subject: subjectAbout(announcement.subjects[about], [title], null, context),
    headline: title,
    tone: about === 'knownProblem' ? 'unsure' : about === 'resolved' ? 'good' : 'plain',
    blocks: [
      ...text,
      {
        kind: 'figures',
        rows: rowsOf([
          [announcement.labels.about, announcement.subjects[about]],
          [announcement.labels.effective, clock(facts.effective)],
          [announcement.labels.resolved, clock(facts.resolved)],
          [announcement.labels.concerns, facts.concerns.length === 0 ? null : facts.concerns.join(', ')],
        ]),
      },
    ],
  }
}
