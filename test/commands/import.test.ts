import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aDaemon, at, day, target, type World } from '../daemon/aDaemon.ts'
import { pushText } from '../daemon/anAgreement.ts'
import { ran } from './ran.ts'

const now = at('2026-03-20T00:00:00Z')
const agreementText = pushText({ more: 'fees: { base: { amount: "100", per: month } }\ncurrency: EUR\n' })

let folder = ''
const path = (name: string) => join(folder, name)
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upheld-import-'))
  await writeFile(path('small.yaml'), agreementText)
})
afterEach(() => rm(folder, { recursive: true }))

const iso = (n: number): string => new Date(at('2026-03-02T00:00:00Z') + n * 60_000).toISOString()
const observations = (count: number): string =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({ source: 'web', at: iso(i), outcome: 'good' }),
  ).join('\n')

async function aTarget(): Promise<{ world: World; to: readonly string[] }> {
  const world = await aDaemon({ now, texts: [agreementText] })
  return { world, to: await aim(world.daemon.url, await world.token('provider', ['small'])) }
}
async function aim(url: string, token: string): Promise<readonly string[]> {
  await writeFile(path('token'), `${token}\n`, { mode: 0o600 })
  return ['--to', url, '--token-file', path('token')]
}
const into = (to: readonly string[], file: string, more: readonly string[] = []) =>
  ran(['import', 'small', path(file), ...to, ...more], { now })

describe('import prints evidence', () => {
  test('of CSV as JSON Lines that backtest reads', async () => {
    await writeFile(path('h.csv'), `at;outcome\n${iso(0)};good\n${iso(10)};bad\n`)
    const { code, out, err } = await ran(['import', path('small.yaml'), path('h.csv'), '--as', 'web'])
    expect([code, err]).toEqual([0, 'upheld import: 2 lines printed, 0 refused\n'])
    expect(out.split('\n')[1]).toBe('{"source":"web","at":"2026-03-02T00:10:00Z","outcome":"bad"}')
    await writeFile(path('e.jsonl'), out)
    const judged = await ran(['backtest', path('small.yaml'), '--evidence', path('e.jsonl')])
    expect(judged.out).toMatch(/^2026-03-02 +2026-03-02 +availability/m)
  })

  test('of the standard input, and names what the agreement has no use for', async () => {
    const input = `${observations(2)}\n\n{"source":"wbe","at":"${iso(3)}","outcome":"good"}\n{"x":1}\n`
    const { code, out, err } = await ran(['import', path('small.yaml'), '-'], { input })
    expect([code, out.trim()]).toEqual([1, observations(2).replaceAll('.000Z', 'Z')])
    expect(err).toContain('-:4:1: refused: the agreement has no source "wbe"; did you mean "web"?')
    expect(err).toContain('-:5:1: refused: it has none of `source`, `event`, `exclusion` and `fee`')
    expect(err).toContain('2 lines printed, 2 refused')
  })

  test('to a file that is not there yet, whole or not at all', async () => {
    await writeFile(path('h.csv'), 'at,outcome\nx,good\n')
    const run = () => ran(['import', 'small', path('h.csv'), '--out', path('new.jsonl'), '--as', 'web'])
    expect((await run()).code).toBe(1)
    expect(readFileSync(path('new.jsonl'), 'utf8')).toBe('')
    expect(await run()).toMatchObject({ code: 1, err: expect.stringContaining('is there already') })
    await writeFile(path('bad.csv'), 'nonsense\n')
    await ran(['import', 'small', path('bad.csv'), '--out', path('other.jsonl')])
    expect([existsSync(path('other.jsonl')), existsSync(path('other.jsonl.partial'))]).toEqual([false, false])
  })

  test.each([
    [['small'], 2, 'name a FILE, or - for the standard input'],
    [['Small one', '-'], 2, 'is neither the id of an agreement nor its file'],
    [['small', 'none.csv'], 1, 'none.csv: there is no such file'],
    [['small', '/'], 1, 'this is a folder'],
    [['small', '-', '--format', 'xml'], 2, '--format "xml" is not jsonl or csv'],
    [['small', '--kuma', 'x.db'], 2, "need the agreement's file"],
    [['small', '-', '--kuma', 'x.db'], 2, 'are imported one at a time'],
    [['small', '-', '--to', 'http://x'], 2, '--to needs --token-file'],
    [['small', '-', '--to', 'http://u:p@x'], 2, '--to takes no password'],
    [['small', '-', '--to', 'ftp://x'], 2, "--to takes the daemon's address"],
    [['small', '-', '--to', 'http://x', '--out', 'y'], 2, 'exclude each other'],
    [['small', '-', '--after-line', '-1'], 2, '--after-line takes a whole number'],
  ])('%j is refused', async (args, code, message) => {
    expect(await ran(['import', ...args])).toMatchObject({ code, err: expect.stringContaining(message) })
  })
})

