import type { JoinScene } from './contract.ts'
import { daysOfMonth, monthOfDay } from './days.ts'
import type { Missed } from './oracle.ts'

/* Which of several credits count together, and what they come to. */
export type State = 'none' | 'automatic' | 'pending' | 'expired'

/** The first day of the window in which a miss is joined: of its last moment. */
export function windowOf({ per }: JoinScene, { days }: Missed): number {
  const last = days.to - 1
  if (per === 'day') return last
  const month = monthOfDay(last)
  return daysOfMonth(per === 'month' ? month : Math.floor(month / 3) * 3).from
}

/** Who was chosen for the window of a miss, as far as one knows. */
function chosenFor(scene: JoinScene, missed: Missed): 'c' | 'd' | null {
  const month = monthOfDay(missed.days.to - 1)
  const found = scene.elections.find((each) => each.month === month && each.at <= scene.asOf)
  return found?.of ?? null
}

export function stateOf(scene: JoinScene, missed: Missed): State {
  if (!missed.isMissed) return 'none'
  if (scene.join === 'customerElects') {
    const chosen = chosenFor(scene, missed)
    if (chosen === null) return 'pending'
    if (chosen !== missed.promise.name) return 'expired'
  }
  return 'automatic'
}

/** What the misses of one window come to. */
function together({ join }: JoinScene, all: readonly Missed[]): bigint {
  const worth = ({ cents }: Missed): bigint => cents
  const greatest = (some: readonly Missed[]) => some.map(worth).reduce((a, b) => (a > b ? a : b), 0n)
  const sum = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n)
  switch (join) {
    case 'sum':
    case 'customerElects':
      return sum(all.map(worth))
    case 'max':
      return greatest(all)
    case 'onePerDay': {
      const days = [...new Set(all.map(({ beginDay }) => beginDay))]
      return sum(days.map((day) => greatest(all.filter(({ beginDay }) => beginDay === day))))
    }
    case 'onePerEvent':
      return sum(events(all).map(greatest))
  }
}

/** Misses whose outages overlap are of one event, also by way of others. */
function events(all: readonly Missed[]): Missed[][] {
  const groups: Missed[][] = []
  for (const missed of all) {
    const isOne = (other: Missed) =>
      missed.outages.some((a) => other.outages.some((b) => a.from < b.to && b.from < a.to))
    const same = groups.filter((group) => group.some(isOne))
    for (const group of same) groups.splice(groups.indexOf(group), 1)
    groups.push([...same.flat(), missed])
  }
  return groups
}

/** The windows in which something is due. */
export function windowsOf(
  scene: JoinScene,
  all: readonly Missed[],
): { readonly day: number; readonly cents: bigint }[] {
  const due = all.filter((missed) => stateOf(scene, missed) === 'automatic')
  const days = [...new Set(due.map((missed) => windowOf(scene, missed)))].sort((a, b) => a - b)
  return days
    .map((day) => ({
      day,
      cents: together(
        scene,
        due.filter((missed) => windowOf(scene, missed) === day),
      ),
    }))
    .filter(({ cents }) => cents > 0n)
}
