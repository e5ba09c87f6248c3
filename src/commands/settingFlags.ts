import { formatProblem } from '../agreement/document.ts'
import { configFileVariable, settingKeys } from '../settings/keys.ts'
import { loadSettings, type SettingsResult } from '../settings/load.ts'
import type { Settings } from '../settings.ts'
import { type CommandContext, CommandFailure, type Flag } from './command.ts'

export const configFileFlag: Flag = {
  name: 'config.file',
  kind: 'text',
  env: configFileVariable,
  value: 'FILE',
  description: "The daemon's configuration.",
  default: 'config/upheld.yaml where it exists',
}

/** A flag for each setting; flags and variables go before the file. */
export const settingFlags: readonly Flag[] = [
  configFileFlag,
  ...settingKeys.map(
    (key): Flag => ({
      name: key.flag,
      kind: key.kind,
      env: key.env,
      description: key.description,
      ...(key.default === null ? {} : { default: key.default }),
    }),
  ),
]

/** The flags of those settings that a command needs. */
export function flagsOf(...names: readonly string[]): readonly Flag[] {
  const found = settingFlags.filter(({ name }) => names.includes(name))
  if (found.length !== names.length) throw new Error(`there is no setting for one of ${names.join(', ')}`)
  return found
}

/** The settings by a command's flags and variables. */
export const readSettings = ({ flags, env, folder }: CommandContext): Promise<SettingsResult> =>
  loadSettings({ configFile: flags.text('config.file'), flags: flags.given, env, folder })

/** The settings, or a CommandFailure that lists every problem. Warnings go to the standard error. */
export async function settingsOrFail(context: CommandContext): Promise<Settings> {
  const result = await readSettings(context)
  if (!result.ok) {
    throw new CommandFailure(`the configuration is refused\n${result.problems.map(formatProblem).join('\n')}`)
  }
  for (const warning of result.warnings) context.err(formatProblem(warning))
  return result.settings
}
