import { versionAt, zoneOf } from '../../agreement/agreement.ts'
import type { Party } from '../../evidence/event.ts'
import { agreementFacts, agreementTexts, type Finding, finding, sourceUses } from '../../ledger/drafts.ts'
import type { Explainer } from '../judging/explainer.ts'
import { currentOf, type Watched } from '../watched.ts'

/** That the amendment that waits is accepted: its text is in force from then on. Null where none waits. */
export async function acceptance(
  explainer: Pick<Explainer, 'read'>,
  watched: Watched,
  { by, at }: { readonly by: Party | 'silence'; readonly at: number },
): Promise<Finding | null> {
  const { proposal } = watched.life
  if (!proposal) return null
  const proposed = await explainer.read(watched.id, proposal.text)
  const version = versionAt(proposed, at)
  const facts = {
    ...agreementFacts(proposed, version, sourceUses(version, at, zoneOf(proposed))),
    replaces: currentOf(watched).digest,
    acceptedBy: by,
  }
  const place = { agreement: watched.id, subject: proposal.digest, at }
  return finding('amendmentAccepted', place, facts, agreementTexts(proposed, version))
}
