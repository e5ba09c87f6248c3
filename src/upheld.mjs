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
  const { main } = await import('./main.ts')
  await main()
}
