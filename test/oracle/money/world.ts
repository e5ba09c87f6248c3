import fc from 'fast-check'
import type { Stretch } from '../values/calendar.ts'
import type { Cap, Claim, Give, MoneyScene, PromiseTerms, Schedule, Trigger } from './contract.ts'
import { monthsOf } from './place.ts'

const give: fc.Arbitrary<Give> = fc.oneof(
  fc.record({ unit: fc.constant('percent' as const), tenths: fc.constantFrom(25, 50, 100, 333) }),
  fc.record({ unit: fc.constant('days' as const), count: fc.constantFrom(1, 2, 7) }),
  fc.record({ unit: fc.constant('money' as const), cents: fc.constantFrom(1, 12345, 50000) }),
  fc.record({ unit: fc.constant('multiple' as const), times: fc.constantFrom(1, 10) }),
  fc.record({ unit: fc.constant('points' as const), count: fc.constantFrom(1, 2, 7) }),
  fc.record({ unit: fc.constant('extension' as const), count: fc.constantFrom(1, 2, 7) }),
)
const operator = fc.constantFrom(['<', '>='] as const, ['<=', '>'] as const)
/** Bands of a table, one below the other; some leave a hole, some overlap. */
const table = (limits: readonly number[], isDown: boolean) =>
  fc
    .tuple(
      operator,
      fc.constantFrom(0, 0, 0, 1, -1),
      fc.array(fc.constantFrom(0, 50, 100, 250), { minLength: 3, maxLength: 3 }),
    )
    .map(([[below, above], slip, give]) =>
      limits.map((limit, i) => {
        const next = limits[i + 1]
        const [near, far] = isDown ? ([below, above] as const) : ([above, below] as const)
        const end = next === undefined ? [] : [{ operator: far, limit: next + slip }]
        return { when: [{ operator: near, limit }, ...end], tenths: give[i] ?? 0 }
      }),
    )
const overlap = fc.constantFrom(null, null, 'first' as const, 'highest' as const, 'lowest' as const)
const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('once' as const),
      give,
      repeat: fc.constantFrom(null, null, 2, 3),
    }),
  },
  fc.record({
    kind: fc.constant('steps' as const),
    tenths: fc.constantFrom(10, 33),
    steps: fc.record({
      kind: fc.constantFrom('complete' as const, 'started' as const, 'exact' as const),
      minutes: fc.constantFrom(30, 60, 90),
      of: fc.constantFrom('downtime' as const, 'excess' as const, 'outage' as const),
      per: fc.constantFrom('outage' as const, 'period' as const),
    }),
  }),
  fc.record({
    kind: fc.constant('pool' as const),
    atRisk: fc.constantFrom(100, 150),
    category: fc.constantFrom(500, 1000),
    item: fc.constantFrom(400, 333),
  }),
  fc.record({
    kind: fc.constant('shortfall' as const),
    tenths: fc.constantFrom(10, 50),
    step: fc.constantFrom('complete' as const, 'started' as const),
    size: fc.constantFrom(1, 5),
  }),
  fc.record({
    kind: fc.constant('bands' as const),
    on: fc.constant('measure' as const),
    bands: fc.oneof(table([999, 990, 950], true), table([995, 990, 900], true)),
    overlap,
  }),
  fc.record({
    kind: fc.constant('bands' as const),
    on: fc.constant('duration' as const),
    bands: fc.oneof(table([0, 60, 240], false), table([40, 120, 720], false)),
    overlap,
  }),
)
const claim: fc.Arbitrary<Claim> = fc.oneof(
  fc.constant(null),
  fc.record({
    within: fc.constantFrom(5, 30),
    after: fc.constantFrom(...(['periodEnd', 'incident', 'last incident', 'end of incident'] as const)),
  }),
  fc.record({ endOf: fc.constantFrom(1, 2) }),
)
const promise = (name: 'c' | 'd'): fc.Arbitrary<PromiseTerms> =>
  fc.record({
    name: fc.constant(name),
    tenths: fc.constantFrom(999, 990, 950, 1000),
    period: fc.constantFrom('month' as const, 'month' as const, 'quarter' as const),
    schedule,
    base: fc.constantFrom(
      ...([
        'fees.f',
        'fees.f',
        'fees.f of previous period',
        'fees.f of next period',
        'fees.f of one month',
        'max(fees.f, fees.g)',
      ] as const),
    ),
    claim,
    earnBack: fc.constantFrom(null, null, null, 1, 2, 3),
  })
