import type { Settings } from '../settings.ts'

/** The sockets, files and log of a daemon are those of its start; everything else is taken over by a reload. */
const keptFromStart: Readonly<Record<string, (settings: Settings) => unknown>> = {
  web: ({ web: { externalUrl: _, ...web } }) => web,
  'storage.path': ({ data }) => data,
  signingKeyFile: ({ signingKeyFile }) => signingKeyFile,
  'log.level': ({ logLevel }) => logLevel,
}

/** The keys of what has changed since the start and waits for the next one. */
export const waitingForStart = (started: Settings, loaded: Settings): string[] =>
  Object.entries(keptFromStart).flatMap(([key, of]) =>
    JSON.stringify(of(started)) === JSON.stringify(of(loaded)) ? [] : [key],
  )
