import { readFileSync } from 'node:fs'

/** One line of a Dockerfile, continuation lines joined. */
export interface Instruction {
  readonly word: string
  readonly rest: string
}
/** The lines between one FROM and the next. */
export interface Stage {
  readonly from: string
  readonly name: string | null
  readonly instructions: readonly Instruction[]
}

/** Reads what a Dockerfile of this project uses: no heredocs, no parser directives. */
export function readDockerfile(file: URL): Stage[] {
  const text = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n/g, ' ')
  const stages: { from: string; name: string | null; instructions: Instruction[] }[] = []
  for (const line of text.split('\n')) {
    const [, word, rest] = /^(\w+)\s+(.*?)\s*$/.exec(line) ?? []
    if (word === undefined || rest === undefined) continue
    const [, from, name] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(rest) ?? []
    if (word === 'FROM') stages.push({ from: from ?? rest, name: name ?? null, instructions: [] })
    else stages.at(-1)?.instructions.push({ word, rest })
  }
  return stages
}

/** The last instruction of a kind in a stage, as Docker takes it. */
export function last({ instructions }: Stage, word: string): string {
  const found = instructions.findLast((instruction) => instruction.word === word)
  if (found === undefined) throw new Error(`the Dockerfile has no ${word}`)
  return found.rest
}

/** A command in exec form. */
export function execForm(text: string): string[] {
  return JSON.parse(text.slice(text.indexOf('['))) as string[]
}

/** `NAME=value` pairs of ENV or LABEL. */
export function pairs(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g)].map(([, name, quoted, plain]) => [
      name,
      quoted ?? plain,
    ]),
  )
}
