import type { RawObject } from '../agreement/document.ts'
import type { ParseContext } from '../agreement/parse.ts'
import type { CronReading } from '../agreement/sourceDefinition.ts'
import { readCron } from '../sources/grid.ts'

/** What reading an agreement needs from outside: variables, shared sources, cron. Equal expressions are read once. */
export function parseContext(
  env: Readonly<Record<string, string | undefined>>,
  shared: ReadonlyMap<string, RawObject>,
): ParseContext {
  const readings = new Map<string, CronReading>()
  const cron = (expression: string): CronReading => {
    const reading = readings.get(expression) ?? readCron(expression)
    readings.set(expression, reading)
    return reading
  }
  return { variables: (name) => env[name], shared, cron }
}
