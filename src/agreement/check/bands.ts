import type { Path } from '../document.ts'
import { type Fraction, isZero, zero } from '../fraction.ts'
import { satisfies } from '../quantity.ts'
import type { CommitmentTerms } from '../schema/commitments.ts'
import type { Band, CreditTerms } from '../schema/credits.ts'
import { givesNothing, isSameGift } from '../schema/gifts.ts'
import { joined, type Stretch, shownStretch, stretches } from './axis.ts'
import { type Finding, type Proof, refuse, warn } from './finding.ts'
import { type Banded, bandedBy, limitUnits } from './quantities.ts'

/** What is wrong with a value's bands. */
type Fault =
  | { readonly kind: 'hole' }
  /** Indexes of the bands. */
  | { readonly kind: 'overlap' | 'paysThough'; readonly bands: readonly number[] }

export interface BandFault {
  readonly stretch: Stretch
  readonly kind: Fault
}

const mostLimits = 1000 // their number squared is the work

/** Bands that leave a hole below the target, overlap, pay where the target is met, or hold no value at all. */
export const bandProof: Proof = ({ terms }) =>
  Object.entries(terms.commitments).flatMap(([name, commitment]) =>
    (commitment.credit ?? []).flatMap((credit, i) =>
      creditFindings(commitment, credit, ['commitments', name, 'credit', i]),
    ),
  )

function creditFindings(commitment: CommitmentTerms, credit: CreditTerms, path: Path): Finding[] {
  const { bands, on } = credit
  if (!bands) return []
  const units = limitUnits(on, commitment)
  const mismatches = bands.flatMap(({ when }, i) =>
    when
      .filter(({ quantity }) => !units.includes(quantity.unit) && !isZero(quantity.value))
      .map(({ text }) => refuse([...path, 'bands', i, 'when'], unitProblem(text, on, units))),
  )
  if (mismatches.length > 0) return mismatches
  const banded = bandedBy(on, commitment)
  if (banded === null) return []
  if ('problem' in banded)
    return [warn([...path, 'on'], `${banded.problem}: the credit is silent at each miss`)]
  return [
    ...bandFaults(banded, credit).map((fault) => told(fault, banded, bands, path)),
    ...emptyBands(banded, bands).map((i) =>
      warn(
        [...path, 'bands', i, 'when'],
        `no value can lie in this band: it gives ${giftOf(bands[i])} never`,
      ),
    ),
  ]
}

const kinds = { '%': 'a share such as 99%', s: 'a time such as 30m', '': 'a plain number such as 3' } as const
const unitProblem = (text: string, on: string, units: readonly (keyof typeof kinds)[]): string =>
  `"${text}" is compared with the ${on}, which is ${units.map((unit) => kinds[unit]).join(' or ')}`

const giftOf = (band: Band | undefined): string => band?.give.text ?? 'nothing'

const limitsOf = (bands: readonly Band[]): Fraction[] =>
  bands.flatMap(({ when }) => when.map(({ quantity }) => quantity.value)).slice(0, mostLimits)

/** Where the bands of a schedule leave its credit silent, in order. */
export function bandFaults(banded: Banded, { bands = [], on, overlap }: CreditTerms): BandFault[] {
  const limits = limitsOf(bands)
  if (limits.length >= mostLimits) return []
  const target = banded.target ? [banded.target] : []
  return joined(stretches([...limits, ...target], banded.axis), (value) => {
    const fault = faultAt(value, bands, {
      isMissed: banded.misses(value),
      isMeasure: on === 'measure',
      isDecided: overlap !== undefined,
    })
    return fault && { same: JSON.stringify(fault), kind: fault }
  })
}

const holds = (value: Fraction) => (band: Band) => band.when.every((condition) => satisfies(value, condition))

interface At {
  readonly isMissed: boolean
  readonly isMeasure: boolean
  readonly isDecided: boolean
}

function faultAt(
  value: Fraction,
  bands: readonly Band[],
  { isMissed, isMeasure, isDecided }: At,
): Fault | null {
  const found = bands.flatMap((band, i) => (holds(value)(band) ? [i] : []))
  if (!isMissed) {
    const paying = isMeasure ? found.filter((i) => !givesNothing((bands[i] as Band).give)) : []
    return paying.length > 0 ? { kind: 'paysThough', bands: paying } : null
  }
  if (found.length === 0) return { kind: 'hole' }
  const first = (bands[found[0] as number] as Band).give
  const differ = found.filter((i) => !isSameGift((bands[i] as Band).give, first))
  return differ.length > 0 && !isDecided ? { kind: 'overlap', bands: [found[0] as number, ...differ] } : null
}

function told({ stretch, kind }: BandFault, banded: Banded, bands: readonly Band[], path: Path): Finding {
  const what = `${banded.noun} ${shownStretch(stretch, banded.axis)}`
  const silent = 'the credit is then silent'
  switch (kind.kind) {
    case 'hole':
      return warn(path, `${what} misses the target, but lies in no band: ${silent}`)
    case 'overlap': {
      const gifts = kind.bands.map((i) => giftOf(bands[i]))
      const many = gifts.length === 2 ? 'two' : String(gifts.length)
      return warn(
        [...path, 'bands', kind.bands.at(-1) ?? 0],
        `${what} lies in ${many} bands that give differently (${gifts.join(' and ')}): ${silent}`,
      )
    }
    case 'paysThough':
      return warn(
        [...path, 'bands', kind.bands[0] ?? 0],
        `${what} meets the target, but a band gives ${giftOf(bands[kind.bands[0] ?? 0])}: ${silent}`,
      )
  }
}

/** Bands in which no value lies, such as `< 99%, >= 99.5%`. */
function emptyBands(banded: Banded, bands: readonly Band[]): number[] {
  const limits = limitsOf(bands)
  if (limits.length >= mostLimits) return []
  // A period that the term clips leaves less: only what is below zero is sure never to occur.
  const from = banded.target ? banded.axis.from : { value: zero, isIncluded: true }
  const all = stretches(limits, { ...banded.axis, from })
  return bands.flatMap((band, i) => (all.some(({ sample }) => holds(sample)(band)) ? [] : [i]))
}
