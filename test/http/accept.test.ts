import { expect, test } from 'vitest'
import { preferred } from '../../src/http/accept.ts'

const offered = ['application/json', 'text/plain'] as const

test.each([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['text/plain', 'text/plain'],
  ['text/*', 'text/plain'],
  ['TEXT/PLAIN; charset=utf-8', 'text/plain'],
  ['application/json;q=0.5, text/plain', 'text/plain'],
  ['text/plain;q=0.5, */*', 'application/json'],
  ['application/json;q=0, */*', 'text/plain'],
  ['image/png', null],
  ['text/plain;q=2', null],
  [',;q=,', null],
])('of JSON and text, "%s" likes %s best', (accept, best) => {
  expect(preferred(accept, offered)).toBe(best)
})
