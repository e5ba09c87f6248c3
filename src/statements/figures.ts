import { scaleLinear } from 'd3-scale'
import { line as pathOf } from 'd3-shape'
import { type ComponentChild, h } from 'preact'
import { render } from 'preact-render-to-string'
import type { MapFigures } from '../value/figures.ts'
import type { DocumentBlock } from './document.ts'

export type Figure = Extract<DocumentBlock, { kind: 'figure' }>

export const ink = '#1c2430'
export const quiet = '#5a6675'
export const colours = { bad: '#b3261e', excluded: '#8a94a3', good: '#dcefe4', us: '#3556a8' } as const

export const text = (x: number, y: number, words: string, more: object = {}): ComponentChild =>
  h(
    'text',
    { x, y, 'font-size': 11, 'font-family': 'DejaVu, DejaVu Sans, sans-serif', fill: ink, ...more },
    words,
  )

export function figure(
  size: { width: number; height: number },
  description: string,
  parts: ComponentChild[],
): Figure {
  const { width, height } = size
  const svg = h(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height },
    parts,
  )
  return { kind: 'figure', svg: render(svg), description, width, height }
}

/** One row a commitment: when it was down, and what was excluded, over the month. */
export interface TimelineRow {
  readonly label: string
  readonly bad: readonly (readonly [from: number, to: number])[]
  readonly excluded: readonly (readonly [from: number, to: number])[]
}

const width = 700
const rowHeight = 26
const labelWidth = 210

/** The outages of a month on its days. An outage is never thinner than a hair: it would not be seen. */
export function timelineFigure(
  rows: readonly TimelineRow[],
  span: {
    readonly from: number
    readonly to: number
    readonly days: readonly { at: number; label: string }[]
  },
  description: string,
): Figure {
  const x = scaleLinear()
    .domain([span.from, span.to])
    .range([labelWidth, width - 8])
  const height = rows.length * rowHeight + 26
  const bars = rows.flatMap((row, i) => {
    const y = i * rowHeight + 6
    const bar = ([from, to]: readonly [number, number], fill: string) => {
      const [left, right] = [x(Math.max(from, span.from)), x(Math.min(to, span.to))]
      return h('rect', { x: round(left), y, width: round(Math.max(1.2, right - left)), height: 16, fill })
    }
    return [
      text(0, y + 12, shortened(row.label, 32)),
      h('rect', { x: labelWidth, y, width: width - 8 - labelWidth, height: 16, fill: colours.good }),
      ...row.excluded.map((each) => bar(each, colours.excluded)),
      ...row.bad.map((each) => bar(each, colours.bad)),
    ]
  })
  const ticks = span.days.flatMap(({ at, label }) => [
    h('line', {
      x1: round(x(at)),
      x2: round(x(at)),
      y1: rows.length * rowHeight + 2,
      y2: rows.length * rowHeight + 7,
      stroke: quiet,
    }),
    text(round(x(at)), rows.length * rowHeight + 20, label, {
      'text-anchor': 'middle',
      fill: quiet,
      'font-size': 9,
    }),
  ])
  return figure({ width, height }, description, [...bars, ...ticks])
}

export interface BudgetRow {
  readonly label: string
  /** What was used of what the target leaves; 1 is all of it. */
  readonly used: number
  readonly shown: string
}

