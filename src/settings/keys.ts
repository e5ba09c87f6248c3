import { z } from 'zod'
import { settingsSchema } from './schema.ts'

/** One setting: its key in the file, its flag and its variable, all from the same words. */
export interface SettingKey {
  /** Such as `['web', 'listenAddress']`. */
  readonly path: readonly string[]
  /** Its flag without dashes, such as `web.listen-address`. */
  readonly flag: string
  /** Its variable, such as `UPHELD_WEB_LISTEN_ADDRESS`. */
  readonly env: string
  readonly kind: 'text' | 'list' | 'switch'
  readonly description: string
  readonly default: string | null
}

interface Node {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: unknown
  readonly description?: string
  readonly default?: unknown
}

const kebab = (word: string): string => word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function leaves(node: Node, path: readonly string[]): SettingKey[] {
  if (node.properties)
    return Object.entries(node.properties).flatMap(([key, child]) => leaves(child, [...path, key]))
  // What is named freely has its place in the file alone.
  if (typeof node.additionalProperties === 'object') return []
  const flag = path.map(kebab).join('.')
  const fallback = node.default
  return [
    {
      path,
      flag,
      env: `UPHELD_${flag.replace(/[.-]/g, '_').toUpperCase()}`,
      kind: node.type === 'array' ? 'list' : node.type === 'boolean' ? 'switch' : 'text',
      description: node.description ?? '',
      default: typeof fallback === 'string' || typeof fallback === 'boolean' ? String(fallback) : null,
    },
  ]
}

/** Every setting, in the order of the schema, which is the one place that lists them. */
export const settingKeys: readonly SettingKey[] = leaves(
  z.toJSONSchema(settingsSchema, { target: 'draft-7', io: 'input', unrepresentable: 'any' }) as Node,
  [],
)

/** The variable that names the configuration file itself. */
export const configFileVariable = 'UPHELD_CONFIG_FILE'
