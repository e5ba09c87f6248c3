import type { Agreement } from './agreement/agreement.ts'
import type { Raw, RawObject } from './agreement/document.ts'
import { compare } from './agreement/fraction.ts'
import { mergePatch } from './agreement/mergePatch.ts'
import { parseCondition, parseConditions } from './agreement/quantity.ts'
import type { CommitmentTerms } from './agreement/schema/commitments.ts'
import { didYouMean } from './agreement/suggest.ts'

/** One thing to vary, and its settings. */
export interface Axis {
  readonly name: AxisName
  readonly values: readonly string[]
}

/** One combination of settings, and the document that they make. */
export interface SweepVariant {
  readonly settings: Readonly<Record<string, string>>
  readonly document: RawObject
}

export type SweepResult =
  | { readonly ok: true; readonly variants: readonly SweepVariant[] }
  | { readonly ok: false; readonly problem: string }

export const mostVariants = 500

type Patch = RawObject
/** The merge patch of a commitment for a setting; null where the axis does not fit its measure. */
type AxisRule = (written: RawObject, terms: CommitmentTerms, value: string) => Patch | null

const isOfTime = ({ measure }: CommitmentTerms): boolean =>
  ['uptime', 'downtime', 'longestOutage', 'outages'].includes(measure.kind)

const outagePatch = (terms: CommitmentTerms, outage: Raw): Patch | null =>
  isOfTime(terms) ? { measure: { [terms.measure.kind]: { outage } } } : null

const axes = {
  target: targetPatch,
  outage: (_, terms, value) =>
    outagePatch(
      terms,
      value === '0' ? { atLeast: null, longerThan: null } : { atLeast: value, longerThan: null },
    ),
  consecutive: (_, terms, value) => outagePatch(terms, { consecutive: value === '1' ? null : value }),
  count: (_, terms, value) => outagePatch(terms, { count: value }),
  exclude: (_, terms, value) => {
    const isOfEvents = terms.measure.kind === 'elapsed' || terms.measure.kind === 'occurrences'
    return isOfEvents ? null : { exclude: value === 'none' ? null : value.split('+') }
  },
  unknown: (_, __, value) => ({ whenUnknown: value }),
  period: (_, __, value) => ({ period: value }),
} satisfies Readonly<Record<string, AxisRule>>

export type AxisName = keyof typeof axes
const axisNames = Object.keys(axes) as AxisName[]

/** The target with another value; the edges of credit bands that stood at the target go with it. */
function targetPatch(written: RawObject, terms: CommitmentTerms, value: string): Patch | null {
  if (terms.target.kind !== 'condition') return null
  const { operator, quantity } = terms.target.condition
  const wanted = parseCondition(/^[<>=≥≤]/.test(value) ? value : `${operator} ${value}`)
  if (!wanted || wanted.quantity.unit !== quantity.unit) return null
  const bare = wanted.text.replace(/^[<>=≥≤]+\s*/, '')
  const moved = (when: string): string =>
    (parseConditions(when) ?? [])
      .map((each) =>
        compare(each.quantity.value, quantity.value) === 0 ? `${each.operator} ${bare}` : each.text,
      )
      .join(', ')
  const schedule = (credit: Raw): Raw => {
    if (typeof credit !== 'object' || credit === null || Array.isArray(credit)) return credit
    const { bands } = credit as RawObject
    if (!Array.isArray(bands)) return credit
    return {
      ...(credit as RawObject),
      bands: bands.map((band) => ({ ...band, when: moved(String(band.when)) })),
    }
  }
  const { credit } = written
  const isMoved = credit !== undefined && credit !== null
  return {
    target: wanted.text,
    ...(isMoved ? { credit: Array.isArray(credit) ? credit.map(schedule) : schedule(credit as Raw) } : {}),
  }
}

/** Reads `target=99.5%,99.9%`; a sentence where it is none. */
export function parseAxis(text: string): Axis | string {
  const [name = '', list] = [text.split('=', 1)[0], text.slice(text.indexOf('=') + 1)]
  if (!text.includes('=') || list.trim() === '') return `"${text}" is no axis such as target=99.5%,99.9%`
  const known = axisNames.find((each) => each === name.trim())
  if (known === undefined)
    return `there is no axis "${name}"; there are ${axisNames.join(', ')}${didYouMean(name, axisNames)}`
  const values = list.split(',').map((value) => value.trim())
  if (values.some((value) => value === '')) return `"${text}" has an empty setting`
  return { name: known, values: [...new Set(values)] }
}

/** Every combination of settings, each as a document of its own, for the commitments that the axes fit. */
export function sweepVariants(
  agreement: Agreement,
  swept: readonly Axis[],
  only: string | null,
): SweepResult {
  const doubled = swept.find((axis, i) => swept.findIndex(({ name }) => name === axis.name) !== i)
  if (doubled) return { ok: false, problem: `the axis ${doubled.name} is given twice` }
  const count = swept.reduce((product, axis) => product * axis.values.length, 1)
  if (count > mostVariants)
    return { ok: false, problem: `these axes make ${count} variants; at most ${mostVariants} are swept` }
  const commitments = Object.entries(agreement.versions[0]?.terms.commitments ?? {}).filter(
    ([name]) => only === null || name === only,
  )
  if (commitments.length === 0) return { ok: false, problem: `there is no commitment "${only}"` }
  let variants: SweepVariant[] = [{ settings: {}, document: agreement.document }]
  for (const axis of swept) {
    const misfit = axis.values.find((value) =>
      commitments.every(
        ([name, terms]) => axes[axis.name](writtenOf(agreement.document, name), terms, value) === null,
      ),
    )
    if (misfit !== undefined) return { ok: false, problem: misfitText(axis, misfit, commitments) }
    variants = variants.flatMap((variant) =>
      axis.values.map((value) => turned(variant, { axis, value, commitments })),
    )
  }
  return { ok: true, variants }
}

const writtenOf = (document: RawObject, name: string): RawObject =>
  ((document.commitments as RawObject | undefined)?.[name] ?? {}) as RawObject

function turned(
  { settings, document }: SweepVariant,
  {
    axis,
    value,
    commitments,
  }: { axis: Axis; value: string; commitments: readonly [string, CommitmentTerms][] },
): SweepVariant {
  const patches = commitments.flatMap(([name, terms]) => {
    const patch = axes[axis.name](writtenOf(document, name), terms, value)
    return patch === null ? [] : [[name, patch] as const]
  })
  const patched = mergePatch(document, { commitments: Object.fromEntries(patches) })
  return { settings: { ...settings, [axis.name]: value }, document: patched as RawObject }
}

function misfitText(axis: Axis, value: string, commitments: readonly [string, CommitmentTerms][]): string {
  const kinds = commitments.map(([name, { measure }]) => `${name} (${measure.kind})`).join(', ')
  return `${axis.name}=${value} fits no commitment: ${kinds}`
}
