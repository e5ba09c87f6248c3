import type { ClaimTerms } from '../../agreement/schema/claims.ts'
import { anchorOf, type ClaimContext, deadlineOf, stepDone } from '../claims.ts'
import type { Judgement } from '../judgePeriod.ts'
import { claimContext, claimTermsOf } from '../periodClaim.ts'
import { instant, type Section } from './words.ts'

type Step = Extract<ClaimTerms, { kind: 'steps' }>['steps'][number]

/** How and until when the credit is obtained: each step with its anchor. */
export function claimSection(judgement: Judgement): Section | null {
  const { question, credit, measured, certainSince } = judgement
  if (credit?.state !== 'due') return null
  const terms = claimTermsOf(question)
  if (terms === undefined || terms.kind === 'automatic')
    return { title: 'claim', lines: ['automatic: nobody needs to claim it'] }
  const context = claimContext(question, { measured, certain: certainSince })
  return { title: 'claim', lines: terms.steps.map((step) => stepText(step, context, judgement)) }
}

function stepText(step: Step, context: ClaimContext, judgement: Judgement): string {
  const deadline = deadlineOf(step, context)
  const { event } = step
  const rule =
    step.kind === 'until'
      ? `until the end of the ${step.until.nth}. ${step.until.unit} after ${step.until.anchor}`
      : `within ${step.within.text} after ${step.after}`
  const anchor = step.kind === 'within' ? anchorOf(step.after, context) : null
  const from =
    step.kind !== 'within'
      ? ''
      : anchor === null
        ? ' (has not happened yet)'
        : ` (${instant(judgement, anchor)}${step.after === 'periodEnd' && step.within.unit !== 'ms' ? `, so days count from ${instant(judgement, anchor - 1).slice(0, 10)}` : ''})`
  const until = deadline === null ? 'no deadline yet' : `until ${deadline.text}, inclusive`
  const state = stepDone(step, deadline, context)
    ? 'done'
    : deadline !== null && context.asOf >= deadline.end
      ? 'not done, too late'
      : 'open'
  return `${event} ${rule}${from}: ${until}: ${state}`
}