describe('import into a daemon', () => {
  test('keeps every kind of line, and changes nothing the second time', async () => {
    const { world, to } = await aTarget()
    const lines = [
      observations(2_500),
      JSON.stringify({
        event: 'ticket.opened',
        id: 'e-1',
        subject: 'T-1',
        at: iso(5),
        data: { severity: 'P1' },
      }),
      JSON.stringify({
        exclusion: 'maintenance',
        id: 'x',
        from: '2026-03-21T00:00:00Z',
        to: '2026-03-21T01:00:00Z',
        by: 'provider',
      }),
      JSON.stringify({ fee: 'base', from: '2026-03-01', to: '2026-04-01', amount: '90' }),
    ]
    await writeFile(path('e.jsonl'), lines.join('\n'))
    expect(await into(to, 'e.jsonl')).toMatchObject({
      code: 0,
      err: expect.stringMatching(/2503 accepted, 0 duplicates, 0 refused\n$/),
    })
    expect((await into(to, 'e.jsonl')).err).toMatch(/: 0 accepted, 2503 duplicates, 0 refused\n$/)
    expect(await world.daemon.store.fees('small')).toHaveLength(1)
    expect((await world.daemon.store.events('small')).map(({ id }) => id)).toEqual(['e-1'])
    expect(await world.entries('small', 'exclusionAnnounced')).toHaveLength(1)
    expect((await into(to, 'e.jsonl', ['--after-line', '2501'])).err).toContain('0 accepted, 2 duplicates')
  })

  test('names each refused line by its number in the file, and keeps the others', async () => {
    const { to } = await aTarget()
    const rows = Array.from({ length: 1_500 }, (_, i) =>
      i === 1_200 ? '2027-01-01T00:00:00Z,good' : `${iso(i)},good`,
    )
    await writeFile(path('h.csv'), ['at,outcome', ...rows, `${iso(3)},bad`, `${iso(3)},fine`].join('\n'))
    const { code, err } = await into(to, 'h.csv', ['--as', 'web'])
    expect(code).toBe(1)
    expect(err).toContain('h.csv:1202: refused: this lies in the future; is the clock right?')
    expect(err).toContain(
      'h.csv:1502: refused: another observation of this source stands for that time already',
    )
    expect(err).toContain('h.csv:1503:26: refused: `outcome` is not one of good, bad, unknown')
    expect(err).toContain('1499 accepted, 0 duplicates, 3 refused')
  })

  test('never shows the token, and takes none that every user may read', async () => {
    const { to } = await aTarget()
    await writeFile(path('e.jsonl'), observations(1))
    await aim('', 'uph_wrong')
    const refused = await into(to, 'e.jsonl')
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('it answers 401') })
    expect(refused.err).not.toContain('uph_wrong')
    await chmod(path('token'), 0o644)
    expect((await into(to, 'e.jsonl')).err).toContain('every user may read this secret')
  })
})

/** A daemon behind an address that does first what the test says. */
async function behind(world: World, meddle: (call: number) => number | null | 'cut') {
  let calls = 0
  const sizes: number[] = []
  const forward: RequestListener = async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    sizes.push(body.toString().split('\n').length)
    const instead = meddle(calls++)
    if (typeof instead === 'number')
      return void response.writeHead(instead, { 'retry-after': '0', location: 'http://127.0.0.1:1/' }).end()
    const answer = await fetch(world.daemon.url + request.url, {
      method: 'POST',
      headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/x-ndjson' },
      body,
    })
    if (instead === 'cut') return void response.destroy()
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  }
  const { port } = await target(forward)
  return { url: `http://127.0.0.1:${port}`, sizes, calls: () => calls }
}

