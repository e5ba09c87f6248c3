import { backtested } from '../evaluation/backtested.ts'
import {
  certainMinute,
  keeps,
  knownLine,
  type Minute,
  measureOf,
  minuteMs,
  type OracleContract,
  type OracleReading,
  type OracleWorld,
  reading,
  type Span,
} from './oracle.ts'
import { agreementOf, evidenceOf } from './text.ts'
import { type Scene, startOf } from './world.ts'

const exact = (value: readonly [bigint, bigint] | null): string | null => {
  if (value === null) return null
  const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))
  const g = gcd(value[0], value[1]) || 1n
  return `${value[0] / g}/${value[1] / g}`
}

/** The verdict by the fillings that matter; null where a single filling in between could disagree. */
function verdictOf(contract: OracleContract, best: OracleReading, worst: OracleReading): string {
  const [high, low] = [measureOf(contract, best), measureOf(contract, worst)]
  if (high === null || low === null) return 'notApplicable'
  const [isBest, isWorst] = [keeps(contract, high), keeps(contract, low)]
  return isBest === isWorst ? (isBest ? 'met' : 'breached') : 'undetermined'
}

/** Up to sixteen ways to fill the stretches of unknown minutes: each stretch as a whole. */
function fillings(contract: OracleContract, world: OracleWorld): Map<number, Minute>[] {
  const line = knownLine(contract, world)
  const stretchOf = new Map<number, number>()
  let stretches = 0
  line.forEach((state, minute) => {
    if (state === 'u') stretchOf.set(minute, line[minute - 1] === 'u' ? stretches - 1 : stretches++)
  })
  // Bits of several odd multiples, so that with many stretches each one is now good and now bad.
  return Array.from({ length: 2 ** Math.min(stretches, 4) }, (_, way) => {
    const isBad = (stretch: number) => ((way * (2 * Math.floor(stretch / 4) + 1)) >> (stretch % 4)) & 1
    return new Map([...stretchOf].map(([minute, stretch]) => [minute, isBad(stretch) ? 'b' : 'g']))
  })
}

/** What differs between the engine and the literal reading, as sentences. */
export function differences(scene: Scene): string[] {
  const { contract, world, zone, firstDay } = scene
  const begin = startOf(zone, firstDay)
  const found = backtested(
    agreementOf(scene),
    evidenceOf(scene),
    Temporal.Instant.fromEpochMilliseconds(begin + world.horizon * minuteMs).toString(),
  ).periods
  const hasUnknown = knownLine(contract, world).includes('u')
  const wrong: string[] = []
  for (const period of found) {
    const toMinute = (iso: string) => (Temporal.Instant.from(iso).epochMilliseconds - begin) / minuteMs
    const span: Span = { from: toMinute(period.from), to: toMinute(period.to) }
    if (span.to > (world.days.at(-1) ?? 0)) continue
    const seen = { seenUntil: world.horizon }
    const read = (filling: 'g' | 'b' | null) => reading(contract, world, span, { ...seen, filling })
    const nominal = read(null)
    const same = (what: string, engine: unknown, oracle: unknown) => {
      if (engine !== oracle)
        wrong.push(`${period.from.slice(0, 10)}: ${what} is ${engine}, literally ${oracle}`)
    }
    same('total', Number(period.seconds?.total), (nominal.total * minuteMs) / 1000)
    same('bad', Number(period.seconds?.bad), (nominal.bad * minuteMs) / 1000)
    same('measure', period.measure.exact, exact(measureOf(contract, nominal)))
    if (contract.kind === 'outages' && hasUnknown) {
      const verdicts = fillings(contract, world).map((chosen) => {
        const found = measureOf(contract, reading(contract, world, span, { ...seen, filling: null, chosen }))
        return found === null ? 'notApplicable' : keeps(contract, found) ? 'met' : 'breached'
      })
      if (period.verdict !== 'undetermined')
        for (const verdict of new Set(verdicts)) same('verdict, by one filling', period.verdict, verdict)
      continue
    }
    const verdict = verdictOf(contract, read('g'), read('b'))
    same('verdict', period.verdict, verdict)
    if (verdict !== 'breached') same('certainSince', period.certainSince, null)
    // A length that is just reached where an exclusion is announced needs a finer clock than the oracle's.
    else if (contract.shape.atLeast === undefined || world.exclusions.length === 0)
      wrong.push(...certainDifference(scene, span, period.certainSince, begin))
  }
  return wrong
}

function certainDifference(scene: Scene, span: Span, engine: string | null, begin: number): string[] {
  const minute = certainMinute(scene.contract, scene.world, span)
  if (minute === null || engine === null) return [`certain: ${engine}, literally ${minute}`]
  const at = (Temporal.Instant.from(engine).epochMilliseconds - begin) / minuteMs
  const isCount = scene.contract.kind === 'outages'
  const inTime = at <= minute && (at > minute - 1 || (isCount && at === minute - 1) || minute === span.from)
  return inTime ? [] : [`certain at minute ${at}, literally in the minute before ${minute}`]
}
