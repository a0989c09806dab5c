import { expect, test } from 'vitest'
import { Lines, Printed } from './lines.ts'

test('lines are whole however they arrive, and the last needs no end', () => {
  const said: string[] = []
  const lines = new Lines((line) => said.push(line))
  lines.add('one\ntw')
  expect(said).toEqual(['one\n'])
  lines.add('o\n\nthr')
  lines.add('ee')
  lines.end()
  lines.end()
  expect(said).toEqual(['one\n', 'two\n', '\n', 'three'])
})

test('of what a program prints, lines with nothing in them are left out', () => {
  const said: string[] = []
  const printed = new Printed((severity, line) => said.push(`${severity} ${line}`))
  const print = printed.printer()
  print('stdout', 'one\n\n  \n  two\n')
  print('stderr', '\nthree')
  printed.end()
  expect(said).toEqual(['info one\n', 'info   two\n', 'info#err three'])
})
