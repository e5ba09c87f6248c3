import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Dispatcher, Client as UndiciClient } from 'undici'
import {
  certificateDaysOf,
  type Deadline,
  elapsedUs,
  openTcp,
  openTls,
  type Path,
  type Phases,
} from './connect.ts'
import { codeOf, LookFailure } from './failure.ts'
import { bareHost } from './network.ts'

/** undici's client by its own file: the whole of undici brings caches, sockets and fetch that no probe needs. */
const Client = createRequire(import.meta.url)('undici/lib/dispatcher/client.js') as typeof UndiciClient

/** One request, sent once over a connection of its own. */
export interface Request {
  readonly url: URL
  readonly method: 'GET' | 'HEAD' | 'POST' | 'OPTIONS'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Reading stops here; the answer is then `capped`. */
  readonly maxBodyBytes: number
  /** False counts the body without keeping it. */
  readonly keepBody: boolean
  readonly verify: boolean
}

/** What came back, complete or cut at the cap. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  readonly capped: boolean
  readonly phases: Phases
  readonly certificateDays?: number
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** How Upheld names itself to whom it asks. */
const userAgent = `Upheld/${version}`

const maxHeaderBytes = 64 * 1024

/** Never inflated and never negotiated: what is measured is what the agreement names. */
const ownHeaders = { 'user-agent': userAgent, accept: '*/*', 'accept-encoding': 'identity' }

const basicAuth = (url: URL): Record<string, string> => {
  if (!url.username && !url.password) return {}
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** A fresh connection for one request, TLS included where the address asks for it. */
async function open(
  path: Path,
  request: Request,
  deadline: Deadline,
): Promise<{ socket: Socket; phases: Phases }> {
  const { url, verify } = request
  const host = bareHost(url.hostname)
  const isSecure = url.protocol === 'https:'
  const port = Number(url.port) || (isSecure ? 443 : 80)
  const { socket, phases } = await openTcp(path, host, port, deadline)
  if (!isSecure) return { socket, phases }
  const { secure, tls } = await openTls(path, socket, { serverName: host, verify }, deadline)
  return { socket: secure, phases: { ...phases, tls } }
}

const noAnswer = (error: Error): Error =>
  codeOf(error) === 'UND_ERR_SOCKET' && error.message === 'bad upgrade'
    ? new LookFailure('protocol', 'the answer changes the protocol, which nobody asked for')
    : error

/** Gathers one answer; `settle` gets it, or the error, exactly once. */
function gather(
  clock: Path['clock'],
  request: Request,
  settle: (end: Error | Omit<Answer, 'phases'>, phases: Phases) => void,
): Dispatcher.DispatchHandler {
  const sentAt = clock.monotonic()
  let [startedAt, firstByte, size, status]: number[] = [sentAt, 0, 0, 0]
  let headers: Answer['headers'] = {}
  const chunks: Buffer[] = []
  const end = (capped: boolean): void => {
    const body = Buffer.concat(chunks).subarray(0, request.maxBodyBytes)
    settle(
      { status: status ?? 0, headers, body, capped },
      { firstByte: firstByte ?? 0, transfer: elapsedUs(clock, startedAt ?? sentAt) },
    )
  }
  return {
    onRequestStart: () => undefined,
    onResponseStart: (_controller, statusCode, responseHeaders) => {
      ;[status, headers, startedAt, firstByte] = [
        statusCode,
        responseHeaders,
        clock.monotonic(),
        elapsedUs(clock, sentAt),
      ]
    },
    onResponseData: (_controller, chunk) => {
      if (request.keepBody) chunks.push(chunk)
      size = (size ?? 0) + chunk.length
      if (size > request.maxBodyBytes) end(true)
    },
    onResponseEnd: () => end(false),
    onResponseError: (_controller, error) => settle(noAnswer(error), {}),
  }
}

/**
 * Sends a request over a fresh connection and reads the answer, at most `maxBodyBytes` of it. Redirects are not
 * followed. Rejects with what went wrong, by code or as a LookFailure; the connection is always destroyed.
 */
export async function exchange(path: Path, request: Request, deadline: Deadline): Promise<Answer> {
  const { url } = request
  const { socket, phases } = await open(path, request, deadline)
  const certificateDays =
    socket instanceof TLSSocket ? certificateDaysOf(socket, path.clock.now()) : undefined
  const client = new Client(url.origin, {
    // Not at once: the client would not notice a connection that is there before it has begun to wait for one.
    connect: (_options, callback) => queueMicrotask(() => callback(null, socket)),
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: maxHeaderBytes,
    allowH2: false,
  })
  try {
    return await new Promise<Answer>((resolve, reject) => {
      deadline.onEnd(() => reject(new LookFailure('timeout', 'no complete answer in time')))
      const handler = gather(path.clock, request, (end, more) =>
        end instanceof Error
          ? reject(end)
          : resolve({
              ...end,
              phases: { ...phases, ...more },
              ...(certificateDays !== undefined && { certificateDays }),
            }),
      )
      client.dispatch(
        {
          path: url.pathname + url.search,
          method: request.method,
          headers: { ...ownHeaders, ...basicAuth(url), ...lowerCased(request.headers) },
          body: request.body ?? null,
          reset: true,
        },
        handler,
      )
    })
  } finally {
    socket.destroy()
    client.destroy(null, () => undefined)
  }
}
