import type { Place } from '../values/calendar.ts'
import { first, type MoneyScene } from './contract.ts'

/** Where and when the contract's days lie. */
export const placeOf = ({ zone }: MoneyScene): Place => ({ zone, first, days: 243 })
