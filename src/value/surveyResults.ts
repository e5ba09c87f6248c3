import { toDecimal } from '../agreement/fraction.ts'
import type { Event } from '../evidence/event.ts'
import type { CustomerFigures } from './figures.ts'
import { meanOf } from './relative.ts'
import { customerFigures } from './show.ts'
import { customerValue } from './stateValue.ts'

/** What the answers of a survey's period say together, each figure with its number of answers. */
export interface SurveyResults extends Pick<CustomerFigures, 'csat' | 'nps'> {
  readonly attributes: readonly AttributeFigures[]
}

export interface AttributeFigures {
  readonly attribute: string
  /** Means of the scores; null where nobody gave one. */
  readonly ours: string | null
  readonly alternative: string | null
  readonly n: number
}

/** Of `survey.answered` events. */
export function surveyResults(events: readonly Event[]): SurveyResults {
  const { csat, nps } = customerFigures(customerValue(events))
  const scored = Map.groupBy(events, (event) => event.data.attribute)
  const attributes = [...scored].flatMap(([attribute, answers]): AttributeFigures[] => {
    if (typeof attribute !== 'string') return []
    const [ours, alternative] = [meanOf(answers, 'ours'), meanOf(answers, 'alternative')]
    const n = answers.length
    return [
      { attribute, ours: ours && toDecimal(ours), alternative: alternative && toDecimal(alternative), n },
    ]
  })
  return { csat, nps, attributes: attributes.sort((a, b) => (a.attribute < b.attribute ? -1 : 1)) }
}
