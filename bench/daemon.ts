/**
 * What the whole daemon costs: `node bench/daemon.ts [sources] [seconds]`. So many HTTP sources every 10 s, one uptime
 * commitment each, in agreements of 100, served by `upheld serve` with its database on disk; prints the processor time
 * of a check and the memory of that process.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The first thousands of checks run uncompiled; a daemon runs for months. */
const warmUpMs = 60_000
const inOneAgreement = 100

function serve(): void {
  const server = createServer((_request, response) => response.end('{"status":"ok"}'))
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
}

function agreement(n: number, count: number, port: number): string {
  const names = Array.from({ length: count }, (_, i) => `s${i}`)
  const source = (name: string) =>
    `  ${name}: { http: { url: "http://127.0.0.1:${port}/${n}/${name}", expect: { body: ok } }, every: 10s }`
  const commitment = (name: string) =>
    `  c-${name}: { measure: { uptime: { of: ${name} } }, target: ">= 99.9%", period: month }`
  return [
    `agreement: bench-${n}`,
    `title: Bench ${n}`,
    'parties: { provider: { name: P, contacts: [p@p.example] }, customer: { name: C, contacts: [c@c.example] } }',
    'term: { from: 2026-01-01 }',
    'sources:',
    ...names.map(source),
    'commitments:',
    ...names.map(commitment),
  ].join('\n')
}

function prepare(sources: number, port: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'upheld-bench-'))
  mkdirSync(join(folder, 'agreements'))
  for (let n = 0; n * inOneAgreement < sources; n++) {
    const count = Math.min(inOneAgreement, sources - n * inOneAgreement)
    writeFileSync(join(folder, 'agreements', `bench-${n}.yaml`), agreement(n, count, port))
  }
  const config =
    'web: { listenAddress: "127.0.0.1:0" }\nallowedNetworks: [127.0.0.0/8]\nagreements: agreements\nstorage: { path: data }\nlog: { level: warn }\n'
  writeFileSync(join(folder, 'upheld.yaml'), config)
  return folder
}

const ticksPerSecond = 100

/** Processor seconds and resident bytes of a process, both threads. */
function usage(pid: number): { cpuS: number; rssMiB: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0)
  return { cpuS: (Number(stat[11]) + Number(stat[12])) / ticksPerSecond, rssMiB: kib / 1024 }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function measure(sources: number, seconds: number): Promise<void> {
  const target: ChildProcess = fork(import.meta.filename, ['--serve'])
  const port = await new Promise<number>((resolve) =>
    target.once('message', (value) => resolve(value as number)),
  )
  const folder = prepare(sources, port)
  const main = new URL('../src/upheld.mjs', import.meta.url).pathname
  const daemon = spawn(process.execPath, [main, 'serve', '--config.file', join(folder, 'upheld.yaml')], {
    stdio: 'inherit',
  })
  await pause(warmUpMs)
  const before = usage(daemon.pid ?? 0)
  await pause(seconds * 1000)
  const after = usage(daemon.pid ?? 0)
  const checks = (sources * seconds) / 10
  console.log(
    `${sources} sources every 10 s: ${(((after.cpuS - before.cpuS) * 1000) / checks).toFixed(3)} ms of processor a check, ${after.rssMiB.toFixed(0)} MiB resident`,
  )
  const ended = new Promise((resolve) => daemon.once('exit', resolve))
  daemon.kill('SIGTERM')
  await ended
  target.kill()
  rmSync(folder, { recursive: true, force: true })
}

if (process.argv[2] === '--serve') serve()
else await measure(Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 60))
