import { settingKeys } from '../settings/keys.ts'
import type { Command } from './command.ts'
import { commandTable } from './table.ts'

const begin = (name: string) => `<!-- generated: ${name} -->`
const end = '<!-- end of generated -->'

/** Puts the tables of settings and commands between their marks in a page; what stands around them is written by hand. */
export async function configurationTables(page: string): Promise<string> {
  const commands = await Promise.all(commandTable.map(({ load }) => load()))
  return between(
    between(page, 'settings', settingsTable()),
    'commands',
    commands.map(commandSection).join('\n'),
  )
}

function between(page: string, name: string, content: string): string {
  const from = page.indexOf(begin(name))
  const to = page.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`the page has no place for the generated part "${name}"`)
  return `${page.slice(0, from)}${begin(name)}\n\n${content}\n${page.slice(to)}`
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

function settingsTable(): string {
  const rows = settingKeys.map(({ path, flag, env, description, default: fallback }) => {
    const shown = fallback === null ? '' : `\`${fallback}\``
    return `| \`${path.join('.')}\` | \`--${flag}\` | \`${env}\` | ${cell(description)} | ${shown} |`
  })
  return ['| key | flag | variable | meaning | default |', '|---|---|---|---|---|', ...rows, ''].join('\n')
}

function commandSection({ name, summary, operands, flags }: Command): string {
  const settings = new Set(settingKeys.map(({ flag }) => flag))
  const own = flags.filter((flag) => !settings.has(flag.name))
  const shared = flags.filter((flag) => settings.has(flag.name)).map((flag) => `\`--${flag.name}\``)
  const lines = own.map(
    (flag) =>
      `- \`--${flag.name}${flag.kind === 'switch' ? '' : ` ${flag.value ?? 'VALUE'}`}\`: ${flag.description}`,
  )
  const settingsLine = shared.length > 5 ? 'every setting above' : shared.join(', ')
  return [
    `### \`${['upheld', name, operands].filter(Boolean).join(' ')}\``,
    '',
    summary,
    '',
    ...lines,
    ...(shared.length > 0 ? [`- settings: ${settingsLine}`] : []),
    ...(lines.length + shared.length > 0 ? [''] : []),
  ].join('\n')
}
