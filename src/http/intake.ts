import type { FastifyRequest } from 'fastify'
import { may } from './access.ts'
import { isObject, Lines, type ReadLine } from './body.ts'
import { Problem } from './problem.ts'
import type { Caller, Refusal, Taken } from './service.ts'
import { agreementFor, callerBehind, type Web } from './web.ts'

/** At most so many lines a request; a sender splits what is more. */
const mostLines = 10_000

/** A line of a request with the agreement that it is for. */
interface Addressed<T> {
  readonly index: number
  readonly agreement: string
  readonly item: T
}

export interface Intake<T> {
  readonly action: 'evidence.write' | 'event.write'
  /** What a line says, without the agreement that it names, or why it is none. */
  readonly read: (line: Readonly<Record<string, unknown>>) => T | { readonly problem: string }
  readonly take: (agreement: string, items: readonly T[], caller: Caller) => Promise<Taken>
}

/**
 * Takes the lines of a body: what is good is kept, what is not is named with its place, and sending all of it again
 * changes nothing. 200 where nothing was refused, 207 where a part was, 422 where all was.
 */
export async function takeBody<T>(web: Web, request: FastifyRequest, intake: Intake<T>): Promise<Taken> {
  const caller = callerBehind(request, intake.action)
  const { agreement } = request.query as { readonly agreement?: string }
  if (agreement !== undefined) agreementFor(web, request, { action: intake.action, agreement })
  const lines = linesOf(request.body)
  if (lines.length > mostLines) throw new Problem(413, `A request takes at most ${mostLines} lines.`)
  return web.idempotency.once(request, async () => {
    const sorted = sortOut(web, caller, { lines, intake, agreement: agreement ?? onlyOne(caller) })
    return unlessRefused(await takeAll(sorted, intake, caller))
  })
}

function linesOf(body: unknown): readonly ReadLine[] {
  if (body instanceof Lines) return body.lines
  return (Array.isArray(body) ? body : [body]).map((value: unknown) => ({ value }))
}

/** The agreement that goes without saying. */
function onlyOne(caller: Caller): string | undefined {
  return caller.agreements !== '*' && caller.agreements.length === 1 ? caller.agreements[0] : undefined
}

interface Sorted<T> {
  readonly addressed: readonly Addressed<T>[]
  readonly refused: readonly Refusal[]
}

interface Received<T> {
  readonly lines: readonly ReadLine[]
  readonly intake: Intake<T>
  readonly agreement: string | undefined
}

function sortOut<T>(web: Web, caller: Caller, { lines, intake, agreement }: Received<T>): Sorted<T> {
  const known = new Set(web.service.agreements().map((one) => one.agreement))
  const addressed: Addressed<T>[] = []
  const refused: Refusal[] = []
  lines.forEach((line, index) => {
    const read = address(line, {
      agreement,
      intake,
      sees: (id) => known.has(id) && may(caller, intake.action, id) === 'allowed',
    })
    if ('problem' in read) refused.push({ index, problem: read.problem })
    else addressed.push({ index, ...read })
  })
  return { addressed, refused }
}

interface Addressing<T> {
  readonly agreement: string | undefined
  readonly intake: Intake<T>
  readonly sees: (agreement: string) => boolean
}

function address<T>(
  line: ReadLine,
  to: Addressing<T>,
): { readonly agreement: string; readonly item: T } | { readonly problem: string } {
  if ('problem' in line) return line
  if (!isObject(line.value)) return { problem: 'is not an object' }
  const { agreement = to.agreement, ...rest } = line.value
  if (typeof agreement !== 'string')
    return { problem: 'names no agreement, and the token sees more than one' }
  if (to.agreement !== undefined && agreement !== to.agreement)
    return { problem: 'names another agreement than the request' }
  if (!to.sees(agreement)) return { problem: 'names no agreement that this token may write to' }
  const item = to.intake.read(rest)
  return isRefused(item) ? { problem: item.problem } : { agreement, item }
}

function isRefused<T>(item: T | { readonly problem: string }): item is { readonly problem: string } {
  return isObject(item) && typeof item.problem === 'string' && Object.keys(item).length === 1
}

async function takeAll<T>(
  { addressed, refused }: Sorted<T>,
  intake: Intake<T>,
  caller: Caller,
): Promise<Taken> {
  let total: Taken = { accepted: 0, duplicates: 0, refused }
  for (const [agreement, group] of Map.groupBy(addressed, (one) => one.agreement)) {
    const taken = await intake.take(
      agreement,
      group.map(({ item }) => item),
      caller,
    )
    const named = taken.refused.map(({ index, problem }) => ({
      index: group[index]?.index ?? index,
      problem,
    }))
    total = {
      accepted: total.accepted + taken.accepted,
      duplicates: total.duplicates + taken.duplicates,
      refused: [...total.refused, ...named],
    }
  }
  return { ...total, refused: total.refused.toSorted((a, b) => a.index - b.index) }
}

function unlessRefused(taken: Taken): Taken {
  if (taken.refused.length > 0 && taken.accepted + taken.duplicates === 0)
    throw new Problem(422, 'No line was taken.', { ...taken })
  return taken
}

/** 207: a part was refused. */
export const takenStatus = ({ refused }: Taken): 200 | 207 => (refused.length === 0 ? 200 : 207)
