import { isoInstant, versionAt } from '../../agreement/agreement.ts'
import { surveyParty } from '../../agreement/surveyReferences.ts'
import type { Event } from '../../evidence/event.ts'
import { ServiceProblem } from '../../http/service.ts'
import type {
  FilledForm,
  OpenedSurvey,
  ShownSurvey,
  SurveyPeriod,
  SurveyService,
} from '../../http/surveys.ts'
import { finding } from '../../ledger/drafts.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Signer } from '../../ledger/head.ts'
import { type AnsweredFacts, type AskedFacts, answerEvents, readForm } from '../../ledger/surveys.ts'
import { toldOf } from '../../notices/compose.ts'
import type { Store } from '../../store.ts'
import { surveyResults } from '../../value/surveyResults.ts'
import type { Book } from '../book.ts'
import { ownEventPrefix } from '../credits/creditEntries.ts'
import { instant } from '../questions.ts'
import { currentOf, type Watched } from '../watched.ts'
import { noticeBehind } from './links.ts'
import { answeredForm, answerName } from './surveys.ts'

export interface SurveyAnswerParts {
  readonly store: Store
  readonly book: Book
  readonly signer: Signer
  readonly hasLinks: () => boolean
  readonly watched: (id: string) => Watched | undefined
  readonly now: () => number
  /** Keeps an event that this daemon makes itself. */
  readonly takeOwn: (watched: Watched, event: Event) => Promise<void>
}

/** What forms bring: answers in the ledger first, and from them the events that everything else reads. */
export class SurveyAnswers implements SurveyService {
  readonly #parts: SurveyAnswerParts

  constructor(parts: SurveyAnswerParts) {
    this.#parts = parts
  }

  /** Makes the events of answers again that were recorded just before a stop. */
  async resume(watched: Watched): Promise<void> {
    const known = new Set(watched.events.map(({ id }) => id))
    for (const entry of this.#parts.book.latest(watched.id, 'surveyAnswered')) {
      if (eventsOf(entry).some(({ id }) => !known.has(id))) await this.#take(watched, entry)
    }
  }

  async list(agreement: string): Promise<readonly ShownSurvey[]> {
    const watched = this.#get(agreement)
    const { terms } = versionAt(currentOf(watched), this.#parts.now())
    const { surveys } = terms
    return Promise.all(
      Object.entries(surveys).map(async ([survey, { every, to }]) => ({
        ...{ survey, every, party: surveyParty(terms, to) ?? 'customer', isMailed: this.#parts.hasLinks() },
        periods: await this.#periods(agreement, survey),
      })),
    )
  }

  counts(agreement: string) {
    const { terms } = versionAt(currentOf(this.#get(agreement)), this.#parts.now())
    return Object.keys(terms.surveys).map((survey) => {
      const [latest] = this.#byPeriod(agreement, survey)
      return { survey, asked: latest?.asked ?? 0, answered: latest?.answers.length ?? 0 }
    })
  }

  async open({ entry: id, key }: { entry: string; key: string }): Promise<OpenedSurvey | null> {
    const { store, book, signer, now } = this.#parts
    const found = await noticeBehind(this.#parts, { entry: id, action: 'answer', key })
    if (!found) return null
    const { entry, notice } = found
    const facts = entry.facts as unknown as AskedFacts
    const form = readForm(await store.text(facts.questions))
    const isClosed = form === null || answeredForm(book, signer, entry) !== undefined
    return {
      ...{ agreement: entry.agreement, entry: id, facts, language: notice.language },
      form: form ?? { asks: [], alternative: null },
      names: (await toldOf(notice, store)).names,
      state: isClosed ? 'closed' : now() >= instant(facts.answerBy) ? 'expired' : 'ready',
    }
  }

  async answer(opened: OpenedSurvey, filled: FilledForm): Promise<'done' | 'closed' | 'expired'> {
    const { book, signer, now } = this.#parts
    const watched = this.#get(opened.agreement)
    const { survey, from, to, party, timeZone, answerBy } = opened.facts
    const at = now()
    if (at >= instant(answerBy)) return 'expired'
    const key = { clause: survey, period: { from, to }, subject: answerName(signer, opened.facts) }
    const facts = {
      survey,
      from,
      to,
      party,
      timeZone,
      answers: filled.answers,
      answeredAt: isoInstant(at, timeZone),
    }
    const made = finding('surveyAnswered', { agreement: watched.id, ...key, at }, facts, filled.texts)
    // Of two that come at once the first one counts.
    const [written] = await book.decide(watched.id, () => (book.find(watched.id, made) ? [] : [made]))
    const stands = written ?? book.find(watched.id, made)
    if (stands) await this.#take(watched, stands)
    return written ? 'done' : 'closed'
  }

  async #take(watched: Watched, entry: Entry): Promise<void> {
    for (const event of eventsOf(entry)) await this.#parts.takeOwn(watched, event)
  }

  async #periods(agreement: string, survey: string): Promise<SurveyPeriod[]> {
    return Promise.all(
      this.#byPeriod(agreement, survey).map(async ({ from, to, asked, answers }) => ({
        ...{ from, to, asked, answered: answers.length },
        ...surveyResults(answers.flatMap(eventsOf)),
        comments: await Promise.all(commentsOf(answers).map((digest) => this.#parts.store.text(digest))),
      })),
    )
  }

  /** Latest first. */
  #byPeriod(agreement: string, survey: string) {
    const { book } = this.#parts
    const answers = Map.groupBy(
      book.latestOf(agreement, 'surveyAnswered', survey),
      ({ period }) => period?.from,
    )
    const asked = Map.groupBy(book.latestOf(agreement, 'surveyAsked', survey), ({ period }) => period?.from)
    return [...asked.values()]
      .map((forms) => {
        const { from = '', to = '' } = forms[0]?.period ?? {}
        return { from, to, asked: forms.length, answers: answers.get(from) ?? [] }
      })
      .sort((a, b) => instant(b.from) - instant(a.from))
  }

  #get(id: string): Watched {
    const found = this.#parts.watched(id)
    if (!found) throw new ServiceProblem(404, 'there is no such agreement')
    return found
  }
}

const eventsOf = (entry: Entry): Event[] =>
  answerEvents(entry.facts as unknown as AnsweredFacts, entry.subject ?? '', ownEventPrefix)

const commentsOf = (answers: readonly Entry[]): string[] =>
  answers
    .flatMap(({ facts }) => (facts as unknown as AnsweredFacts).answers)
    .flatMap((answer) => ('comment' in answer ? [answer.comment] : []))
