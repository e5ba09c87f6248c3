import { join } from 'node:path'
import type { Settings } from '../settings.ts'

/** The database in the storage folder. */
export const databaseFile = ({ data }: Pick<Settings, 'data'>): string => join(data, 'upheld.sqlite')
