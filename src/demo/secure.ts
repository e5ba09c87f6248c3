import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'

/** The service's door for those who look at its certificate: a TLS handshake on the loopback address, and no more. */
export interface SecureDoor {
  readonly port: number
  close(): Promise<void>
}

/** Shows the demonstration's own certificate, which nobody trusts. Rejects where the port is taken. */
export async function openSecureDoor(port: number): Promise<SecureDoor> {
  const pem = await readFile(new URL('./mail-server.pem', import.meta.url), 'utf8')
  const server = createServer({ key: pem, cert: pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----')) })
  server.on('secureConnection', (socket) => socket.on('error', () => socket.destroy()).end())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  // A client that goes away in the middle is the client's affair.
  server.on('error', () => {})
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
