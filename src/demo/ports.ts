import { createServer } from 'node:net'

/** Starts something on its usual port, or on any free one where that is taken, so that the demonstration always runs. */
export async function onPort<T>(usual: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(usual)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return start(0)
  }
}

/** The port itself where it is free on the loopback address, a free one for 0. Rejects where it is taken. */
export async function freePort(port: number): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : port
}
