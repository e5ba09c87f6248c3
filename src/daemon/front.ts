import { randomBytes } from 'node:crypto'
import type { Exclusion } from '../evidence/event.ts'
import type { Caller, Service } from '../http/service.ts'
import type { Signer } from '../ledger/head.ts'
import type { Store } from '../store.ts'
import { Claims } from './credits/claims.ts'
import { erasePerson } from './erasure.ts'
import { Intake } from './evidence/intake.ts'
import { SurveyAnswers } from './parties/surveyAnswers.ts'
import { serviceOf } from './service.ts'
import type { Stages } from './stages.ts'
import { telemetryOf } from './telemetryView.ts'
import type { Watched } from './watched.ts'

interface Front {
  readonly signer: Signer
  readonly reload: () => Promise<void>
}

/** REST's view of the stages. */
export async function serviceFor(made: Stages, { signer, reload }: Front): Promise<Service> {
  const { store, book, watched, pipeline, closings, agreements, counters, now } = made
  const announce = async (one: Watched, exclusion: Exclusion, caller: Caller): Promise<boolean> => {
    const isKnown = closings.exclusions(one).some(({ id }) => id === exclusion.id)
    await service.announceExclusion(one.id, exclusion, caller)
    return !isKnown
  }
  const { absorb, expecting, holding, touch: touched } = made.arrivals
  const intake = new Intake({ store, now, absorb, expecting, holding, touched, announce })
  const takeOwn = intake.takeOwn.bind(intake)
  const surveys = new SurveyAnswers({ ...made, signer, takeOwn, watched: (id) => watched.get(id) })
  for (const one of watched.values()) await surveys.resume(one)
  const service: Service = serviceOf({
    ...made,
    intake,
    surveys,
    claims: new Claims({ store, book, credits: made.credits, now, takeOwn }),
    telemetry: telemetryOf({ counters, book, watched }),
    signer,
    publicKey: signer.publicKey,
    badgeSecret: await badgeSecret(store),
    webhooks: () => agreements.settings.webhooks,
    erase: (text) =>
      erasePerson(
        {
          store,
          book,
          now,
          refresh: (id) => agreements.refresh(id),
          context: () => agreements.context,
          all: () => [...watched.values()],
        },
        text,
      ),
    watched: (id) => watched.get(id),
    all: () => [...watched.values()],
    standings: (id) => pipeline.standings(id),
    reload,
    notReady: () => pipeline.notReady(),
    touched,
  })
  return service
}

/** The secret behind badge addresses, made at the first start. */
async function badgeSecret(store: Store): Promise<string> {
  const known = await store.state('badge-secret')
  if (known !== null) return known
  const made = randomBytes(32).toString('hex')
  await store.saveState({ 'badge-secret': made })
  return made
}
