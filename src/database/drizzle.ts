import { createRequire } from 'node:module'

/*
 * Drizzle, by its CommonJS files: for each of its hundreds of modules the ESM loader reads the package's own 180 kB
 * description anew, which costs more than a second and some 150 MiB at every start. Types come from the package as ever.
 */
const load = createRequire(import.meta.url)
const orm = load('drizzle-orm') as typeof import('drizzle-orm')
const core = load('drizzle-orm/sqlite-core') as typeof import('drizzle-orm/sqlite-core')
const migrator = load('drizzle-orm/migrator') as typeof import('drizzle-orm/migrator')
const driver = load('drizzle-orm/better-sqlite3') as typeof import('drizzle-orm/better-sqlite3')

export const { and, asc, count, desc, eq, getTableColumns, gt, gte, inArray, isNull, lt, lte, sql } = orm
export const { blob, index, integer, primaryKey, sqliteTable, text, unique, uniqueIndex } = core
export const { readMigrationFiles } = migrator
export const { drizzle } = driver
