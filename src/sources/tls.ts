import type { TlsTerms } from '../agreement/sourceTerms.ts'
import { certificateDaysOf, type Deadline, elapsedUs, openTcp, openTls, type Path } from './connect.ts'
import { failed, failedBy } from './failure.ts'
import type { Look } from './observation.ts'
import { targetHost } from './tcp.ts'

/** Looks at a TLS handshake and at the days that the shown certificate (the leaf, no other) has left. */
export async function lookAtTls(terms: TlsTerms, path: Path, deadline: Deadline): Promise<Look> {
  try {
    const { socket, phases } = await openTcp(path, targetHost(terms.host), terms.port, deadline)
    const { secure, tls } = await openTls(path, socket, terms, deadline)
    const certificateDays = certificateDaysOf(secure, path.clock.now())
    secure.on('error', () => undefined)
    secure.destroy()
    socket.destroy()
    const seen = { latencyUs: elapsedUs(path.clock, deadline.startedAt), phasesUs: { ...phases, tls } }
    if (certificateDays === undefined) return failed('certificate', 'no certificate was shown', seen)
    if (certificateDays < terms.minDays)
      return failed('expiry', `the certificate expires in ${certificateDays} days`, {
        ...seen,
        certificateDays,
      })
    return { outcome: 'good', ...seen, certificateDays }
  } catch (error) {
    return failedBy(error)
  }
}
