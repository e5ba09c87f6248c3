import { statementEnglish } from './english.ts'
import { statementGerman } from './german.ts'
import type { StatementWords } from './words.ts'

const languages: Readonly<Record<'en' | 'de', StatementWords>> = { en: statementEnglish, de: statementGerman }
export const statementWords = (language: 'en' | 'de'): StatementWords => languages[language]
