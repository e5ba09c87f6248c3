import type { Logger } from 'pino'
import type { Signer } from '../ledger/head.ts'
import { Courier } from '../notices/courier.ts'
import { smtpTransport } from '../notices/smtp.ts'
import type { Settings } from '../settings.ts'
import type { Store } from '../store.ts'

export interface DeliveryParts {
  readonly store: Store
  readonly settings: Settings
  readonly signer: Signer
  readonly now: () => number
  readonly log: Logger<never>
  readonly isHandTurned: boolean
}

/** The courier, exchanged when the mail settings change; without a mail server notices wait in the outbox. */
export interface Delivery {
  start(): void
  wake(): void
  deliver(): Promise<void>
  replace(settings: Settings): void
  stop(): Promise<void>
}

export function startDelivery(parts: DeliveryParts): Delivery {
  const { store, now, log } = parts
  const courierFor = (settings: Settings): Courier | null => {
    if (settings.smtp === null) {
      log.warn('no mail server is configured (smtp): notices wait in the outbox')
      return null
    }
    return new Courier({
      store,
      transport: smtpTransport(settings.smtp),
      externalUrl: settings.web.externalUrl,
      linkSigner: settings.web.hasLinks ? parts.signer : null,
      now,
      deadlineMs: settings.smtp.deadlineMs,
      onNotTaken: ({ state, reply }) =>
        log.warn(
          { reply },
          state === 'deferred'
            ? 'the mail server took no mail; it is tried again'
            : 'the mail server refused a mail for good; its recipient is not told (GET /api/v1/notices?state=failed)',
        ),
      onFault: (error) => log.error({ err: error }, 'the outbox cannot be worked on'),
    })
  }
  const keyOf = (settings: Settings): string =>
    JSON.stringify([
      { ...settings.smtp, password: settings.smtp?.password?.reveal() ?? null },
      settings.web.externalUrl,
      settings.web.hasLinks,
    ])
  let key = keyOf(parts.settings)
  let courier = courierFor(parts.settings)
  let isStarted = false
  const begin = (): void => {
    if (isStarted && !parts.isHandTurned) courier?.start()
  }
  return {
    start: () => {
      isStarted = true
      begin()
    },
    wake: () => {
      if (!parts.isHandTurned) courier?.wake()
    },
    deliver: async () => void (await courier?.deliverDue(now())),
    replace: (settings) => {
      if (keyOf(settings) === key) return
      key = keyOf(settings)
      void courier?.stop()
      courier = courierFor(settings)
      begin()
    },
    stop: async () => courier?.stop(),
  }
}
