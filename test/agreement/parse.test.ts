// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the texts of agreements
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Agreement, termOf, versionAt, zoneOf } from '../../src/agreement/agreement.ts'
import { fraction } from '../../src/agreement/fraction.ts'
import { aContext, agreementOf, goodText, problemsOf, read, spoiled } from './anAgreement.ts'

const languageFile = new URL('../fixtures/agreements/language.yaml', import.meta.url)
const languageText = readFileSync(languageFile, 'utf8')

describe('the whole language', () => {
  let whole: Agreement
  beforeAll(() => {
    whole = agreementOf(languageText)
  })
  const terms = () => versionAt(whole, Date.UTC(2026, 5, 1)).terms

  test('has its id, zone, term and currency', () => {
    expect([whole.id, zoneOf(whole), terms().currency]).toEqual([
      'acme-globex-checkout',
      'Europe/Berlin',
      'EUR',
    ])
    expect(termOf(whole)).toEqual({
      from: Date.parse('2025-12-31T23:00:00Z'),
      until: Date.parse('2028-12-31T23:00:00Z'),
    })
  })

  test('reads amounts and shares as exact fractions', () => {
    expect(terms().fees.service).toEqual({ amount: fraction(12000), per: 'month' })
    expect(terms().value?.relative?.attributes).toEqual([
      { name: 'reliability', weight: fraction(3, 5) },
      { name: 'support', weight: fraction(2, 5) },
    ])
  })

  test('reads a target, bands and the fee that they are of', () => {
    const { target, credit } = terms().commitments.availability ?? {}
    expect(target).toMatchObject({
      kind: 'condition',
      condition: { operator: '>=', quantity: { value: fraction(999, 1000), unit: '%' } },
    })
    const [schedule] = credit ?? []
    expect(
      schedule?.bands?.map(({ when, give }) => [
        when.map(({ text }) => text),
        'amount' in give && give.amount,
      ]),
    ).toEqual([
      [['< 99.9%', '>= 99.0%'], fraction(1, 10)],
      [['< 99.0%'], fraction(1, 4)],
    ])
    expect(schedule?.of).toEqual({
      kind: 'fee',
      fee: 'service',
      window: { kind: 'period' },
      text: 'fees.service',
    })
  })

  test('reads measures with their defaults', () => {
    const measures = Object.fromEntries(
      Object.entries(terms().commitments).map(([name, { measure }]) => [name, measure]),
    )
    expect(measures.availability).toEqual({
      kind: 'uptime',
      terms: {
        of: { kind: 'source', source: 'checkout' },
        unit: 'time',
        outage: {
          consecutive: 3,
          atLeast: 300_000,
          count: 'whole',
          startsAt: 'firstFailure',
          partialGrain: 'exact',
          of: 'whole',
        },
      },
    })
    expect(measures.response).toMatchObject({
      kind: 'latency',
      terms: {
        statistic: { kind: 'percentile', share: fraction(19, 20), text: 'p95' },
        failures: 'count',
      },
    })
    expect(measures.support).toMatchObject({
      kind: 'elapsed',
      terms: {
        from: 'ticket.opened',
        where: { severity: ['P3'] },
        within: { kind: 'length', length: { unit: 'ms', count: 14_400_000 } },
        calendar: 'desk',
        count: 'all',
        atLeastEvents: 1,
      },
    })
    expect(measures.feedback).toEqual({ kind: 'occurrences', terms: { of: 'survey.answered' } })
  })

  test('reads sources with their schedules and how long they speak', () => {
    const { checkout, requests, desk } = Object.fromEntries(whole.versions[0]?.sources ?? [])
    expect(checkout).toMatchObject({
      look: {
        kind: 'http',
        terms: {
          url: 'https://checkout.acme.example/health',
          method: 'GET',
          timeoutMs: 5000,
          redirects: 0,
          expect: { status: [{ from: 200, to: 299 }], body: 'ok' },
        },
      },
      schedule: { kind: 'cron', expression: '*/30 * * * * *' },
      holdsForMs: 75_000,
    })
    expect(requests).toMatchObject({ holdsForMs: 150_000, look: { terms: { queries: { kind: 'ratio' } } } })
    expect(desk).toMatchObject({ look: { kind: 'push', gives: 'event' }, schedule: null })
  })

  test('reads calendars, exclusions, caps and triggers', () => {
    expect(terms().calendars.office).toMatchObject({
      kind: 'plain',
      days: [1, 2, 3, 4, 5],
      hours: [{ from: 480, to: 1020 }],
      holidays: ['DE-BE', '2026-12-24'],
    })
    expect(terms().exclusions.maintenance).toMatchObject({
      notice: { unit: 'ms', count: 259_200_000 },
      budget: [{ ms: 14_400_000, per: 'month' }],
      effect: 'remove',
      counts: 'announced',
    })
    expect(terms().exclusions.customer).toMatchObject({ consent: 'both', effect: 'excuse' })
    expect(terms().credits.cap?.[0]).toMatchObject({
      limit: { amount: fraction(1), unit: 'percent' },
      per: 'month',
    })
    expect(terms().termination.chronicOutage?.when).toEqual({
      kind: 'missed',
      missed: 'availability',
      times: 3,
      outOf: 6,
    })
    expect(terms().termination.nonPayment).toMatchObject({
      when: { kind: 'overdue', overdue: 'payment', by: { unit: 'day', count: 45 } },
      cure: { unit: 'day', count: 10 },
    })
  })

  test('has the amendment as a second version, its list replaced whole', () => {
    expect(whole.versions.map(({ from, until }) => [from, until])).toEqual([
      [Date.parse('2025-12-31T23:00:00Z'), Date.parse('2026-12-31T23:00:00Z')],
      [Date.parse('2026-12-31T23:00:00Z'), null],
    ])
    const later = whole.versions[1]?.terms.commitments.availability
    expect(later?.target).toMatchObject({ condition: { quantity: { value: fraction(1999, 2000) } } })
    expect(later?.credit?.[0]?.bands?.map(({ when }) => when[0]?.text)).toEqual(['< 99.95%', '< 99.0%'])
    expect(later?.credit?.[0]?.of?.text).toBe('fees.service')
  })

  test('is frozen to its depth', () => {
    const { commitments } = terms()
    expect(
      [commitments, commitments.availability?.credit?.[0]?.bands, whole.document].every(Object.isFrozen),
    ).toBe(true)
    expect(() => Object.assign(commitments.availability ?? {}, { target: null })).toThrow(TypeError)
  })
})

