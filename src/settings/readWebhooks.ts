import type { Issue } from '../agreement/issues.ts'
import type { Secret, WebhookSettings } from '../settings.ts'
import { readSecretFile } from './secrets.ts'
import type { WrittenWebhook } from './webhooks.ts'

/** Bytes of a key: Standard Webhooks asks for 24 to 64. */
const [leastBytes, mostBytes] = [24, 64]

/** Reads the secrets that webhooks are signed with; a problem names the webhook and the file. */
export async function webhooksOf(
  written: Readonly<Record<string, WrittenWebhook>>,
  pathOf: (file: string) => string,
  issues: Issue[],
): Promise<Readonly<Record<string, WebhookSettings>>> {
  const read = Object.entries(written).map(async ([name, { agreement, agreementFrom, ...terms }]) => {
    const secrets = await Promise.all(
      terms.secretFile.map((file) => secretOf(pathOf(file), ['webhooks', name, 'secretFile'], issues)),
    )
    const settings: WebhookSettings = {
      agreement: agreement ?? agreementFrom ?? '',
      secrets: secrets.flatMap((secret) => secret ?? []),
      by: terms.by,
      map: terms.map ?? null,
    }
    return [name, settings] as const
  })
  return Object.fromEntries(await Promise.all(read))
}

async function secretOf(file: string, path: Issue['path'], issues: Issue[]): Promise<Secret | null> {
  const read = await readSecretFile(file)
  const problem = read.ok ? keyProblem(read.secret.reveal()) : read.problem
  if (read.ok && problem === null) return read.secret
  issues.push({ path, message: read.ok ? `${file}: ${problem}` : read.problem })
  return null
}

function keyProblem(text: string): string | null {
  const key = text.replace(/^whsec_/, '')
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(key) ? Buffer.from(key, 'base64').length : 0
  return bytes >= leastBytes && bytes <= mostBytes
    ? null
    : `a secret is whsec_ and ${leastBytes} to ${mostBytes} bytes in Base64 (Standard Webhooks)`
}
