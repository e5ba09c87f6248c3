/** One line of evidence or one event as REST takes it. */
type Line = Readonly<Record<string, unknown>>

/** What the two parties' people and systems have to say, by route. */
export interface Reports {
  /** Observations and events, as lines of evidence. */
  readonly evidence: readonly Line[]
  readonly announcement: Line
  /** An outage that the provider wants to have excluded afterwards. */
  readonly proposal: Line
}

const zone = 'Europe/Berlin'
const minutes = (count: number) => ({ minutes: count })

/**
 * Two months of the parties' life before an instant, and a little of today: outages that were declared, tickets,
 * invoices of which one is unpaid, answers of customers, use. The month before misses its uptime and answers a ticket late.
 */
export function reportsOf(now: number): Reports {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone)
  const month = today.with({ day: 1 }).startOfDay()
  const [before, last] = [month.subtract({ months: 2 }), month.subtract({ months: 1 })]
  const outage = last.add({ days: 11, hours: 10 })
  return {
    evidence: [
      ...monthOf(before, { name: 'before', downMinutes: 20, answeredAfter: 45 }),
      ...monthOf(last, { name: 'last', downMinutes: 90, answeredAfter: 6 * 60 }),
      event('invoice.issued', today.subtract({ days: 75 }), 'invoice-unpaid', { amount: '1800.00' }),
      ...answersOf(today, { name: 'today', scores: [5, 4] }),
      event('ticket.opened', today, 'ticket-open', { severity: 'P2' }),
    ],
    announcement: {
      id: 'demo-slow-answers',
      about: 'knownProblem',
      title: 'Answers of the checkout can be slow',
      concerns: ['response'],
    },
    proposal: {
      matter: 'exclusion',
      kind: 'maintenance',
      from: instant(outage),
      to: instant(outage.add(minutes(30))),
      cause: 'The first half hour was announced by telephone.',
    },
  }
}

type Moment = Temporal.ZonedDateTime

const instant = (at: Moment): string => at.toInstant().toString()

const event = (type: string, at: Moment, subject: string, data: Line = {}): Line => ({
  event: type,
  id: `demo-${subject}-${type}`,
  subject,
  at: instant(at),
  data,
})

interface MonthOfTheStory {
  readonly name: string
  readonly downMinutes: number
  /** Minutes until the second ticket was answered. */
  readonly answeredAfter: number
}

function monthOf(month: Moment, { name, downMinutes, answeredAfter }: MonthOfTheStory): Line[] {
  const on = (day: number, hour: number): Moment => month.add({ days: day - 1, hours: hour })
  const [first, second, invoice] = [`ticket-${name}-1`, `ticket-${name}-2`, `invoice-${name}`]
  const outage = on(12, 10)
  return [
    { source: 'shop', from: instant(outage), to: instant(outage.add(minutes(downMinutes))), outcome: 'bad' },
    event('ticket.opened', on(3, 10), first, { severity: 'P3' }),
    event('ticket.responded', on(3, 11), first),
    event('ticket.opened', outage, second, { severity: 'P1' }),
    event('ticket.responded', outage.add(minutes(answeredAfter)), second),
    event('invoice.issued', on(1, 9), invoice, { fee: 'service', amount: '12000.00' }),
    event('invoice.paid', on(20, 9), invoice, { amount: '12000.00' }),
    ...answersOf(on(25, 12), { name, scores: [5, 4, 4, 2] }),
  ]
}

/** A survey of some customers, how many there are, and how much they used. */
function answersOf(
  at: Moment,
  { name, scores }: { readonly name: string; readonly scores: readonly number[] },
): Line[] {
  const answers = scores.flatMap((csat, i) => [
    event('survey.answered', at, `csat-${name}-${i + 1}`, { csat: String(csat) }),
    event('survey.answered', at, `nps-${name}-${i + 1}`, { nps: String(csat * 2) }),
  ])
  const scored = (attribute: string, ours: string, alternative: string): Line =>
    event('survey.answered', at, `${attribute}-${name}`, { attribute, ours, alternative })
  return [
    ...answers,
    scored('reliability', '8', '7'),
    scored('support', '6', '7'),
    event('customer.count', at, `customers-${name}`, { start: '40', end: '42', new: '5' }),
    event('usage.reported', at, `usage-${name}`, { of: 'api-calls', quantity: '2400000' }),
  ]
}

export interface PartiesDesk {
  /** Of the daemon. */
  readonly url: string
  readonly token: string
  readonly agreement: string
}

/** Posts the reports as the parties' own systems would. Rejects where one of them is refused. */
export async function postReports({ url, token, agreement }: PartiesDesk, reports: Reports): Promise<void> {
  const post = async (route: string, body: unknown): Promise<void> => {
    const response = await fetch(new URL(`/api/v1/${route}`, url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    // 207: some of the lines were refused.
    if (!response.ok || response.status === 207)
      throw new Error(`${route}: ${response.status} ${await response.text()}`)
  }
  await post(`evidence?agreement=${agreement}`, reports.evidence)
  await post('announcements', { ...reports.announcement, agreements: [agreement] })
  await post(`agreements/${agreement}/proposals`, reports.proposal)
}
