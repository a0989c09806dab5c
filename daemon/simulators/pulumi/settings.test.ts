import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readProject } from './project.ts'
import type { Project } from './project.ts'
import { checkSetting, editSettings, listSettings } from './settings.ts'
import { settingsDiff } from './settings-diff.ts'

let folder: string
let project: Project
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'project-'))
  writeFileSync(join(folder, 'Pulumi.yaml'), `
name: shop
runtime: nodejs
backend: { url: "file:///somewhere" }
config:
  replicas: { type: integer, description: How many answer (1 to 10), default: 2 }
  shop:tier: { type: string, description: "How much room (one of small, medium, large)", default: small }
  shop:open: { type: boolean, default: true }
  shop:token: { type: string, secret: true }
  plain: bare default
`)
  project = readProject({ path: folder, stack: 'dev', mode: 'dev' })
})
afterAll(() => rmSync(folder, { recursive: true }))

const file = `# the shop's settings
encryptionsalt: v1:abc
config:
  shop:replicas: "3" # as the official command writes it
  shop:password:
    secure: v1:AAAA:BBBB
  aws:region: eu-central-1
`
const check = (key: string, value: string | number | boolean) => checkSetting(project, listSettings(project, file), key, value)

describe('settings', () => {
  it('have their type, words, bounds and values, with what only the file knows', () => {
    const settings = Object.fromEntries(listSettings(project, file).map(one => [one.key, one]))
    expect(settings['shop:replicas']).toEqual({ key: 'shop:replicas', type: 'integer', secret: false, description: 'How many answer (1 to 10)', minimum: 1, maximum: 10, value: 3, default: 2 })
    expect(settings['shop:tier']).toMatchObject({ choices: ['small', 'medium', 'large'], default: 'small' })
    expect(settings['shop:plain']).toMatchObject({ default: 'bare default', type: 'string' })
    expect(settings['aws:region']).toMatchObject({ value: 'eu-central-1' })
  })

  it('that are secret are shown without anything of their value', () => {
    expect(listSettings(project, file).find(one => one.key === 'shop:password')).toEqual({ key: 'shop:password', type: 'string', secret: true })
    expect(() => check('shop:password', 'x')).toThrow(expect.objectContaining({ code: 'setting-secret' }))
    expect(() => check('token', 'x')).toThrow(expect.objectContaining({ code: 'setting-secret' }))
  })

  it('take a value in words where it means one of their type', () => {
    expect([check('replicas', '7').value, check('open', 'no').value, check('tier', 'Large').value, check('plain', 5).value]).toEqual([7, false, 'large', '5'])
  })

  it.each([['replicas', 0], ['replicas', 11], ['replicas', 2.5], ['replicas', ''], ['replicas', 'NaN'], ['replicas', true], ['open', 'maybe'], ['tier', 'tiny']])('refuse %s = %j', (key, value) => {
    expect(() => check(key, value)).toThrow(expect.objectContaining({ code: 'setting-type' }))
  })

  it('that do not exist are answered with the nearest', () => {
    expect(() => check('replica', 3)).toThrow(expect.objectContaining({ code: 'setting-unknown', hint: expect.stringMatching(/^The nearest are shop:replicas/) }))
  })
})

describe('an edit of the file', () => {
  it('changes one value and keeps comments, secrets and order', () => {
    expect(editSettings(file, 'shop:replicas', 5)).toBe(file.replace('"3"', '5'))
    expect(editSettings(file, 'aws:region', undefined)).toBe(file.replace('  aws:region: eu-central-1\n', ''))
  })

  it.each(['true', '12', '0x1f', '1e3', 'null', '~', '', ' spaced ', 'a: b', '# no comment', "it's", 'two\nlines', 'Sale – 20 %'])('keeps the text %j a text', text => {
    const after = editSettings(file, 'shop:plain', text)
    expect(listSettings(project, after).find(one => one.key === 'shop:plain')?.value).toBe(text)
  })

  it('makes a file where there is none', () => {
    expect(listSettings(project, editSettings(undefined, 'shop:replicas', 4)).find(one => one.key === 'shop:replicas')?.value).toBe(4)
  })

  it('takes a file whose last key somebody took away by hand, and refuses one whose config is something else', () => {
    expect(editSettings('config:\n', 'shop:replicas', 4)).toBe('config:\n  shop:replicas: 4\n')
    expect(() => editSettings('config: [a]\n', 'shop:replicas', 4)).toThrow(expect.objectContaining({ code: 'settings-unreadable' }))
  })

  it('names the line of a file that is no YAML, and makes nothing of it', () => {
    const edit = () => editSettings('config:\n    shop:a: 1\n  shop:b: 2\n', 'shop:a', 2)
    expect(edit).toThrow(expect.objectContaining({ code: 'settings-unreadable', message: expect.stringMatching(/no YAML in line \d/) }))
  })
  it('can be shown as a diff of the lines that changed', () => {
    expect(settingsDiff('Pulumi.dev.yaml', file, editSettings(file, 'shop:replicas', 5))).toBe(
      '--- Pulumi.dev.yaml\n+++ Pulumi.dev.yaml\n@@ -4,1 +4,1 @@\n-  shop:replicas: "3" # as the official command writes it\n+  shop:replicas: 5 # as the official command writes it\n')
    expect(settingsDiff('a', file, file)).toBe('')
    expect(settingsDiff('a', undefined, 'x\n')).toBe('--- a\n+++ a\n@@ -0,0 +1,1 @@\n+x\n')
  })
})
