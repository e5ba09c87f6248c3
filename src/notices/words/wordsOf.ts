import { english } from './english.ts'
import { german } from './german.ts'
import type { Words } from './words.ts'

const languages: Readonly<Record<Words['language'], Words>> = { en: english, de: german }

/** The words of a notice's language. */
export const wordsOf = (language: Words['language']): Words => languages[language]
