import { beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/agreement/canonical.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import { headsInMail } from '../../src/ledger/headLine.ts'
import { verifyChain } from '../../src/ledger/verify.ts'
import type { NoticeRecord } from '../../src/notices/notice.ts'
import type { ValueFigures } from '../../src/value/figures.ts'
import { aDaemon, afterwards, at, lastsForTheFile, type World } from '../daemon/aDaemon.ts'
import { type MailServer, mailServer } from '../notices/mailServer.ts'
import { deskText, mailText, shopText } from './threeAgreements.ts'
import { live, nextRound } from './twoYears.ts'
import { isKept, letterShown, letters } from './twoYearsMails.ts'
import { mailboxes, ratios, values, years } from './twoYearsSums.ts'
import { ledgers, quietMonths } from './twoYearsTable.ts'

const ids = ['globex-shop', 'hooli-desk', 'stark-mail'] as const
let mail: MailServer
let world: World
let notices: readonly NoticeRecord[]
const entries = new Map<string, readonly Entry[]>()

beforeAll(async () => {
  lastsForTheFile()
  mail = await mailServer()
  afterwards(() => mail[Symbol.asyncDispose]())
  world = await aDaemon({
    now: at('2024-01-01T00:00:00Z'),
    texts: [shopText(), deskText, mailText],
    smtp: mail.port,
    hasLinks: true,
    // A step as long as the time since 1970 ends at that instant.
    roundMs: nextRound,
  })
  await live(world, mail, at('2026-01-10T00:00:00Z'))
  for (const id of ids) entries.set(id, await world.entries(id))
  notices = (
    await Promise.all(ids.map((agreement) => world.daemon.store.notices({ agreement, limit: 2000 })))
  ).flat()
}, 600_000)

interface Figures {
  readonly verdict?: string
  readonly state?: string
  readonly outcome?: string
  readonly amount?: string
  readonly customerValue?: string
  readonly measure?: { readonly exact: string }
  readonly credit?: { readonly amount: string } | null
}

/** One entry as the table has it. */
function shown({ kind, clause, revision, period, facts }: Entry): string {
  const { measure, credit, state, outcome, amount, customerValue } = facts as Figures
  const month = period?.from.slice(0, 7)
  const figure = measure ? [measure.exact, credit?.amount] : [state ?? outcome, amount ?? customerValue]
  return [month, kind, clause, revision === 1 ? null : `#${revision}`, ...figure]
    .filter((each) => each !== null && each !== undefined)
    .join(' ')
}

/** What each month has, whatever happens: its verdicts, its value and its statement. */
const isRoutine = ({ kind, revision, facts }: Entry): boolean =>
  revision === 1 &&
  (kind === 'valueStated' ||
    kind === 'surveyAsked' ||
    kind === 'surveyAnswered' ||
    kind === 'statementIssued' ||
    (kind === 'periodClosed' && (facts as Figures).verdict !== 'breached'))

describe('two years of three agreements', () => {
  test.each(ids)('leave these entries of %s, in this order', (id) => {
    const all = entries.get(id) ?? []
    expect(all.filter((each) => !isRoutine(each)).map(shown)).toEqual(ledgers[id])
  })

  test.each(ids)('close every other period of %s without a miss', (id) => {
    const all = (entries.get(id) ?? []).filter(isRoutine)
    const count = Object.groupBy(all, ({ kind, clause }) => (clause === null ? kind : `${kind} ${clause}`))
    const counted = Object.entries(count).map(([what, each]) => [what, each?.length])
    expect(Object.fromEntries(counted)).toEqual(quietMonths[id])
  })

  test.each(ids)('make a chain of %s of which the mails are witnesses', async (id) => {
    const token = await world.token('auditor', [id])
    const answer = await world.send('GET', `/api/v1/agreements/${id}/ledger`, { token })
    const lines = (await answer.text()).split('\n').filter((line) => line !== '')
    const heads = mail.received.flatMap(({ raw }) => headsInMail(raw))
    const { faults, entries: count } = verifyChain({ lines, heads, publicKeys: [] })
    expect({ faults, count }).toEqual({ faults: [], count: entries.get(id)?.length })
  })
})

describe('their mails', () => {
  const received = () =>
    mail.received.map(({ to, mail: { messageId } }) => {
      const notice = notices.find((each) => each.messageId === messageId)
      return { box: `${notice?.agreement} ${to[0]}`, kind: String(notice?.kind), messageId }
    })

  test('are these in each mailbox', () => {
    const boxes = Object.entries(Object.groupBy(received(), ({ box }) => box)).map(([box, all]) => {
      const kinds = Object.entries(Object.groupBy(all ?? [], ({ kind }) => kind))
      return [box, Object.fromEntries(kinds.map(([kind, each]) => [kind, each?.length]))]
    })
    expect(Object.fromEntries(boxes)).toEqual(mailboxes)
  })

  const lettersTo = (address: string, agreement: string | null = null) =>
    mail.received
      .filter(({ to }) => to[0] === address)
      .map(({ mail: { messageId, subject, text } }) => ({
        messageId,
        subject: subject ?? '',
        text: text ?? '',
      }))
      .filter(
        ({ messageId }) =>
          agreement === null || notices.find((each) => each.messageId === messageId)?.agreement === agreement,
      )

  test.each(Object.keys(letters))('tell %s this, in this order', (address) => {
    const told = lettersTo(address).filter((each) => !isKept(each))
    expect(told.map(letterShown)).toEqual(letters[address])
  })

  test.each([
    ['sla@acme.test', 'globex-shop', 'it@globex.test'],
    ['sla@acme.test', 'hooli-desk', 'ops@hooli.test'],
    ['service@initech.test', 'stark-mail', 'office@stark.test'],
  ])(
    'tell %s of %s what %s is told, but for what one of them alone is asked or warned of',
    (provider, agreement, customer) => {
      const told = (address: string) =>
        lettersTo(address, agreement)
          .map(letterShown)
          .filter((each) => !/^(?:Deadline near: Monthly uptime|Survey|Failing)/.test(each))
      expect(told(provider)).toEqual(told(customer))
      expect(told(provider).length).toBeGreaterThan(70)
    },
  )

  test('say of a promise that is deemed missed why it is, and by what its credit is computed', () => {
    const [deemed] = lettersTo('ops@hooli.test').filter(({ subject }) => subject.includes('deemed missed'))
    expect(deemed?.text.replaceAll(/\s+/g, ' ')).toContain(
      'This period counts as missed because reporting was missed, whatever was measured. The credit is computed by 80 %.',
    )
  })

  test('ask the customer of the shop once a quarter', () => {
    const asked = lettersTo('it@globex.test').filter(({ subject }) => subject.startsWith('[Upheld] Survey'))
    const quarters = ['Q1', 'Q2', 'Q3', 'Q4']
    expect(asked.map(letterShown)).toEqual(
      ['2024', '2025'].flatMap((year) => quarters.map((quarter) => `Survey · ${quarter} ${year}`)),
    )
  })

  test('are one for each entry and recipient, over all restarts', () => {
    expect(notices.filter(({ state }) => state !== 'sent')).toEqual([])
    expect(new Set(notices.map(({ entry, recipient }) => `${entry} ${recipient}`)).size).toBe(notices.length)
    expect(new Set(received().map(({ messageId }) => messageId)).size).toBe(mail.received.length)
    expect(mail.received).toHaveLength(notices.length)
  })
})

describe('their value', () => {
  const read = async (id: string, role: 'provider' | 'customer') => {
    const answer = await world.send('GET', `/api/v1/agreements/${id}/value`, {
      token: await world.token(role, [id]),
    })
    return (await answer.json()) as ValueFigures
  }
  /** In cents. */
  const cents = (amount: string | null): number => Number(amount?.replace('.', ''))

  test.each(ids)('of %s is the same to both parties, and this', async (id) => {
    const value = await read(id, 'provider')
    expect(await read(id, 'customer')).toEqual(value)
    expect(value.toDate).toMatchObject(values[id])
    const perYear = Object.values(Object.groupBy(value.periods, ({ from }) => from.slice(0, 4)))
    const sums = perYear.map((all) => all?.reduce((sum, month) => sum + cents(month.customerValue), 0))
    expect(sums).toEqual(years[id].map(cents))
  })

  test('is set against the alternative in months with an answer', async () => {
    const { periods } = await read('globex-shop', 'customer')
    const ratioOf = (month: string) =>
      periods.find(({ from }) => from.startsWith(month))?.relative?.ratio?.value ?? null
    expect(Object.fromEntries(Object.keys(ratios).map((month) => [month, ratioOf(month)]))).toEqual(ratios)
  })
})

test('the latest statement of a month is the same bytes to both, and its digest is in the ledger', async () => {
  const path = '/api/v1/agreements/globex-shop/statements/2024-11.json'
  const [provider, customer] = await Promise.all(
    (['provider', 'customer'] as const).map(async (role) => {
      const token = await world.token(role, ['globex-shop'])
      return (await world.send('GET', path, { token })).text()
    }),
  )
  expect(customer).toBe(provider)
  const issued = entries
    .get('globex-shop')
    ?.findLast(({ kind, period }) => kind === 'statementIssued' && period?.from.startsWith('2024-11'))
  expect(issued?.facts).toMatchObject({ version: 4, digest: sha256(provider ?? '') })
})
