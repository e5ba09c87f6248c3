/** Who may know whom under `src/`, and the search for imports that break it. */

/** The stages in the order of the data's way: each may know those before it. */
export const stages = [
  'agreement',
  'sources',
  'evidence',
  'evaluation',
  'value',
  'ledger',
  'statements',
  'notices',
  'http',
] as const

const before = (stage: (typeof stages)[number]): string[] => stages.slice(0, stages.indexOf(stage))

/** What each part may know beside itself. A part that is not listed is refused: it has no place yet. */
export const mayKnow: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(stages.map((stage) => [stage, before(stage)])),
  statements: [...before('statements'), 'store.ts'],
  notices: [...before('notices'), 'store.ts', 'settings.ts'],
  http: [...before('http'), 'store.ts', 'settings.ts'],
  'store.ts': before('http'),
  'settings.ts': ['agreement', 'sources'],
  settings: ['agreement', 'sources', 'settings.ts'],
  'holidays.ts': ['agreement'],
  'schedule.ts': ['agreement', 'sources'],
  database: [...before('http'), 'store.ts'],
  'backtest.ts': before('statements'),
  'sweep.ts': ['agreement'],
  dashboards: stages,
  'daemon.ts': [
    ...stages,
    'store.ts',
    'settings.ts',
    'settings',
    'holidays.ts',
    'schedule.ts',
    'database',
    'daemon',
  ],
  daemon: [...stages, 'store.ts', 'settings.ts', 'settings', 'holidays.ts', 'schedule.ts', 'database'],
  demo: [...stages, 'settings.ts', 'settings', 'store.ts', 'daemon.ts'],
  commands: [
    ...[...stages, 'store.ts', 'settings.ts', 'settings', 'holidays.ts', 'schedule.ts', 'database'],
    ...['backtest.ts', 'sweep.ts', 'daemon.ts', 'daemon', 'demo', 'dashboards', 'holidays.ts'],
  ],
  'main.ts': ['agreement', 'commands'],
  'upheld.mjs': ['main.ts'],
}

/** Packages that only one place may import, so that they can be replaced there. */
const onlyIn: readonly (readonly [packages: RegExp, places: readonly string[]])[] = [
  [/^(?:drizzle-orm|drizzle-kit|better-sqlite3)(?:\/|$)/, ['database']],
  [/^node-cron$/, ['schedule.ts']],
  [/^undici$/, ['sources', 'notices']],
  [/^nodemailer(?:\/|$)/, ['notices']],
  [/^(?:fastify|prom-client|fastify-type-provider-zod|@fastify\/.*)$/, ['http']],
]

/** Stages that do no input or output and ask no clock. */
const pure: readonly string[] = ['agreement', 'evaluation', 'value']
const impure =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bTemporal\.Now\b|\bperformance\b|\bprocess\b|\bfetch\(/
const vagueNames = /(?:^|\/)(?:utils?|types|common|services|lib|helpers?)\/|(?:^|\/)index\.[jt]s$|\.tsx$/

/** The part that a path under `src/` belongs to: its folder, or the file itself. */
const partOf = (path: string): string => path.split('/')[0] ?? path

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;])\/\/.*$/gm, '$1')

/** What a file imports, as written. */
export function importsOf(text: string): string[] {
  const found = withoutComments(text).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(['"])([^'"\n]+)\1/g)
  return [...found].map((match) => match[2] ?? '')
}

/** Every breach of the rules in `files` (paths under `src/` to texts), as sentences. */
export function violations(files: ReadonlyMap<string, string>): string[] {
  if (files.size === 0) return ['no files were found: this check looked at nothing']
  return [...files].flatMap(([path, text]) => [
    ...(vagueNames.test(path) ? [`${path}: a path answers a question; this name answers none`] : []),
    ...importsOf(text).flatMap((wanted) => importProblem(path, wanted) ?? []),
    ...(pure.includes(partOf(path)) ? impurities(path, text) : []),
  ])
}

function importProblem(path: string, wanted: string): string | null {
  const part = partOf(path)
  if (wanted.startsWith('.')) {
    const target = partOf(new URL(wanted, `file:///${path}`).pathname.slice(1))
    if (target === part || target === 'package.json') return null
    if (!(part in mayKnow)) return `${path}: ${part} has no line in the table of who may know whom`
    return mayKnow[part]?.includes(target) ? null : `${path}: ${part} may not know ${target} (${wanted})`
  }
  if (wanted.startsWith('node:')) {
    const isFine = !pure.includes(part) || wanted === 'node:crypto'
    return isFine ? null : `${path}: ${part} does no input or output, so it may not import ${wanted}`
  }
  const rule = onlyIn.find(([packages]) => packages.test(wanted))
  if (!rule || rule[1].includes(part)) return null
  return `${path}: only ${rule[1].join(' and ')} may import ${wanted}`
}

function impurities(path: string, text: string): string[] {
  const found = impure.exec(withoutComments(text))
  return found ? [`${path}: ${partOf(path)} asks no clock, chance or process, but says ${found[0]}`] : []
}
