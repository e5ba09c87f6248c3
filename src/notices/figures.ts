import { noAnswer, noFailure } from '../evaluation/shown.ts'
import { localFigure, targetFigure } from '../statements/numbers.ts'
import type { Words } from './words/words.ts'

/** An amount in its currency: `1.200,00 EUR`. */
export const localMoney = (amount: string, currency: string, words: Words): string =>
  `${localFigure(amount, words)} ${currency}`.trim()

/** What an entry shows of a measure, in the language's own signs and words. */
export function shownMeasure(shown: string, words: Words): string {
  if (shown === noAnswer) return words.period.noAnswer
  return shown === noFailure ? words.period.noFailure : localFigure(shown, words)
}

const missed: Readonly<Record<string, string>> = { '>=': '<', '<=': '>', '<': '≥', '>': '≤', '=': '≠' }

/** How a breached figure stands to its target: `< 99.9 %` of the target `>= 99.9%`, or null for `all` and `unstated`. */
export function missedTarget(target: string, words: Words): string | null {
  const [, operator = '', value = ''] = /^([<>]=?|=) *(.+)$/.exec(target) ?? []
  const against = missed[operator]
  return against === undefined ? null : `${against} ${targetFigure(value, words)}`
}

/** Whether the agreement's clock is that of UTC, so that an instant needs to be said once only. */
export const isUtc = (timeZone: string): boolean =>
  /^(?:(?:Etc\/)?(?:UTC|UCT|GMT|Zulu)|\+00:00)$/i.test(timeZone)

/** An instant as a clock in the agreement's zone shows it, and in UTC: `2026-03-02 11:00:00 (+01:00)`. */
export function clock(instant: string, timeZone: string): { local: string; utc: string } {
  const at = Temporal.Instant.from(instant)
  const local = at.toZonedDateTimeISO(timeZone)
  const utc = `${clockText(at.toZonedDateTimeISO('UTC'))} UTC`
  return { local: isUtc(timeZone) ? utc : `${clockText(local)} (${local.offset})`, utc }
}

/** Both in one: `2026-03-02 11:00:00 (+01:00) = 2026-03-02 10:00:00 UTC`; once where they are the same. */
export function bothClocks(instant: string, timeZone: string): string {
  const { local, utc } = clock(instant, timeZone)
  return local === utc ? utc : `${local} = ${utc}`
}

/** A span on both clocks, the date and the offset said once where they are the same: `2026-03-02 11:00:00 – 12:30:00 (+01:00)`. */
export function clockSpan(
  span: { from: string; to: string },
  timeZone: string,
): { local: string; utc: string } {
  const [from, to] = [clock(span.from, timeZone), clock(span.to, timeZone)]
  return { local: joined(from.local, to.local), utc: joined(from.utc, to.utc) }
}

function joined(from: string, to: string): string {
  const [[day, time, zone], [lastDay, lastTime, lastZone]] = [from.split(' '), to.split(' ')]
  return day === lastDay && zone === lastZone ? `${day} ${time} – ${lastTime} ${zone}` : `${from} – ${to}`
}

const clockText = (at: Temporal.ZonedDateTime): string =>
  at
    .toPlainDateTime()
    .toString({ fractionalSecondDigits: at.millisecond === 0 ? 0 : 3 })
    .replace('T', ' ')

/** A last day (`2026-06-30`) in words, or an instant on both clocks. */
export function dayOrClock(text: string, timeZone: string, words: Words): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return bothClocks(text, timeZone)
  return words.day(Temporal.PlainDate.from(text))
}

/** Decimal seconds in hours, minutes and seconds: `1 h 23 min 45.5 s`. */
export function duration(seconds: string, words: Words): string {
  const [, sign = '', whole = '0', decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(seconds) ?? []
  const all = BigInt(whole)
  const parts = [
    [all / 86_400n, words.days],
    [(all / 3600n) % 24n, 'h'],
    [(all / 60n) % 60n, 'min'],
  ] as const
  const shown = parts.flatMap(([count, unit]) => (count === 0n ? [] : [`${count} ${unit}`]))
  const rest = `${all % 60n}${decimals === '' ? '' : `${words.decimal}${decimals}`}`
  if (rest !== '0' || shown.length === 0) shown.push(`${rest} s`)
  return sign + shown.join(' ')
}

/** A calendar month, quarter, year or day by its name, else both dates. */
export function periodName(period: { from: string; to: string }, timeZone: string, words: Words): string {
  const from = Temporal.Instant.from(period.from).toZonedDateTimeISO(timeZone)
  const to = Temporal.Instant.from(period.to).toZonedDateTimeISO(timeZone)
  const spans = (length: Temporal.DurationLike): boolean => from.add(length).equals(to)
  const atMidnight = from.startOfDay().equals(from)
  const [start, month] = [from.toPlainDate(), from.month]
  if (atMidnight && start.day === 1) {
    if (spans({ months: 1 })) return words.month(start)
    if (spans({ months: 3 }) && month % 3 === 1) return words.quarter((month + 2) / 3, start.year)
    if (spans({ years: 1 }) && month === 1) return String(start.year)
  }
  if (atMidnight && spans({ days: 1 })) return words.day(start)
  const last = to.subtract({ milliseconds: 1 }).toPlainDate()
  // Several a day are told apart by the clock.
  if (start.equals(last) && !atMidnight)
    return `${words.day(start)}, ${from.toPlainTime().toString({ smallestUnit: 'minute' })}`
  return start.equals(last) ? words.day(start) : `${words.day(start)} – ${words.day(last)}`
}

/** A title for a headline or subject; the key of a commitment that has none is written as words: `checkoutUptime` as `Checkout uptime`. */
export function headed(title: string): string {
  if (!/^[a-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*$/.test(title)) return title
  const said = title
    .replace(/[-_]/g, ' ')
    .replace(/([a-z0-9])([A-Z])(?=[a-z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
  return said.charAt(0).toUpperCase() + said.slice(1)
}
