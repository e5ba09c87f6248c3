import { describe, expect, test } from 'vitest'
import { problemsOf, spoiled } from './anAgreement.ts'

interface Row {
  readonly title: string
  /** What of the good text is exchanged, and for what. */
  readonly spoil: readonly [piece: string, instead: string]
  readonly problems: readonly string[]
}

const rows: readonly Row[] = [
  {
    title: 'an id in capitals',
    spoil: ['agreement: acme-globex', 'agreement: Acme'],
    problems: [
      '1:1: agreement: an id has lower-case letters, digits and hyphens, at most 64, and neither begins nor ends with a hyphen',
    ],
  },
  {
    title: 'no title',
    spoil: ['title: Checkout for Globex\n', ''],
    problems: ['1:1: title: is missing: expected a title'],
  },
  {
    title: 'a party without contacts',
    spoil: ['[sla@acme.example]', '[]'],
    problems: ['4:27: parties.provider.contacts: name at least one e-mail address'],
  },
  {
    title: 'a contact with a display name',
    spoil: ['[sla@acme.example]', '["Acme <sla@acme.example>"]'],
    problems: [
      "4:38: parties.provider.contacts.0: the part before the @ may have letters, digits, single dots and # $ & ' * + / = ? ^ _ { } ~ -",
    ],
  },
  {
    title: 'a missing party',
    spoil: ['  customer: { name: Globex, contacts: [it@globex.example] }\n', ''],
    problems: ['3:1: parties.customer: is missing: expected a mapping with name, contacts'],
  },
  {
    title: 'a term that ends before it begins',
    spoil: ['until: 2028-01-01', 'until: 2025-01-01'],
    problems: ['6:27: term.until: ends before it begins'],
  },
  {
    title: 'a date that is none',
    spoil: ['from: 2026-01-01', 'from: 2026-02-30'],
    problems: ['6:9: term.from: "2026-02-30" is not a date such as 2026-01-31'],
  },
  {
    title: 'a zone that is none',
    spoil: ['Europe/Berlin', 'Europe/Berlim'],
    problems: ['7:1: timeZone: "Europe/Berlim" is not a time zone such as Europe/Berlin, UTC or +01:00'],
  },
  {
    title: 'a currency in words',
    spoil: ['currency: EUR', 'currency: euro'],
    problems: ['8:1: currency: is not a currency such as EUR'],
  },
  {
    title: 'fees without a currency',
    spoil: ['currency: EUR\n', ''],
    problems: [
      '8:1: fees: fees need a `currency` at the top, such as currency: EUR',
      '22:5: commitments.availability.credit: money needs a `currency` at the top, such as currency: EUR',
    ],
  },
  {
    title: 'an amount with a comma',
    spoil: ['12000.00', '"12000,00"'],
    problems: [
      '10:14: fees.service.amount: "12000,00" is not a decimal number such as 99.95; write a decimal point: 12000.00',
    ],
  },
  {
    title: 'a fee per fortnight',
    spoil: ['per: month }\ncal', 'per: fortnight }\ncal'],
    problems: [
      '10:32: fees.service.per: "fortnight" is not one of them; known here: hour, day, week, month, quarter, year',
    ],
  },
  {
    title: 'days that are none',
    spoil: ['mon-fri', 'mon-fry'],
    problems: ['12:13: calendars.office.days: "mon-fry" is not days such as mon-fri, "sat,sun" or daily'],
  },
  {
    title: 'hours with a dot',
    spoil: ['08:00-17:00', '08.00-17.00'],
    problems: ['12:28: calendars.office.hours: "08.00-17.00" is not hours such as 08:00-17:00'],
  },
  {
    title: 'a holiday set that is none',
    spoil: ['DE-BE', 'Berlin'],
    problems: [
      '12:59: calendars.office.holidays.0: is not a country such as DE, a region such as DE-BE, a date such as 2026-12-24 or a day such as 12-24',
    ],
  },
  {
    title: 'a URL without a scheme',
    spoil: ['https://acme.example/health', 'acme.example/health'],
    problems: [
      '14:18: sources.web.http.url: "acme.example/health" is not a URL such as https://example.com/health',
    ],
  },
  {
    title: 'credentials in a URL',
    spoil: ['https://acme.example/health', 'https://me:secret@acme.example/health'],
    problems: ['14:18: sources.web.http.url: put credentials into `headers`, not into the URL'],
  },
  {
    title: 'a timeout of an hour',
    spoil: ['timeout: 5s', 'timeout: 1h'],
    problems: ['14:52: sources.web.http.timeout: a timeout lies between 10ms and 5m'],
  },
  {
    title: 'a length without a unit',
    spoil: ['timeout: 5s', 'timeout: 5'],
    problems: ['14:52: sources.web.http.timeout: "5" is not a length of time such as 500ms, 90s or 2.5h'],
  },
  {
    title: 'two ways to look',
    spoil: ['{ push: event }', '{ push: event, tcp: { host: a.example, port: 1 } }'],
    problems: [
      '16:3: sources.desk: expected exactly one of http, tcp, dns, tls, heartbeat, declared, push, prometheus, json, shared, found tcp and push',
    ],
  },
  {
    title: 'a push of something else',
    spoil: ['push: event', 'push: events'],
    problems: ['16:11: sources.desk.push: "events" is not one of them; did you mean "event"?'],
  },
  {
    title: 'every and schedule at once',
    spoil: ['every: 30s }', 'every: 30s, schedule: "* * * * *" }'],
    problems: ['14:67: sources.web.every: give `every` or `schedule`, not both'],
  },
  {
    title: 'a cron expression with a minute 61',
    spoil: ['every: 30s }', 'schedule: "61 * * * *" }'],
    problems: ['14:67: sources.web.schedule: Invalid value for minute: 61'],
  },
  {
    title: 'an uneven schedule',
    spoil: ['every: 30s }', 'schedule: "0 8,9,20 * * *" }'],
    problems: [
      '14:67: sources.web.schedule: the schedule is uneven: say with `holdsFor` how long an observation speaks, such as holdsFor: 10m',
    ],
  },
  {
    title: 'an expression that cannot be read',
    spoil: ['timeout: 5s }', "timeout: 5s, expect: { bodyMatches: '(a+)+$(' } }"],
    problems: [
      '14:75: sources.web.http.expect.bodyMatches: is not a regular expression (RE2): missing closing ): `(a+)+$(`',
    ],
  },
  {
    title: 'an expression that looks back',
    spoil: ['timeout: 5s }', "timeout: 5s, expect: { headers: { age: { matches: '(a)\\1' } } } }"],
    problems: [
      '14:93: sources.web.http.expect.headers.age.matches: is not a regular expression (RE2): invalid escape sequence: `\\1`',
    ],
  },
  {
    title: 'a name server that is no address',
    spoil: [
      'http: { url: https://acme.example/health, timeout: 5s }',
      'dns: { name: acme.example, server: ns1 }',
    ],
    problems: [
      '14:37: sources.web.dns.server: is not an address such as 9.9.9.9, 127.0.0.1:5353 or [2001:db8::1]:53',
    ],
  },
  {
    title: 'a second document',
    spoil: ['title: Checkout for Globex', 'title: Checkout for Globex\n---'],
    problems: ['3:1: a second document begins here (---); one file holds one'],
  },
  {
    title: 'a JSON Pointer without its slash',
    spoil: ['value: /now', 'value: now'],
    problems: ['15:51: sources.load.json.value: is not a JSON Pointer such as /data/load'],
  },
  {
    title: 'a measure of a source that is not there',
    spoil: ['of: web, outage', 'of: wbe, outage'],
    problems: [
      '19:26: commitments.availability.measure.uptime.of: there is no source "wbe"; did you mean "web"?',
    ],
  },
  {
    title: 'a gauge as uptime',
    spoil: ['of: web, outage: { consecutive: 3 }', 'of: load'],
    problems: [
      '19:16: commitments.availability.measure.uptime: a ratio or gauge source needs `grain` and `bad`, such as grain: 1m, bad: { when: "> 5%" }',
    ],
  },
  {
    title: 'a grain of numbers that fail',
    spoil: ['of: web, outage: { consecutive: 3 }', 'of: load, grain: 1m, bad: { when: anyFail }'],
    problems: [
      '19:16: commitments.availability.measure.uptime: a number does not fail: instead of anyFail name its limit, such as "> 80"',
    ],
  },
  {
    title: 'a grain of looks with a time as its share',
    spoil: ['of: web, outage: { consecutive: 3 }', 'of: web, grain: 1m, bad: { when: "> 200ms" }'],
    problems: [
      '19:16: commitments.availability.measure.uptime: > 200ms is no share: name one such as "> 5%", or a statistic such as "p95 > 200ms"',
    ],
  },
  {
    title: 'an event source as uptime',
    spoil: ['of: web, outage', 'of: desk, outage'],
    problems: [
      '19:16: commitments.availability.measure.uptime: uptime needs sources that tell a state, a ratio or a gauge',
    ],
  },
  {
    title: 'a count of zero',
    spoil: ['consecutive: 3', 'consecutive: 0'],
    problems: [
      '19:45: commitments.availability.measure.uptime.outage.consecutive: "0" is not a number of observations',
    ],
  },
  {
    title: 'two least lengths of an outage',
    spoil: ['consecutive: 3', 'atLeast: 5m, longerThan: 5m'],
    problems: [
      '19:58: commitments.availability.measure.uptime.outage.longerThan: give `atLeast` or `longerThan`, not both',
    ],
  },
  {
    title: 'a target without an operator',
    spoil: ['">= 99.9%"', '99.9%'],
    problems: [
      '20:5: commitments.availability.target: "99.9%" is not a target such as ">= 99.9%", "<= 300ms", "= 0", all or unstated',
    ],
  },
  {
    title: 'a target with a comma',
    spoil: ['">= 99.9%"', '">= 99,9%"'],
    problems: [
      '20:5: commitments.availability.target: ">= 99,9%" is not a target such as ">= 99.9%", "<= 300ms", "= 0", all or unstated; write a decimal point: >= 99.9%',
    ],
  },
  {
    title: 'a target above 100 per cent',
    spoil: ['">= 99.9%"', '">= 101%"'],
    problems: ['20:5: commitments.availability.target: a share lies between 0% and 100%'],
  },
  {
    title: 'a time as the target of uptime',
    spoil: ['">= 99.9%"', '"<= 300ms"'],
    problems: ['20:5: commitments.availability.target: the target of uptime is ">= 99.9%", not <= 300ms'],
  },
  {
    title: 'all as the target of uptime',
    spoil: ['">= 99.9%"', 'all'],
    problems: ['20:5: commitments.availability.target: "all" is a target of `elapsed` and `notice` only'],
  },
  {
    title: 'a misspelt period',
    spoil: ['period: month\n    exclude', 'period: monthly\n    exclude'],
    problems: ['21:5: commitments.availability.period: "monthly" is not one of them; did you mean "month"?'],
  },
  {
    title: 'an exclusion kind that is not there',
    spoil: ['exclude: [maintenance]', 'exclude: [maintenence]'],
    problems: [
      '22:5: commitments.availability.exclude: there is no exclusion kind "maintenence"; did you mean "maintenance"?',
    ],
  },
  {
    title: 'a band with a comma',
    spoil: ['"< 99.9%, >= 99.0%"', '"< 99,9%, >= 99.0%"'],
    problems: [
      '25:13: commitments.availability.credit.bands.0.when: "< 99,9%, >= 99.0%" is not conditions such as "< 99.9%, >= 99.0%"; write a decimal point: < 99.9%, >= 99.0%',
    ],
  },
  {
    title: 'a credit in words',
    spoil: ['give: 25%', 'give: a quarter'],
    problems: [
      '26:30: commitments.availability.credit.bands.1.give: "a quarter" is not a credit such as 10%, 3 days, 10x, 2 points, 500.00 EUR, 7 days extension or "max(5%, 50.00 EUR)"',
    ],
  },
  {
    title: 'a credit of nothing',
    spoil: ['      of: fees.service\n', ''],
    problems: [
      '23:5: commitments.availability.credit: says a share of nothing: add `of`, such as of: fees.service',
    ],
  },
  {
    title: 'a credit of a fee that is not there',
    spoil: ['of: fees.service\n  supp', 'of: fees.servce\n  supp'],
    problems: ['27:7: commitments.availability.credit.of: there is no fee "servce"; did you mean "service"?'],
  },
  {
    title: 'an event type without a dot',
    spoil: ['from: ticket.opened', 'from: opened'],
    problems: ['29:27: commitments.support.measure.elapsed.from: is not an event type such as ticket.opened'],
  },
  {
    title: 'a calendar that is not there',
    spoil: ['calendar: office }', 'calendar: offise }'],
    problems: [
      '29:82: commitments.support.measure.elapsed.calendar: there is no calendar "offise"; did you mean "office"?',
    ],
  },
  {
    title: 'a party that is none',
    spoil: ['by: customer', 'by: costumer'],
    problems: ['33:5: commitments.payment.by: "costumer" is not one of them; did you mean "customer"?'],
  },
  {
    title: 'a budget without its window',
    spoil: ['4h per month', '4h'],
    problems: ['38:74: exclusions.maintenance.budget: "4h" is not a budget such as "4h per month"'],
  },
  {
    title: 'a cap of nothing',
    spoil: ['100% of fees.service of one month per year', '100% per month'],
    problems: [
      '40:3: credits.cap: "100% per month" is not a cap such as "100% of fees.service per month" or "max(50% of fees.service, 10000.00 EUR) per year"',
    ],
  },
  {
    title: 'credits that require the provider to keep something',
    spoil: ['requires: [payment]', 'requires: [support]'],
    problems: [
      '41:3: credits.requires: "support" is the provider\'s; credits can only require the customer\'s commitments',
    ],
  },
  {
    title: 'a right of both',
    spoil: ['right: customer', 'right: both'],
    problems: ['43:14: termination.chronic.right: "both" is not one of them; known here: provider, customer'],
  },
  {
    title: 'a trigger that can never happen',
    spoil: ['outOf: 6', 'outOf: 2'],
    problems: ['43:31: termination.chronic.when: `outOf` is less than `times`: this can never happen'],
  },
  {
    title: 'a trigger of a commitment that is not there',
    spoil: ['missed: availability', 'missed: avail'],
    problems: [
      '43:31: termination.chronic.when: there is no commitment "avail"; known here: availability, support, payment',
    ],
  },
  {
    title: 'notices to a stranger',
    spoil: ['  it@globex.example: {', '  it@globex.exmaple: {'],
    problems: [
      '45:3: notices.it@globex.exmaple: there is no contact "it@globex.exmaple"; did you mean "it@globex.example"?',
    ],
  },
  {
    title: 'a kind of notice that is none',
    spoil: ['kinds: [breach]', 'kinds: [breaches]'],
    problems: [
      '45:32: notices.it@globex.example.kinds.0: "breaches" is not one of them; did you mean "breach"?',
    ],
  },
  {
    title: 'a language that is none',
    spoil: ['language: de', 'language: fr'],
    problems: ['45:41: notices.it@globex.example.language: "fr" is not one of them; known here: en, de'],
  },
  {
    title: 'an empty section',
    spoil: ['  chronic: { right: customer, when: { missed: availability, times: 3, outOf: 6 } }\n', ''],
    problems: ['42:1: termination: is empty: expected a mapping of names'],
  },
  {
    title: 'a section that is a list',
    spoil: ['  service: { amount: 12000.00, per: month }\n', '  - service\n'],
    problems: ['9:1: fees: expected a mapping of names'],
  },
  {
    title: 'a true where a text belongs',
    spoil: ['title: Checkout for Globex', 'title: yes\ntitel: true'],
    problems: ['3:1: "titel" is not known here; did you mean "title"?'],
  },
]

