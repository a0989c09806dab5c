import { expect, test } from 'vitest'
import { Lines } from './lines.ts'

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
