/*
 * A literal reading of the language for up and down time, minute by minute: no spans, no folds, nothing shared with the
 * engine. The world's minutes are long ones (ten of ours), and everything begins and ends with one of them.
 */
export type Minute = 'g' | 'b' | 'u'
export const minuteMs = 600_000
const minuteSeconds = 600

export interface Shape {
  readonly consecutive?: number
  readonly atLeast?: number
  readonly longerThan?: number
  readonly count?: 'whole' | 'excess'
  readonly of?: 'whole' | 'unexcused' | 'inPeriod'
}
export interface OracleSource {
  readonly name: string
  /** Looks at instants (minutes), and declared spans. */
  readonly looks: readonly { readonly at: number; readonly state: Minute }[]
  readonly spans: readonly { readonly from: number; readonly to: number; readonly state: Minute }[]
  /** In minutes. */
  readonly holdsFor: number
  readonly every: number
  readonly silence: Minute
}
export interface OracleExclusion {
  readonly kind: string
  readonly from: number
  readonly to: number
  readonly announcedAt: number
}
export interface OracleKind {
  readonly name: string
  readonly effect: 'excuse' | 'remove'
  /** Minutes of notice. */
  readonly notice?: number
  /** Minutes in a day (of the zone), announced or excused. */
  readonly budget?: { readonly minutes: number; readonly counts: 'announced' | 'excused' }
}
export interface OracleContract {
  readonly kind: 'uptime' | 'downtime' | 'longestOutage' | 'outages'
  readonly combine: 'one' | 'all' | 'any' | 'atLeast2'
  readonly shape: Shape
  /** In thousandths for uptime, minutes for times, a count else. */
  readonly target: number
  readonly exclude: readonly OracleKind[]
}
export interface OracleWorld {
  readonly sources: readonly OracleSource[]
  readonly exclusions: readonly OracleExclusion[]
  /** Minutes from the first to the last, all of which have been seen. */
  readonly horizon: number
  /** Begins of local days, in minutes, the last one the end. */
  readonly days: readonly number[]
}

const rank = { b: 2, u: 1, g: 0 }
const worse = (a: Minute, b: Minute): Minute => (rank[a] >= rank[b] ? a : b)

/** What a source said in each minute. */
export function spoken(source: OracleSource, horizon: number): Minute[] {
  const minutes: Minute[] = []
  for (let minute = 0; minute < horizon; minute++) {
    const latest = source.looks.reduce((at, look) => (look.at <= minute && look.at > at ? look.at : at), -1)
    const isHeld = latest >= 0 && minute < latest + source.holdsFor
    const same = source.looks.filter((look) => look.at === latest).map((look) => look.state)
    const said = isHeld ? same.reduce(worse) : null
    const over = source.spans
      .filter((span) => span.from <= minute && minute < span.to)
      .map((span) => span.state)
    if (over.length === 0) minutes.push(said ?? source.silence)
    else minutes.push((said === 'b' ? [...over, said] : over).reduce(worse))
  }
  return minutes
}

function combined(contract: OracleContract, lines: readonly Minute[][]): Minute[] {
  const wanted = { one: 1, any: 1, all: lines.length, atLeast2: 2 }[contract.combine]
  return (lines[0] ?? []).map((_, minute) => {
    const states = lines.map((line) => line[minute] ?? 'u')
    const down = states.filter((state) => state === 'b').length
    const open = states.filter((state) => state === 'u').length
    return down >= wanted ? 'b' : down + open < wanted ? 'g' : 'u'
  })
}

/** Failed looks (or missing ones, where they count as failed) of one source in a run. */
function failedLooks(
  source: OracleSource,
  line: readonly Minute[],
  run: { from: number; to: number },
  { blind, goesOn }: { blind: boolean; goesOn: boolean },
): number {
  const looks = new Set<number>()
  const at = (minute: number) => source.looks.filter((look) => look.at === minute).map((look) => look.state)
  // What is seen at the very instant up to which one looks has been seen.
  const end = goesOn ? run.to + 1 : run.to
  for (let minute = run.from; minute < end; minute++) {
    const here = at(minute)
    const state = here.length > 0 ? here.reduce(worse) : null
    if (state === 'b' || (blind && state === 'u' && line[minute] === 'u')) looks.add(minute)
  }
  for (const span of source.spans) {
    if (span.state === 'b' && span.to > run.from) {
      // One at each interval from the span's own begin on; one of before the run speaks into it.
      for (let minute = span.from; minute < Math.min(span.to, end); minute += source.every)
        looks.add(Math.max(minute, run.from))
    }
  }
  if (blind) for (const minute of missingLooks(source, line, { ...run, to: end })) looks.add(minute)
  const before = source.looks
    .filter((look) => look.at < run.from)
    .reduce((last, look) => Math.max(last, look.at), -1)
  const speaksIn = before >= 0 && run.from < before + source.holdsFor && at(run.from).length === 0
  if (speaksIn && at(before).reduce(worse) === 'b' && line[run.from] === 'b') looks.add(run.from)
  return looks.size
}

