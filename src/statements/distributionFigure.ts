import { scaleLog } from 'd3-scale'
import { h } from 'preact'
import { type DistributionFigures, edgesUs } from '../evaluation/distribution.ts'
import { colours, type Figure, figure, ink, quiet, round, text } from './figures.ts'
import { shownDecimal } from './numbers.ts'
import type { StatementWords } from './words.ts'

const size = { width: 700, height: 190 }
const plot = { left: 8, right: 610, top: 44, bottom: 160 }
/** Where what lies beyond every bucket stands, and what failed. */
const [beyondAt, failedAt, wide] = [620, 662, 30]
const firstUs = 800
const lastUs = edgesUs.at(-1) as number

/** How many looks took how long, with the limit: times to the right on a logarithmic scale, then what never answered. */
export function distributionFigure(
  label: string,
  { limitUs, buckets, beyond, failures }: DistributionFigures,
  words: StatementWords,
): Figure {
  const said = words.distribution
  const counts = buckets.map(({ count }) => count)
  const most = Math.max(1, beyond, failures, ...counts)
  const all = counts.reduce((sum, count) => sum + count, beyond + failures)
  const x = scaleLog().domain([firstUs, lastUs]).range([plot.left, plot.right])
  const bar = (left: number, right: number, count: number, fill: string) => {
    // What was counted is seen, however few it was.
    const height = count === 0 ? 0 : Math.max(1.5, ((plot.bottom - plot.top) * count) / most)
    const width = round(Math.max(1, right - left - 1))
    return h('rect', { x: round(left), y: round(plot.bottom - height), width, height: round(height), fill })
  }
  const bars = buckets.map(({ atMostUs, count }) => {
    const from = edgesUs[edgesUs.indexOf(atMostUs) - 1] ?? firstUs
    return bar(x(from), x(atMostUs), count, limitUs !== null && from >= limitUs ? colours.bad : colours.us)
  })
  const looks = said.looks(shownDecimal(String(all), words))
  return figure(size, `${label}: ${looks}`, [
    text(0, 12, label.length > 80 ? `${label.slice(0, 79)}…` : label),
    text(size.width, 12, looks, { 'text-anchor': 'end', fill: quiet, 'font-size': 9 }),
    ...bars,
    bar(beyondAt, beyondAt + wide, beyond, colours.bad),
    bar(failedAt, failedAt + wide, failures, colours.bad),
    h('line', { x1: plot.left, x2: failedAt + wide, y1: plot.bottom, y2: plot.bottom, stroke: quiet }),
    ...[1000, 10_000, 100_000, 1_000_000, 10_000_000].map((at) => under(x(at), length(at))),
    under(beyondAt + wide / 2 + 3, `> ${length(lastUs)}`),
    under(failedAt + wide / 2 + 3, said.failed),
    ...(limitUs === null
      ? []
      : limitMark(round(x(clamped(limitUs))), `${said.limit} ${exact(limitUs, words)}`)),
  ])
}

const clamped = (us: number): number => Math.min(lastUs, Math.max(firstUs, us))
const length = (us: number): string => (us < 1_000_000 ? `${us / 1000} ms` : `${us / 1_000_000} s`)
const exact = (us: number, words: StatementWords): string =>
  us < 1_000_000
    ? `${shownDecimal(String(us / 1000), words)} ms`
    : `${shownDecimal(String(us / 1_000_000), words)} s`

const under = (x: number, words: string) =>
  text(round(x), plot.bottom + 16, words, { 'text-anchor': 'middle', 'font-size': 9, fill: quiet })

/** The limit stands over everything, its name on the side where there is room. */
function limitMark(x: number, words: string) {
  const isLeft = x > plot.right - 120
  return [
    h('line', { x1: x, x2: x, y1: 22, y2: plot.bottom, stroke: ink, 'stroke-dasharray': '3 2' }),
    text(isLeft ? x - 5 : x + 5, 32, words, { 'font-size': 10, 'text-anchor': isLeft ? 'end' : 'start' }),
  ]
}
