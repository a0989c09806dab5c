import { expect, test } from 'vitest'
import { ago, table } from './table.ts'

test('columns are as wide as what is in them', () => {
  expect(table(['KEY', 'VALUE'], [['count', '3'], ['other:ns', 'v']], '  ')).toBe('  KEY       VALUE\n  count     3\n  other:ns  v')
  expect(table(['NAME', 'VALUE'], [])).toBe('NAME  VALUE')
})

test.for([
  [0.9, 'now'], [1, '1 second ago'], [59, '59 seconds ago'], [60, '1 minute ago'], [150, '2 minutes ago'], [3600, '1 hour ago'],
  [7200, '2 hours ago'], [86_400, '1 day ago'], [8 * 86_400, '1 week ago'], [45 * 86_400, '1 month ago'], [100 * 86_400, '3 months ago'],
  [370 * 86_400, '1 year ago'], [600 * 86_400, '2 years ago'], [-5, 'now'],
] as const)('%d seconds ago is told as %s', ([seconds, words]) => {
  expect(ago(1e12 - seconds * 1000, 1e12)).toBe(words)
})
