import { type Length, parseLength } from '../length.ts'
import { parsed } from './scalars.ts'

/** A fee and the window that it is taken from, or the greatest of several. */
export type FeeBase =
  | { readonly kind: 'fee'; readonly fee: string; readonly window: FeeWindow; readonly text: string }
  | { readonly kind: 'max'; readonly of: readonly FeeBase[]; readonly text: string }
export type FeeWindow =
  | { readonly kind: 'period' | 'previousPeriod' | 'nextPeriod' | 'nextInvoice' }
  | { readonly kind: 'before'; readonly length: Length }
  | { readonly kind: 'oneUnit'; readonly unit: string }

function parseWindow(text: string | undefined): FeeWindow | null {
  if (text === undefined) return { kind: 'period' }
  if (text === 'previous period') return { kind: 'previousPeriod' }
  if (text === 'next period') return { kind: 'nextPeriod' }
  if (text === 'next invoice') return { kind: 'nextInvoice' }
  const unit = /^one (hour|day|week|month|quarter|year)$/.exec(text)?.[1]
  if (unit !== undefined) return { kind: 'oneUnit', unit }
  const before = /^(.+) before$/.exec(text)?.[1]
  const length = before === undefined ? null : parseLength(before)
  return length ? { kind: 'before', length } : null
}

export function parseFeeBase(text: string): FeeBase | null {
  const inner = /^max\((.+)\)$/.exec(text.trim())?.[1]
  if (inner !== undefined) {
    const of = inner.split(',').map((part) => parseFeeBase(part.trim()))
    return of.every((each) => each !== null) ? { kind: 'max', of, text } : null
  }
  const match = /^fees\.([A-Za-z][A-Za-z0-9_-]{0,63})(?: (?:of )?(.+))?$/.exec(text.trim())
  const window = match && parseWindow(match[2])
  return match && window ? { kind: 'fee', fee: match[1] ?? '', window, text } : null
}

export const feeBase = parsed(
  'a fee such as fees.service, "fees.service of previous period" or "max(fees.a, fees.b)"',
  parseFeeBase,
)
