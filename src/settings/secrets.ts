import { stat } from 'node:fs/promises'
import { Secret } from '../settings.ts'
import { readTextFile, refusalOf } from './files.ts'

export type SecretReading =
  | { readonly ok: true; readonly secret: Secret }
  | { readonly ok: false; readonly problem: string }

const maxSecretBytes = 65_536

/** Reads a secret from its file, without the line end that editors add; refuses one that every user may read. */
export async function readSecretFile(file: string): Promise<SecretReading> {
  const refuse = (problem: string): SecretReading => ({ ok: false, problem: `${file}: ${problem}` })
  try {
    const mode = (await stat(file)).mode & 0o777
    if (mode & 0o004)
      return refuse(`every user may read this secret (mode ${mode.toString(8)}); chmod 600 ${file}`)
  } catch (error) {
    return refuse(refusalOf(error))
  }
  const read = await readTextFile(file, maxSecretBytes)
  if (!read.ok) return refuse(read.problem)
  const text = read.text.replace(/\r?\n$/, '')
  if (text === '') return refuse('the file is empty; a secret is expected in it')
  if (/[\r\n\0]/.test(text)) return refuse('a secret is one line of text')
  return { ok: true, secret: new Secret(text) }
}
