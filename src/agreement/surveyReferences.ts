import { calendarIssues } from './calendarReferences.ts'
import type { Path } from './document.ts'
import type { Issue } from './issues.ts'
import type { AgreementTerms } from './schema/agreement.ts'
import type { Ask, SurveyTerms } from './schema/surveys.ts'
import { didYouMean } from './suggest.ts'

type Party = 'provider' | 'customer'

/** The party whose contacts a survey asks; null where its addresses are not all contacts of one party. */
export function surveyParty(
  { parties }: Pick<AgreementTerms, 'parties'>,
  to: SurveyTerms['to'],
): Party | null {
  if (typeof to === 'string') return to
  const sides = ['customer', 'provider'] as const
  return sides.find((party) => to.every((address) => parties[party].contacts.includes(address))) ?? null
}

/** Names in `surveys` that stand for nothing, and questions that stand twice. */
export const surveyIssues = (terms: AgreementTerms): Issue[] =>
  Object.entries(terms.surveys).flatMap(([name, survey]) =>
    issuesOf(terms, survey).map(({ path, message }) => ({ path: ['surveys', name, ...path], message })),
  )

function issuesOf(terms: AgreementTerms, survey: SurveyTerms): Issue[] {
  const { calendar, asks } = survey
  return [
    ...(calendar === undefined ? [] : calendarIssues(terms.calendars, calendar, ['calendar'])),
    ...recipientIssues(terms, survey),
    ...asks.flatMap((ask, i) => attributeIssues(terms, ask, ['asks', i, 'attribute'])),
    ...asks.flatMap((ask, i): Issue[] => {
      const isFirst = asks.findIndex((each) => titleOf(each) === titleOf(ask)) === i
      return isFirst ? [] : [{ path: ['asks', i], message: `"${titleOf(ask)}" is asked twice` }]
    }),
  ]
}

const titleOf = (ask: Ask): string => (ask.kind === 'attribute' ? ask.attribute : ask.kind)

function recipientIssues(terms: AgreementTerms, { to }: SurveyTerms): Issue[] {
  if (typeof to === 'string') return []
  const contacts = [...terms.parties.customer.contacts, ...terms.parties.provider.contacts]
  const unknown = to.flatMap((address, i): Issue[] =>
    contacts.includes(address)
      ? []
      : [{ path: ['to', i], message: `there is no contact "${address}"${didYouMean(address, contacts)}` }],
  )
  if (unknown.length > 0 || surveyParty(terms, to) !== null) return unknown
  return [{ path: ['to'], message: 'a survey asks contacts of one party; make it two surveys' }]
}

/** What the value model does not weigh would be asked for nothing. */
function attributeIssues({ value }: AgreementTerms, ask: Ask, path: Path): Issue[] {
  if (ask.kind !== 'attribute') return []
  const all = value?.relative?.attributes.map(({ name }) => name) ?? []
  if (all.includes(ask.attribute)) return []
  const message = `\`value.relative\` has no attribute "${ask.attribute}"${didYouMean(ask.attribute, all)}`
  return [{ path, message }]
}
