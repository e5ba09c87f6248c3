import { describe, expect, test } from 'vitest'
import { type MailServer, mailServer } from '../notices/mailServer.ts'
import { aDaemon, afterwards, at, day, hour, minute, type World } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const feedback = `
currency: EUR
value:
  alternative: { name: "In-house <i>shop</i>", price: { amount: 9000.00, per: month } }
  relative: { priceWeight: 20%, attributes: [{ name: reliability, weight: 100% }] }
`
const survey = `
notices: { it@globex.test: { language: de } }
surveys:
  quarterly:
    to: customer
    every: quarter
    asks:
      - csat
      - { nps: "Would you recommend <b>us</b>?" }
      - { attribute: reliability }
      - comment
`
const duty = `  feedback: { by: customer, measure: { occurrences: { of: survey.answered, where: { survey: quarterly } } }, target: ">= 1", period: quarter }
`
/** Two contacts of the customer, one of the provider; a duty of the customer to answer once a quarter. */
const text = (more = survey): string =>
  pushText({ more: feedback + more, period: 'quarter' })
    .replace('[it@globex.test]', '[it@globex.test, legal@globex.test]')
    .replace('exclusions:', `${duty}exclusions:`)

interface Asked {
  readonly world: World
  readonly mail: MailServer
}

/** The first working day of the second quarter of 2026 in UTC is Wednesday, 1 April. */
const due = at('2026-04-01T09:00:00Z')

async function asked(
  options: { now?: number; more?: string; hasLinks?: true | null; also?: string[] } = {},
): Promise<Asked> {
  const mail = await mailServer()
  afterwards(() => mail[Symbol.asyncDispose]())
  const world = await aDaemon({
    now: options.now ?? due - hour,
    texts: [text(options.more), ...(options.also ?? [])],
    smtp: mail.port,
    ...(options.hasLinks === null ? {} : { hasLinks: true as const }),
  })
  return { world, mail }
}

async function askedNow(more?: string): Promise<Asked> {
  const made = await asked(more === undefined ? {} : { more })
  await roundAt(made, due)
  return made
}

async function roundAt({ world }: Asked, instant: number): Promise<void> {
  world.now = instant
  await world.round()
}

/** The paths of the forms in the mails to an address. */
const formsTo = ({ mail }: Asked, address: string): string[] =>
  mail.received
    .filter(({ to }) => to.includes(address))
    .flatMap(({ mail: { text: body = '' } }) => [
      ...body.matchAll(/https:\/\/upheld\.example(\/survey\/[0-9a-f]{64}\?key=\S+)/g),
    ])
    .map(([, path]) => path ?? '')

const it = 'it@globex.test'
const legal = 'legal@globex.test'
const good = { q0: '4', q1: '9', 'q2-ours': '8', 'q2-alternative': '10', q3: 'Fine.' }
const post = ({ world }: Asked, path: string, fields: Record<string, string> = good) =>
  fetch(world.daemon.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  })
const events = async ({ world }: Asked) =>
  (await world.daemon.store.events('small')).filter(({ type }) => type === 'survey.answered')
const entries = ({ world }: Asked, kind: 'surveyAsked' | 'surveyReminded' | 'surveyAnswered') =>
  world.entries('small', kind)
const surveys = async ({ world }: Asked) => {
  const token = await world.token('provider', ['small'])
  const response = await world.send('GET', '/api/v1/agreements/small/surveys', { token })
  return ((await response.json()) as { items: Shown[] }).items
}
interface Shown {
  readonly isMailed: boolean
  readonly periods: readonly Record<string, unknown>[]
}

