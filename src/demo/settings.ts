import { join } from 'node:path'
import type { Settings } from '../settings.ts'
import type { MailServer } from './mail.ts'

export interface DemoPlace {
  /** Made for this run and removed at its end; `agreements` is in it. */
  readonly folder: string
  readonly webPort: number
  readonly mail: Pick<MailServer, 'port' | 'certificate'>
}

/** The daemon's settings for the demonstration: everything on the loopback address, mail with STARTTLS required. */
export function demoSettings({ folder, webPort, mail }: DemoPlace): Settings {
  const data = join(folder, 'data')
  return {
    web: {
      host: '127.0.0.1',
      port: webPort,
      externalUrl: `http://127.0.0.1:${webPort}/`,
      hasLinks: true,
      metrics: null,
      metricsToken: null,
      trustedProxies: [],
    },
    smtp: {
      host: '127.0.0.1',
      port: mail.port,
      tls: 'required',
      ca: mail.certificate,
      user: null,
      password: null,
      from: 'upheld@demo.example',
      deadlineMs: 10_000,
    },
    allowedNetworks: ['127.0.0.0/8'],
    referenceTargets: [],
    agreements: join(folder, 'agreements'),
    sources: join(folder, 'sources'),
    data,
    signingKeyFile: join(data, 'signing-key.pem'),
    logLevel: 'warn',
    trustFiles: false,
    webhooks: {},
  }
}
