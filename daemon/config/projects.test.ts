import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigurationError, readConfiguration } from './projects.ts'

let home = ''
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'countersign-config-')) })
afterEach(() => { rmSync(home, { recursive: true }) })
const write = (text: string) => { writeFileSync(join(home, 'countersign.yaml'), text) }

test('without a file there are no projects', () => {
  expect(readConfiguration(home).projects).toEqual([])
})

test('one line adds a project, read-only until the person says otherwise', () => {
  write('projects:\n  - { path: ~/code/shop, stack: dev }\n')
  expect(readConfiguration(home).projects).toEqual([{
    path: join(homedir(), 'code/shop'), stack: 'dev', mode: 'read-only', passphrase: { from: 'environment', variable: 'PULUMI_CONFIG_PASSPHRASE' },
  }])
})

test('says where the passphrase comes from', () => {
  write('projects:\n  - { path: /a, stack: x, passphrase: "file:/b/c" }\n  - { path: /a, stack: y, passphrase: prompt }\n')
  expect(readConfiguration(home).projects.map(project => project.passphrase)).toEqual([{ from: 'file', path: '/b/c' }, { from: 'prompt' }])
})

test.each([
  ['projects: [', /line 1/],
  ['projects:\n  - { path: /a, stack: dev, mode: write }\n', /projects\.0\.mode/],
  ['projects:\n  - { path: /a, stack: dev, passphrase: hunter2 }\n', /passphrase is one of/],
  ['project: []\n', /[Uu]nrecognized/],
])('refuses to start on %j, and says where', (text, message) => {
  write(text)
  expect(() => readConfiguration(home)).toThrow(ConfigurationError)
  expect(() => readConfiguration(home)).toThrow(message)
})

test('never repeats a passphrase that was typed into the file by mistake', () => {
  write('projects:\n  - { path: /a, stack: dev, passphrase: hunter2 }\n')
  expect(() => readConfiguration(home)).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }))
})
