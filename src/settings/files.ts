import { open, readFile, stat } from 'node:fs/promises'
import { maxDocumentBytes } from '../agreement/document.ts'

export type FileText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string }

const refusals: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission to read it is missing',
  EISDIR: 'this is a folder, not a file',
  ELOOP: 'its links lead in a circle',
}

/** Why a file could not be read, in words. */
export function refusalOf(error: unknown): string {
  const { code = '', message = '' } = error as NodeJS.ErrnoException
  return refusals[code] ?? `cannot be read: ${message}`
}

/**
 * Reads a text file of at most `limit` bytes; a larger one, and what is no plain file, is refused before it is
 * opened, so that neither 100 MB nor a pipe that nobody writes to can hold the daemon up.
 */
export async function readTextFile(file: string, limit = maxDocumentBytes): Promise<FileText> {
  try {
    const { size } = await stat(file).then((found) => {
      if (found.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
      if (!found.isFile()) throw new Error('it is not a plain file')
      return found
    })
    if (size > limit) return tooLarge(limit)
    return await readAtMost(file, limit)
  } catch (error) {
    return { ok: false, problem: refusalOf(error) }
  }
}

const tooLarge = (limit: number): FileText => ({
  ok: false,
  problem: `the file is larger than ${limit / 1024} KiB; split it`,
})

async function readAtMost(file: string, limit: number): Promise<FileText> {
  const handle = await open(file, 'r')
  try {
    // One byte more than allowed: the file may have grown since its size was asked for.
    const buffer = Buffer.alloc(limit + 1)
    let length = 0
    for (let read = -1; read !== 0 && length <= limit; length += read) {
      read = (await handle.read(buffer, length, limit + 1 - length, null)).bytesRead
    }
    if (length > limit) return tooLarge(limit)
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, length)) }
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, problem: 'the file is not UTF-8 text' }
    throw error
  } finally {
    await handle.close()
  }
}

const mostEvidenceBytes = 450 * 1024 * 1024

/** Reads a file of evidence whole: far larger than a document may be, but bounded by what one text can hold. */
export async function readEvidenceFile(file: string): Promise<FileText> {
  try {
    const { size } = await stat(file)
    if (size > mostEvidenceBytes) return tooLarge(mostEvidenceBytes)
    const bytes = await readFile(file)
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, problem: 'the file is not UTF-8 text' }
    return { ok: false, problem: refusalOf(error) }
  }
}