/** How much of the time that each target leaves was used; what lies beyond the mark is a breach. */
export function budgetFigure(rows: readonly BudgetRow[], description: string): Figure {
  const most = Math.max(1.25, ...rows.map(({ used }) => Math.min(used, 4)))
  const x = scaleLinear()
    .domain([0, most])
    .range([labelWidth, width - 120])
  const height = rows.length * rowHeight + 8
  const bars = rows.flatMap(({ label, used, shown }, i) => {
    const y = i * rowHeight + 6
    const end = x(Math.min(Math.max(used, 0), most))
    return [
      text(0, y + 12, shortened(label, 32)),
      h('rect', { x: labelWidth, y, width: round(x(1) - labelWidth), height: 16, fill: colours.good }),
      h('rect', {
        x: labelWidth,
        y: y + 3,
        width: round(Math.max(0.5, end - labelWidth)),
        height: 10,
        fill: used > 1 ? colours.bad : colours.us,
      }),
      text(width, y + 12, shown, { 'text-anchor': 'end' }),
    ]
  })
  const mark = h('line', {
    x1: round(x(1)),
    x2: round(x(1)),
    y1: 0,
    y2: height,
    stroke: ink,
    'stroke-dasharray': '3 2',
  })
  return figure({ width, height }, description, [...bars, mark])
}

const mapSize = { width: 420, height: 300 }

/** The value map: relative quality against relative price, with the line of fair value. */
export function mapFigure(
  map: MapFigures,
  words: {
    readonly us: string
    readonly them: string
    readonly price: string
    readonly quality: string
    readonly description: string
    readonly decimal: string
  },
): Figure {
  const decimals = (value: number): string => value.toFixed(2).replace('.', words.decimal)
  const points = [map.ours, map.alternative].map(numbers)
  const line = map.fairValue.map(numbers)
  const qualities = points.map(({ y }) => y)
  const [low, high] = [Math.min(0.8, ...qualities) - 0.1, Math.max(1.2, ...qualities) + 0.1]
  const x = scaleLinear()
    .domain([line[0]?.x ?? 0.5, line.at(-1)?.x ?? 1.5])
    .range([46, mapSize.width - 12])
  const y = scaleLinear()
    .domain([low, high])
    .range([mapSize.height - 40, 12])
  const shown = line.filter((point) => point.y >= low && point.y <= high)
  const path = pathOf<{ x: number; y: number }>(
    (point) => round(x(point.x)),
    (point) => round(y(point.y)),
  )(shown)
  const mark = (point: { x: number; y: number } | undefined, label: string, fill: string, below = 0) =>
    point === undefined
      ? []
      : [
          h('circle', { cx: round(x(point.x)), cy: round(y(point.y)), r: 5, fill }),
          text(round(x(point.x)) + 8, round(y(point.y)) - 6 + below, shortened(label, 30)),
        ]
  return figure(mapSize, words.description, [
    h('rect', {
      x: 46,
      y: 12,
      width: mapSize.width - 58,
      height: mapSize.height - 52,
      fill: 'none',
      stroke: '#d9dee5',
    }),
    h('path', { d: path ?? '', fill: 'none', stroke: quiet, 'stroke-dasharray': '4 3' }),
    ...mark(points[1], words.them, quiet, -6),
    ...mark(points[0], words.us, colours.us, 20),
    ...[0, 1, 2, 3, 4].flatMap((i) => {
      const price = x.domain()[0] as number
      const at = price + (((x.domain()[1] as number) - price) * i) / 4
      const quality = low + ((high - low) * i) / 4
      return [
        text(round(x(at)), mapSize.height - 26, decimals(at), {
          'text-anchor': 'middle',
          fill: quiet,
          'font-size': 9,
        }),
        text(40, round(y(quality)) + 3, decimals(quality), {
          'text-anchor': 'end',
          fill: quiet,
          'font-size': 9,
        }),
      ]
    }),
    text(mapSize.width / 2, mapSize.height - 8, words.price, { 'text-anchor': 'middle', 'font-size': 10 }),
    text(-mapSize.height / 2, 10, words.quality, {
      'text-anchor': 'middle',
      'font-size': 10,
      transform: 'rotate(-90)',
    }),
  ])
}

const numbers = (point: { relativePrice: string; relativeQuality: string }) => ({
  x: Number(point.relativePrice),
  y: Number(point.relativeQuality),
})
export const round = (value: number): number => Math.round(value * 100) / 100
const shortened = (label: string, most: number): string =>
  label.length > most ? `${label.slice(0, most - 1)}…` : label
