import { expect, test } from 'vitest'
import { agreementText, bad, d } from '../evaluation/backtested.ts'
import { inFolder, upheld } from './upheld.ts'

const text = agreementText(`fees:
  service: { amount: 1000.00, per: month }
sources: { s: { declared: {} }, e: { push: event } }
commitments:
  availability:
    measure: { uptime: { of: s } }
    target: ">= 99.9%"
    period: month
    exclude: [maintenance]
    credit: { bands: [{ when: "< 99.9%, >= 99.0%", give: 10% }, { when: "< 99.0%", give: 25% }], of: fees.service }
  answers: { measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 4h } }, target: ">= 95%", period: month }
exclusions:
  maintenance: { effect: remove }
termination:
  chronic: { right: customer, when: { missed: availability, times: 1, consecutive: true } }
`)
const evidence = [
  bad(d('10:00'), d('11:00')),
  bad('2026-04-05T10:00:00Z', '2026-04-05T10:44:00Z'),
  {
    exclusion: 'maintenance',
    id: 'm',
    from: d('10:00'),
    to: d('11:00'),
    announcedAt: d('10:00', 1),
    by: 'provider',
  },
]
  .map((line) => JSON.stringify(line))
  .join('\n')

const swept = (args: readonly string[], use: (ran: Awaited<ReturnType<typeof upheld>>) => void) =>
  inFolder({ 'a.yaml': text, 'e.jsonl': evidence }, async (folder) =>
    use(await upheld(['backtest', 'a.yaml', '--evidence', 'e.jsonl', ...args], { folder })),
  )

const variants = (out: string) => JSON.parse(out).variants as Record<string, unknown>[]

test('every combination of target, least outage and exclusion is a row', () =>
  swept(
    [
      '--sweep',
      'target=99.5%,99.9%',
      '--sweep',
      'outage=0,50m',
      '--sweep',
      'exclude=none,maintenance',
      '--json',
    ],
    ({ out, code }) => {
      expect(code).toBe(0)
      const rows = variants(out)
      expect(rows).toHaveLength(8)
      const row = (target: string, outage: string, exclude: string) =>
        rows.find((each) => JSON.stringify(each.settings) === JSON.stringify({ target, outage, exclude }))
      // 3600 s of March are 0.134 %, 2640 s of April 0.102 %.
      expect(row('99.9%', '0', 'none')).toMatchObject({ breaches: 2, credits: '200.00', termination: 2 })
      expect(row('99.9%', '0', 'maintenance')).toMatchObject({
        breaches: 1,
        credits: '100.00',
        termination: 1,
      })
      expect(row('99.9%', '50m', 'none')).toMatchObject({ breaches: 1, credits: '100.00' })
      expect(row('99.9%', '50m', 'maintenance')).toMatchObject({
        breaches: 0,
        credits: '0.00',
        termination: 0,
      })
      expect(row('99.5%', '0', 'none')).toMatchObject({ breaches: 0, credits: '0.00' })
    },
  ))

test('the edge of a band at the target moves with it, so that no credit falls silent', () =>
  swept(['--sweep', 'target=99.95%', '--sweep', 'exclude=none', '--json'], ({ out }) => {
    expect(variants(out)[0]).toMatchObject({ breaches: 2, silent: 0, credits: '200.00' })
  }))

test('what nobody claimed in time stands beside the credits', () =>
  inFolder(
    {
      'a.yaml': text.concat('credits: { claim: { within: 5d, after: periodEnd } }\n'),
      'e.jsonl': evidence,
    },
    async (folder) => {
      const args = ['--evidence', 'e.jsonl', '--sweep', 'exclude=none']
      const { out } = await upheld(['backtest', 'a.yaml', ...args], { folder })
      // As of May the claim for March is too late, that for April is not.
      expect(out).toMatch(/^exclude +breaches +undetermined +credits EUR +expired EUR +silent +termination$/m)
      expect(out).toMatch(/^none +2 +0 +100\.00 +100\.00 +0 +2$/m)
    },
  ))

test('a table has a line for each variant', () =>
  swept(['--sweep', 'target=99%,99.9%'], ({ out }) => {
    const lines = out.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/^target +breaches +undetermined +credits EUR +silent +termination$/)
  }))

test.each([
  [
    'an axis that there is not',
    ['--sweep', 'tarjet=1'],
    /there is no axis "tarjet"; there are target, .*did you mean "target"/,
  ],
  [
    'a setting that fits no measure',
    ['--commitment', 'answers', '--sweep', 'outage=5m'],
    /outage=5m fits no commitment: answers \(elapsed\)/,
  ],
  ['a target of another unit', ['--sweep', 'target=300ms'], /target=300ms fits no commitment/],
  [
    'too many variants',
    ['--sweep', `target=${Array.from({ length: 501 }, (_, i) => `9${i % 10}.${i}%`).join()}`],
    /make 501 variants; at most 500/,
  ],
  ['the same axis twice', ['--sweep', 'target=99%', '--sweep', 'target=98%'], /target is given twice/],
  ['a commitment that there is not', ['--commitment', 'x', '--sweep', 'target=99%'], /no commitment "x"/],
])('%s is told', (_, args, message) =>
  swept(args, ({ err, code }) => {
    expect(code).toBe(2)
    expect(err).toMatch(message)
  }),
)

test('a variant that the parser refuses is named by its settings', () =>
  swept(['--sweep', 'exclude=maintenence'], ({ err, code }) => {
    expect(code).toBe(1)
    expect(err).toContain('exclude=maintenence makes no agreement')
    expect(err).toContain('maintenance')
  }))
