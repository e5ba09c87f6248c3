#!/usr/bin/env node
// Plain JavaScript that an old Node parses too, so that it can say what is wrong instead of failing on a syntax.
const needed = 26
const [major] = process.versions.node.split('.').map(Number)

if (major < needed) {
  const advice = [
    `upheld needs Node ${needed} or newer; this is Node ${process.versions.node} (${process.execPath}).`,
    'In a clone of the project `npm ci` installs a fitting Node beside it, and npm finds that one:',
    '  npm start                                  the demonstration',
    '  npm run --silent upheld -- serve           any command',
    '',
  ]
  process.stderr.write(advice.join('\n'))
  process.exitCode = 1
} else {
  const [command] = process.argv.slice(2)
  // The garbage of a start, mostly of reading agreements, would else stay with a daemon that runs for months.
  const flags = ['--max-semi-space-size=1', '--expose-gc']
  const isTuned = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some(
    (each) => each.includes('semi-space') || each.includes('--permission'),
  )
  if (command === 'serve' && !isTuned && process.execArgv.length === 0 && process.platform === 'linux') {
    try {
      process.execve(process.execPath, [process.execPath, ...flags, ...process.argv.slice(1)], process.env)
    } catch {
      // Then it runs as it was started.
    }
  }
  // Compiled code is kept between starts: without it each start strips types anew, which takes a second and 60 MiB.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  const { main } = await import('./main.ts')
  await main()
}
