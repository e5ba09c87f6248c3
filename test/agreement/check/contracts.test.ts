import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { formatProblem } from '../../../src/agreement/document.ts'
import { parseAgreement } from '../../../src/agreement/parse.ts'
import { aContext } from '../anAgreement.ts'

const folder = new URL('../../contracts/', import.meta.url)
const contracts = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())

/** What is really wrong with the public contracts, by a word of each finding; the others are sound. */
const flaws: Readonly<Record<string, readonly string[]>> = {
  'auth0-okta': ['10d after the incident can pass 21d before a month of availability ends'],
  'aws-route53': ['a downtime above 30m and below 31m, such as 30m30s, misses'],
  'azure-cosmos': ['one bad grain is 1h, more than the 4m1.92s that the target leaves of a month (28d)'],
  'github-ghec': ['git', 'pages', 'actions'].flatMap((name) => [
    `${name}.credit: a measure of 99% misses the target, but lies in no band`,
    `${name}.credit.bands.0: a measure of 99.9% meets the target, but a band gives 10%`,
  ]),
  'uk-model-services': ['such as 96.95%', 'such as 97.95%', 'such as 98.95%'],
  zentera: ['of 96%', 'of 98%', 'of 99%', 'of 99.5%', 'of 99.9%'].map((value) => `${value} misses`),
}

test.each(contracts.map(({ name }) => name))('of %s only what is wrong is said', (name) => {
  const text = readFileSync(new URL(`${name}/agreement.yaml`, folder), 'utf8')
  const result = parseAgreement('agreement.yaml', text, aContext())
  const found = (result.ok ? result.warnings : result.problems).map(formatProblem)
  const expected = (flaws[name] ?? []).map((flaw) => expect.stringContaining(flaw))
  expect(found).toEqual(expected)
})