describe('decimals', () => {
  test('never pass through a float', () => {
    const text = spoiled('">= 99.9%"', '">= 99.99999999999999999%"')
    const { target } = agreementOf(text).versions[0]?.terms.commitments.availability ?? {}
    const value = target?.kind === 'condition' ? target.condition.quantity.value : null
    expect(value).toEqual(fraction(9999999999999999999n, 10000000000000000000n))
  })

  test.each([
    ['0.1', fraction(1, 10)],
    ['12000.00', fraction(12000)],
    ['1e3', fraction(1000)],
    ['12345678901234567890.123456789', fraction(12345678901234567890123456789n, 1000000000n)],
    ['"0.30000000000000004"', fraction(30000000000000004n, 100000000000000000n)],
  ])('%s is read from its text', (written, amount) => {
    const text = spoiled('12000.00', written)
    expect(agreementOf(text).versions[0]?.terms.fees.service?.amount).toEqual(amount)
  })

  test.each(['0o17', '0x1F', '.inf', '-.inf', '.nan', '1_000', 'true', '12:30:45', '~', '[1]', '١٢'])(
    '%s is no amount',
    (written) => {
      expect(problemsOf(spoiled('12000.00', written))[0]).toMatch(/^10:14: fees\.service\.amount: /)
    },
  )
})

