import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What the terminal must have shown within the minute. */
const told = {
  rest: /^ +REST +(http:\/\/127\.0\.0\.1:\d+\/api\/v1\/\S+)$/m,
  metrics: /^ +Metrics +(http:\/\/127\.0\.0\.1:\d+\/metrics)$/m,
  docs: /^ +API docs +(http:\/\/127\.0\.0\.1:\d+\/api\/docs\S*)$/m,
  curl: /curl -H 'Authorization: Bearer (uph_\S+)' (http:\S+)/,
  outage: /OUTAGE +checkout is down/,
  breach: /BREACH +Daily uptime: .* promised >= 99\.99%/,
  toProvider: /MAIL +from \S+ to sla@acme\.example\n +\[Upheld\] Breach: Daily uptime/,
  toCustomer: /MAIL +from \S+ to it@globex\.example\n +\[Upheld\] Breach: Daily uptime/,
}

test('the demonstration shows an outage, a certain breach, a mail to each party and working addresses within a minute', {
  timeout: 90_000,
}, async () => {
  const child = spawn(process.execPath, ['src/upheld.mjs', 'demo'], { cwd: root })
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  let said = ''
  const missing = () => Object.entries(told).filter(([, pattern]) => !pattern.test(said))
  await new Promise<void>((resolve) => {
    const hear = (text: Buffer): void => {
      said += text.toString()
      if (missing().length === 0) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    setTimeout(resolve, 60_000).unref()
    void ended.then(() => resolve())
  })
  expect(missing(), said).toEqual([])
  const [, token, compliance = ''] = told.curl.exec(said) ?? []
  const answer = await fetch(compliance, { headers: { authorization: `Bearer ${token}` } })
  expect(await answer.json()).toMatchObject({ agreement: 'demo-checkout', summary: { state: 'breached' } })
  for (const address of [told.metrics, told.docs].map((pattern) => pattern.exec(said)?.[1] ?? ''))
    expect((await fetch(address)).status, address).toBe(200)
  child.kill('SIGINT')
  expect(await ended, said).toBe(0)
})
