import { type Place, periodsOf, type Stretch } from '../values/calendar.ts'
import { first, type MoneyScene, monthCount } from './contract.ts'

/** Where and when the contract's days lie. */
export const placeOf = ({ zone }: MoneyScene): Place => ({ zone, first, days: 243 })
export const monthsOf = (scene: MoneyScene): Stretch[] =>
  periodsOf(placeOf(scene), 'month').slice(0, monthCount)