describe('variables', () => {
  const url = 'https://acme.example/health'
  const urlOf = (written: string, env: Record<string, string>) => {
    const source = agreementOf(spoiled(url, written), aContext(env)).versions[0]?.sources.get('web')
    return source?.look.kind === 'http' ? source.look.terms.url : null
  }

  test.each([
    ['"https://${HOST}/x"', { HOST: 'a.example' }, 'https://a.example/x'],
    ['"https://${HOST:-b.example}/x"', {}, 'https://b.example/x'],
    ['"https://${HOST:-b.example}/x"', { HOST: '' }, 'https://b.example/x'],
    ['"https://${HOST:-b.example}/x"', { HOST: 'a.example' }, 'https://a.example/x'],
    ['"https://a.example/$$5"', {}, 'https://a.example/$5'],
    ['"https://a.example/$${HOST}"', { HOST: 'b.example' }, 'https://a.example/${HOST}'],
    ['"https://a.example/$HOST"', { HOST: 'b.example' }, 'https://a.example/$HOST'],
    ['"https://a.example/${A}"', { A: '${B}', B: 'no' }, 'https://a.example/${B}'],
  ])('%s with %o', (written, env, expected) => {
    expect(urlOf(written, env)).toBe(expected)
  })

  test('that are not set are told at their place', () => {
    expect(problemsOf(spoiled(url, '"https://${HOST}/"'))).toContain(
      '14:18: sources.web.http.url: the variable HOST is not set; set it, or give a default as in ${HOST:-default}',
    )
  })

  test('cannot bring structure', () => {
    const text = spoiled('title: Checkout for Globex', 'title: ${TITLE}')
    const env = { TITLE: 'x: {"}, evil: [1]} # agreement: other' }
    const agreement = agreementOf(text, aContext(env))
    expect(agreement.versions[0]?.terms.title).toBe(env.TITLE)
    expect(agreement.id).toBe('acme-globex')
  })

  test('are not looked for in keys', () => {
    expect(problemsOf(`${goodText}"\${X}": 1\n`, aContext({ X: 'title' }))).toEqual([
      expect.stringContaining('"${X}" is not known here'),
    ])
  })

  test('stay out of the digest and the identity, which must hold no secret', () => {
    const text = spoiled(url, '"https://${HOST}/"')
    const [a, b] = ['a.example', 'b.example'].map((HOST) => agreementOf(text, aContext({ HOST })))
    expect(a?.digest).toBe(b?.digest)
    const identity = (agreement?: Agreement) => agreement?.versions[0]?.sources.get('web')?.identity
    expect(identity(a)).toBe(identity(b))
  })
})

describe('the digest', () => {
  const digest = (text: string) => agreementOf(text).digest

  test('does not see comments, order, quotes and formatting', () => {
    const reordered = `# a comment\n"currency": 'EUR'   # another\n${goodText.replace('currency: EUR\n', '')}`
    expect(digest(reordered)).toBe(digest(goodText))
    expect(digest(goodText.replaceAll('\n', '\r\n'))).toBe(digest(goodText))
    expect(digest(`\ufeff${goodText}`)).toBe(digest(goodText))
  })

  test('sees how a decimal is written', () => {
    expect(digest(spoiled('12000.00', '12000.0'))).not.toBe(digest(goodText))
    expect(digest(spoiled('12000.00', '"12000.00"'))).toBe(digest(goodText))
  })

  test('tells legal text from what may change at once', () => {
    const good = agreementOf(goodText)
    const moved = agreementOf(spoiled('https://acme.example/health', 'https://acme.example/ready'))
    const answered = agreementOf(spoiled('[sla@acme.example]', '[desk@acme.example]'))
    const changed = agreementOf(spoiled('">= 99.9%"', '">= 99.8%"'))
    expect([moved, answered].map(({ legalDigest }) => legalDigest)).toEqual([
      good.legalDigest,
      good.legalDigest,
    ])
    expect(moved.digest).not.toBe(good.digest)
    expect(changed.legalDigest).not.toBe(good.legalDigest)
  })
})

describe('amendments', () => {
  const amended = (list: string) => `${goodText}amendments:\n${list}`
  const targets = (text: string) =>
    agreementOf(text).versions.map(({ from, terms }) => {
      const target = terms.commitments.availability?.target
      return [
        new Date(from).toISOString().slice(0, 10),
        target?.kind === 'condition' ? target.condition.text : target?.kind,
      ]
    })
  const change = (target: string) => `changes: { commitments: { availability: { target: "${target}" } } }`

  test('hold from their date until theirs, and the text stands again after', () => {
    const text = amended(`  - { effective: 2026-03-01, until: 2026-05-01, ${change('>= 99.5%')} }\n`)
    expect(targets(text)).toEqual([
      ['2025-12-31', '>= 99.9%'],
      ['2026-02-28', '>= 99.5%'],
      ['2026-04-30', '>= 99.9%'],
    ])
  })

  test('overlap in the order of the list, the later one winning', () => {
    const text = amended(
      `  - { effective: 2026-03-01, ${change('>= 99.5%')} }\n  - { effective: 2026-06-01, ${change('>= 99.95%')} }\n`,
    )
    expect(targets(text).map(([, target]) => target)).toEqual(['>= 99.9%', '>= 99.5%', '>= 99.95%'])
  })

  test('remove by null and replace lists whole', () => {
    const text = amended(
      '  - effective: 2026-03-01\n    changes: { commitments: { availability: { exclude: null }, support: null }, notices: null }\n',
    )
    const [before, after] = agreementOf(text).versions.map(({ terms }) => terms)
    expect(before?.commitments.availability?.exclude).toEqual(['maintenance'])
    expect(after?.commitments.availability?.exclude).toBeUndefined()
    expect(Object.keys(after?.commitments ?? {})).toEqual(['availability', 'payment'])
  })

  test('with a slip tell its place in the amendment', () => {
    const text = amended(
      '  - effective: 2026-03-01\n    changes: { commitments: { availability: { traget: "= 1" } } }\n',
    )
    expect(problemsOf(text)).toEqual([
      '48:47: commitments.availability: "traget" is not known here; did you mean "target"?'.replace(
        'commitments',
        'amendments.0.changes.commitments',
      ),
    ])
  })

  test('that break a reference are refused', () => {
    const text = amended('  - effective: 2026-03-01\n    changes: { exclusions: { maintenance: null } }\n')
    expect(problemsOf(text)[0]).toContain('there is no exclusion kind "maintenance"')
  })

  test.each([
    ['effective: 2025-06-01, changes: {}', 'amendments.0.effective: takes effect before the term begins'],
    [
      'effective: 2026-06-01, until: 2026-06-01, changes: {}',
      'amendments.0.until: ends before it takes effect',
    ],
    ['effective: 2026-06-01, changes: { timeZone: UTC }', 'cannot change the id or the time zone'],
    ['effective: 2026-06-01, changes: { amendments: [] }', 'an amendment cannot change the amendments'],
    ['effective: 2026-06-01, changes: [1]', 'amendments.0.changes: expected a mapping of changes'],
  ])('%s is refused', (amendment, problem) => {
    expect(problemsOf(amended(`  - { ${amendment} }\n`)).join('\n')).toContain(problem)
  })
})

