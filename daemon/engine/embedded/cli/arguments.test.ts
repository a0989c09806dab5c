import { expect, test } from 'vitest'
import { exitCodes } from '../errors.ts'
import { parseArguments } from './arguments.ts'

const flags = { stack: 'value', target: 'list', refresh: 'switch' } as const

test('flags take a value, many or none, in every spelling', () => {
  const given = parseArguments(['up', '-s', 'dev', '--target', 'a', '--target=b', '--refresh', '--', '--no-flag'], flags)
  expect(given.positional).toEqual(['up', '--no-flag'])
  expect(given.value('stack')).toBe('dev')
  expect(given.list('target')).toEqual(['a', 'b'])
  expect(given.on('refresh')).toBe(true)
  expect(parseArguments(['--refresh=false'], flags).on('refresh')).toBe(false)
})

test('an unknown flag and a missing value are refused', () => {
  for (const words of [['--nope'], ['-Z'], ['--stack']]) {
    expect(() => parseArguments(words, flags)).toThrow(expect.objectContaining({ exitCode: exitCodes.failure }))
  }
})
