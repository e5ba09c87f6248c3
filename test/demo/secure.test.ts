import { once } from 'node:events'
import { connect } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { openSecureDoor } from '../../src/demo/secure.ts'

test('the door shows the certificate of the demonstration, and lets nobody further in', async () => {
  const door = await openSecureDoor(0)
  onTestFinished(() => door.close())
  const socket = connect({ host: '127.0.0.1', port: door.port, rejectUnauthorized: false })
  const ended = once(socket, 'end')
  socket.resume()
  await once(socket, 'secureConnect')
  expect(socket.getPeerCertificate().subject).toMatchObject({ O: 'Upheld demonstration only' })
  await ended
})