/** Where no look speaks, or unknown is declared, and nothing else is said: one is missing at each interval of it. */
function missingLooks(source: OracleSource, line: readonly Minute[], run: Span): number[] {
  const missing: number[] = []
  const stretches: ((minute: number) => boolean)[] = [
    (minute) => {
      const latest = source.looks.reduce((at, look) => (look.at <= minute && look.at > at ? look.at : at), -1)
      return latest < 0 || minute >= latest + source.holdsFor
    },
    (minute) => source.spans.some((span) => span.state === 'u' && span.from <= minute && minute < span.to),
  ]
  for (const isBlind of stretches) {
    let since: number | null = null
    for (let minute = run.from; minute < run.to; minute++) {
      since = line[minute] === 'u' && isBlind(minute) ? (since ?? minute) : null
      if (since !== null && (minute - since) % source.every === 0) missing.push(minute)
    }
  }
  return missing
}

interface Run {
  readonly minutes: readonly number[]
  readonly from: number
  readonly to: number
}

/** Runs of bad minutes: good ends one, unknown leaves it open. */
function runsOf(line: readonly Minute[]): Run[] {
  const runs: Run[] = []
  let open: number[] = []
  const close = () => {
    if (open.length > 0) runs.push({ minutes: open, from: open[0] ?? 0, to: (open.at(-1) ?? 0) + 1 })
    open = []
  }
  line.forEach((state, minute) => {
    if (state === 'b') open.push(minute)
    else if (state === 'g') close()
  })
  close()
  return runs
}

/** The minutes in which each kind's exclusions count; a minute belongs to the kind that comes first. */
function admitted(
  contract: OracleContract,
  world: OracleWorld,
  badMinutes: ReadonlySet<number>,
  period: { from: number; to: number },
): Map<number, 'excuse' | 'remove'> {
  const taken = new Map<number, 'excuse' | 'remove'>()
  const forgiven = new Set<number>()
  for (const kind of contract.exclude) {
    const spent = new Map<number, number>()
    for (let minute = 0; minute < world.horizon; minute++) {
      const covers = world.exclusions.some(
        (each) =>
          each.kind === kind.name &&
          each.from <= minute &&
          minute < each.to &&
          (kind.notice === undefined || each.announcedAt + kind.notice <= each.from),
      )
      if (!covers) continue
      const day = world.days.findLastIndex((begin) => begin <= minute)
      const used = spent.get(day) ?? 0
      if (kind.budget?.counts === 'announced') {
        if (used >= kind.budget.minutes) continue
        spent.set(day, used + 1)
      }
      // A minute is excused once: what an earlier kind has forgiven costs this one nothing.
      if (kind.budget?.counts === 'excused' && badMinutes.has(minute) && !forgiven.has(minute)) {
        if (used >= kind.budget.minutes) continue
        spent.set(day, used + 1)
      }
      forgiven.add(minute)
      if (minute >= period.from && minute < period.to && !taken.has(minute)) taken.set(minute, kind.effect)
    }
  }
  return taken
}

export interface OracleReading {
  readonly bad: number
  readonly total: number
  readonly longest: number
  readonly count: number
}

/** What is known up to an instant, and how what is not known is filled: nothing after the instant is bad. */
export interface Knowledge {
  readonly seenUntil: number
  /** The instant before it instead: no look at it is seen, no exclusion announced at it stands. */
  readonly isJustBefore?: boolean
  readonly filling: 'g' | 'b' | null
  /** Minutes to set instead, for one particular filling. */
  readonly chosen?: ReadonlyMap<number, Minute>
}

export interface Span {
  readonly from: number
  readonly to: number
}

/** The subject's minutes as they are known. */
export function knownLine(contract: OracleContract, world: OracleWorld): Minute[] {
  return combined(
    contract,
    world.sources.map((source) => spoken(source, world.horizon)),
  )
}