describe('import goes on', () => {
  test.each([429, 503, 502, 'cut'] as const)(
    'after %s, and no line is lost or counted twice',
    async (fault) => {
      const { world, to } = await aTarget()
      const { url, sizes } = await behind(world, (call) => (call === 1 ? fault : null))
      await writeFile(path('e.jsonl'), observations(2_100))
      const { code, err } = await into(['--to', url, ...to.slice(2)], 'e.jsonl')
      expect([code, sizes]).toEqual([0, [1000, 1000, 1000, 100]])
      expect(err).toContain('once more in')
      expect(err).toMatch(
        fault === 'cut' ? /: 1100 accepted, 1000 duplicates/ : /: 2100 accepted, 0 duplicates/,
      )
    },
  )

  test('with half as much where that is too large for a proxy', async () => {
    const { world, to } = await aTarget()
    const { url, sizes } = await behind(world, (call) => (call === 0 ? 413 : null))
    await writeFile(
      path('e.jsonl'),
      `${observations(900)}\n{"source":"desk","at":"${iso(1)}","outcome":"good"}`,
    )
    const { err } = await into(['--to', url, ...to.slice(2)], 'e.jsonl')
    expect(sizes).toEqual([901, 450, 451])
    expect(err).toMatch(/e\.jsonl:901: refused: [\s\S]*900 accepted, 0 duplicates, 1 refused/)
  })

  test('not for ever, and not to another address', async () => {
    const { to } = await aTarget()
    await writeFile(path('e.jsonl'), observations(1))
    const given = await into(['--to', 'http://127.0.0.1:1', ...to.slice(2)], 'e.jsonl', ['--patience', '1s'])
    expect(given).toMatchObject({ code: 1, err: expect.stringMatching(/ECONNREFUSED|bad port/) })
    expect(given.err).toContain('--after-line 0 only what is left')
    const { world } = await aTarget()
    const moved = await behind(world, () => 307)
    const sent = await into(['--to', moved.url, ...to.slice(2)], 'e.jsonl')
    expect([sent.code, moved.calls()]).toEqual([1, 1])
    expect(sent.err).toContain('it sends on to http://127.0.0.1:1/')
  })

  test('where a run was killed in the middle', async () => {
    const { world, to } = await aTarget()
    const killed = Promise.withResolvers<void>()
    const { url, calls } = await behind(world, (call) => {
      if (call === 2) child.kill('SIGKILL')
      return null
    })
    await writeFile(path('e.jsonl'), observations(5_000))
    const aimed = ['--to', url, ...to.slice(2)]
    const program = fileURLToPath(new URL('../../src/upheld.mjs', import.meta.url))
    const child = spawn(process.execPath, [program, 'import', 'small', path('e.jsonl'), ...aimed], {
      stdio: 'ignore',
    })
    child.once('exit', () => killed.resolve())
    await killed.promise
    expect([child.signalCode, calls()]).toEqual(['SIGKILL', 3])
    const { code, err } = await into(to, 'e.jsonl')
    const [, accepted, duplicates] = /: (\d+) accepted, (\d+) duplicates, 0 refused\n$/.exec(err) ?? []
    expect([code, Number(accepted) + Number(duplicates)]).toEqual([0, 5_000])
    expect(Number(duplicates)).toBeGreaterThanOrEqual(2_000)
    expect((await into(to, 'e.jsonl')).err).toContain(': 0 accepted, 5000 duplicates, 0 refused')
    const [use] = world.agreements()[0]!.versions[0]!.sources.values()
    expect((await world.daemon.store.series(use!.identity, 0, now + day)).length).toBe(5_000)
  })
})

test('the page on history shows a CSV that is taken', async () => {
  const page = readFileSync(new URL('../../docs/history.md', import.meta.url), 'utf8')
  const [, input = ''] = /```csv\n([\s\S]*?)```/.exec(page) ?? []
  const { code, out } = await ran(['import', path('small.yaml'), '-', '--as', 'web'], { input })
  expect([code, out.trim().split('\n')]).toEqual([
    0,
    [expect.stringContaining('"latencyUs":23150'), expect.any(String)],
  ])
})
