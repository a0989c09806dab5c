import { expect, test } from 'vitest'
import { settlingOf } from './settling.ts'

test.each([
  ['settle run-3', { run: 'run-3', said: [] }],
  ['please settle RUN-3 by undoing', { run: 'run-3', conclusion: 'undo', said: [] }],
  ['settle run-12, finish', { run: 'run-12', conclusion: 'finish', said: [] }],
  ['settle run-3 record', { run: 'run-3', conclusion: 'record', said: [] }],
  ['settle run-3: search is there as sites/search', { run: 'run-3', said: [{ name: 'search', physical: 'sites/search' }] }],
  ['settle run-3: search is not there, and cart is there as srv-1.', { run: 'run-3', said: [{ name: 'search', physical: null }, { name: 'cart', physical: 'srv-1' }] }],
  ['settle run-3: db doesn’t exist', { run: 'run-3', said: [{ name: 'db', physical: null }] }],
  ['undo run-3', undefined],
  ['settle the bill', undefined],
])('%j', (text, read) => {
  expect(settlingOf(text)).toEqual(read)
})