/** One period under one filling of the unknown minutes. */
export function reading(
  contract: OracleContract,
  world: OracleWorld,
  period: Span,
  knowledge: Knowledge,
): OracleReading {
  const { seenUntil, isJustBefore = false, filling, chosen } = knowledge
  const seen = {
    ...world,
    exclusions: world.exclusions.filter(
      (each) => each.announcedAt <= (isJustBefore ? seenUntil - 1 : seenUntil),
    ),
  }
  const lines = world.sources.map((source) => spoken(source, world.horizon + 1))
  const atOnce = combined(contract, lines)
  const line = atOnce.map((state, minute): Minute => {
    if (minute >= seenUntil) return 'g'
    if (state !== 'u') return state
    return chosen?.get(minute) ?? filling ?? 'u'
  })
  const { shape } = contract
  const isBadAt = (state: Minute | undefined) => state === 'b' || (state === 'u' && filling === 'b')
  const isFailingNow = !isJustBefore && isBadAt(atOnce[seenUntil])
  const raw = new Set(line.flatMap((state, minute) => (state === 'b' ? [minute] : [])))
  // What fails at the very instant is excused at the cost of a budget only, as every bad minute is.
  if (isFailingNow) raw.add(seenUntil)
  const early =
    shape.of === 'unexcused' ? admitted(contract, seen, raw, { from: 0, to: world.horizon + 1 }) : new Map()
  const shapedLine = line.map((state, minute): Minute => (state !== 'g' && early.has(minute) ? 'g' : state))
  const wanted = { one: 1, any: 1, all: lines.length, atLeast2: 2 }[contract.combine]
  const isBlind = filling === 'b' || chosen !== undefined
  const hasEnough = (run: Run): boolean => {
    const k = shape.consecutive ?? 1
    if (k <= 1) return true
    const goesOn = isFailingNow && run.to === seenUntil && !early.has(seenUntil)
    const failing = world.sources.filter(
      (source, i) => failedLooks(source, lines[i] ?? [], run, { blind: isBlind, goesOn }) >= k,
    )
    return failing.length >= wanted
  }
  const outages = runsOf(shapedLine).flatMap((run) => {
    const tested =
      shape.of === 'inPeriod'
        ? run.minutes.filter((minute) => minute >= period.from && minute < period.to)
        : run.minutes
    const isLong =
      tested.length > 0 && tested.length >= (shape.atLeast ?? 0) && tested.length > (shape.longerThan ?? -1)
    const skip = shape.count === 'excess' ? (shape.atLeast ?? shape.longerThan ?? 0) : 0
    return isLong && hasEnough(run) ? [{ from: run.from, minutes: run.minutes.slice(skip) }] : []
  })
  return countedIn(contract, seen, period, outages)
}

function countedIn(
  contract: OracleContract,
  world: OracleWorld,
  period: Span,
  outages: readonly { readonly from: number; readonly minutes: readonly number[] }[],
): OracleReading {
  const out = admitted(contract, world, new Set(outages.flatMap((each) => each.minutes)), period)
  const eligible: number[] = []
  for (let minute = period.from; minute < period.to; minute++)
    if (out.get(minute) !== 'remove') eligible.push(minute)
  const inside = outages.map(({ minutes }) =>
    minutes.filter((minute) => minute >= period.from && minute < period.to && !out.has(minute)),
  )
  const begins = outages.filter(
    ({ from }, i) => from >= period.from && from < period.to && (inside[i]?.length ?? 0) > 0,
  )
  return {
    bad: inside.flat().length,
    total: eligible.length,
    longest: Math.max(0, ...inside.map((minutes) => minutes.length)),
    count: begins.length,
  }
}

/** The measure as numerator and denominator. */
export function measureOf(contract: OracleContract, found: OracleReading): readonly [bigint, bigint] | null {
  if (found.total === 0) return null
  switch (contract.kind) {
    case 'uptime':
      return [BigInt(found.total - found.bad), BigInt(found.total)]
    case 'downtime':
      return [BigInt(found.bad * minuteSeconds), 1n]
    case 'longestOutage':
      return [BigInt(found.longest * minuteSeconds), 1n]
    case 'outages':
      return [BigInt(found.count), 1n]
  }
}

export function keeps(contract: OracleContract, [n, d]: readonly [bigint, bigint]): boolean {
  if (contract.kind === 'uptime') return n * 1000n >= BigInt(contract.target) * d
  const limit = contract.kind === 'outages' ? contract.target : contract.target * minuteSeconds
  return n <= BigInt(limit) * d
}

/** The first minute's edge at which the breach is certain, or null. */
export function certainMinute(contract: OracleContract, world: OracleWorld, period: Span): number | null {
  for (let seenUntil = period.from; seenUntil <= world.horizon; seenUntil++) {
    for (const isJustBefore of seenUntil > period.from ? [true, false] : [false]) {
      const found = reading(contract, world, period, { seenUntil, isJustBefore, filling: 'g' })
      const value = measureOf(contract, found)
      if (value !== null && !keeps(contract, value)) return seenUntil
    }
  }
  return null
}

export type OracleVerdict = 'met' | 'breached' | 'undetermined' | 'notApplicable'

/** Times at which so many misses were complete: indexes into the verdicts. */
export function missedTriggers(
  verdicts: readonly string[],
  rule: { readonly times: number; readonly consecutive?: boolean; readonly outOf?: number },
): number[] {
  const fired: number[] = []
  let used = -1
  verdicts.forEach((verdict, i) => {
    if (verdict !== 'breached') return
    // Looked at backwards from here: what was used up does not count again.
    let [misses, periods] = [0, 0]
    for (let j = i; j >= 0; j--) {
      const past = verdicts[j]
      if (past === 'silent' || past === 'notApplicable') continue
      if (rule.consecutive && past === 'undetermined') continue
      if (rule.consecutive && past === 'met') break
      periods++
      if (rule.outOf !== undefined && periods > rule.outOf) break
      if (past === 'breached' && j > used) misses++
    }
    if (misses >= rule.times) {
      fired.push(i)
      used = i
    }
  })
  return fired
}