describe('one spoiled field is told with its line, column and what was expected', () => {
  test.each(rows)('$title', ({ spoil, problems }) => {
    expect(problemsOf(spoiled(...spoil))).toEqual(problems)
  })
})

describe('a misspelt key is told at its place, with the right one', () => {
  const slips: readonly (readonly [piece: string, instead: string, problem: string])[] = [
    ['exclusions:', 'exlusions:', '"exlusions" is not known here; did you mean "exclusions"?'],
    ['  provider:', '  provder:', '"provder" is not known here; did you mean "provider"?'],
    ['contacts: [sla', 'contact: [sla', '"contact" is not known here; did you mean "contacts"?'],
    ['until:', 'untill:', '"untill" is not known here; did you mean "until"?'],
    ['amount:', 'ammount:', '"ammount" is not known here; did you mean "amount"?'],
    ['holidays:', 'holiday:', '"holiday" is not known here; did you mean "holidays"?'],
    ['every: 30s', 'evry: 30s', '"evry" is not known here; did you mean "every"?'],
    ['timeout: 5s', 'timout: 5s', '"timout" is not known here; did you mean "timeout"?'],
    ['http:', 'htpp:', '"htpp" is not known here; did you mean "http"?'],
    ['uptime:', 'uptme:', '"uptme" is not known here; did you mean "uptime"?'],
    ['outage:', 'outtage:', '"outtage" is not known here; did you mean "outage"?'],
    ['consecutive:', 'consecutve:', '"consecutve" is not known here; did you mean "consecutive"?'],
    ['target: ">= 99', 'traget: ">= 99', '"traget" is not known here; did you mean "target"?'],
    ['bands:', 'band:', '"band" is not known here; did you mean "bands"?'],
    ['give: 10%', 'gives: 10%', '"gives" is not known here; did you mean "give"?'],
    ['within: 4h', 'whithin: 4h', '"whithin" is not known here; did you mean "within"?'],
    ['budget:', 'buget:', '"buget" is not known here; did you mean "budget"?'],
    ['requires:', 'require:', '"require" is not known here; did you mean "requires"?'],
    ['right:', 'rigth:', '"rigth" is not known here; did you mean "right"?'],
    ['outOf:', 'outof:', '"outof" is not known here; did you mean "outOf"?'],
    ['kinds:', 'kind:', '"kind" is not known here; did you mean "kinds"?'],
  ]
  test.each(slips)('%s %s', (piece, instead, problem) => {
    const text = spoiled(piece, instead)
    const before = text.slice(0, text.indexOf(instead)).split('\n')
    const column = (before.at(-1) ?? '').length + 1 + (instead.length - instead.trimStart().length)
    const [first = ''] = problemsOf(text)
    expect(first).toMatch(new RegExp(`^${before.length}:${column}: `))
    expect(first).toContain(problem)
  })

  // A minus turns a fee into its opposite, a share beyond the whole can never be had, and a look each millisecond is an attack.
  test.each([
    ['amount: 12000.00', 'amount: -12000.00', 'fees.service.amount: is below zero'],
    [
      'period: month\n    exclude',
      'minCoverage: 200%\n    period: month\n    exclude',
      'between 0% and 100%',
    ],
    ['period: month\n    exclude', 'minCoverage: -5%\n    period: month\n    exclude', 'is below zero'],
    ['      of: fees', '      repeat: { multiplier: -2 }\n      of: fees', 'a multiplier lies above 0'],
    ['every: 30s', 'every: 1ms', 'sources.web.every: is shorter than a second'],
    ['of: web,', 'of: web, grain: 1ms, bad: { when: anyFail },', 'uptime.grain: is shorter than a second'],
    ['within: 30d', 'within: 9000000000000d', 'is not a length of time'],
    ['timeout: 5s', 'headers: { Content-Length: "5" }', 'this header is made by the probe itself'],
    ['timeout: 5s', 'headers: { transfer-encoding: chunked }', 'this header is made by the probe itself'],
  ])('%s is not exchanged for %s', (piece, instead, problem) => {
    expect(problemsOf(spoiled(piece, instead)).join('\n')).toContain(problem)
  })

  test('several slips are told at once, each once', () => {
    const text = spoiled('exclusions:', 'exlusions:')
      .replace('bands:', 'band:')
      .replace('every: 30s', 'evry: 30s')
    expect(problemsOf(text)).toEqual([
      '14:67: sources.web: "evry" is not known here; did you mean "every"?',
      '24:7: commitments.availability.credit: "band" is not known here; did you mean "bands"?',
      '37:1: "exlusions" is not known here; did you mean "exclusions"?',
    ])
  })

  test('names that stand for nothing are told in the same run as misspelt keys and wrong values', () => {
    const text = spoiled('exclusions:', 'exlusions:')
      .replace('of: web', 'of: wbe')
      .replace('period: quarter', 'period: quartr')
      .replace('requires: [payment]', 'requires: [paiment]')
    expect(problemsOf(text)).toEqual([
      '19:26: commitments.availability.measure.uptime.of: there is no source "wbe"; did you mean "web"?',
      '31:5: commitments.support.period: "quartr" is not one of them; did you mean "quarter"?',
      '37:1: "exlusions" is not known here; did you mean "exclusions"?',
      '41:3: credits.requires: there is no commitment "paiment"; did you mean "payment"?',
    ])
  })

  test.each([
    ['exclusions:', 'x-exclusions-of-ours:'],
    ['target: ">= 99.9%"', 'target: ">= lots"'],
    ['every: 30s', 'every: often'],
  ])('what was left out for another problem is not told as missing: %s', (piece, instead) => {
    expect(problemsOf(spoiled(piece, instead))).toHaveLength(1)
  })
})