const cap: fc.Arbitrary<Cap> = fc.oneof(
  fc.record({
    tenths: fc.constantFrom(50, 100, 333),
    per: fc.constantFrom('period' as const, 'month' as const),
  }),
  fc.record({
    cents: fc.constantFrom(5000, 10000, 31000),
    per: fc.constantFrom(...(['period', 'month', 'quarter', 'year', '12 months'] as const)),
  }),
)
const span = fc.oneof(
  fc.constantFrom('month' as const, 'quarter' as const),
  fc.record({ days: fc.constantFrom(1, 7, 30) }),
)
const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({ times: fc.integer({ min: 1, max: 4 }), more: fc.option(fc.nat(3)) }).map(({ times, more }) => ({
    kind: 'missed' as const,
    times,
    outOf: more === null ? null : times + more,
  })),
  fc.record({
    kind: fc.constant('outages' as const),
    minutes: fc.constantFrom(10, 30, 60),
    times: fc.integer({ min: 1, max: 3 }),
    within: span,
  }),
  fc.record({ kind: fc.constant('total' as const), minutes: fc.constantFrom(60, 240, 720), within: span }),
  fc.record({
    kind: fc.constant('average' as const),
    over: fc.integer({ min: 1, max: 3 }),
    tenths: fc.constantFrom(1000, 999, 995, 990),
  }),
  fc.record({
    kind: fc.constant('capReached' as const),
    times: fc.integer({ min: 1, max: 3 }),
    months: fc.constantFrom(3, 6),
  }),
)

/** Lengths that just use up what a target or a step leaves are the likelier ones. */
function badIn(months: readonly Stretch[]) {
  const last = months.at(-1)?.to ?? 1
  const start = fc.oneof(
    fc.nat(last - 1),
    fc
      .tuple(
        fc.constantFrom(...months),
        fc.constantFrom('from' as const, 'to' as const),
        fc.integer({ min: -6, max: 6 }),
      )
      .map(([month, edge, by]) => Math.max(0, Math.min(last - 1, month[edge] + by))),
    fc.tuple(fc.constantFrom(144, 1008, 4320), fc.nat(20)).map(([step, n]) => (step * n) % last),
  )
  const length = fc.constantFrom(1, 2, 3, 4, 6, 12, 24, 45, 43, 216, 223)
  return fc
    .record({ of: fc.constantFrom('c' as const, 'c' as const, 'd' as const), start, length })
    .map(({ of, start: from, length: slots }) => ({ of, from, to: Math.min(last, from + slots) }))
}

export const moneyScene: fc.Arbitrary<MoneyScene> = fc
  .record({
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
    fee: fc.record({
      cents: fc.constantFrom(100000, 310000, 99999),
      per: fc.constantFrom('month' as const, 'month' as const, 'quarter' as const, 'year' as const),
    }),
    lines: fc.uniqueArray(fc.record({ month: fc.nat(7), cents: fc.constantFrom(0, 12345, 200000, 33333) }), {
      maxLength: 3,
      selector: ({ month }) => month,
    }),
    promises: fc.oneof(
      fc.tuple(promise('c')).map((all): PromiseTerms[] => all),
      fc.tuple(promise('c'), promise('d')).map((all): PromiseTerms[] => all),
    ),
    join: fc.constantFrom('sum' as const, 'max' as const, 'groups' as const),
    caps: fc.array(cap, { maxLength: 2 }),
    minimum: fc.constantFrom(null, null, 2500, 10000),
    mode: fc.constantFrom('halfUp' as const, 'halfEven' as const),
    trigger,
    exercise: fc.record({
      days: fc.constantFrom(10, 30),
      after: fc.constantFrom('trigger' as const, 'periodEnd' as const),
    }),
  })
  .chain((terms) => {
    const scene: MoneyScene = { ...terms, bad: [], claims: [] }
    const months = monthsOf(scene)
    const last = (months.at(-1)?.to ?? 1) + 1439
    const filed = fc.oneof(
      fc.record({ at: fc.nat(last), month: fc.nat(7) }),
      // Soon after a month or within it, when it may be in time.
      fc
        .tuple(fc.nat(7), fc.constantFrom(-1000, 0, 1, 144, 719, 720, 721, 4320))
        .map(([month, later]) => ({ at: Math.min(last, (months[month]?.to ?? 0) + later), month })),
    )
    return fc
      .tuple(fc.array(badIn(months), { minLength: 1, maxLength: 9 }), fc.array(filed, { maxLength: 3 }))
      .map(([bad, claims]): MoneyScene => {
        // Fees of single months say something only where the fee is per month.
        const lines = scene.fee.per === 'month' ? scene.lines : []
        const isByPeriod = scene.trigger.kind === 'missed' || scene.trigger.kind === 'average'
        const after = isByPeriod ? scene.exercise.after : 'trigger'
        const some: Cap = { cents: 10_000, per: 'month' }
        const caps = scene.trigger.kind === 'capReached' ? [...scene.caps, some] : scene.caps
        return { ...scene, bad, claims, lines, caps, exercise: { ...scene.exercise, after } }
      })
  })
