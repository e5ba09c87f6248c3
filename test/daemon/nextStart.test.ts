import { expect, test } from 'vitest'
import { waitingForStart } from '../../src/daemon/nextStart.ts'
import type { Settings } from '../../src/settings.ts'

const settings: Settings = {
  web: {
    host: '127.0.0.1',
    port: 9520,
    externalUrl: 'https://upheld.example/',
    metrics: null,
    metricsToken: null,
    trustedProxies: [],
  },
  smtp: null,
  allowedNetworks: [],
  referenceTargets: [],
  agreements: 'agreements',
  sources: 'sources',
  data: 'data',
  signingKeyFile: 'signing-key.pem',
  logLevel: 'info',
  trustFiles: false,
  webhooks: {},
}

test('a changed port, folder, key or log level waits for the next start, and is named', () => {
  const loaded = {
    ...settings,
    web: { ...settings.web, port: 9521 },
    data: 'elsewhere',
    signingKeyFile: 'other.pem',
    logLevel: 'debug' as const,
  }
  expect(waitingForStart(settings, loaded)).toEqual(['web', 'storage.path', 'signingKeyFile', 'log.level'])
})

test('what a reload takes over waits for nothing', () => {
  const loaded = {
    ...settings,
    web: { ...settings.web, externalUrl: 'https://sla.example/' },
    allowedNetworks: ['10.0.0.0/8'],
    trustFiles: true,
  }
  expect(waitingForStart(settings, loaded)).toEqual([])
})
