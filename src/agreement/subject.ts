import type { Subject } from './schema/subject.ts'

/** The names of the sources in a subject, in order, each once. */
export function sourcesIn(subject: Subject): string[] {
  switch (subject.kind) {
    case 'source':
      return [subject.source]
    case 'control':
      return [...new Set([...sourcesIn(subject.of), ...sourcesIn(subject.control)])]
    case 'all':
    case 'any':
    case 'atLeast':
    case 'pool':
    case 'each':
      return [...new Set(subject.of.flatMap(sourcesIn))]
  }
}
