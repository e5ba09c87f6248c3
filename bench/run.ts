import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * Runs the benches one after the other, or the one that is named with what it takes:
 * npm run bench [-- NAME [ARGUMENT…]]
 */

const [wanted, ...more] = process.argv.slice(2)
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== basename(import.meta.filename))
  .map((file) => file.replace(/\.ts$/, ''))
const chosen = wanted === undefined ? names : names.filter((name) => name === wanted)

if (chosen.length === 0) {
  console.error(`there is no bench "${wanted}"; there are ${names.join(', ')}`)
  process.exitCode = 2
}
for (const name of chosen) {
  console.log(`# ${name}`)
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const { status } = spawnSync(process.execPath, [file, ...more], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