describe('a survey', () => {
  test('is asked of each contact once, at its time, each in their language and by a link of their own', async () => {
    const made = await asked()
    await roundAt(made, due - minute)
    expect(await entries(made, 'surveyAsked')).toHaveLength(0)
    for (const instant of [due, due + minute, due + day]) await roundAt(made, instant)
    expect(await entries(made, 'surveyAsked')).toHaveLength(2)
    expect(formsTo(made, 'sla@acme.test')).toEqual([])
    const [one = '', ...others] = formsTo(made, it)
    expect(others).toEqual([])
    expect(formsTo(made, legal)).toHaveLength(1)
    expect(formsTo(made, legal)).not.toContain(one)
    const german = made.mail.received.find(
      ({ to, mail }) => to.includes(it) && mail.subject?.includes('Umfrage'),
    )
    expect(german?.mail.subject).toBe('[Upheld] Umfrage — Small für Globex, 2. Quartal 2026')
    expect(german?.mail.text).toContain('Antworten zählen bis 2026-04-15')
  })

  test('says in the ledger which party is asked, and not who', async () => {
    const made = await askedNow()
    const [entry] = await entries(made, 'surveyAsked')
    expect(entry).toMatchObject({ clause: 'quarterly', facts: { party: 'customer', survey: 'quarterly' } })
    const notices = await made.world.daemon.store.notices({ entry: entry?.id ?? '', limit: 10 })
    expect(notices).toHaveLength(1)
    expect(JSON.stringify(entry)).not.toContain(notices[0]?.recipient)
  })

  test('is asked once across stops, and after a long one for the current period alone', async () => {
    const made = await askedNow()
    await made.world.restart(due + hour)
    expect(await entries(made, 'surveyAsked')).toHaveLength(2)
    await made.world.restart(at('2026-12-20T00:00:00Z'))
    const periods = (await entries(made, 'surveyAsked')).map(({ period }) => period?.from.slice(0, 10))
    expect(periods).toEqual(['2026-04-01', '2026-04-01', '2026-10-01', '2026-10-01'])
  })

  test('is reminded of once, those alone who have not answered', async () => {
    const made = await askedNow()
    await post(made, formsTo(made, it)[0] ?? '')
    await roundAt(made, due + 7 * day - minute)
    expect(await entries(made, 'surveyReminded')).toHaveLength(0)
    for (const later of [0, minute, day]) await roundAt(made, due + 7 * day + later)
    expect(await entries(made, 'surveyReminded')).toHaveLength(1)
    expect(formsTo(made, it)).toHaveLength(1)
    expect(formsTo(made, legal)).toHaveLength(2)
  })

  test('counts once, whether the link of the mail or of its reminder was used', async () => {
    const made = await askedNow()
    await roundAt(made, due + 7 * day)
    const [first = '', reminder = ''] = formsTo(made, it)
    expect(reminder).not.toBe('')
    expect((await post(made, reminder)).status).toBe(200)
    expect((await post(made, first, { q0: '1' })).status).toBe(409)
    expect(await entries(made, 'surveyAnswered')).toHaveLength(1)
  })

  test('is not mailed where mails have no links', async () => {
    const made = await asked({ hasLinks: null })
    await roundAt(made, due + day)
    expect(await entries(made, 'surveyAsked')).toEqual([])
    expect((await surveys(made))[0]?.isMailed).toBe(false)
  })

  test('is not mailed to a contact that wants no surveys, and to addresses alone that it names', async () => {
    const made = await asked({
      more: survey
        .replace('{ language: de }', '{ kinds: [breach] }')
        .replace('to: customer', 'to: [it@globex.test, legal@globex.test]'),
    })
    await roundAt(made, due)
    expect(formsTo(made, it)).toEqual([])
    expect(formsTo(made, legal)).toHaveLength(1)
  })
})

