import type { Ask } from '../../agreement/schema/surveys.ts'

/** What mails and forms of surveys say. */
export interface SurveyWords {
  readonly asked: string
  readonly reminded: string
  readonly headline: string
  readonly meaning: string
  readonly privacy: string
  /** `until` is a clock. */
  readonly answerBy: (until: string) => string
  readonly labels: { readonly questions: string }
  /** Where the agreement has no words of its own. */
  readonly questions: {
    readonly csat: string
    readonly nps: (title: string) => string
    readonly comment: string
    readonly attribute: (attribute: string) => string
  }
  readonly scales: {
    readonly csat: readonly [least: string, most: string]
    readonly nps: readonly [least: string, most: string]
    readonly attribute: readonly [least: string, most: string]
  }
  readonly ours: (provider: string) => string
  readonly alternative: (name: string | null) => string
  readonly open: string
  readonly send: string
  readonly optional: string
  readonly done: string
  readonly doneMeaning: string
  readonly closed: string
  readonly closedMeaning: string
  readonly expired: string
  readonly expiredMeaning: string
  readonly problems: {
    readonly heading: string
    readonly nothing: string
    readonly offScale: string
    readonly tooLong: (most: number) => string
  }
}

/** The question in a language, by the agreement's words or by ours. */
export function questionText(
  ask: Ask,
  { surveys, language }: { readonly surveys: SurveyWords; readonly language: 'en' | 'de' },
  title: string,
): string {
  if (ask.question !== null) return ask.question[language]
  const { questions } = surveys
  switch (ask.kind) {
    case 'csat':
      return questions.csat
    case 'nps':
      return questions.nps(title)
    case 'comment':
      return questions.comment
    case 'attribute':
      return questions.attribute(ask.attribute)
  }
}

export const surveysEnglish: SurveyWords = {
  asked: 'Survey',
  reminded: 'Reminder of a survey',
  headline: 'How satisfied are you?',
  meaning:
    'A few questions about the agreement, by a form without a token. Each recipient has a link of their own; it works once.',
  privacy:
    'Answers and comments go into the figures of the agreement, which both parties see. Your name and address do not stand with them.',
  answerBy: (until) => `Answers count until ${until}.`,
  labels: { questions: 'Questions' },
  questions: {
    csat: 'How satisfied are you overall?',
    nps: (title) => `How likely are you to recommend this to others: ${title}?`,
    comment: 'What else should we know?',
    attribute: (attribute) => `How do you rate this: ${attribute}?`,
  },
  scales: {
    csat: ['very dissatisfied', 'very satisfied'],
    nps: ['not at all likely', 'extremely likely'],
    attribute: ['poor', 'excellent'],
  },
  ours: (provider) => `Here (${provider})`,
  alternative: (name) => (name === null ? 'At the alternative' : `Instead: ${name}`),
  open: 'no answer',
  send: 'Send the answers',
  optional: 'Each question may be left open.',
  done: 'Thank you, your answers are recorded',
  doneMeaning: 'They count for the agreement from now on. You can close this page.',
  closed: 'This form has been answered already',
  closedMeaning: 'A form counts once; this link does nothing any more.',
  expired: 'The time to answer has passed',
  expiredMeaning: 'Answers to this form do not count any more.',
  problems: {
    heading: 'Not sent yet',
    nothing: 'Nothing is answered: answer at least one question.',
    offScale: 'This is not on the scale: choose one of the numbers.',
    tooLong: (most) => `This is too long: at most ${most} characters.`,
  },
}

export const surveysGerman: SurveyWords = {
  asked: 'Umfrage',
  reminded: 'Erinnerung an eine Umfrage',
  headline: 'Wie zufrieden sind Sie?',
  meaning:
    'Wenige Fragen zur Vereinbarung, auf einem Formular ohne Zugangstoken. Jeder Empfänger hat einen eigenen Link; er gilt einmal.',
  privacy:
    'Antworten und Anmerkungen gehen in die Zahlen der Vereinbarung ein, die beide Seiten sehen. Ihr Name und Ihre Adresse stehen nicht dabei.',
  answerBy: (until) => `Antworten zählen bis ${until}.`,
  labels: { questions: 'Fragen' },
  questions: {
    csat: 'Wie zufrieden sind Sie insgesamt?',
    nps: (title) => `Wie wahrscheinlich ist es, dass Sie dies weiterempfehlen: ${title}?`,
    comment: 'Was sollten wir noch wissen?',
    attribute: (attribute) => `Wie beurteilen Sie: ${attribute}?`,
  },
  scales: {
    csat: ['sehr unzufrieden', 'sehr zufrieden'],
    nps: ['gar nicht wahrscheinlich', 'äußerst wahrscheinlich'],
    attribute: ['schlecht', 'ausgezeichnet'],
  },
  ours: (provider) => `Hier (${provider})`,
  alternative: (name) => (name === null ? 'Bei der Alternative' : `Stattdessen: ${name}`),
  open: 'keine Antwort',
  send: 'Antworten absenden',
  optional: 'Jede Frage kann offen bleiben.',
  done: 'Danke, Ihre Antworten sind festgehalten',
  doneMeaning: 'Sie zählen von jetzt an für die Vereinbarung. Sie können diese Seite schließen.',
  closed: 'Dieses Formular ist schon beantwortet',
  closedMeaning: 'Ein Formular zählt einmal; dieser Link bewirkt nichts mehr.',
  expired: 'Die Zeit zum Antworten ist vorüber',
  expiredMeaning: 'Antworten auf dieses Formular zählen nicht mehr.',
  problems: {
    heading: 'Noch nicht abgesendet',
    nothing: 'Nichts ist beantwortet: Beantworten Sie mindestens eine Frage.',
    offScale: 'Das liegt nicht auf der Skala: Wählen Sie eine der Zahlen.',
    tooLong: (most) => `Das ist zu lang: höchstens ${most} Zeichen.`,
  },
}
