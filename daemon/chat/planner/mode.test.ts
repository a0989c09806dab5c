import { expect, test } from 'vitest'
import { asksMore, MODE_WORDS, modeOf } from './mode.ts'

const rest = (text: string): string => text.replace(MODE_WORDS, ' ')

test.each([
  ['set the mode of web-site/dev to read-only', 'read-only', 'web-site/dev'],
  ['set the mode of dev to read-only', 'read-only', 'dev'],
  ['set the mode of shop/prod to dev', 'dev', 'shop/prod'],
  ['set the mode of shop/dev to dev', 'dev', 'shop/dev'],
  ['set the mode of production to dev', 'dev', 'production'],
  ['change mode to production in shop/prod', 'production', 'shop/prod'],
  ['shop/prod mode: read only', 'read-only', 'shop/prod'],
  ['put shop/prod into dev mode', 'dev', 'shop/prod'],
  ['switch dev to read-only mode', 'read-only', 'dev'],
  ['make shop/dev read-only', 'read-only', 'shop/dev'],
  ['make shop/prod dev', 'dev', 'shop/prod'],
  ['make dev writable', 'dev', 'dev'],
] as const)('"%s" asks for %s of %s', (text, mode, place) => {
  expect(modeOf(text)).toBe(mode)
  const left = rest(text).toLowerCase()
  expect(left).toMatch(new RegExp(`(?<![\\w/])${place}(?![\\w/])`))
  for (const other of ['dev', 'production', 'prod'].filter((each) => each !== place)) expect(left).not.toMatch(new RegExp(`(?<![\\w/])${other}(?![\\w/])`))
})

test.each(['set the banner to "dev mode" in shop/dev', 'set banner to \'read-only mode until noon\'', 'set replicas to 3 in dev', 'deploy to production', 'what is in shop/dev?', 'the mode of transport'])('"%s" asks for none', (text) => {
  expect(modeOf(text)).toBeUndefined()
})

test('a mode is told apart from one that is asked for with something else', () => {
  for (const text of ['please, set the mode of shop/dev to dev', 'make shop/dev read-only', 'set the mode of prod to dev, please']) expect(asksMore(text)).toBe(false)
  for (const text of ['set the mode of prod to production and replicas to 3', 'make prod read-only, then deploy dev']) expect(asksMore(text)).toBe(true)
})
