import { get } from 'node:http'
import { authorityOf } from '../settings/load.ts'
import type { Command } from './command.ts'
import { flagsOf, settingsOrFail } from './settingFlags.ts'

const timeoutMs = 5_000

export const healthcheck: Command = {
  name: 'healthcheck',
  summary: 'Ask the running daemon whether it is healthy; for containers and init systems.',
  operands: '',
  operandCount: [0, 0],
  flags: flagsOf('config.file', 'web.listen-address'),
  details: 'Asks for /-/healthy at the configured address. Exits 0 where it is healthy, else 1.',
  run: async (context) => {
    const settings = await settingsOrFail(context)
    const url = `http://${authorityOf(settings.web)}/-/healthy`
    const answer = await statusOf(url)
    if (answer === 200) return 0
    context.err(`upheld healthcheck: ${url}: ${typeof answer === 'number' ? `status ${answer}` : answer}`)
    return 1
  },
}

/** The status of an answer, or why there is none. */
function statusOf(url: string): Promise<number | string> {
  return new Promise((resolve) => {
    // A deadline for the whole exchange, since a socket's own timeout starts anew with every byte.
    const signal = AbortSignal.timeout(timeoutMs)
    const request = get(url, { signal, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
      response.destroy()
    })
    request.on('error', (error) =>
      resolve(signal.aborted ? `no answer within ${timeoutMs} ms` : error.message),
    )
  })
}
