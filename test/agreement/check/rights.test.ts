import { describe, expect, test } from 'vitest'
import { changed, found, soundText } from './found.ts'

const trigger = '{ missed: availability, times: 3, outOf: 6 }'
const when = 'warning: termination.chronic.when'

describe('a right of termination that can never arise', () => {
  test.each([
    [
      '{ missed: availability, times: 25 }',
      `${when}: can never happen: the term has 24 periods, and it takes 25`,
    ],
    ['{ average: availability, over: 3, below: 0% }', `${when}: can never happen: no average lies below 0`],
    [
      '{ average: availability, over: 3, above: 100% }',
      `${when}: can never happen: no average lies above 100%`,
    ],
    [
      '{ outages: availability, longerThan: 2d, times: 2, within: 1d }',
      `${when}: can never happen: 2 outages longer than 2d do not begin within 1d`,
    ],
    [
      '{ outages: support, times: 2, within: 30d }',
      `${when}: can never happen: support measures elapsed, which has no outages`,
    ],
    [
      '{ total: availability, exceeds: 32d, within: month }',
      `${when}: can never happen: a month has 31 days at most, and the total must exceed 32d`,
    ],
    [
      '{ missedEvents: availability, times: 3, within: 30d }',
      `${when}: can never happen: availability counts no events that could be missed`,
    ],
    [
      '{ overdue: availability, by: 45d }',
      `${when}: can never happen: availability has no clock that could run out`,
    ],
    [
      '{ capReached: credits, times: 9, within: 6 months }',
      `${when}: can never happen: a cap is reached once a month, and it takes 9 times`,
    ],
  ])('%s', (written, finding) => {
    expect(found(changed([trigger, written]))).toEqual([finding])
  })

  test.each([
    ['{ missed: availability, times: 24 }'],
    ['{ average: availability, over: 3, below: 97% }'],
    ['{ outages: availability, longerThan: 2d, times: 1, within: 1d }'],
    ['{ outages: availability, longerThan: 30m, times: 3, within: 30d }'],
    ['{ total: availability, exceeds: 24h, within: month }'],
    ['{ missedEvents: support, times: 3, within: 3 months }'],
    ['{ capReached: credits, times: 3, within: 6 months }'],
  ])('but not %s', (written) => {
    expect(found(changed([trigger, written]))).toEqual([])
  })

  test('takes all of its parts with it, but leaves the others of `any`', () => {
    const never = '{ overdue: availability, by: 45d }'
    const all = found(changed([trigger, `{ all: [${trigger}, ${never}] }`]))
    expect(all).toEqual([
      `${when}: can never happen, since one of its parts cannot`,
      `${when}.all.1: can never happen: availability has no clock that could run out`,
    ])
    expect(found(changed([trigger, `{ any: [${trigger}, ${never}] }`]))).toEqual([
      `${when}.any.1: can never happen: availability has no clock that could run out`,
    ])
  })

  test('is told also for a cap that can never be reached', () => {
    const text = changed(
      [trigger, '{ capReached: credits, times: 3, within: 6 months }'],
      ['cap: 100% of fees.service of one month per year', 'cap: 100% of fees.service per month'],
    )
    expect(found(text)).toEqual([
      expect.stringContaining('credits.cap: can never bind'),
      `${when}: can never happen: no cap can ever be reached`,
    ])
  })
})

test('an average that is compared with a value of another kind is an error', () => {
  expect(found(changed([trigger, '{ average: availability, over: 3, below: 97 }']))).toEqual([
    'error: termination.chronic.when: the average of availability is a share such as 97%',
  ])
})

test('a right that arises from the miss of its own holder is told', () => {
  expect(found(changed(['right: customer', 'right: provider']))).toEqual([
    "warning: termination.chronic.right: availability is the provider's own: its miss gives the provider the right",
  ])
})

const cap = 'cap: 100% of fees.service of one month per year'
describe('a cap', () => {
  test.each([
    [
      '100% of fees.service per month',
      'the credits of a month come to 25% of fees.service at most, and the cap is "100% of fees.service per month"',
    ],
    [
      '30% of fees.service per quarter',
      'the credits of a quarter come to 25% of fees.service at most, and the cap is "30% of fees.service per quarter"',
    ],
    [
      '26% of fees.service per period',
      'the credits of a period come to 25% of fees.service at most, and the cap is "26% of fees.service per period"',
    ],
  ])('of %s can never bind', (written, finding) => {
    expect(found(changed([cap, `cap: ${written}`]))).toEqual([
      `warning: credits.cap: can never bind: ${finding}`,
    ])
  })

  test.each([
    ['exactly what the credits come to', '25% of fees.service per month', ['', '']],
    [
      'of another fee, which invoices may change',
      '200% of fees.licence per month',
      ['fees:\n', 'fees:\n  licence: { amount: 1.00, per: month }\n'],
    ],
    [
      'of repeated credits',
      '40% of fees.service per month',
      ['      of: fees.service\n', '      of: fees.service\n      repeat: { multiplier: 2 }\n'],
    ],
    [
      'of credits for each outage',
      '100% of fees.service per month',
      ['      of: fees.service\n', '      of: fees.service\n'],
      'each',
    ],
  ])('may be %s', (_title, written, [piece = '', instead = ''], each = '') => {
    const bands = /bands:\n.*\n.*\n/.exec(soundText)?.[0] ?? ''
    const steps = 'give: 1%\n      forEach: { started: 1h, of: outage, per: outage }\n'
    const text = changed([cap, `cap: ${written}`], [piece, instead], each === '' ? ['', ''] : [bands, steps])
    expect(found(text)).toEqual([])
  })

  test('of an allocation that a repeated miss multiplies is reached', () => {
    const bands = /bands:\n.*\n.*\n/.exec(soundText)?.[0] ?? ''
    const pooled = (more: string) =>
      changed(
        [cap, 'cap: 12% of fees.service per month'],
        [bands, `pool: { atRisk: 12%, category: 75%, item: 100% }${more}\n`],
      )
    expect(found(pooled(''))).toEqual([expect.stringContaining('can never bind')])
    expect(found(pooled('\n      repeat: { multiplier: 1.5 }'))).toEqual([])
  })

  test('over credits of days is bounded by the days that there are', () => {
    const daily = changed(
      [cap, 'cap: 100% of fees.service per month'],
      ['    period: month\n    exclude', '    period: day\n    exclude'],
      ['consecutive: 3', 'consecutive: 2'],
    )
    expect(found(daily)).toEqual([])
  })
})
