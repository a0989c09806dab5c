import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Project } from '../backend/project.ts'
import { parseConfigKey, parseConfigPath } from './key.ts'
import { StackSettings } from './settings.ts'
import { nodeAt, typedNode, withNode, withoutNode } from './value.ts'

function project(): Project {
  const root = mkdtempSync(join(tmpdir(), 'engine-settings-'))
  return {
    name: 'shop', path: join(root, 'Pulumi.yaml'), root, main: root, entry: '.', runtime: { name: 'nodejs', options: {} }, stackConfigFolder: root,
    backendUrl: `file://${root}`, backendFolder: root, home: root, declaredConfig: [], refreshAlways: false,
  }
}

test('an edit keeps the comments and the order of the file', () => {
  const at = project()
  const path = join(at.root, 'Pulumi.dev.yaml')
  writeFileSync(path, '# who pays\nconfig:\n  shop:replicas: "3" # three is enough\n  shop:owner: ada\n')
  const settings = StackSettings.open(at, 'dev')
  settings.set('shop:replicas', { kind: 'plain', text: '5' })
  settings.salt = 'v1:salt'
  settings.save()
  expect(readFileSync(path, 'utf8')).toBe('encryptionsalt: v1:salt\n# who pays\nconfig:\n  shop:replicas: "5" # three is enough\n  shop:owner: ada\n')
})

test('a mistake in the file is told with its line and column', () => {
  const at = project()
  writeFileSync(join(at.root, 'Pulumi.dev.yaml'), 'config:\n  shop:a: "unfinished\n')
  expect(() => StackSettings.open(at, 'dev')).toThrow(/invalid YAML at line \d+, column \d+/)
})

test('keys belong to the project unless they name another namespace', () => {
  expect(parseConfigKey('replicas', 'shop')).toBe('shop:replicas')
  expect(parseConfigKey('aws:region', 'shop')).toBe('aws:region')
  expect(() => parseConfigKey('a:b:c', 'shop')).toThrow('could not parse a:b:c')
  expect(parseConfigPath('outer.inner[0]', 'shop')).toEqual({ key: 'shop:outer', path: ['inner', 0] })
})

test('a path sets, reads and removes inside an object', () => {
  const made = withNode(undefined, ['list', 0, 'name'], typedNode('7'), ['o'])
  expect(made).toEqual({ list: [{ name: 7 }] })
  expect(nodeAt(made, ['list', 0, 'name'])).toBe(7)
  expect(withoutNode(made, ['list', 0])).toEqual({ list: [] })
  expect(() => withNode(made, ['list', 5], 'x', ['o'])).toThrow('o.list[5]: array index out of range')
  expect(() => withNode(made, ['list', 0, 'name', 'x'], 'x', ['o'])).toThrow('o.list[0].name: expected a map')
  expect(() => withNode(made, ['list', 'x'], 'x', ['o'])).toThrow('o.list.x: key for an array must be an int')
  // A plain value under the key itself gives way.
  expect(withNode('text', ['inner'], 'x', ['o'])).toEqual({ inner: 'x' })
})

test('values are written with the quotes that the official CLI gives them, and old ones keep theirs', () => {
  const at = project()
  const path = join(at.root, 'Pulumi.dev.yaml')
  writeFileSync(path, 'config:\n  shop:quoted: "12"\n  shop:number: 3\n')
  const settings = StackSettings.open(at, 'dev')
  for (const [key, text] of [['shop:quoted', 'aaa'], ['shop:yes', 'y'], ['shop:octal', '007'], ['shop:', 'x'], ['shop:lines', 'a\nb'], ['shop:colon', 'a: b']]) {
    settings.set(key ?? '', { kind: 'plain', text: text ?? '' })
  }
  settings.set('shop:typed', { kind: 'typed', value: 3 })
  settings.set('shop:object', { kind: 'object', value: { b: 1, a: 'on' } })
  settings.save()
  expect(readFileSync(path, 'utf8')).toBe('config:\n  shop:quoted: "aaa"\n  shop:number: "3"\n  shop:yes: "y"\n  shop:octal: "007"\n'
    + '  \'shop:\': x\n  shop:lines: |-\n    a\n    b\n  shop:colon: \'a: b\'\n  shop:typed: 3\n  shop:object:\n    a: "on"\n    b: 1\n')
})

test('a path of a key is read as freely as the official CLI reads it, and its mistakes are told in its words', () => {
  expect(parseConfigPath('a..b', 'shop')).toEqual({ key: 'shop:a', path: ['b'] })
  expect(parseConfigPath('aws:o["x.y"][0]', 'shop')).toEqual({ key: 'aws:o', path: ['x.y', 0] })
  expect(parseConfigPath('["top.name"].inner', 'shop')).toEqual({ key: 'shop:top.name', path: ['inner'] })
  for (const [text, reason] of [
    ['.a', 'expected property path to start with a name or index'], ['a.', 'expected property path to end with a name or index'],
    ['a[', 'missing closing bracket in array index'], ['a["b', 'missing closing quote in property name'],
    ['a["b"', 'missing closing bracket in property access'], ['a[x]', 'invalid array index: strconv.ParseInt: parsing "x": invalid syntax'],
  ] as const) expect(() => parseConfigPath(text, 'shop')).toThrow(`invalid config key path: ${reason}`)
})
