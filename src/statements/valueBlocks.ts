import type { CustomerFigures, MapFigures, MonthFigures } from '../value/figures.ts'
import type { DocumentBlock } from './document.ts'
import { type Figure, mapFigure } from './figures.ts'
import { shownDecimal, shownMoney, shownShare } from './numbers.ts'
import type { Statement } from './statement.ts'
import type { StatementWords } from './words.ts'

/** What the period was worth: benefits by attainment, the sum, the alternative, what customers said, the value map. */
export function valueBlocks(statement: Statement, words: StatementWords): DocumentBlock[] {
  const { value, valueMonths = [] } = statement
  if (valueMonths.length > 0)
    return [{ kind: 'heading', text: words.headings.value }, months(valueMonths, words)]
  if (value === null) return []
  return [
    { kind: 'heading', text: words.headings.value },
    ...benefits(value, words),
    {
      kind: 'facts',
      rows: [...sums(value, words), ...ratios(value, words), ...customers(value.customer, words)],
    },
    ...map(value, words),
  ]
}

/** A longer period month by month: each has its own benefits, answers and breaches. */
function months(all: readonly MonthFigures[], words: StatementWords): DocumentBlock {
  const { labels } = words
  return {
    kind: 'table',
    columns: [
      { label: labels.period, wide: 1.2 },
      { label: labels.promisedValue, align: 'right', wide: 1.5 },
      { label: labels.costOfBreaches, align: 'right', wide: 1.5 },
      { label: labels.customerValue, align: 'right', wide: 1.5 },
      { label: labels.retained, align: 'right' },
      { label: labels.ratio, align: 'right', wide: 1.2 },
    ],
    rows: all.map(({ from, currency, promisedValue, costOfBreaches, customerValue, retained, relative }) => [
      from.slice(0, 7),
      shownMoney(promisedValue, currency, words),
      shownMoney(costOfBreaches, currency, words),
      shownMoney(customerValue, currency, words),
      shownShare(retained?.value, words),
      relative?.ratio ? shownDecimal(relative.ratio.value, words) : '–',
    ]),
  }
}

function benefits({ benefits: all, currency }: MonthFigures, words: StatementWords): DocumentBlock[] {
  const { labels } = words
  if (all.length === 0) return []
  return [
    {
      kind: 'table',
      columns: [
        { label: labels.benefit, wide: 3 },
        { label: labels.worth, align: 'right', wide: 1.5 },
        { label: labels.attained, align: 'right' },
        { label: labels.counted, align: 'right', wide: 1.5 },
      ],
      rows: all.map(({ name, worth, attainment, counted }) => [
        name,
        shownMoney(worth, currency, words),
        shownShare(attainment?.value, words),
        shownMoney(counted, currency, words),
      ]),
    },
  ]
}

type Rows = (readonly [label: string, value: string])[]

function sums(value: MonthFigures, words: StatementWords): Rows {
  const { labels } = words
  const money = (amount: string | null): string => shownMoney(amount, value.currency, words)
  return [
    ...value.costs.map(({ name, amount }) => [`${labels.costs}: ${name}`, money(amount)] as const),
    ...value.price.map(({ fee, amount }) => [`${labels.price}: ${fee}`, money(amount)] as const),
    [labels.promisedValue, money(value.promisedValue)],
    [labels.costOfBreaches, money(value.costOfBreaches)],
    ...value.lost.map(({ commitment, amount }) => [`– ${commitment}`, money(amount)] as const),
    [labels.settled, money(value.credits.settled)],
    [labels.outstanding, money(value.credits.outstanding)],
    [labels.customerValue, money(value.customerValue)],
    [labels.retained, shownShare(value.retained?.value, words)],
    ...changes(value, words),
    ...(value.alternative === null
      ? []
      : [[`${labels.surplus} (${value.alternative.name})`, money(value.surplus)] as const]),
  ]
}

const drivers = {
  worth: 'drivenByWorth',
  attainment: 'drivenByAttainment',
  cost: 'drivenByCost',
  price: 'drivenByPrice',
  credits: 'drivenByCredits',
} as const

/** What moved the value since the month before, driver by driver: the parts add up. */
function changes({ change, currency }: MonthFigures, words: StatementWords): Rows {
  if (change === null) return []
  const { labels } = words
  return [
    [labels.changed, shownMoney(change.total, currency, words)],
    ...change.parts.map(({ driver, name, amount }): Rows[number] => {
      const what = driver === 'credits' ? labels.drivenByCredits : `${name} (${labels[drivers[driver]]})`
      return [`– ${what}`, shownMoney(amount, currency, words)]
    }),
  ]
}

function ratios({ relative }: MonthFigures, words: StatementWords): Rows {
  if (relative === null) return []
  const { labels } = words
  const decimal = (figure: { value: string } | null): string =>
    figure === null ? words.unknown : shownDecimal(figure.value, words)
  return [
    [labels.ratio, decimal(relative.ratio)],
    [labels.quality, decimal(relative.quality)],
    ...relative.attributes.map(
      ({ name, ratio, n }) => [`– ${name}`, `${decimal(ratio)} (n = ${n})`] as const,
    ),
    [labels.priceRatio, decimal(relative.priceRatio)],
  ]
}

function customers({ csat, nps, customers: count }: CustomerFigures, words: StatementWords): Rows {
  const { labels } = words
  const share = (figures: { value: string; low: string; high: string; n: number }): string =>
    `${shownShare(figures.value, words)} (95 %: ${shownShare(figures.low, words)} – ${shownShare(figures.high, words)}, n = ${figures.n})`
  return [
    ...(csat === null ? [] : [[labels.csat, share(csat)] as const]),
    ...(nps === null ? [] : [[labels.nps, share(nps)] as const]),
    ...(count === null ? [] : [[labels.retention, shownShare(count.retention?.value, words)] as const]),
  ]
}

function map({ relative, alternative }: MonthFigures, words: StatementWords): DocumentBlock[] {
  if (!relative?.map || alternative === null) return []
  return [
    { kind: 'heading', text: words.headings.map },
    valueMap(relative.map, { them: alternative.name, words }),
  ]
}

/** The value map with the alternative by its name. */
export const valueMap = (
  map: MapFigures,
  { them, words }: { readonly them: string; readonly words: StatementWords },
): Figure =>
  mapFigure(map, {
    us: words.labels.us,
    them,
    price: words.labels.relativePrice,
    quality: words.labels.relativeQuality,
    description: words.headings.map,
    decimal: words.decimal,
  })