describe('the form behind a link', () => {
  test('only shows when it is opened, as mail scanners do', async () => {
    const made = await askedNow()
    const [path = ''] = formsTo(made, it)
    for (let i = 0; i < 3; i++) expect((await made.world.send('GET', path)).status).toBe(200)
    expect((await fetch(made.world.daemon.url + path, { method: 'HEAD' })).status).toBe(200)
    const page = await made.world.send('GET', path)
    const html = await page.text()
    expect(html).toContain('<html lang="de">')
    expect(html).toContain('Wie zufrieden sind Sie insgesamt?')
    expect(html).toContain('Would you recommend &lt;b>us&lt;/b>?')
    expect(html).toContain('In-house &lt;i>shop&lt;/i>')
    expect(html).not.toMatch(/<script|<a |<img|src=|href=|<b>us|<i>shop/)
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(await events(made)).toEqual([])
    expect(await entries(made, 'surveyAnswered')).toEqual([])
  })

  test('records answers as events that name nobody, and keeps the comment beside the chain', async () => {
    const made = await askedNow()
    const [path = ''] = formsTo(made, it)
    expect((await post(made, path)).status).toBe(200)
    const [entry] = await entries(made, 'surveyAnswered')
    const answered = await events(made)
    expect(answered.map(({ subject }) => subject)).toEqual(Array(4).fill('quarterly 2026-04-01'))
    const of = { survey: 'quarterly', party: 'customer' }
    expect(answered.map(({ data }) => data)).toEqual([
      { ...of, csat: '4' },
      { ...of, nps: '9' },
      { ...of, attribute: 'reliability', ours: '8', alternative: '10' },
      { ...of, comment: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ])
    expect(await made.world.daemon.store.text(String(answered[3]?.data.comment))).toBe('Fine.')
    const form = (await entries(made, 'surveyAsked')).map(({ facts }) => String(facts.form))
    for (const said of [entry, answered])
      for (const secret of [it, 'Fine.', ...form]) expect(JSON.stringify(said)).not.toContain(secret)
  })

  test('counts the first of two that are sent at once, and nothing of a replay', async () => {
    const made = await askedNow()
    const [path = ''] = formsTo(made, it)
    const both = await Promise.all([post(made, path), post(made, path, { q0: '1' })])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    const before = await events(made)
    const replay = await post(made, path, { q0: '5' })
    expect(replay.status).toBe(409)
    expect(await replay.text()).toContain('Dieses Formular ist schon beantwortet')
    expect(await (await made.world.send('GET', path)).text()).not.toContain('<form')
    expect(await events(made)).toEqual(before)
    expect(await entries(made, 'surveyAnswered')).toHaveLength(1)
  })

  test('says what is wrong, keeps what was filled in and records nothing', async () => {
    const made = await askedNow()
    const [path = ''] = formsTo(made, legal)
    const wrong = await post(made, path, { q0: '6', q1: '9', q3: '</textarea><script>x</script>' })
    const html = await wrong.text()
    expect(wrong.status).toBe(422)
    expect(html).toContain('This is not on the scale: choose one of the numbers.')
    expect(html).toMatch(/name="q1" value="9" checked/)
    expect(html).not.toContain('<script>')
    expect(await (await post(made, path, { q3: ' ' })).text()).toContain('answer at least one question')
    for (const q0 of ['4.0', '04', '-1', '1e0', '٤', 'constructor'])
      expect((await post(made, path, { q0 })).status).toBe(422)
    expect((await post(made, path, { q3: 'x'.repeat(2001) })).status).toBe(422)
    expect(await events(made)).toEqual([])
    expect((await post(made, path, { q1: '9', 'q9-x': '1', __proto__: '1' })).status).toBe(200)
  })

  test('takes no body that is too large or of another kind', async () => {
    const made = await askedNow()
    const [path = ''] = formsTo(made, legal)
    expect((await post(made, path, { q3: 'x'.repeat(40_000) })).status).toBe(413)
    expect((await made.world.send('POST', path, { body: { q0: '4' } })).status).toBe(415)
    expect(await events(made)).toEqual([])
  })

  test('fits one recipient, one form and one agreement', async () => {
    const made = await asked({ also: [text().replace('agreement: small', 'agreement: other')] })
    await roundAt(made, due)
    const [one = '', elsewhere = ''] = formsTo(made, it)
    expect(elsewhere).not.toBe('')
    const [other = ''] = formsTo(made, legal)
    const keyOf = (path: string): string => path.split('key=')[1] ?? ''
    const idOf = (path: string): string => path.split(/[/?]/)[2] ?? ''
    const wrong = [
      one.replace(keyOf(one), keyOf(other)),
      one.replace(keyOf(one), keyOf(elsewhere)),
      elsewhere.replace(keyOf(elsewhere), keyOf(one)),
      one.replace(/key=.{4}/, 'key=AAAA'),
      one.replace(/\?key=.*/, ''),
      `/survey/toString?key=${keyOf(one)}`,
      `/survey/${'0'.repeat(64)}?key=${keyOf(one)}`,
      `/link/${idOf(one)}/answer?key=${keyOf(one)}`,
      `/link/${idOf(one)}/acknowledge?key=${keyOf(one)}`,
    ]
    for (const path of wrong) {
      expect({ path, status: (await post(made, path)).status }).toEqual({ path, status: 404 })
      expect((await made.world.send('GET', path)).status).toBe(404)
    }
    expect(await events(made)).toEqual([])
  })

  test('opens nothing for who is no contact any more, and nothing after its time', async () => {
    const made = await askedNow()
    const { world } = made
    const [one = ''] = formsTo(made, it)
    const [other = ''] = formsTo(made, legal)
    world.texts = world.texts.map((each) => each.replace(', legal@globex.test', ''))
    await world.daemon.reload()
    expect((await post(made, other)).status).toBe(404)
    world.now = due + 14 * day
    const late = await post(made, one)
    expect(late.status).toBe(410)
    expect(await late.text()).toContain('Die Zeit zum Antworten ist vorüber')
    expect(await events(made)).toEqual([])
  })
})

describe('what a survey brings', () => {
  test('is the verdict of the duty to give feedback, each quarter', async () => {
    const made = await askedNow()
    await post(made, formsTo(made, it)[0] ?? '', { q0: '5' })
    for (const instant of ['2026-07-01T08:00:00Z', '2026-07-01T09:00:00Z', '2026-10-01T08:00:00Z'])
      await roundAt(made, at(instant))
    const verdicts = await made.world.facts('small', 'periodClosed', 'feedback')
    expect(verdicts.map(({ from, verdict }) => [from.slice(0, 10), verdict])).toEqual([
      ['2026-04-01', 'met'],
      ['2026-07-01', 'breached'],
    ])
  })

  test('is shown with rates, numbers and intervals, and as metrics', async () => {
    const made = await askedNow()
    await post(made, formsTo(made, it)[0] ?? '')
    const [shown] = await surveys(made)
    expect(shown?.periods).toEqual([
      {
        from: '2026-04-01T00:00:00+00:00',
        to: '2026-07-01T00:00:00+00:00',
        ...{ asked: 2, answered: 1, responseRate: '0.5' },
        // One answer of one: Wilson's interval of 95 % is 1 ÷ (1 + 1.959964²) = 0.206549 to 1.
        csat: { value: '1', exact: '1/1', n: 1, low: '0.206549', high: '1' },
        nps: expect.objectContaining({ value: '1', n: 1, promoters: 1, detractors: 0 }),
        attributes: [{ attribute: 'reliability', ours: '8', alternative: '10', n: 1 }],
        comments: ['Fine.'],
      },
    ])
    const metrics = await (await fetch(made.world.daemon.metricsUrl)).text()
    expect(metrics).toContain('upheld_survey_asked{agreement="small",survey="quarterly"} 2')
  })

  test('gives the relative value of the month', async () => {
    const made = await askedNow()
    await post(made, formsTo(made, it)[0] ?? '')
    const token = await made.world.token('customer', ['small'])
    for (const minutes of [30, 31]) await roundAt(made, at('2026-07-01T00:00:00Z') + minutes * minute)
    const value = await (await made.world.send('GET', '/api/v1/agreements/small/value', { token })).json()
    expect(JSON.stringify(value)).toContain('"quality":{"value":"0.8","exact":"4/5"}')
  })

  test('can be erased: the comment goes, the chain and the figures stay', async () => {
    const made = await askedNow()
    await post(made, formsTo(made, it)[0] ?? '', { q0: '4', q3: 'Ask Jane Doe.' })
    const token = await made.world.token('operator')
    const erased = await made.world.send('POST', '/api/v1/erasures', { token, body: { text: 'Jane Doe' } })
    expect(erased.status).toBe(200)
    const [shown] = await surveys(made)
    expect(shown?.periods[0]).toMatchObject({ answered: 1, comments: [null], csat: { n: 1 } })
  })

  test('is not lost when the daemon stops between the ledger and the events', async () => {
    const made = await askedNow()
    const { store } = made.world.daemon
    const record = store.recordEvents.bind(store)
    store.recordEvents = () => Promise.reject(new Error('stopped'))
    const [path = ''] = formsTo(made, it)
    expect((await post(made, path)).status).toBe(500)
    store.recordEvents = record
    expect(await events(made)).toEqual([])
    await made.world.restart(due + hour)
    expect(await events(made)).toHaveLength(4)
  })
})
