import { Courier, type CourierOptions } from '../../src/notices/courier.ts'
import { smtpTransport } from '../../src/notices/smtp.ts'
import { decidedAt, externalUrl } from './entries.ts'
import { smtpSettings } from './mailServer.ts'
import type { Outbox } from './outbox.ts'

/** A courier that takes an outbox to a real server on loopback. */
export function courierOf(
  outbox: Outbox,
  port: number,
  changes: Partial<CourierOptions> & { smtp?: Parameters<typeof smtpSettings>[1] } = {},
) {
  const { smtp, ...options } = changes
  return new Courier({
    store: outbox.store,
    transport: smtpTransport(smtpSettings(port, smtp)),
    externalUrl,
    now: () => decidedAt,
    deadlineMs: 10_000,
    onFault: () => {},
    ...options,
  })
}
