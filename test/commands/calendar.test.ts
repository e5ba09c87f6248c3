import { expect, test } from 'vitest'
import { agreementText, bad, d } from '../evaluation/backtested.ts'
import { inFolder, type Ran, upheld } from './upheld.ts'

const text = agreementText(`sources: { s: { declared: {} } }
commitments:
  c: { measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, exclude: [maintenance] }
exclusions:
  maintenance: { notice: 72h, effect: remove }
  agreed: { consent: both, effect: remove }
`)
/** Every Sunday of March from the 8th on, but not on the 22nd, of two hours at 02:00. */
const calendar = `BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:m@example.com
DTSTART:20260308T020000Z
DTEND:20260308T040000Z
RRULE:FREQ=WEEKLY;UNTIL=20260331T000000Z
EXDATE:20260322T020000Z
SUMMARY:Patches
END:VEVENT
END:VCALENDAR
`
const lines = [8, 15, 22, 29].map((day) => JSON.stringify(bad(d('02:00', day), d('03:00', day)))).join('\n')

const ran = (command: readonly string[], args: readonly string[], use: (ran: Ran) => void) =>
  inFolder({ 'a.yaml': text, 'e.jsonl': lines, 'm.ics': calendar }, async (folder) =>
    use(await upheld([...command, '--evidence', 'e.jsonl', '--exclusions', 'm.ics', ...args], { folder })),
  )
const secondsOf = ({ out }: Ran) => JSON.parse(out).periods[0].seconds as Record<string, string>
const announced = ['--announced', '2026-03-10T00:00:00Z', '--kind', 'maintenance']

test('a calendar file is announced at the instant that is named, and what began before is left out', () =>
  ran(['backtest', 'a.yaml', '--json'], announced, (each) => {
    // Of four hours that were bad, those of the 15th and the 29th are excluded; two spans of 7200 s leave March.
    expect(secondsOf(each)).toMatchObject({ bad: '7200', total: String(31 * 86_400 - 14_400) })
  }))

test('without an instant there was no notice, and that is said', () =>
  ran(['backtest', 'a.yaml', '--json'], ['--kind', 'maintenance'], (each) => {
    expect(secondsOf(each)).toMatchObject({ bad: '14400', total: String(31 * 86_400) })
    expect(each.err).toContain('"maintenance" asks for 72h of notice')
  }))

test('it is explained like any other exclusion', () =>
  ran(['explain', 'a.yaml', 'c'], announced, ({ out }) => {
    expect(out).toMatch(/m@example\.com \d+: .*2026-03-15T02:00:00/)
  }))

test.each([
  [['--kind', 'maintenence'], /no exclusion kind "maintenence".*did you mean "?maintenance/i],
  [['--kind', 'agreed'], /needs the consent of both parties/],
  [[], /--exclusions needs --kind KIND/],
  [['--kind', 'maintenance', '--announced', 'soon'], /--announced takes an instant/],
])('%j is refused', (args, message) =>
  ran(['backtest', 'a.yaml'], args, ({ code, err }) => {
    expect([code, err]).toEqual([2, expect.stringMatching(message)])
  }),
)
