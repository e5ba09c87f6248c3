import { describe, expect, test } from 'vitest'
import { fraction, toDecimal } from '../../src/agreement/fraction.ts'
import { relativeOf, valueMapOf } from '../../src/value/relative.ts'
import { event, good } from '../evaluation/backtested.ts'
import { month, worthText } from './valued.ts'

const march = good('2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z')
const answer = (attribute: string, ours: string, alternative: string, n = 1) =>
  event('survey.answered', `2026-03-0${n}T00:00:00Z`, `${attribute} ${n}`, { attribute, ours, alternative })

const terms = (
  priceWeight: string,
  price = '930.00',
) => `  alternative: { name: Them, price: { amount: ${price}, per: month } }
  relative:
    priceWeight: ${priceWeight}
    attributes: [{ name: reliability, weight: 60% }, { name: support, weight: 40% }]`

describe('The relative customer value ratio', () => {
  test('of quality 0.98 and price 0.93 with weights 80 and 20 is 0.97', () => {
    // B. T. Gale, "Managing Customer Value" (1994), customer value profile: 0.98 × 0.8 + 0.93 × 0.2 = 0.97.
    const found = month(worthText(terms('20%')), [
      march,
      answer('reliability', '9.5', '10'), // 0.95 × 60 % = 0.57
      answer('support', '8.2', '8'), // 1.025 × 40 % = 0.41
    ])
    expect(found.relative).toMatchObject({
      quality: { value: '0.98' },
      priceRatio: { value: '0.93' },
      ratio: { value: '0.97', exact: '97/100' },
      reason: null,
    })
    expect(found.relative?.attributes.map((each) => each.contribution)).toEqual(['0.456', '0.328'])
  })

  test('takes the means of the answers', () => {
    const found = month(worthText(terms('20%')), [
      march,
      answer('reliability', '6', '8'),
      answer('reliability', '8', '6', 2),
      answer('support', '5', '5'),
    ])
    expect(found.relative?.attributes[0]).toMatchObject({ ours: '7', alternative: '7', n: 2 })
    expect(found.relative?.quality?.value).toBe('1')
  })

  test('is not known without a survey, and an attribute that nobody scored hands its weight to no other', () => {
    expect(month(worthText(terms('20%')), [march]).relative).toMatchObject({
      ratio: null,
      reason: 'noSurvey',
      unscored: ['reliability', 'support'],
    })
    const half = month(worthText(terms('20%')), [march, answer('reliability', '9', '9')])
    expect(half.relative).toMatchObject({ quality: null, unscored: ['support'] })
  })

  test('is not known without the alternative’s price', () => {
    const answers = [march, answer('reliability', '9', '9'), answer('support', '9', '9')]
    const text = worthText(terms('20%').replace(', price: { amount: 930.00, per: month }', ''))
    expect(month(text, answers).relative).toMatchObject({ ratio: null, reason: 'noAlternativePrice' })
  })
})

describe('The value map', () => {
  const relative = relativeOf(
    {
      priceWeight: fraction(1, 4),
      attributes: [{ name: 'a', weight: fraction(1) }],
    },
    [
      {
        id: '1',
        type: 'survey.answered',
        subject: 's',
        at: 0,
        data: { attribute: 'a', ours: '9', alternative: '8' },
      },
    ],
    { ours: fraction(1250), alternative: fraction(1000) },
  )
  const map = valueMapOf(relative)

  test('places us by relative price and relative quality, the alternative at 1 and 1', () => {
    expect(map?.ours).toEqual({ relativePrice: fraction(5, 4), relativeQuality: fraction(9, 8) })
    expect(map?.alternative).toEqual({ relativePrice: fraction(1), relativeQuality: fraction(1) })
  })

  test('draws fair value where the ratio is exactly 1', () => {
    const ratios = map?.fairValue.map(({ relativePrice: p, relativeQuality: q }) =>
      toDecimal(fraction(3n * q.n * p.n + q.d * p.d, 4n * q.d * p.n)),
    )
    expect(ratios?.length).toBeGreaterThan(2)
    expect(new Set(ratios)).toEqual(new Set(['1']))
  })
})
