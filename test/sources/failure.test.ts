import { describe, expect, test } from 'vitest'
import { failedBy, LookFailure } from '../../src/sources/failure.ts'
import { withoutOurLateness } from '../../src/sources/look.ts'
import type { Look } from '../../src/sources/observation.ts'
import { context, lookAtUrl } from './cast.ts'

const withCode = (code: string): Error => Object.assign(new Error(code), { code })

describe('an error makes a look', () => {
  test.each([
    ['ECONNREFUSED', 'bad', 'refused'],
    ['ECONNRESET', 'bad', 'reset'],
    ['EPIPE', 'bad', 'reset'],
    ['UND_ERR_SOCKET', 'bad', 'reset'],
    ['ETIMEDOUT', 'bad', 'timeout'],
    ['ENETUNREACH', 'bad', 'unreachable'],
    ['EHOSTUNREACH', 'bad', 'unreachable'],
    ['ENETDOWN', 'bad', 'unreachable'],
    ['ENOTFOUND', 'bad', 'nxdomain'],
    ['EPROTO', 'bad', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'bad', 'tls'],
    ['CERT_HAS_EXPIRED', 'bad', 'certificate'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'bad', 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'bad', 'certificate'],
    ['HPE_INVALID_HEADER_TOKEN', 'bad', 'protocol'],
    ['UND_ERR_HEADERS_OVERFLOW', 'bad', 'protocol'],
    ['EMFILE', 'unknown', 'descriptors'],
    ['ENFILE', 'unknown', 'descriptors'],
    ['ENOBUFS', 'unknown', 'descriptors'],
    ['ENOMEM', 'unknown', 'descriptors'],
    ['EAGAIN', 'unknown', 'descriptors'],
    ['EADDRNOTAVAIL', 'unknown', 'descriptors'],
    ['EPERM', 'unknown', 'forbidden'],
    ['ERR_ACCESS_DENIED', 'unknown', 'forbidden'],
    ['ERR_SOMETHING_NEW', 'unknown', 'worker'],
    ['', 'unknown', 'worker'],
  ])('%s: %s, %s', (code, outcome, reason) => {
    expect(failedBy(withCode(code))).toMatchObject({ outcome, reason })
  })

  test.each([
    ['ENETUNREACH', true, 'bad', 'unreachable'],
    ['ENETUNREACH', false, 'unknown', 'network'],
    ['EHOSTUNREACH', false, 'unknown', 'network'],
    ['ENOTFOUND', false, 'unknown', 'network'],
    ['EMFILE', true, 'unknown', 'descriptors'],
    ['EMFILE', false, 'unknown', 'descriptors'],
  ])('%s with a living network (%s): %s, %s', async (code, isReachable, outcome, reason) => {
    const resolver = { addresses: () => Promise.reject(withCode(code)) }
    const reference = { isReachable: async () => isReachable }
    const look = await lookAtUrl('http://shop.example/', {}, context({ resolver, reference }))
    expect(look).toMatchObject({ outcome, reason })
  })

  test('that a resolver did not answer is our own', async () => {
    const resolver = { addresses: () => Promise.reject(new LookFailure('resolver', 'silence')) }
    expect(await lookAtUrl('http://shop.example/', {}, context({ resolver }))).toMatchObject({
      outcome: 'unknown',
      reason: 'resolver',
    })
  })
})

describe('our own lateness', () => {
  const good: Look = { outcome: 'good', latencyUs: 400_000, phasesUs: { tcp: 1 } }
  const bad = (reason: Look['reason']): Look => ({ outcome: 'bad', ...(reason && { reason }) })
  const timing = (ms: number, kind: 'lag' | 'suspended' = 'lag', elapsedMs = 400) => ({
    elapsedMs,
    timeoutMs: 5_000,
    standstill: { ms, kind },
  })

  test.each([
    [
      'a timeout after a long standstill is unknown',
      bad('timeout'),
      timing(300),
      { outcome: 'unknown', reason: 'lag' },
    ],
    [
      'a reset after a long standstill is unknown',
      bad('reset'),
      timing(300),
      { outcome: 'unknown', reason: 'lag' },
    ],
    ['a timeout after a short one is bad', bad('timeout'), timing(40), { outcome: 'bad', reason: 'timeout' }],
    [
      'a wrong status is wrong, however late we were',
      bad('status'),
      timing(3_000),
      { outcome: 'bad', reason: 'status' },
    ],
    [
      'what fails while the process was stopped is unknown',
      bad('status'),
      timing(3_000, 'suspended'),
      { outcome: 'unknown', reason: 'suspended' },
    ],
    ['a good answer is good, with its latency where we were on time', good, timing(5), good],
    ['a good answer is good, without a latency that is ours', good, timing(120), { outcome: 'good' }],
    [
      'an answer after the deadline is unknown where we were late',
      good,
      timing(600, 'lag', 5_200),
      { outcome: 'unknown', reason: 'lag' },
    ],
    ['an answer that was there when the deadline ran is in time', good, timing(3, 'lag', 5_003), good],
  ])('%s', (_title, look, timed, expected) => {
    const { detail: _, ...honest } = withoutOurLateness(look, timed)
    expect(honest).toEqual(expected)
  })
})
