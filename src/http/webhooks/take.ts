import type { Event } from '../../evidence/event.ts'
import type { WebhookSettings } from '../../settings.ts'
import { eventOf } from '../cloudEvent.ts'
import type { Caller, Refusal, Service, Taken } from '../service.ts'
import { type Delivery, eventsIn, type Mapped, textAt } from './mapping.ts'

/** At most so many events a delivery. */
const mostItems = 1_000

/** What became of a delivery: `ignored` counts the parts that no rule speaks of. */
export type Received = Taken & { readonly ignored: number }

interface Item {
  readonly index: number
  readonly agreement: string
  readonly event: Event
}

/** Takes the events of a signed body, which is one thing or a list of them; what is refused is named by its place. */
export async function takeDelivery(
  service: Pick<Service, 'agreements' | 'takeEvents'>,
  webhook: WebhookSettings,
  { body, ...delivery }: Delivery & { readonly body: unknown },
): Promise<Received> {
  const items: Item[] = []
  const refused: Refusal[] = []
  let ignored = 0
  const things = Array.isArray(body) ? body : [body]
  if (things.length > mostItems)
    return {
      accepted: 0,
      duplicates: 0,
      ignored,
      refused: [{ index: mostItems, problem: `a delivery has at most ${mostItems} parts` }],
    }
  things.forEach((thing: unknown, index) => {
    const mapped = eventsOf(thing, webhook, {
      ...delivery,
      id: `${delivery.id}${things.length > 1 ? `.${index}` : ''}`,
    })
    if (mapped.length === 0) ignored++
    const agreement = mapped.length === 0 ? '' : agreementOf(thing, webhook)
    const isKnown = service.agreements().some((known) => known.agreement === agreement)
    for (const one of mapped) {
      if ('problem' in one) refused.push({ index, problem: one.problem })
      else if (!isKnown)
        refused.push({ index, problem: 'it is for no agreement that this webhook may write to' })
      else items.push({ index, agreement, event: one })
    }
  })
  const taken = await takeAll(service, items, callerOf(webhook, delivery.webhook))
  return { ...taken, ignored, refused: [...refused, ...taken.refused].toSorted((a, b) => a.index - b.index) }
}

function eventsOf(thing: unknown, webhook: WebhookSettings, delivery: Delivery): readonly Mapped[] {
  return webhook.map === null ? [eventOf(thing, false)] : eventsIn(thing, webhook.map, delivery)
}

/** The agreement that a part is for; empty where the table of the webhook does not know its customer. */
function agreementOf(thing: unknown, { agreement }: WebhookSettings): string {
  if (typeof agreement === 'string') return agreement
  const found = textAt(thing, agreement.from)
  return found !== null && Object.hasOwn(agreement.values, found) ? (agreement.values[found] ?? '') : ''
}

function callerOf(webhook: WebhookSettings, name: string): Caller {
  const { agreement } = webhook
  const agreements = typeof agreement === 'string' ? [agreement] : Object.values(agreement.values)
  return { tokenId: `webhook:${name}`, name, role: webhook.by, agreements }
}

async function takeAll(
  service: Pick<Service, 'takeEvents'>,
  items: readonly Item[],
  caller: Caller,
): Promise<Taken> {
  let total: Taken = { accepted: 0, duplicates: 0, refused: [] }
  for (const [agreement, group] of Map.groupBy(items, (item) => item.agreement)) {
    const taken = await service.takeEvents(
      agreement,
      group.map(({ event }) => event),
      caller,
    )
    const refused = taken.refused.map(({ index, problem }) => ({
      index: group[index]?.index ?? index,
      problem,
    }))
    total = {
      accepted: total.accepted + taken.accepted,
      duplicates: total.duplicates + taken.duplicates,
      refused: [...total.refused, ...refused],
    }
  }
  return total
}
