import { createTask, type ScheduledTask } from 'node-cron'
import type { Schedule } from './agreement/sourceTerms.ts'

export interface TickParts {
  readonly schedules: readonly Schedule[]
  /** Says "look at the clock" and nothing else: which slots are due, the grid knows. */
  readonly onTick: () => void
  /** The beat behind cron, in ms: at most a second. */
  readonly beatMs?: number
}

export interface Ticks {
  /** How many cron tasks stand behind the schedules: equal ones share one. */
  readonly tasks: number
  stop(): void
}

const longestBeatMs = 1_000
const minute = 60_000

/**
 * What cron can say of a schedule, to the minute: seconds are the beat's. After a step of the clock node-cron walks
 * every slot that it missed, and a day of seconds would hold the loop up for as long as a look may take.
 * Null where the beat has to do.
 */
export function cronOf(schedule: Schedule): string | null {
  if (schedule.kind === 'cron') return schedule.expression.trim().split(/\s+/).slice(-5).join(' ')
  const { intervalMs } = schedule
  if (intervalMs < minute) return minute % intervalMs === 0 ? '* * * * *' : null
  if (intervalMs === 60 * minute) return '0 * * * *'
  const dividesHour = intervalMs % minute === 0 && (60 * minute) % intervalMs === 0
  return dividesHour ? `*/${intervalMs / minute} * * * *` : null
}

const silent = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  debug: () => undefined,
}

function taskFor(expression: string, onTick: () => void): ScheduledTask {
  return createTask(expression, onTick, {
    name: expression,
    timezone: 'UTC',
    noOverlap: true,
    // What cron misses, the grid notices; its own warnings would only repeat it.
    logger: silent,
    suppressMissedWarning: true,
  })
}

/**
 * Ticks at the instants of the schedules, in UTC. Cron stands still after the clock was set back and leaves out an
 * hour in local zones each autumn, so a beat on the monotonic clock stands behind it: nobody may rely on which of the
 * two a tick comes from, nor on how many come.
 */
export function startTicks({ schedules, onTick, beatMs = longestBeatMs }: TickParts): Ticks {
  const expressions = new Set(schedules.map(cronOf).filter((expression) => expression !== null))
  const tasks = [...expressions].map((expression) => taskFor(expression, onTick))
  for (const task of tasks) void task.start()
  const beat = setInterval(onTick, Math.min(longestBeatMs, beatMs))
  return {
    tasks: tasks.length,
    stop: () => {
      clearInterval(beat)
      for (const task of tasks) void task.destroy()
    },
  }
}
