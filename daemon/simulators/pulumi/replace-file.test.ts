import { chmodSync, lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { replaceFile } from './replace-file.ts'

let folder = ''
const at = (name: string) => join(folder, name)
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'replace-')) })
afterEach(() => { rmSync(folder, { recursive: true }) })

test.each([0o600, 0o644, 0o755, 0o664])('a file keeps who may read and run it (%o)', (mode) => {
  writeFileSync(at('a'), 'one')
  chmodSync(at('a'), mode)
  replaceFile(at('a'), 'two')
  expect([readFileSync(at('a'), 'utf8'), statSync(at('a')).mode & 0o777, readdirSync(folder)]).toEqual(['two', mode, ['a']])
})

test('a file behind a link is written, and the link stays one', () => {
  writeFileSync(at('real'), 'one')
  symlinkSync(at('real'), at('link'))
  replaceFile(at('link'), 'two')
  expect([readFileSync(at('real'), 'utf8'), lstatSync(at('link')).isSymbolicLink()]).toEqual(['two', true])
})

test('a link that lies where the unfinished file would be is not written through', () => {
  writeFileSync(at('elsewhere'), 'precious')
  writeFileSync(at('a'), 'one')
  symlinkSync(at('elsewhere'), at('a.next'))
  replaceFile(at('a'), 'two')
  expect([readFileSync(at('elsewhere'), 'utf8'), readFileSync(at('a'), 'utf8'), lstatSync(at('a')).isFile()]).toEqual(['precious', 'two', true])
})

test('a new file is its owner\'s alone', () => {
  replaceFile(at('new'), 'one')
  expect(statSync(at('new')).mode & 0o777).toBe(0o600)
})
