import { z } from 'zod'
import { named, textOrNull } from './scalars.ts'

const list = <T extends z.ZodType>(item: T) => z.array(item).readonly()

const ratio = named(
  'Ratio',
  z.object({ value: z.string(), exact: z.string().describe('In lowest terms.') }),
).nullable()
const satisfaction = {
  value: z.string(),
  exact: z.string(),
  n: z.number().int(),
  low: z.string().describe('The interval of 95 % begins here.'),
  high: z.string(),
}
export const csat = z.object(satisfaction).nullable()
export const nps = z
  .object({ ...satisfaction, promoters: z.number().int(), detractors: z.number().int() })
  .nullable()
const customer = named(
  'CustomerFigures',
  z.object({
    csat,
    nps,
    customers: z.object({ start: z.string(), end: z.string(), new: z.string(), retention: ratio }).nullable(),
  }),
)
const point = z.object({ relativePrice: z.string(), relativeQuality: z.string() })
const relative = named(
  'RelativeValue',
  z.object({
    quality: ratio,
    priceRatio: ratio,
    priceWeight: z.string(),
    ratio,
    reason: z.enum(['noSurvey', 'noPrice', 'noAlternativePrice']).nullable(),
    unscored: list(z.string()),
    attributes: list(
      z.object({
        name: z.string(),
        weight: z.string(),
        ours: textOrNull,
        alternative: textOrNull,
        n: z.number().int(),
        ratio,
        contribution: textOrNull,
      }),
    ),
    map: z.object({ ours: point, alternative: point, fairValue: list(point) }).nullable(),
  }),
)
const credits = z.object({ settled: z.string(), outstanding: z.string() })
const amount = z.object({ name: z.string(), amount: z.string() })
const span = { from: z.string(), to: z.string(), currency: z.string() }

const changed = {
  driver: z.enum(['worth', 'attainment', 'cost', 'price', 'credits']),
  name: z.string(),
  amount: z.string(),
}

const month = named(
  'MonthValue',
  z.object({
    ...span,
    benefits: list(
      z.object({
        name: z.string(),
        scaledBy: textOrNull,
        worth: z.string(),
        attainment: ratio,
        counted: textOrNull,
        reason: z.enum(['notJudged', 'notMeasured', 'noTarget']).nullable(),
      }),
    ),
    costs: list(amount),
    price: list(z.object({ fee: z.string(), amount: z.string(), from: z.enum(['agreement', 'invoice']) })),
    credits,
    promisedValue: z.string(),
    customerValue: textOrNull,
    costOfBreaches: textOrNull,
    retained: ratio,
    lost: list(z.object({ commitment: z.string(), amount: z.string() })),
    alternative: z
      .object({
        name: z.string(),
        benefits: z.string(),
        costs: z.string(),
        price: textOrNull,
        value: z.string(),
      })
      .nullable(),
    surplus: textOrNull,
    relative: relative.nullable(),
    customer,
    change: z
      .object({
        total: z.string(),
        parts: list(z.object(changed)),
      })
      .nullable(),
  }),
)

export const value = named(
  'Value',
  z.object({
    periods: list(month),
    toDate: z
      .object({
        ...span,
        months: z.number().int(),
        unknownMonths: z.number().int(),
        promisedValue: z.string(),
        customerValue: z.string(),
        costOfBreaches: z.string(),
        price: z.string(),
        credits,
        retained: ratio,
        surplus: textOrNull,
        relative: relative.nullable(),
        customer,
      })
      .nullable(),
  }),
)

export const portfolio = named(
  'Portfolio',
  z.object({
    agreements: list(
      z.object({
        agreement: z.string(),
        title: z.string(),
        customer: z.string(),
        currency: textOrNull,
        month: textOrNull,
        promisedValue: textOrNull,
        customerValue: textOrNull,
        atStake: textOrNull,
        retained: ratio,
        trend: ratio,
        ratio,
        lostMost: textOrNull,
        valueToDate: textOrNull,
      }),
    ),
    totals: list(
      z.object({
        currency: z.string(),
        customerValue: z.string(),
        promisedValue: z.string(),
        retained: ratio,
        change: z
          .object({
            total: z.string(),
            agreements: z.number().int().describe('Agreements whose change is known.'),
            parts: list(z.object({ agreement: z.string(), ...changed })),
          })
          .nullable()
          .describe('Latest months less the months before, the greatest loss first; the parts add up.'),
      }),
    ),
    customers: z.object({
      start: z.number().int(),
      end: z.number().int(),
      new: z.number().int(),
      retention: ratio,
    }),
    csat,
    nps,
  }),
)
