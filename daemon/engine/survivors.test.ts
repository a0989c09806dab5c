import { expect, it } from 'vitest'
import { fromPs, isEngine } from './survivors.ts'

const mark = 'COUNTERSIGN_OPERATION_MARK=ab12'
const began = 'Thu Nov 26 12:58:00 2026'

it('finds in the rows of ps what carries the mark, without what has ended, and tells the engine from its programs', () => {
  const found = fromPs(mark, [
    `  501 S    ${began} /Users/Ada Lovelace/.pulumi/bin/pulumi up --yes HOME=/Users/Ada Lovelace ${mark} PATH=/bin`,
    `  502 S    ${began} node /Users/Ada/shop/run.js HOME=/Users/Ada ${mark}`,
    `  503 Z    ${began} (node) ${mark}`,
    `  504 S    ${began} node another.js ${mark}34`,
    `  505 S    ${began} grep COUNTERSIGN_OPERATION_MARK`,
  ].join('\n'))
  expect(found.map(({ pid, words }) => [pid, isEngine(words)])).toEqual([[501, true], [502, false]])
  expect(found[1]?.words).toEqual(['node', '/Users/Ada/shop/run.js'])
})

it('refuses to go on where a row with the mark can’t be read, and ignores other strange rows', () => {
  expect(fromPs(mark, '  PID TT STAT\n')).toEqual([])
  expect(() => fromPs(mark, `  501 node engine ${mark}\n`)).toThrow(/nothing was changed/)
})