describe('sources', () => {
  const http = { url: 'https://acme.example/health' }
  const shared = new Map([['front', { http, every: '10s' }]])
  const sourceOf = (text: string, name = 'web') =>
    agreementOf(text, aContext({}, shared)).versions[0]?.sources.get(name)
  const inOther = (text: string) => text.replace('agreement: acme-globex', 'agreement: other')
  const webLine = 'web: { http: { url: https://acme.example/health, timeout: 5s }, every: 30s }'

  test('of the same definition are one probe, in whichever agreement', () => {
    expect(sourceOf(inOther(goodText))?.identity).toBe(sourceOf(goodText)?.identity)
    expect(sourceOf(spoiled('timeout: 5s', 'timeout: 6s'))?.identity).not.toBe(sourceOf(goodText)?.identity)
  })

  test.each(['{ push: state }', '{ declared: {} }', '{ heartbeat: { every: 1m } }'])(
    '%s reports in, and is another one in each agreement',
    (definition) => {
      const text = spoiled(webLine, `web: ${definition}`)
      expect(sourceOf(inOther(text))?.identity).not.toBe(sourceOf(text)?.identity)
    },
  )

  test('may be shared, and are then what the shared definition says', () => {
    const source = sourceOf(spoiled(webLine, 'web: { shared: front }'))
    expect(source).toMatchObject({
      name: 'web',
      look: { kind: 'http', terms: { url: http.url } },
      holdsForMs: 25_000,
    })
    expect(source?.identity).toBe(sourceOf(inOther(spoiled(webLine, 'web: { shared: front }')))?.identity)
  })

  test('that share what is not there are refused once', () => {
    expect(problemsOf(spoiled(webLine, 'web: { shared: fornt }'), aContext({}, shared))).toEqual([
      '14:10: sources.web.shared: there is no shared source "fornt"; did you mean "front"?',
    ])
  })
})

test('a bad file never throws, whatever its keys are called', () => {
  const names = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    '__defineGetter__',
  ]
  for (const name of names) {
    for (const text of [
      `${name}: 1\n${goodText}`,
      spoiled('  service:', `  ${name}: { amount: 1, per: month }\n  service:`),
      spoiled('{ push: event }', `{ push: event, ${name}: x }`),
      spoiled('{ uptime:', `{ ${name}: {}, uptime:`),
      `${goodText}amendments: [{ effective: 2026-06-01, changes: { commitments: { ${name}: { by: customer } } } }]\n`,
    ])
      expect(problemsOf(text).join('\n')).toContain(`"${name}" cannot be used as a key`)
    for (const text of [
      spoiled('calendar: office', `calendar: ${name}`),
      spoiled('inside: { days: sun, hours: 02:00-06:00 }', `inside: ${name}`),
      spoiled('missed: availability', `missed: ${name}`),
      spoiled('requires: [payment]', `requires: [${name}]`),
      spoiled('of: web, outage', `of: ${name}, outage`),
    ])
      expect(read(text).ok).toBe(false)
  }
  expect(({} as Record<string, unknown>).by).toBeUndefined()
})
