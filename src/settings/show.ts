import type { Settings } from '../settings.ts'

/** The effective configuration as JSON text, secrets redacted. */
export const showSettings = (settings: Settings): string => JSON.stringify(settings, null, 2)
