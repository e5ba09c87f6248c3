import type { Party } from '../../evidence/event.ts'

/** The party whose operator keeps the files: what a file changes, the other one accepts. */
export const fileParty: Party = 'provider'
