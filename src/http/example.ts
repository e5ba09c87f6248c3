import { z } from 'zod'

type Schema = z.core.$ZodType
/** The parts of a schema that are walked here, whatever its kind. */
interface Def {
  readonly type: string
  readonly innerType?: Schema
  readonly in?: Schema
  readonly element?: Schema
  readonly shape?: Readonly<Record<string, Schema>>
  readonly options?: readonly Schema[]
  readonly entries?: Readonly<Record<string, unknown>>
  readonly values?: readonly unknown[]
}

const defOf = (schema: Schema): Def => schema._zod.def as unknown as Def

const instant = '2026-03-02T10:00:00Z'
/** What a field looks like whose schema only says that it is text. */
const byName: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['from', 'to', 'at', 'until', 'effective', 'resolved', 'triggeredAt'].map((name) => [name, instant]),
  ),
  agreement: 'acme-globex',
  amount: '1200.00',
  bad: '3',
  total: '100',
  value: '99.5',
  kind: 'maintenance',
  commitment: 'availability',
  clause: 'chronic',
  source: 'web',
  id: 'works-17',
  digest: `sha256:${'0'.repeat(64)}`,
  reference: 'INV-2026-031',
}

/** The schema without what only says that it may be absent or is changed on the way in. */
export function bareSchema(schema: Schema): Schema {
  const { innerType, in: before } = defOf(schema)
  const inside = innerType ?? before
  return inside === undefined ? schema : bareSchema(inside)
}

const isOptional = (schema: Schema): boolean => z.safeParse(schema, undefined).success

/** A value that a schema would take in its form, with the fields that must be there; undefined where none is known. */
export function exampleOf(schema: Schema, name = ''): unknown {
  const def = defOf(bareSchema(schema))
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape ?? {})
          .filter(([, field]) => !isOptional(field))
          .map(([key, field]) => [key, exampleOf(field, key)]),
      )
    case 'union':
      return def.options?.[0] && exampleOf(def.options[0], name)
    case 'array':
      return def.element && [exampleOf(def.element, name)]
    case 'enum':
      return Object.values(def.entries ?? {})[0]
    case 'literal':
      return def.values?.[0]
    case 'string':
      return byName[name] ?? 'text'
    case 'number':
      return 1
    case 'boolean':
      return true
    default:
      return undefined
  }
}

/** The schemas at a path of keys: one for each of the forms that something may have and that knows the path. */
export function schemasAt(schema: Schema, path: readonly string[]): readonly Schema[] {
  const [key, ...rest] = path
  const bare = bareSchema(schema)
  if (key === undefined) return [bare]
  const { shape, element, options } = defOf(bare)
  if (options) return options.flatMap((each) => schemasAt(each, path))
  const inside = element ?? (shape && Object.hasOwn(shape, key) ? shape[key] : undefined)
  return inside === undefined ? [] : schemasAt(inside, rest)
}

/** The keys that a mapping may have, in whichever of its forms. */
export function keysOf(schemas: readonly Schema[]): readonly string[] {
  const keys = schemas.flatMap((schema) => {
    const { shape, options } = defOf(bareSchema(schema))
    return options ? keysOf(options) : Object.keys(shape ?? {})
  })
  return [...new Set(keys)]
}

/** What schemas want, in words such as `text` or `one of good, bad`. */
export function wantedBy(schemas: readonly Schema[]): string {
  const chosen = schemas.flatMap((schema) => valuesOf(schema) ?? [])
  if (chosen.length > 1) return `one of ${chosen.join(', ')}`
  return [...new Set(schemas.map(wantedByOne))].join(', or ')
}

/** The values among which a schema lets choose, or null where it takes any of a type. */
function valuesOf(schema: Schema): readonly unknown[] | null {
  const { entries, values } = defOf(bareSchema(schema))
  return entries ? Object.values(entries) : (values ?? null)
}

const typeWords: Readonly<Record<string, string>> = {
  array: 'a list',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
}

function wantedByOne(schema: Schema): string {
  const { type, options } = defOf(bareSchema(schema))
  if (options) return wantedBy(options)
  if (type === 'object') return `an object with ${keysOf([schema]).join(', ') || 'no fields'}`
  const [only] = valuesOf(schema) ?? []
  return only === undefined ? (typeWords[type] ?? 'another value') : `"${only}"`
}
