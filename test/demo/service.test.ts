import { expect, onTestFinished, test } from 'vitest'
import { type Phase, phaseAt, script, scriptText, startService } from '../../src/demo/service.ts'
import { startServiceThread } from '../../src/demo/serviceThread.ts'

const phases: readonly Phase[] = [
  { state: 'up', seconds: 2 },
  { state: 'down', seconds: 3 },
  { state: 'slow', seconds: 1 },
]

test('each phase lasts its seconds, and the script begins anew', () => {
  const second = (at: number) => phaseAt(at * 1000, phases)
  expect([0, 1.999, 2, 4.999, 5, 5.999, 6, 8, 11].map(second)).toEqual([
    'up',
    'up',
    'down',
    'down',
    'slow',
    'slow',
    'up',
    'down',
    'slow',
  ])
})

test('the script is told in words', () => {
  expect(scriptText(phases)).toBe('up 2 s, down 3 s, slow 1 s')
})

test('each half of an outage that midnight cuts in two can be a breach: one of them is longer than the budget', () => {
  const longest = Math.max(...script.filter(({ state }) => state === 'down').map(({ seconds }) => seconds))
  expect(longest / 2).toBeGreaterThan(86_400 * 0.0001)
})

test('the service answers by its clock', async () => {
  let now = 1_000_000
  const service = await startService(0, () => now)
  onTestFinished(() => service.close())
  const look = async () => {
    const response = await fetch(`http://127.0.0.1:${service.port}/health`)
    return [response.status, await response.text()]
  }
  expect(await look()).toEqual([200, 'ok\n'])
  now += 7000
  expect(await look()).toEqual([503, 'out of service\n'])
  now += 29_000
  expect(await look()).toEqual([200, 'ok\n'])
})

test('the service runs in a thread of its own, and says where its port is taken', async () => {
  const service = await startServiceThread(0)
  onTestFinished(() => service.close())
  expect((await fetch(`http://127.0.0.1:${service.port}/health`)).status).toBe(200)
  await expect(startServiceThread(service.port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
