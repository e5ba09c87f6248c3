import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type Signer, signerOf } from './head.ts'

/**
 * The signing key in `file` (PKCS #8 PEM); made there with mode 0600 when there is none. Throws where the file is
 * readable by others or holds no Ed25519 key: a key that others may have read proves nothing.
 */
export function openSigningKey(file: string): Signer {
  const pem = readPrivately(file) ?? createKeyFile(file)
  try {
    return signerOf(createPrivateKey(pem))
  } catch (error) {
    throw new Error(`${file}: no Ed25519 private key in PEM`, { cause: error })
  }
}

function readPrivately(file: string): string | null {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Error(`${file}: the signing key cannot be read`, { cause: error })
  }
  try {
    const mode = fstatSync(descriptor).mode & 0o777
    if (mode & 0o077)
      throw new Error(`${file}: others may read the signing key (mode ${mode.toString(8)}); chmod 600`)
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

/** Whole on disk under its name or not there at all; of two starters the first one's key stands. */
function createKeyFile(file: string): string {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const draft = `${file}.${process.pid}.new`
  writeSynced(draft, pem)
  try {
    linkSync(draft, file)
    syncFolder(dirname(file))
    return pem
  } catch (error) {
    const winner = (error as NodeJS.ErrnoException).code === 'EEXIST' ? readPrivately(file) : null
    if (winner === null) throw error
    return winner
  } finally {
    unlinkSync(draft)
  }
}

function writeSynced(file: string, text: string): void {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_SYNC } = constants
  // O_SYNC in place of fsync, which Node's permission model forbids.
  const descriptor = openSync(file, O_WRONLY | O_CREAT | O_TRUNC | (O_SYNC ?? 0), 0o600)
  try {
    writeSync(descriptor, text)
  } finally {
    closeSync(descriptor)
  }
}

function syncFolder(folder: string): void {
  // Under the permission model the database's first commit brings the folder to disk; the key is used after it.
  if (process.permission !== undefined) return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
